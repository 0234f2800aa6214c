import type { InvoiceFormat } from '#domain/invoices/account/document-terms.ts';
import { daysInMonth } from '#domain/values/calendar.ts';
import { formatMoney } from '#domain/values/money.ts';
import { writeXml, type XmlNode, xmlText } from '#formats/xml/write.ts';
import type { StoredInvoice } from '../../rows/issued-invoices.rows.ts';
import { type Presented, presented } from '../presented.ts';
import { ublLine } from './ubl-line.ts';
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
  const { taxTotal, monetaryTotal } = ublTotals(document);
  const root: XmlNode = [
    isCredit ? 'CreditNote' : 'Invoice',
    [
      ...header(document),
      ['cac:AccountingSupplierParty', [sellerParty(document)]],
      ['cac:AccountingCustomerParty', [buyerParty(document)]],
      ...payment(document),
      taxTotal,
      monetaryTotal,
      ...document.lines.map((line, index) => ublLine(document, line, index + 1)),
    ],
    namespaces(isCredit ? 'CreditNote' : 'Invoice'),
  ];
  return Buffer.from(writeXml(root));
}

function header(document: Presented): (XmlNode | undefined)[] {
  const { issued, isCredit } = document;
  const { number, issuedOn, dueOn, currency, invoiceNumber, corrects = [] } = issued;
  const [specification, process] = specifications[document.format] ?? ['urn:cen.eu:en16931:2017'];
  const { buyerReference, purchaseOrder } = document.references;
  return [
    ['cbc:CustomizationID', specification],
    process ? ['cbc:ProfileID', process] : undefined,
    ['cbc:ID', number],
    ['cbc:IssueDate', issuedOn],
    dueOn && !isCredit ? ['cbc:DueDate', dueOn] : undefined,
    isCredit ? ['cbc:CreditNoteTypeCode', '381'] : ['cbc:InvoiceTypeCode', '380'],
    ...notesOf(document).map((note): XmlNode => ['cbc:Note', note]),
    ['cbc:DocumentCurrencyCode', currency],
    buyerReference ? ['cbc:BuyerReference', buyerReference] : undefined,
    ...invoicePeriod(document),
    purchaseOrder ? ['cac:OrderReference', [['cbc:ID', purchaseOrder]]] : undefined,
    ...[...(invoiceNumber ? [invoiceNumber] : []), ...corrects].map(
      (of): XmlNode => ['cac:BillingReference', [['cac:InvoiceDocumentReference', [['cbc:ID', of]]]]],
    ),
  ];
}

/** The month (BG-14). The rules of Peppol want every line's own period within it, else it is left to the lines. */
function invoicePeriod({ issued: { period }, lines, format }: Presented): XmlNode[] {
  const fits = lines.every(({ kind, month }) => kind === 'order' || month === period);
  if (format !== 'en16931-ubl' && !fits) return [];
  return [
    [
      'cac:InvoicePeriod',
      [
        ['cbc:StartDate', `${period}-01`],
        ['cbc:EndDate', `${period}-${daysInMonth(period)}`],
      ],
    ],
  ];
}

/** What people are told; Peppol has room for one note. */
function notesOf({ issued, totalMinor, format }: Presented): string[] {
  const { reason, currency } = issued;
  const exact = formatMoney({ minor: totalMinor, currency });
  const notes = [
    ...(reason && xmlText(reason) ? [reason] : []),
    // Currencies with three decimals: EN 16931 takes two.
    ...(/\.\d{3} /.test(exact) ? [`Exact total: ${exact}`] : []),
  ];
  return format === 'peppol-bis' && notes.length > 1 ? [notes.join('; ')] : notes;
}

function payment({ issued, isCredit, format }: Presented): XmlNode[] {
  const { number, seller, dueOn } = issued;
  if (isCredit || !dueOn) {
    // 97: clearing between partners. German documents always say how they are settled.
    const means: XmlNode = ['cac:PaymentMeans', [['cbc:PaymentMeansCode', '97']]];
    const terms: XmlNode = ['cac:PaymentTerms', [['cbc:Note', 'To be set off against what is open.']]];
    return format === 'en16931-ubl' ? [terms] : [means, terms];
  }
  if (!seller.iban) return [];
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
  ];
}
