import type { IssuedInvoice } from '#domain/invoices/events.ts';
import type { CreditAsked } from '#test/support/oracle/invoices/oracle-credits.ts';
import { type Ask, picked } from './invoicing-asks.ts';

/** Wishes for credit, of which many cannot be met (I12). */

/** A whole, an amount, a line, two lines, or one line twice. */
export function wishOf({ lines, netMinor, currency }: IssuedInvoice, { b, c, quantity }: Ask): CreditAsked {
  const rebill = picked([undefined, true, false], c);
  const why = { reason: 'asked for', ...(rebill !== undefined && { rebill }) };
  const part = (minor: bigint, percent: number) => decimal((minor * BigInt(percent)) / 100n, currency);
  const line = (place: number, percent: number) => {
    const amount = part(lines[place % lines.length]?.amountMinor ?? 1n, percent);
    return picked([{ amount }, { amount }, { quantity }, {}], c >> 2) ?? {};
  };
  const lineNumber = (place: number) => ({ line: (place % lines.length) + 1 });
  switch (b % 5) {
    case 0:
      return why;
    case 1:
      return { ...why, amount: part(netMinor, c % 120) };
    case 2:
      return { ...why, lines: [{ ...lineNumber(c), ...line(c, c % 110) }] };
    case 3:
      return { ...why, lines: [c, c + 1].map((place) => ({ ...lineNumber(place), ...line(place, 1 + (c % 90)) })) };
    default:
      return { ...why, lines: [c, c].map((place) => ({ ...lineNumber(place), ...line(place, 1 + (c % 90)) })) };
  }
}

/** An amount of the smallest coins as a decimal string, without its sign. */
export function decimal(minor: bigint, currency: string): string {
  const decimals = { JPY: 0, KWD: 3 }[currency] ?? 2;
  const digits = String(minor < 0n ? -minor : minor).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
