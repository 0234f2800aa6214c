import { decimalsOf, isCurrency, type Money, parseMinor } from './money.ts';
import type { Violation } from './violation.ts';

/** A price as messages carry it: a decimal string, and its currency beside it. */
export interface Priced {
  readonly unitPrice?: string;
  readonly currency?: string;
}

/** What a price comes to in its currency; undefined where there is none, or something stands against it. */
export function priceOf({ unitPrice, currency }: Priced): Money | undefined {
  if (unitPrice === undefined || currency === undefined || !isCurrency(currency)) return undefined;
  const minor = parseMinor(unitPrice, currency);
  return minor === undefined ? undefined : { minor, currency };
}

/** What stands against a price and the currency beside it (I5); nothing where there is no price. */
export function priceViolations(priced: Priced): Violation[] {
  const { unitPrice, currency } = priced;
  if (unitPrice === undefined || priceOf(priced)) return [];
  if (currency === undefined) {
    const message = `currency is missing; a price of ${unitPrice} says nothing without one`;
    return [{ code: 'REQUIRED', path: 'currency', message, remedy: 'give the currency of the price beside it' }];
  }
  return [isCurrency(currency) ? tooManyDecimals('unitPrice', unitPrice, currency) : unknownCurrency(currency)];
}

/** A price that its currency cannot hold. */
export function tooManyDecimals(path: string, unitPrice: string, currency: string): Violation {
  const decimals = decimalsOf(currency);
  return {
    code: 'PRICE_DECIMALS',
    path,
    value: unitPrice,
    message: `${unitPrice} has more decimals than ${currency} has`,
    limit: String(decimals),
    actual: String(unitPrice.split('.')[1]?.length ?? 0),
    remedy: `give the price with at most ${decimals} decimals`,
  };
}

/** What took the place of a currency. */
const successors: Readonly<Record<string, string>> = { ANG: 'XCG', BGN: 'EUR' };

/** A currency that there is not, or that no invoice can be issued in. */
export function unknownCurrency(currency: string): Violation {
  return {
    code: 'UNKNOWN_CURRENCY',
    path: 'currency',
    value: currency,
    message: `${currency} is not a currency code of ISO 4217 that invoices can be issued in`,
    remedy: `use ${successors[currency] ?? 'a code such as EUR, JPY or KWD'}`,
  };
}

/** For a message's schema: with a price that is none in its currency no service can read the message. */
export function checkPrice(
  priced: Priced,
  context: { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void },
): void {
  for (const { path = '', message, remedy } of priceViolations(priced)) {
    context.addIssue({ code: 'custom', path: [path], message: `is refused: ${message}; ${remedy}` });
  }
}
