import type { XmlNode } from '#formats/xml/write.ts';
import { exchangedTotals } from '../exchanged.ts';
import { formatTwoDecimals, type Presented } from '../presented.ts';

/** Tax (BG-23) and totals (BG-22). */
export function ublTotals(document: Presented): { taxTotal: XmlNode; monetaryTotal: XmlNode } {
  const { currency } = document.issued;
  const { net, tax, rounding, payable, taxes } = exchangedTotals(document);
  const amount = (name: string, value: bigint): XmlNode => [
    name,
    formatTwoDecimals(value, currency),
    { currencyID: currency },
  ];
  const subtotals = taxes.map(({ category, reasonCode, reason, rate, base, amount: taxAmount }): XmlNode => {
    return [
      'cac:TaxSubtotal',
      [
        amount('cbc:TaxableAmount', base),
        amount('cbc:TaxAmount', taxAmount),
        [
          'cac:TaxCategory',
          [
            ['cbc:ID', category],
            ['cbc:Percent', rate],
            reasonCode ? ['cbc:TaxExemptionReasonCode', reasonCode] : undefined,
            reason ? ['cbc:TaxExemptionReason', reason] : undefined,
            ['cac:TaxScheme', [['cbc:ID', 'VAT']]],
          ],
        ],
      ],
    ];
  });
  return {
    taxTotal: ['cac:TaxTotal', [amount('cbc:TaxAmount', tax), ...subtotals]],
    monetaryTotal: [
      'cac:LegalMonetaryTotal',
      [
        amount('cbc:LineExtensionAmount', net),
        amount('cbc:TaxExclusiveAmount', net),
        amount('cbc:TaxInclusiveAmount', net + tax),
        rounding === 0n ? undefined : amount('cbc:PayableRoundingAmount', rounding),
        amount('cbc:PayableAmount', payable),
      ],
    ],
  };
}
