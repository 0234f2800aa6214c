import type { InvoiceFormat } from '#domain/invoices/account/document-terms.ts';
import { textElement, writeXml, type XmlNode } from '#formats/xml/write.ts';
import type { StoredInvoice } from '../../rows/issued-invoices.rows.ts';
import { correctedInvoices, documentNotes, documentPeriod, paymentTerms, settledTerms } from '../exchanged.ts';
import { type Presented, presented } from '../presented.ts';
import { invoicePeriod, ublLine } from './ubl-line.ts';
import { buyerParty, sellerParty } from './ubl-party.ts';
import { ublTotals } from './ubl-totals.ts';

const billingProcess = 'urn:fdc:peppol.eu:2017:poacc:billing:01:1.0';

const namespaces = (root: string) => ({
  xmlns: `urn:oasis:names:specification:ubl:schema:xsd:${root}-2`,
  'xmlns:cac': 'urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2',
  'xmlns:cbc': 'urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2',
});

/** What a document says it follows (BT-24), and the process of Peppol that it belongs to (BT-23). */
const specifications: Partial<Record<InvoiceFormat, readonly [specification: string, process: string]>> = {
  'peppol-bis': ['urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0', billingProcess],
  xrechnung: ['urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0', billingProcess],
};

/** The document as UBL 2.1 that follows EN 16931, or what else the account asked for (I6). The same document gives the same bytes. */
export function renderUbl(issued: StoredInvoice): Buffer {
  const document = presented(issued);
  const { isCredit } = document;
  const { taxTotals, monetaryTotal } = ublTotals(document);
  const root: XmlNode = [
    isCredit ? 'CreditNote' : 'Invoice',
    [
      ...header(document),
      ['cac:AccountingSupplierParty', [sellerParty(document)]],
      ['cac:AccountingCustomerParty', [buyerParty(document)]],
      ...payment(document),
      ...taxTotals,
      monetaryTotal,
      ...document.lines.map((line, index) => ublLine(document, line, index + 1)),
    ],
    namespaces(isCredit ? 'CreditNote' : 'Invoice'),
  ];
  return Buffer.from(writeXml(root));
}

function header(document: Presented): (XmlNode | undefined)[] {
  const { issued, isCredit } = document;
  const { number, issuedOn, dueOn, currency } = issued;
  const [specification, process] = specifications[document.format] ?? ['urn:cen.eu:en16931:2017'];
  const { buyerReference, accountingCost } = document.references;
  return [
    ['cbc:CustomizationID', specification],
    process ? ['cbc:ProfileID', process] : undefined,
    ['cbc:ID', number],
    ['cbc:IssueDate', issuedOn],
    dueOn && !isCredit ? ['cbc:DueDate', dueOn] : undefined,
    isCredit ? ['cbc:CreditNoteTypeCode', '381'] : ['cbc:InvoiceTypeCode', '380'],
    ...documentNotes(document).map((note): XmlNode => ['cbc:Note', note]),
    ['cbc:DocumentCurrencyCode', currency],
    textElement('cbc:TaxCurrencyCode', document.accounted?.currency),
    textElement('cbc:AccountingCost', accountingCost),
    textElement('cbc:BuyerReference', buyerReference),
    invoicePeriod(documentPeriod(document)),
    orderReference(document),
    ...correctedInvoices(document).map(
      (of): XmlNode => ['cac:BillingReference', [['cac:InvoiceDocumentReference', [['cbc:ID', of]]]]],
    ),
  ];
}

/** The customer's order number (BT-13), and ours beside it (BT-14), which UBL takes with that alone. */
function orderReference({ references: { purchaseOrder, orderNumber } }: Presented): XmlNode | undefined {
  const id = textElement('cbc:ID', purchaseOrder);
  return id && ['cac:OrderReference', [id, textElement('cbc:SalesOrderID', orderNumber)]];
}

function payment(document: Presented): XmlNode[] {
  const { issued, isCredit, format } = document;
  const { number, seller, dueOn } = issued;
  if (isCredit || !dueOn) {
    // 97: clearing between partners. German documents always say how they are settled.
    const means: XmlNode = ['cac:PaymentMeans', [['cbc:PaymentMeansCode', '97']]];
    const terms: XmlNode = ['cac:PaymentTerms', [['cbc:Note', settledTerms(document)]]];
    return format === 'en16931-ubl' ? [terms] : [means, terms];
  }
  const note = textElement('cbc:Note', paymentTerms(document));
  const ownTerms: XmlNode[] = note ? [['cac:PaymentTerms', [note]]] : [];
  if (!seller.iban) return ownTerms;
  return [
    [
      'cac:PaymentMeans',
      [
        ['cbc:PaymentMeansCode', '30'],
        ['cbc:PaymentID', number],
        [
          'cac:PayeeFinancialAccount',
          [
            ['cbc:ID', seller.iban],
            ['cbc:Name', seller.name],
            seller.bic ? ['cac:FinancialInstitutionBranch', [['cbc:ID', seller.bic]]] : undefined,
          ],
        ],
      ],
    ],
    ...ownTerms,
  ];
}
