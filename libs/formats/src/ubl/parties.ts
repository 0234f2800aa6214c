import type { Found, SourceParty, SourceRole } from '../reading.ts';
import { placeIn, type XmlElement } from '../xml/tree.ts';
import { childrenOf, firstAt, foundAt } from '../xml/walk.ts';

const contacts = ['Contact', 'BuyerContact', 'DeliveryContact', 'AccountingContact', 'SellerContact'];

/** Every party of an order that stands in the document, by its role. */
export function sourcePartiesOf(document: XmlElement): SourceParty[] {
  const delivery = firstAt(document, 'Delivery');
  const parties: (SourceParty | undefined)[] = [
    partyOf('buyer', firstAt(document, 'BuyerCustomerParty')),
    partyOf('endUser', firstAt(document, 'OriginatorCustomerParty')),
    partyOf('shipTo', firstAt(delivery, 'DeliveryParty'), firstAt(delivery, 'DeliveryLocation')),
    partyOf('billTo', firstAt(document, 'AccountingCustomerParty')),
    partyOf('seller', firstAt(document, 'SellerSupplierParty')),
  ];
  return parties.filter((party) => party !== undefined);
}

/** A party in its wrapper, or bare as a DeliveryParty is; a place of delivery has an id and a country of its own. */
function partyOf(role: SourceRole, wrapper?: XmlElement, location?: XmlElement): SourceParty | undefined {
  if (!wrapper && !location) return undefined;
  const party = firstAt(wrapper, 'Party') ?? wrapper;
  const legal = firstAt(party, 'PartyLegalEntity');
  const ids = [
    firstAt(party, 'EndpointID'),
    ...childrenOf(party, 'PartyIdentification').map((each) => firstAt(each, 'ID')),
    firstAt(legal, 'CompanyID'),
    ...childrenOf(party, 'PartyTaxScheme').map((each) => firstAt(each, 'CompanyID')),
    firstAt(location, 'ID'),
  ];
  return {
    role,
    ids: unlike(ids.map(idIn)),
    name: foundAt(party, 'PartyName', 'Name') ?? foundAt(legal, 'RegistrationName') ?? foundAt(location, 'Name'),
    country:
      foundAt(party, 'PostalAddress', 'Country', 'IdentificationCode') ??
      foundAt(location, 'Address', 'Country', 'IdentificationCode') ??
      foundAt(legal, 'RegistrationAddress', 'Country', 'IdentificationCode'),
    mails: unlike(
      contacts.flatMap((name) => [
        foundAt(party, name, 'ElectronicMail'),
        party === wrapper ? undefined : foundAt(wrapper, name, 'ElectronicMail'),
      ]),
    ),
  };
}

/** `0088:7300010000001`, or the value alone where no scheme stands. */
function idIn(element: XmlElement | undefined): Found<string> | undefined {
  const value = element?.text.trim();
  if (!element || !value) return undefined;
  const scheme = element.attributes.schemeID?.trim();
  return { value: scheme ? `${scheme}:${value}` : value, at: placeIn(element) };
}

function unlike(found: readonly (Found<string> | undefined)[]): Found<string>[] {
  const first = new Map<string, Found<string>>();
  for (const each of found) if (each && !first.has(each.value)) first.set(each.value, each);
  return [...first.values()];
}
