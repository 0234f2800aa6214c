import { textElement, type XmlNode } from '#formats/xml/write.ts';
import { exchangedTotals } from '../exchanged.ts';
import { formatTwoDecimals, type Presented, rateOf } from '../presented.ts';

/** Tax (BG-23) and totals (BG-22). */
export function ublTotals(document: Presented): { taxTotals: XmlNode[]; monetaryTotal: XmlNode } {
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
            // XRechnung wants one of every breakdown (BR-DE-14).
            textElement('cbc:Percent', document.format === 'xrechnung' ? rate : rateOf(category, rate)),
            reasonCode ? ['cbc:TaxExemptionReasonCode', reasonCode] : undefined,
            reason ? ['cbc:TaxExemptionReason', reason] : undefined,
            ['cac:TaxScheme', [['cbc:ID', 'VAT']]],
          ],
        ],
      ],
    ];
  });
  return {
    taxTotals: [['cac:TaxTotal', [amount('cbc:TaxAmount', tax), ...subtotals]], ...accountedTotal(document)],
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

/** The tax in the seller's currency (BT-111). */
function accountedTotal({ accounted }: Presented): XmlNode[] {
  if (!accounted) return [];
  const { currency, taxMinor } = accounted;
  return [['cac:TaxTotal', [['cbc:TaxAmount', formatTwoDecimals(taxMinor, currency), { currencyID: currency }]]]];
}
