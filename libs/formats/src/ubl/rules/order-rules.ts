import type { XmlElement } from '../../xml/tree.ts';
import { allowanceReasons, isChargeReason, vatPrefixes } from './code-lists.ts';
import { type Check, childOf, decimalOf, decimalOr, hasChild, normalSpace, type Rules, zero } from './rule.ts';
import { isLineAmountRight, isNotNegative, isPercentageRight, isSame, minus, plus, sumsOf } from './sums.ts';

const peppol = 'urn:fdc:peppol.eu:poacc';

/** Which processes a document belongs to, and what its specification is called. */
const belongings = {
  T01: { processes: ['order_only', 'ordering', 'advanced_ordering'], specification: 'order' },
  T114: { processes: ['advanced_ordering'], specification: 'order_change' },
  T115: { processes: ['advanced_ordering'], specification: 'order_cancellation' },
};

const amounts = [
  ...['Amount', 'TaxAmount', 'LineExtensionAmount', 'PriceAmount', 'BaseAmount'],
  ...['TaxExclusiveAmount', 'TaxInclusiveAmount', 'AllowanceTotalAmount', 'ChargeTotalAmount', 'PrepaidAmount'],
  ...['PayableRoundingAmount', 'PayableAmount', 'PayableAlternativeAmount'],
];
const anywhere = amounts.slice(0, 5);

/** T115, and the beginning of T01 and T114. */
export const cancellationBasics: Rules = new Map([
  ['ProfileID', checkProcess],
  ['CustomizationID', checkSpecification],
]);

/** T01 and T114: elements of basic names. */
export const orderBasics: Rules = new Map([
  ...cancellationBasics,
  ...amounts.map((name) => [name, checkAmount] as const),
  ['AllowanceChargeReasonCode', checkReason],
  ['LineID', checkQuotation],
]);

/** T01 and T114: elements of aggregate names. */
export const orderAggregates: Rules = new Map([
  ['OriginatorCustomerParty', checkOriginator],
  ['PartyTaxScheme', checkVatPrefix],
  ['AnticipatedMonetaryTotal', checkTotals],
  ['AllowanceCharge', checkAllowance],
  ['TaxCategory', checkTaxCategory],
  ['ClassifiedTaxCategory', checkTaxCategory],
  ['LineItem', checkLine],
  ['Price', checkPrice],
]);

export function checkOrder(order: XmlElement, check: Check): void {
  if (!hasChild(childOf(order, 'ValidityPeriod'), 'EndDate')) check.fail('R002', order, 'warning');
}

function belongingOf({ transaction }: Check) {
  return transaction === 'T114' || transaction === 'T115' ? belongings[transaction] : belongings.T01;
}

function checkProcess(element: XmlElement, check: Check): void {
  const { processes } = belongingOf(check);
  const said = normalSpace(element.text);
  if (!processes.some((process) => said === `${peppol}:bis:${process}:3`)) check.fail('R031', element);
}

function checkSpecification(element: XmlElement, check: Check): void {
  const { specification } = belongingOf(check);
  if (!element.text.trim().startsWith(`${peppol}:trns:${specification}:3`)) check.fail('R034', element);
}

function checkAmount(amount: XmlElement, check: Check): void {
  if (!anywhere.includes(amount.local) && amount.parent?.local !== 'AnticipatedMonetaryTotal') return;
  const currency = amount.attributes.currencyID;
  if (currency !== undefined && currency !== childOf(check.document, 'DocumentCurrencyCode')?.text) {
    check.fail('R003', amount);
  }
  const mark = amount.text.indexOf('.');
  if (mark >= 0 && amount.text.length - mark > 3 && !isInPrice(amount)) check.fail('R028', amount);
}

function isInPrice({ parent }: XmlElement): boolean {
  for (let above = parent; above; above = above.parent) if (above.local === 'Price') return true;
  return false;
}

function checkReason(code: XmlElement, check: Check): void {
  const indicator = code.parent?.local === 'AllowanceCharge' && childOf(code.parent, 'ChargeIndicator')?.text;
  const said = normalSpace(code.text);
  if (indicator === 'false' && !allowanceReasons.has(said)) check.fail('CL001', code);
  if (indicator === 'true' && !isChargeReason(said, check)) check.fail('CL002', code);
}

function checkQuotation(line: XmlElement, check: Check): void {
  if (line.parent?.local !== 'QuotationLineReference' || !check.isFrom('2026.5')) return;
  if (!hasChild(childOf(check.document, 'QuotationDocumentReference'), 'ID')) check.fail('R035', line);
}

function checkOriginator(originator: XmlElement, check: Check): void {
  const party = childOf(originator, 'Party');
  const isKnown =
    hasChild(childOf(party, 'PartyName'), 'Name') || hasChild(childOf(party, 'PartyIdentification'), 'ID');
  if (!isKnown) check.fail('R014', originator);
}

function checkVatPrefix(scheme: XmlElement, check: Check): void {
  if (childOf(childOf(scheme, 'TaxScheme'), 'ID')?.text !== 'VAT') return;
  const prefix = (childOf(scheme, 'CompanyID')?.text ?? '').slice(0, 2);
  if (!vatPrefixes.includes(prefix)) check.fail('R026', scheme);
}

