import type { InvoiceHeld } from '#domain/invoices/events.ts';
import { formatMoney } from '#domain/values/money.ts';

/** What was not issued, and what each account lacks, one line each (I8); nothing when nothing is held. */
export function heldText(held: readonly InvoiceHeld[]): string[] {
  if (held.length === 0) return [];
  const lines = held.flatMap(({ accountId, period, drafts, missing }) => {
    const net = drafts.map(({ netMinor, currency }) => formatMoney({ minor: netMinor, currency })).join(', ');
    return [
      `  ${accountId}, ${period}, ${net} net`,
      ...missing.map(({ code, message, remedy }) => `    ${code}: ${message}; ${remedy}`),
    ];
  });
  return [`Held until what they lack is told: ${held.length}`, ...lines];
}
