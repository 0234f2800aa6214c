import { type Asked, journalOf, nthOf } from '../authority/asked.ts';
import { todayOf } from '../books/account.ts';
import { type Books, heldOf } from '../books/books.ts';
import type { LicensesExpired } from '../books/events.ts';
import { moved, retired } from '../books/journal.ts';

/** S6, F11: stock past its year is retired, at each holder once the last day has ended there; again finds nothing left. */
export function decideExpiry(books: Books, command: Asked & { readonly lotId: string }): LicensesExpired[] {
  const lot = books.lots.get(command.lotId);
  if (!lot?.stock || lot.endsOn === undefined) return [];
  const { endsOn } = lot;
  return [...books.holdings.keys()]
    .filter((accountId) => heldOf(books, accountId, lot.lotId) > 0)
    .filter((accountId) => todayOf(books.accounts.get(accountId), command.at) > endsOn)
    .map((accountId, index): LicensesExpired => {
      const quantity = heldOf(books, accountId, lot.lotId);
      const entries = moved(lot.lotId, accountId, retired, quantity);
      const journal = journalOf(command, 'expire', { source: accountId, target: accountId, quantity, entries });
      const journalId = nthOf(command.id, index + 1);
      return { type: 'LicensesExpired', journal: { ...journal, journalId }, accountId, lot, quantity };
    });
}
