import { dateAt } from '#domain/values/calendar.ts';
import { type Asked, derivedId, journalOf } from './asked.ts';
import { type Books, heldOf } from './books.ts';
import type { LicensesExpired } from './events.ts';
import { moved, retired } from './journal.ts';

/** S6: stock past its year is retired, at whoever holds it; again finds nothing left. */
export function decideExpiry(books: Books, command: Asked & { readonly lotId: string }): LicensesExpired[] {
  const lot = books.lots.get(command.lotId);
  if (!lot?.stock || lot.endsOn === undefined || dateAt(command.at) < lot.endsOn) return [];
  return [...books.holdings.keys()]
    .filter((accountId) => heldOf(books, accountId, lot.lotId) > 0)
    .map((accountId, index): LicensesExpired => {
      const quantity = heldOf(books, accountId, lot.lotId);
      const entries = moved(lot.lotId, accountId, retired, quantity);
      const journal = journalOf(command, 'expire', { source: accountId, target: accountId, quantity, entries });
      const journalId = derivedId(command, index + 1);
      return { type: 'LicensesExpired', journal: { ...journal, journalId }, accountId, lot, quantity };
    });
}
