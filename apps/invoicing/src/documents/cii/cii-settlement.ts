import { textElement, type XmlNode } from '#formats/xml/write.ts';
import { correctedInvoices, documentPeriod, exchangedTotals, paymentTerms, settledTerms } from '../exchanged.ts';
import { formatTwoDecimals, type Presented, rateOf } from '../presented.ts';
import { accounting, day, period } from './cii-values.ts';

/** Payment, tax (BG-23), totals (BG-22) and the invoices that are taken back (BG-3). */
export function ciiSettlement(document: Presented): XmlNode {
  const { number, currency } = document.issued;
  const [first] = correctedInvoices(document);
  return [
    'ram:ApplicableHeaderTradeSettlement',
    [
      isToBePaid(document) ? ['ram:PaymentReference', number] : undefined,
      textElement('ram:TaxCurrencyCode', document.accounted?.currency),
      ['ram:InvoiceCurrencyCode', currency],
      paymentMeans(document),
      ...taxes(document),
      period(documentPeriod(document)),
      terms(document),
      totals(document),
      // D16B has room for one; a note names all where they are several.
      first === undefined ? undefined : ['ram:InvoiceReferencedDocument', [['ram:IssuerAssignedID', first]]],
      accounting(document.references.accountingCost),
    ],
  ];
}

function isToBePaid({ isCredit, issued: { dueOn } }: Presented): boolean {
  return !isCredit && dueOn !== undefined;
}

function paymentMeans(document: Presented): XmlNode | undefined {
  const { iban, bic, name } = document.issued.seller;
  // 97: clearing between partners.
  if (!isToBePaid(document)) return ['ram:SpecifiedTradeSettlementPaymentMeans', [['ram:TypeCode', '97']]];
  if (!iban) return undefined;
  return [
    'ram:SpecifiedTradeSettlementPaymentMeans',
    [
      ['ram:TypeCode', '30'],
      [
        'ram:PayeePartyCreditorFinancialAccount',
        [
          ['ram:IBANID', iban],
          ['ram:AccountName', name],
        ],
      ],
      bic ? ['ram:PayeeSpecifiedCreditorFinancialInstitution', [['ram:BICID', bic]]] : undefined,
    ],
  ];
}

function taxes(document: Presented): XmlNode[] {
  const { currency } = document.issued;
  return exchangedTotals(document).taxes.map(({ category, reason, reasonCode, rate, base, amount }) => [
    'ram:ApplicableTradeTax',
    [
      ['ram:CalculatedAmount', formatTwoDecimals(amount, currency)],
      ['ram:TypeCode', 'VAT'],
      textElement('ram:ExemptionReason', reason),
      ['ram:BasisAmount', formatTwoDecimals(base, currency)],
      ['ram:CategoryCode', category],
      textElement('ram:ExemptionReasonCode', reasonCode),
      textElement('ram:RateApplicablePercent', rateOf(category, rate)),
    ],
  ]);
}

function terms(document: Presented): XmlNode {
  const { dueOn } = document.issued;
  const how =
    isToBePaid(document) && dueOn
      ? [textElement('ram:Description', paymentTerms(document)), day('ram:DueDateDateTime', dueOn)]
      : [textElement('ram:Description', settledTerms(document))];
  return ['ram:SpecifiedTradePaymentTerms', how];
}

function totals(document: Presented): XmlNode {
  const { currency } = document.issued;
  const { net, tax, rounding, payable } = exchangedTotals(document);
  const amount = (name: string, value: bigint): XmlNode => [name, formatTwoDecimals(value, currency)];
  return [
    'ram:SpecifiedTradeSettlementHeaderMonetarySummation',
    [
      amount('ram:LineTotalAmount', net),
      amount('ram:TaxBasisTotalAmount', net),
      ['ram:TaxTotalAmount', formatTwoDecimals(tax, currency), { currencyID: currency }],
      accountedTotal(document),
      rounding === 0n ? undefined : amount('ram:RoundingAmount', rounding),
      amount('ram:GrandTotalAmount', net + tax),
      amount('ram:DuePayableAmount', payable),
    ],
  ];
}

/** The tax in the seller's currency (BT-111). */
function accountedTotal({ accounted }: Presented): XmlNode | undefined {
  if (!accounted) return undefined;
  const { currency, taxMinor } = accounted;
  return ['ram:TaxTotalAmount', formatTwoDecimals(taxMinor, currency), { currencyID: currency }];
}
