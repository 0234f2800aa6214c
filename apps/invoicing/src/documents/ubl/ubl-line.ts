import type { InvoiceLine } from '#domain/invoices/owed/line.ts';
import { formatShare } from '#domain/values/money.ts';
import { textElement, type XmlNode, xmlText } from '#formats/xml/write.ts';
import { linePeriod, type Period, unitOf } from '../exchanged.ts';
import { lineNote } from '../line-text.ts';
import { categoryOf, formatTwoDecimals, type Presented, rateOf, toTwoDecimals } from '../presented.ts';

/** A line of the document (BG-25): what, how many, for which month, and for adjustments why. Prices are never negative. */
export function ublLine({ issued, isCredit, taxes, wording }: Presented, line: InvoiceLine, position: number): XmlNode {
  const { currency } = issued;
  const amount = formatTwoDecimals(toTwoDecimals(line.amountMinor, currency), currency);
  const note = lineNote(line, isCredit, wording, issued.buyer.timeZone);
  const category = categoryOf(line, taxes);
  return [
    isCredit ? 'cac:CreditNoteLine' : 'cac:InvoiceLine',
    [
      ['cbc:ID', String(position)],
      note ? ['cbc:Note', note] : undefined,
      [isCredit ? 'cbc:CreditedQuantity' : 'cbc:InvoicedQuantity', String(line.quantity), { unitCode: unitOf(line) }],
      ['cbc:LineExtensionAmount', amount, { currencyID: currency }],
      textElement('cbc:AccountingCost', line.cause?.costCenter),
      invoicePeriod(linePeriod(line)),
      ...orderLine(line),
      [
        'cac:Item',
        [
          ['cbc:Name', xmlText(line.name) || line.sku],
          buyersItem(line),
          ['cac:SellersItemIdentification', [['cbc:ID', line.sku]]],
          [
            'cac:ClassifiedTaxCategory',
            [
              ['cbc:ID', category],
              textElement('cbc:Percent', rateOf(category, line.taxRate)),
              ['cac:TaxScheme', [['cbc:ID', 'VAT']]],
            ],
          ],
        ],
      ],
      [
        'cac:Price',
        [['cbc:PriceAmount', formatShare(line.unitPriceMinor, currency, line.share), { currencyID: currency }]],
      ],
    ],
  ];
}

/** The customer's own number of the item (BT-156). */
function buyersItem({ cause }: InvoiceLine): XmlNode | undefined {
  const id = textElement('cbc:ID', cause?.buyerItemId);
  return id && ['cac:BuyersItemIdentification', [id]];
}

/** A period, of the document or of a line; nothing where there is none. */
export function invoicePeriod(of: Period | undefined): XmlNode | undefined {
  if (!of) return undefined;
  return ['cac:InvoicePeriod', [['cbc:StartDate', of.from], of.through ? ['cbc:EndDate', of.through] : undefined]];
}

/** The customer's own number of the order line (BT-132), where the line is of one. */
function orderLine({ cause }: InvoiceLine): XmlNode[] {
  const id = xmlText(cause?.buyerLineReference ?? '');
  return id ? [['cac:OrderLineReference', [['cbc:LineID', id]]]] : [];
}
