import { parseDecimal } from '../decimal.ts';
import type { Decimal, Found, Tell } from '../reading.ts';
import { type JsonNode, jsonTextAt } from './tree.ts';

/** The text of the first of some names that has one. */
export function jsonField(node: JsonNode | undefined, ...names: readonly string[]): Found<string> | undefined {
  return names.map((name) => jsonTextAt(node, name)).find((found) => found !== undefined);
}

/** A number, whether it stands as one or as text. Told where it is none. */
export function jsonDecimal(
  node: JsonNode | undefined,
  tell: Tell,
  ...names: readonly string[]
): Found<Decimal> | undefined {
  const found = jsonField(node, ...names);
  const value = found && parseDecimal(found.value);
  if (found && !value) {
    const text = found.value.slice(0, 40);
    tell({ code: 'NOT_A_NUMBER', at: found.at, message: `${JSON.stringify(text)} is no decimal number`, value: text });
  }
  return found && value ? { value, at: found.at } : undefined;
}
