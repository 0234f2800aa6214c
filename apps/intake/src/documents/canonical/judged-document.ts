import { decimalText } from '#formats/decimal.ts';
import { readDocument } from '#formats/detect.ts';
import { headOf } from '#formats/format.ts';
import type { Decimal, FormatName } from '#formats/reading.ts';
import { takenOrders } from '../document.ts';
import type { SenderProfile } from '../senders/profile.ts';

/** What the command `read-order` prints. */

/** A document's readings before any profile: `{ format, readings, violations }` or `{ unreadable }`, decimals as text. */
export function rawDocument(bytes: Uint8Array): string {
  const { format, result } = readDocument(bytes, headOf(bytes));
  return printed({ format, ...result });
}

/** The orders that a profile makes of a document: `{ format, orders: [{ act, order | violations, places }] }` or `{ unreadable }`. */
export function judgedDocument(
  bytes: Uint8Array,
  profile: SenderProfile,
  allowed: readonly FormatName[] | undefined,
): string {
  const { format, result } = readDocument(bytes, headOf(bytes), allowed);
  if ('unreadable' in result) return printed({ format, ...result });
  const { orders, violations } = takenOrders(result, profile);
  const told = orders.map(({ reading, made, ...rest }) => {
    const { act, id, version, stated, test, hold } = reading;
    const places = Object.fromEntries(made.places);
    const known = { act, id: id.value, version: version?.value, stated: stated?.value, test, hold: hold?.value };
    const { warnings } = made;
    if ('violations' in made) return { ...known, ...rest, violations: made.violations, warnings, places };
    if ('nothing' in made) return { ...known, ...rest, warnings, places };
    if ('patch' in made) return { ...known, ...rest, patch: made.patch, ignored: made.ignored, warnings, places };
    return { ...known, ...rest, order: made.order, ignored: made.ignored, warnings, places };
  });
  return printed({ format, orders: told, violations });
}

function printed(value: unknown): string {
  return JSON.stringify(value, (_, each) => (isDecimal(each) ? decimalText(each) : each), 2);
}

function isDecimal(value: unknown): value is Decimal {
  return typeof (value as { digits?: unknown } | null)?.digits === 'bigint';
}
