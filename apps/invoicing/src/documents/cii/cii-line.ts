import type { InvoiceLine } from '#domain/invoices/owed/line.ts';
import { formatShare } from '#domain/values/money.ts';
import { textElement, type XmlNode, xmlText } from '#formats/xml/write.ts';
import { linePeriod, unitOf } from '../exchanged.ts';
import { lineNote } from '../line-text.ts';
import { categoryOf, formatTwoDecimals, type Presented, rateOf, toTwoDecimals } from '../presented.ts';
import { accounting, period } from './cii-values.ts';

/** A line of the document (BG-25), as UBL has it. */
export function ciiLine({ issued, isCredit, taxes, wording }: Presented, line: InvoiceLine, position: number): XmlNode {
  const { currency } = issued;
  const amount = formatTwoDecimals(toTwoDecimals(line.amountMinor, currency), currency);
  const note = lineNote(line, isCredit, wording, issued.buyer.timeZone);
  const category = categoryOf(line, taxes);
  return [
    'ram:IncludedSupplyChainTradeLineItem',
    [
      [
        'ram:AssociatedDocumentLineDocument',
        [['ram:LineID', String(position)], note ? ['ram:IncludedNote', [['ram:Content', note]]] : undefined],
      ],
      [
        'ram:SpecifiedTradeProduct',
        [
          ['ram:SellerAssignedID', line.sku],
          textElement('ram:BuyerAssignedID', line.cause?.buyerItemId),
          ['ram:Name', xmlText(line.name) || line.sku],
        ],
      ],
      ['ram:SpecifiedLineTradeAgreement', [...orderLine(line), price(line, currency)]],
      ['ram:SpecifiedLineTradeDelivery', [['ram:BilledQuantity', String(line.quantity), { unitCode: unitOf(line) }]]],
      [
        'ram:SpecifiedLineTradeSettlement',
        [
          [
            'ram:ApplicableTradeTax',
            [
              ['ram:TypeCode', 'VAT'],
              ['ram:CategoryCode', category],
              textElement('ram:RateApplicablePercent', rateOf(category, line.taxRate)),
            ],
          ],
          period(linePeriod(line)),
          ['ram:SpecifiedTradeSettlementLineMonetarySummation', [['ram:LineTotalAmount', amount]]],
          accounting(line.cause?.costCenter),
        ],
      ],
    ],
  ];
}

/** The customer's own number of the order line (BT-132), where the line is of one. */
function orderLine({ cause }: InvoiceLine): XmlNode[] {
  const id = textElement('ram:LineID', cause?.buyerLineReference);
  return id ? [['ram:BuyerOrderReferencedDocument', [id]]] : [];
}

function price({ unitPriceMinor, share }: InvoiceLine, currency: string): XmlNode {
  const amount: XmlNode = ['ram:ChargeAmount', formatShare(unitPriceMinor, currency, share)];
  return ['ram:NetPriceProductTradePrice', [amount]];
}
