import type { Found, SourceParty, SourceRole, SourceViolation } from '../reading.ts';
import { pathOf, placeIn, type XmlElement } from '../xml/tree.ts';
import { childrenOf, firstAt, foundAt, foundAttribute, foundIn } from '../xml/walk.ts';

/** Contacts by what their role says of them; other roles are a profile's to know. */
const contactRoles: Readonly<Record<string, SourceRole>> = {
  endUser: 'endUser',
  buyer: 'buyer',
  purchasingAgent: 'buyer',
  buyerCorporate: 'buyer',
  buyerAccount: 'buyer',
  shipTo: 'shipTo',
  billTo: 'billTo',
  supplierCorporate: 'seller',
  supplierAccount: 'seller',
  sales: 'seller',
};

/** Everybody on the order, one party a role: who sent it, to whom, who gets it, who pays, and the contacts of the header. */
export function orderParties(root: XmlElement, header: XmlElement, delivery: XmlElement | undefined): SourceParty[] {
  const from = firstAt(root, 'Header', 'From');
  const soldTo = childrenOf(header, 'BusinessPartner').find(({ attributes }) => attributes.role === 'soldTo');
  const found: SourceParty[] = [
    ...ownCredentials(from, 'buyer'),
    ...ofContact(firstAt(from, 'Correspondent', 'Contact'), 'buyer'),
    ...ofAddress(soldTo, 'buyer'),
    ...ofAddress(delivery, 'shipTo'),
    ...ofAddress(firstAt(header, 'BillTo'), 'billTo'),
    ...ownCredentials(firstAt(root, 'Header', 'To'), 'seller'),
    ...childrenOf(header, 'Contact').flatMap((contact) => ofContact(contact)),
  ];
  const roles = [...new Set(found.map(({ role }) => role))];
  return roles.map((role) => merged(found.filter((party) => party.role === role)));
}

/** Where the goods go: the header's ShipTo, or the one of all lines. Several are refused: an order has one end customer. */
export function deliveryParty(
  header: XmlElement,
  items: readonly XmlElement[],
  tell: (violation: SourceViolation) => void,
): XmlElement | undefined {
  const first = firstAt(header, 'ShipTo') ?? items.map((item) => firstAt(item, 'ShipTo')).find(Boolean);
  const other = items.map((item) => firstAt(item, 'ShipTo')).find((shipTo) => shipTo && keyOf(shipTo) !== keyOf(first));
  if (first && other) {
    tell({
      code: 'SEVERAL_SHIP_TO',
      at: placeIn(other),
      message: `the line goes somewhere else than ${pathOf(first)} says; an order has one end customer`,
      remedy: 'send an order for each place of delivery',
    });
  }
  return first;
}

function keyOf(shipTo: XmlElement | undefined): string {
  const address = firstAt(shipTo, 'Address');
  const id = address?.attributes.addressID?.trim();
  if (id) return `${address?.attributes.addressIDDomain ?? ''}:${id}`;
  return JSON.stringify([foundAt(address, 'Name')?.value, ...partsOf(firstAt(address, 'PostalAddress'))]);
}

function partsOf(address: XmlElement | undefined): (string | undefined)[] {
  return address?.children.map((part) => foundIn(part)?.value) ?? [];
}

/** A marketplace that stands in between is a party of its own. */
function ownCredentials(element: XmlElement | undefined, role: SourceRole): SourceParty[] {
  return childrenOf(element, 'Credential').flatMap((credential) => {
    const identity = foundAt(credential, 'Identity');
    if (!identity) return [];
    const domain = credential.attributes.domain?.trim();
    const id = { value: domain ? `${domain}:${identity.value}` : identity.value, at: identity.at };
    return [{ role: credential.attributes.type === 'marketplace' ? 'other:marketplace' : role, ids: [id], mails: [] }];
  });
}

function ofAddress(element: XmlElement | undefined, role: SourceRole): SourceParty[] {
  const address = firstAt(element, 'Address');
  if (!element || !address) return [];
  const country =
    foundAttribute(firstAt(address, 'PostalAddress', 'Country'), 'isoCountryCode') ??
    foundAttribute(address, 'isoCountryCode');
  const ids = [...addressIds(address), ...referenceIds(element)];
  return [{ role, ids, name: foundAt(address, 'Name'), country, mails: mailsOf(address) }];
}

function ofContact(contact: XmlElement | undefined, as?: SourceRole): SourceParty[] {
  if (!contact) return [];
  const said = contact.attributes.role?.trim() ?? '';
  const role =
    as ?? (Object.hasOwn(contactRoles, said) ? contactRoles[said] : undefined) ?? `other:${said || 'contact'}`;
  const country = foundAttribute(firstAt(contact, 'PostalAddress', 'Country'), 'isoCountryCode');
  const ids = [...addressIds(contact), ...referenceIds(contact)];
  return [{ role: role as SourceRole, ids, name: foundAt(contact, 'Name'), country, mails: mailsOf(contact) }];
}

/** `addressID:3119`, and before it under the domain that the buyer gives, if it gives one. */
function addressIds(element: XmlElement): Found<string>[] {
  const id = foundAttribute(element, 'addressID');
  const domain = element.attributes.addressIDDomain?.trim();
  if (!id) return [];
  const plain = { value: `addressID:${id.value}`, at: id.at };
  return domain ? [{ value: `${domain}:${id.value}`, at: id.at }, plain] : [plain];
}

function referenceIds(element: XmlElement): Found<string>[] {
  return childrenOf(element, 'IdReference').flatMap((reference) => {
    const id = foundAttribute(reference, 'identifier');
    return id ? [{ value: `${reference.attributes.domain?.trim() || 'IdReference'}:${id.value}`, at: id.at }] : [];
  });
}

function mailsOf(element: XmlElement): Found<string>[] {
  return childrenOf(element, 'Email').flatMap((email) => foundIn(email) ?? []);
}

function merged([first, ...others]: readonly SourceParty[]): SourceParty {
  return others.reduce<SourceParty>(
    (all, party) => ({
      role: all.role,
      ids: [...all.ids, ...party.ids],
      name: all.name ?? party.name,
      country: all.country ?? party.country,
      mails: [...all.mails, ...party.mails],
    }),
    first as SourceParty,
  );
}
