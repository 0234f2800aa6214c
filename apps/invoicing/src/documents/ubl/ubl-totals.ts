import type { XmlNode } from '#formats/xml/write.ts';
import { formatTwoDecimals, type Presented, percent, toTwoDecimals } from '../presented.ts';

/**
 * Tax (BG-23) and totals (BG-22). Of currencies with up to two decimals they are the document's own. With three, lines and
 * tax are rounded one by one and added up from there (BR-CO-10 to 15), and the rounding amount leads to the document's total,
 * rounded once (BR-CO-16).
 */
export function ublTotals({ issued, lines, taxes, totalMinor }: Presented): {
  taxTotal: XmlNode;
  monetaryTotal: XmlNode;
} {
  const { currency } = issued;
  const round = (minor: bigint) => toTwoDecimals(minor, currency);
  const amount = (name: string, value: bigint): XmlNode => [
    name,
    formatTwoDecimals(value, currency),
    { currencyID: currency },
  ];
  const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);
  const net = sum(lines.map(({ amountMinor }) => round(amountMinor)));
  const tax = sum(taxes.map(({ taxMinor }) => round(taxMinor)));
  const payable = round(totalMinor);
  const rounding = payable - net - tax;
  const subtotals = taxes.map(({ category, reasonCode, reason, rate, taxMinor }): XmlNode => {
    const ofRate = lines.filter((line) => percent(line.taxRate) === rate).map(({ amountMinor }) => round(amountMinor));
    return [
      'cac:TaxSubtotal',
      [
        amount('cbc:TaxableAmount', sum(ofRate)),
        amount('cbc:TaxAmount', round(taxMinor)),
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
