import { addDecimals, compareDecimals, multiplyDecimals, negateDecimal } from '../decimal.ts';
import { charsetOf } from '../decode.ts';
import { attempt, type Head, Unreadable } from '../format.ts';
import type {
  Allowance,
  Decimal,
  Found,
  ReadResult,
  SourceLine,
  SourceReading,
  SourceViolation,
  Tell,
} from '../reading.ts';
import { type JsonNode, readJsonTree } from './tree.ts';

/** What the readers of JSON systems have in common. */

/**
 * Reads a document whose orders stand in a list, or alone.
 *
 * @param ordersIn the orders of a document
 * @param readOne one order, or keys of some; undefined where there is none in it, which is told
 */
export function readJsonOrders(
  bytes: Uint8Array,
  head: Head,
  ordersIn: (root: JsonNode) => readonly JsonNode[],
  readOne: (order: JsonNode, tell: Tell) => SourceReading | readonly SourceReading[] | undefined,
): ReadResult {
  return attempt(() => {
    const root = readJsonTree(bytes, charsetOf(head.contentType));
    const violations: SourceViolation[] = [];
    const tell: Tell = (violation) => void violations.push(violation);
    const readings = ordersIn(root).flatMap((order) => readOne(order, tell) ?? []);
    if (readings.length === 0 && violations.length === 0) throw new Unreadable('there is no order in it', root.at);
    return { readings, violations };
  });
}

/** The document itself, or what stands in it where it is a list. */
export function oneOrList(root: JsonNode): readonly JsonNode[] {
  return root.kind === 'array' ? root.items : [root];
}

/** Tells that an order has no number. */
export function withoutNumber(order: JsonNode, name: string, tell: Tell): undefined {
  tell({
    code: 'ORDER_NUMBER_MISSING',
    at: order.at,
    message: 'the order has no number',
    remedy: `send it as ${name}`,
  });
}

/** Tells that an order came without its lines: it is to be read with them. */
export function withoutLines(order: JsonNode, remedy: string, tell: Tell): undefined {
  tell({ code: 'ITEMS_MISSING', at: order.at, message: 'the lines of the order are not in the document', remedy });
}

/** Price and amount of a line: the price as it stands where quantity × price is the amount, else the amount for the whole quantity. */
export function pricedBy(
  price: Found<Decimal> | undefined,
  quantity: Found<Decimal> | undefined,
  amount: Found<Decimal> | undefined,
): Pick<SourceLine, 'price' | 'priceBase' | 'amount'> {
  if (!amount || !quantity) return { price, amount };
  const isAlike = price && compareDecimals(multiplyDecimals(price.value, quantity.value), amount.value) === 0;
  return isAlike ? { price, amount } : { price: amount, priceBase: quantity, amount };
}

/** What costs something beside the lines: freight and fees, or a discount where the amount is below 0. */
export function costOf(amount: Found<Decimal> | undefined, reason: string): Allowance[] {
  if (!amount || amount.value.digits === 0n) return [];
  const isOff = amount.value.digits < 0n;
  const value = isOff ? negateDecimal(amount.value) : amount.value;
  return [
    {
      kind: isOff ? 'allowance' : 'charge',
      amount: { value, at: amount.at },
      reason: { value: reason, at: amount.at },
    },
  ];
}

export function sumOfFound(all: readonly Found<Decimal>[]): Found<Decimal> | undefined {
  const [first, ...others] = all;
  return others.reduce((sum, { value }) => sum && { value: addDecimals(sum.value, value), at: sum.at }, first);
}
