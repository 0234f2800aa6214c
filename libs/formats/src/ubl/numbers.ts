import { parseDecimal } from '../decimal.ts';
import type { Decimal, Found, SourceViolation } from '../reading.ts';
import { placeIn, type XmlElement } from '../xml/tree.ts';
import { firstAt } from '../xml/walk.ts';

/** Where readers put what is wrong, in the order in which they meet it. */
export type Violations = SourceViolation[];

/** The number at the end of a way; undefined where none stands, and with a violation where something else does. */
export function numberAt(
  element: XmlElement | undefined,
  violations: Violations,
  ...way: readonly string[]
): Found<Decimal> | undefined {
  const found = firstAt(element, ...way);
  const text = found?.text.trim();
  if (!found || !text) return undefined;
  const value = parseDecimal(text);
  if (value) return { value, at: placeIn(found) };
  violations.push({
    code: 'NOT_A_NUMBER',
    at: placeIn(found),
    message: `${found.name} is no decimal number`,
    value: text.slice(0, 100),
    limit: 'digits with a decimal point, at most 40',
    remedy: 'Send the number without thousands separators and with a point.',
  });
  return undefined;
}
