import { arrivedDocument } from '#apps/intake/src/documents/arrival.ts';
import { senderProfile } from '#apps/intake/src/documents/senders/profile.ts';
import type { BenchMessage } from '../measuring/traffic.ts';
import { headersOf, products } from '../orders.ts';

export const linesPerDocument = 100;

/** Whose documents they are; as a file in `SENDERS_DIR`. */
export const peppolSender = {
  sender: 'peppol',
  formats: ['ubl'],
  order: { kind: 'purchase-order', number: '{id}' },
  mayOrderFor: ['ACC-NORDUFER'],
  zone: 'Europe/Berlin',
  parties: { ids: { '0088:4000001000104': 'ACC-NORDUFER' } },
  emails: { from: ['buyer'] },
};

/** So many Peppol orders of a hundred lines that are due at once; every run's numbers are its own. */
export function peppolMessages(run: string, count: number): BenchMessage[] {
  const headers = { sender: peppolSender.sender, 'content-type': 'application/xml' };
  return numbersOf(run, count).map((number) => ({ key: number, value: peppolOrder(number), headers }));
}

/** The same orders in our own JSON: what comes of the documents, less the number, which is the run's. */
export function canonicalMessages(run: string, count: number): BenchMessage[] {
  const made = canonicalOf(peppolOrder('NUMBER'));
  return numbersOf(run, count).map((number) => {
    const value = made.replaceAll('NUMBER', number);
    return { key: number, value, headers: headersOf(`erp-${number}`, 'sales-order.placed.v1', number) };
  });
}

function canonicalOf(document: string): string {
  const arrived = arrivedDocument(senderProfile.parse(peppolSender), { bytes: Buffer.from(document) });
  if ('unreadable' in arrived) throw new Error(arrived.unreadable);
  const [made] = arrived.orders.map((order) => order.made);
  if (!made || !('order' in made)) throw new Error(`the document is no order: ${JSON.stringify(made)}`);
  return JSON.stringify({ ...made.order, revision: 1 });
}

const numbersOf = (run: string, count: number) => Array.from({ length: count }, (_, index) => `PEP-${run}-${index}`);

const party = (gln: string, name: string, country: string, mail: string) => `<cac:Party>
      <cbc:EndpointID schemeID="0088">${gln}</cbc:EndpointID>
      <cac:PartyIdentification><cbc:ID schemeID="0088">${gln}</cbc:ID></cac:PartyIdentification>
      <cac:PartyName><cbc:Name>${name}</cbc:Name></cac:PartyName>
      <cac:PostalAddress><cac:Country><cbc:IdentificationCode>${country}</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
      <cac:PartyLegalEntity><cbc:RegistrationName>${name}</cbc:RegistrationName></cac:PartyLegalEntity>
      <cac:Contact><cbc:ElectronicMail>${mail}</cbc:ElectronicMail></cac:Contact>
    </cac:Party>`;

function peppolOrder(number: string): string {
  const quantities = Array.from({ length: linesPerDocument }, (_, index) => 5 + (index % 20));
  const total = quantities.reduce((sum, quantity) => sum + quantity, 0) * 139;
  return `<?xml version="1.0" encoding="UTF-8"?>
<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"
  xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
  xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:CustomizationID>urn:fdc:peppol.eu:poacc:trns:order:3</cbc:CustomizationID>
  <cbc:ProfileID>urn:fdc:peppol.eu:poacc:bis:ordering:3</cbc:ProfileID>
  <cbc:ID>${number}</cbc:ID>
  <cbc:IssueDate>2026-11-21</cbc:IssueDate>
  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
  <cac:BuyerCustomerParty>${party('4000001000104', 'Kunsthalle Nordufer', 'DE', 'it@nordufer.example')}</cac:BuyerCustomerParty>
  <cac:SellerSupplierParty>${party('5900002000204', 'Seatwright Licensing', 'PL', 'billing@seatwright.example')}</cac:SellerSupplierParty>
  <cac:AnticipatedMonetaryTotal>
    <cbc:LineExtensionAmount currencyID="EUR">${total}.00</cbc:LineExtensionAmount>
    <cbc:TaxExclusiveAmount currencyID="EUR">${total}.00</cbc:TaxExclusiveAmount>
    <cbc:PayableAmount currencyID="EUR">${total}.00</cbc:PayableAmount>
  </cac:AnticipatedMonetaryTotal>${quantities.map(lineOf).join('')}
</Order>
`;
}

function lineOf(quantity: number, index: number): string {
  const { sku, name } = products[index % products.length] ?? { sku: '', name: '' };
  return `
  <cac:OrderLine>
    <cac:LineItem>
      <cbc:ID>${index + 1}</cbc:ID>
      <cbc:Quantity unitCode="C62">${quantity}</cbc:Quantity>
      <cbc:LineExtensionAmount currencyID="EUR">${quantity * 139}.00</cbc:LineExtensionAmount>
      <cac:Price>
        <cbc:PriceAmount currencyID="EUR">1390.00</cbc:PriceAmount>
        <cbc:BaseQuantity unitCode="C62">10</cbc:BaseQuantity>
      </cac:Price>
      <cac:Item>
        <cbc:Name>${name}</cbc:Name>
        <cac:BuyersItemIdentification><cbc:ID>KN-${index}</cbc:ID></cac:BuyersItemIdentification>
        <cac:SellersItemIdentification><cbc:ID>${sku}</cbc:ID></cac:SellersItemIdentification>
        <cac:ClassifiedTaxCategory>
          <cbc:ID>S</cbc:ID>
          <cbc:Percent>19</cbc:Percent>
          <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
        </cac:ClassifiedTaxCategory>
      </cac:Item>
    </cac:LineItem>
  </cac:OrderLine>`;
}
