import { decimalText } from '../decimal.ts';
import type { SourceViolation } from '../reading.ts';
import { placeIn, type XmlElement } from '../xml/tree.ts';
import { childrenOf, firstAt } from '../xml/walk.ts';
import type { Violations } from './numbers.ts';
import { brokenPeppolRules, transactionOf } from './rules/check.ts';
import { decimalOf, releases } from './rules/rule.ts';
import { ruleText } from './rules/rule-texts.ts';
import { isLineAmountRight, isSame, type Sums, sumsOf } from './rules/sums.ts';

/** Peppol's rules of the newest release, as violations: what is fatal refuses the order, warnings are told. */
export function judgeByPeppol(document: XmlElement, violations: Violations): void {
  const release = releases[releases.length - 1] ?? '2026.5';
  for (const { id, flag, element } of brokenPeppolRules(document, transactionOf(document), release)) {
    violations.push(peppolViolation(id, flag === 'warning', element));
  }
}

function peppolViolation(id: string, isWarning: boolean, element: XmlElement): SourceViolation {
  const text = element.children.length === 0 ? element.text.trim().slice(0, 100) : '';
  return {
    code: 'PEPPOL_RULE',
    at: placeIn(element),
    message: `${id}: ${ruleText(id)}`,
    value: text === '' ? undefined : text,
    limit: id,
    remedy: `Correct ${element.name}; Peppol publishes the rule as ${id}.`,
    ...(isWarning ? { isWarning } : {}),
  };
}

const totals: readonly (readonly [element: string, of: keyof Sums, what: string])[] = [
  ['LineExtensionAmount', 'lines', 'the amounts of all lines'],
  ['AllowanceTotalAmount', 'allowances', "the order's allowances"],
  ['ChargeTotalAmount', 'charges', "the order's charges"],
];

/** Other UBL is judged by arithmetic alone, and only where both sides of it stand. */
export function judgeByArithmetic(document: XmlElement, violations: Violations): void {
  const lines = childrenOf(document, 'OrderLine').map((line) => firstAt(line, 'LineItem'));
  for (const line of lines) if (line) judgeLine(line, violations);
  const isWhole = lines.every((line) => firstAt(line, 'LineExtensionAmount'));
  const sums = sumsOf(document);
  for (const [name, of, what] of totals) {
    const total = firstAt(document, 'AnticipatedMonetaryTotal', name);
    const sum = sums[of];
    if (!total || !sum || (of === 'lines' && !isWhole) || isSame(decimalOf(total), sum)) continue;
    violations.push(controlTotal(total, `${total.name} is not the sum of ${what}.`, decimalText(sum)));
  }
}

function judgeLine(line: XmlElement, violations: Violations): void {
  const base = firstAt(line, 'Price', 'BaseQuantity');
  if (base && (decimalOf(base)?.digits ?? 1n) <= 0n) {
    violations.push({
      code: 'BASE_QUANTITY',
      at: placeIn(base),
      message: 'The price is for a quantity that is not above 0.',
      value: base.text.trim(),
      remedy: 'Leave the base quantity out for the price of one.',
    });
    return;
  }
  const amount = firstAt(line, 'LineExtensionAmount');
  const hasBoth = firstAt(line, 'Quantity') && firstAt(line, 'Price', 'PriceAmount');
  if (!amount || !hasBoth || isLineAmountRight(line)) return;
  violations.push(
    controlTotal(amount, `${amount.name} is not quantity × price ÷ base plus charges less allowances, within 0.02.`),
  );
}

function controlTotal(element: XmlElement, message: string, limit?: string): SourceViolation {
  return {
    code: 'CONTROL_TOTAL',
    at: placeIn(element),
    message,
    value: element.text.trim(),
    limit,
    actual: element.text.trim(),
    remedy: 'Correct the amount, or the lines that it is about.',
  };
}