function checkTotals(totals: XmlElement, check: Check): void {
  const number = (name: string) => decimalOf(childOf(totals, name));
  const orZero = (name: string) => decimalOr(childOf(totals, name), zero);
  const sums = sumsOf(check.document);
  const [payable, lines, inclusive] = [
    number('PayableAmount'),
    number('LineExtensionAmount'),
    number('TaxInclusiveAmount'),
  ];
  const [allowances, charges] = [orZero('AllowanceTotalAmount'), orZero('ChargeTotalAmount')];
  const net = plus(minus(lines, allowances), charges);
  const exclusive = hasChild(totals, 'TaxExclusiveAmount') ? number('TaxExclusiveAmount') : net;
  if (!isNotNegative(payable)) check.fail('R006', totals);
  if (!isNotNegative(lines)) check.fail('R007', totals);
  if (!isSame(lines, sums.lines)) check.fail('R008', totals, flagOfLineSum(check));
  if (!isSame(allowances, sums.allowances)) check.fail('R009', totals);
  if (!isSame(charges, sums.charges)) check.fail('R010', totals);
  if (!isSame(exclusive, net)) check.fail('R011', totals);
  if (!inclusive || inclusive.digits === 0n) return;
  const due = plus(minus(inclusive, orZero('PrepaidAmount')), orZero('PayableRoundingAmount'));
  if (!isSame(payable, due)) check.fail('R016', totals);
  if (hasChild(check.document, 'TaxTotal') && !isSame(inclusive, plus(exclusive, sums.tax))) check.fail('R017', totals);
}

/** In a change, lines that are taken out may be left out of the sum: later releases only warn. */
function flagOfLineSum(check: Check): 'fatal' | 'warning' {
  return check.transaction === 'T114' && check.isFrom('2025.11') ? 'warning' : 'fatal';
}

function checkAllowance(allowance: XmlElement, check: Check): void {
  const [hasPercentage, hasBase] = [hasChild(allowance, 'MultiplierFactorNumeric'), hasChild(allowance, 'BaseAmount')];
  if (hasPercentage && !hasBase) check.fail('R020', allowance);
  else if (isOfOrderOrLine(allowance, check)) {
    if (!hasPercentage && hasBase) check.fail('R021', allowance);
    else checkOwnAllowance(allowance, check);
  } else if (allowance.parent?.local === 'Price' && hasBase) {
    const gross = decimalOf(childOf(allowance, 'BaseAmount'));
    const net = decimalOf(childOf(allowance.parent, 'PriceAmount'));
    if (!isSame(net, minus(gross, decimalOf(childOf(allowance, 'Amount'))))) check.fail('R019', allowance);
  }
}

function isOfOrderOrLine({ parent }: XmlElement, check: Check): boolean {
  const isOfLine = parent?.local === 'LineItem' && parent.parent?.local === 'OrderLine';
  return parent === check.document || (isOfLine && parent.parent?.parent === check.document);
}

function checkOwnAllowance(allowance: XmlElement, check: Check): void {
  const hasBoth = hasChild(allowance, 'MultiplierFactorNumeric') && hasChild(allowance, 'BaseAmount');
  if (hasBoth && !isPercentageRight(allowance)) check.fail('R022', allowance);
  const hasReason = hasChild(allowance, 'AllowanceChargeReason') || hasChild(allowance, 'AllowanceChargeReasonCode');
  if (!hasReason) check.fail('R023', allowance);
  if (!isNotNegative(decimalOf(childOf(allowance, 'Amount')))) check.fail('R032', allowance);
}

function checkTaxCategory(category: XmlElement, check: Check): void {
  const kind = normalSpace(childOf(category, 'ID')?.text ?? '');
  const percent = childOf(category, 'Percent');
  if (!percent && kind !== 'O') check.fail('R029', category);
  if (kind === 'S' && !((decimalOf(percent)?.digits ?? 0n) > 0n)) check.fail('R030', category);
}

function checkLine(line: XmlElement, check: Check): void {
  if (line.parent?.local !== 'OrderLine') return;
  const base = childOf(childOf(line, 'Price'), 'BaseQuantity');
  const quantity = childOf(line, 'Quantity');
  if (!isLineAmountRight(line)) check.fail('R024', line);
  if (base && !((decimalOf(base)?.digits ?? 0n) > 0n)) check.fail('R025', line);
  const id = childOf(line, 'ID');
  if (!id || check.linesOf(id.text) !== 1) check.fail('R001', line);
  if (!isNotNegative(decimalOf(quantity))) check.fail('R004', line);
  if (!quantity) check.fail('R013', line, 'warning');
}

function checkPrice(price: XmlElement, check: Check): void {
  if (!isNotNegative(decimalOf(childOf(price, 'PriceAmount')))) check.fail('R005', price);
  const allowance = childOf(price, 'AllowanceCharge');
  const [gross, amount] = [childOf(allowance, 'BaseAmount'), childOf(allowance, 'Amount')];
  if (gross && !isNotNegative(decimalOf(gross))) check.fail('R027', price);
  if (amount && !isNotNegative(decimalOf(amount))) check.fail('R033', price);
}
