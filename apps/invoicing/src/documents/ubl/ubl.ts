import { daysInMonth } from '#domain/values/calendar.ts';
import { formatMoney } from '#domain/values/money.ts';
import { writeXml, type XmlNode, xmlText } from '#formats/xml/write.ts';
import type { StoredInvoice } from '../../rows/issued-invoices.rows.ts';
import { type Presented, presented } from '../presented.ts';
import { ublLine } from './ubl-line.ts';
import { buyerParty, sellerParty } from './ubl-party.ts';
import { ublTotals } from './ubl-totals.ts';

const namespaces = (root: string) => ({
  xmlns: `urn:oasis:names:specification:ubl:schema:xsd:${root}-2`,
  'xmlns:cac': 'urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2',
  'xmlns:cbc': 'urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2',
});

/** The document as UBL 2.1 that follows EN 16931 (I6). The same document gives the same bytes. */
export function renderUbl(issued: StoredInvoice): Buffer {
  const document = presented(issued);
  const { isCredit } = document;
  const { taxTotal, monetaryTotal } = ublTotals(document);
  const root: XmlNode = [
    isCredit ? 'CreditNote' : 'Invoice',
    [
      ...header(document),
      ['cac:AccountingSupplierParty', [sellerParty(issued.seller)]],
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
  const { number, issuedOn, dueOn, currency, period, invoiceNumber, corrects = [] } = issued;
  return [
    ['cbc:CustomizationID', 'urn:cen.eu:en16931:2017'],
    ['cbc:ID', number],
    ['cbc:IssueDate', issuedOn],
    dueOn && !isCredit ? ['cbc:DueDate', dueOn] : undefined,
    isCredit ? ['cbc:CreditNoteTypeCode', '381'] : ['cbc:InvoiceTypeCode', '380'],
    ...notesOf(document).map((note): XmlNode => ['cbc:Note', note]),
    ['cbc:DocumentCurrencyCode', currency],
    ...buyerReference(document),
    [
      'cac:InvoicePeriod',
      [
        ['cbc:StartDate', `${period}-01`],
        ['cbc:EndDate', `${period}-${daysInMonth(period)}`],
      ],
    ],
    ...orderReference(document),
    ...[...(invoiceNumber ? [invoiceNumber] : []), ...corrects].map(
      (of): XmlNode => ['cac:BillingReference', [['cac:InvoiceDocumentReference', [['cbc:ID', of]]]]],
    ),
  ];
}

/** The customer's order number (BT-13), where all lines that have one have the same; else it stands in their notes. */
function orderReference({ lines }: Presented): XmlNode[] {
  const only = onlyOne(lines.map(({ cause }) => cause?.purchaseOrder));
  return only === undefined ? [] : [['cac:OrderReference', [['cbc:ID', only]]]];
}

/** What the customer routes invoices by (BT-10), where all lines that have one have the same; else it stands in their notes. */
function buyerReference({ lines }: Presented): XmlNode[] {
  const only = onlyOne(lines.map(({ cause }) => cause?.buyerReference));
  return only === undefined ? [] : [['cbc:BuyerReference', only]];
}

function onlyOne(texts: readonly (string | undefined)[]): string | undefined {
  const [only, ...others] = new Set(texts.flatMap((text) => xmlText(text ?? '') || []));
  return others.length === 0 ? only : undefined;
}

function notesOf({ issued, totalMinor }: Presented): string[] {
  const { reason, currency } = issued;
  const exact = formatMoney({ minor: totalMinor, currency });
  return [
    ...(reason && xmlText(reason) ? [reason] : []),
    // Currencies with three decimals: EN 16931 takes two.
    ...(/\.\d{3} /.test(exact) ? [`Exact total: ${exact}`] : []),
  ];
}

function payment({ issued, isCredit }: Presented): XmlNode[] {
  const { number, seller, dueOn } = issued;
  if (isCredit || !dueOn) return [['cac:PaymentTerms', [['cbc:Note', 'To be set off against what is open.']]]];
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
