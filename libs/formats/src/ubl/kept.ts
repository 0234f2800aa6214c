import type { XmlElement } from '../xml/tree.ts';
import { firstAt } from '../xml/walk.ts';

/** What answers give back as it came. Items, quantities and names of lines stand in the reading's lines. */
const ways: Readonly<Record<string, readonly string[]>> = {
  customizationId: ['CustomizationID'],
  profileId: ['ProfileID'],
  documentId: ['ID'],
  salesOrderId: ['SalesOrderID'],
  customerReference: ['CustomerReference'],
  accountingCost: ['AccountingCost'],
  contract: ['Contract', 'ID'],
};

const parties = { buyer: 'BuyerCustomerParty', seller: 'SellerSupplierParty' };

const partyWays: Readonly<Record<string, readonly string[]>> = {
  Endpoint: ['EndpointID'],
  Id: ['PartyIdentification', 'ID'],
  LegalName: ['PartyLegalEntity', 'RegistrationName'],
  Name: ['PartyName', 'Name'],
  Country: ['PostalAddress', 'Country', 'IdentificationCode'],
};

/** Texts by the names that `README.md` lists, and schemes under the name with `Scheme` behind it. */
export function keptOf(document: XmlElement, currency: string | undefined): Record<string, string> {
  const kept: Record<string, string> = { document: document.local };
  if (currency) kept.currency = currency;
  keep(kept, document, ways, '');
  for (const [role, name] of Object.entries(parties)) keep(kept, firstAt(document, name, 'Party'), partyWays, role);
  return kept;
}

function keep(
  kept: Record<string, string>,
  from: XmlElement | undefined,
  names: Readonly<Record<string, readonly string[]>>,
  prefix: string,
): void {
  for (const [name, way] of Object.entries(names)) {
    const element = firstAt(from, ...way);
    const text = element?.text.trim();
    if (!element || !text) continue;
    kept[prefix + name] = text;
    const scheme = element.attributes.schemeID?.trim();
    if (scheme) kept[`${prefix}${name}Scheme`] = scheme;
  }
}
