import type { CalendarDate } from '#domain/values/calendar.ts';
import type { Account } from '../books/account.ts';
import { type Books, coverOn, inUseOf } from '../books/books.ts';
import { type Counted, countedBySku, countedByType, countedOf, type Lot } from '../books/lot.ts';
import type { Standing } from '../books/plan.ts';
import { type Program, type Programs, programFor } from '../books/program.ts';
import type { LotRuleFacts } from '../rules/rule.ts';
import { lotViolations } from '../rules/rules.ts';
import { draftOf } from './draft.ts';

/** How many of a lot an account can transfer, and the code of what stands in the way where it is 0. */
export interface Transferable {
  readonly quantity: number;
  readonly reason?: string;
}

/**
 * L4: 0 when the program does not offer transfers or a rule forbids the lot, else min(held, held of that product in lots active
 * on the day max(today, the lot's start) minus in use), never below 0. Devices may be counted by product and by device type;
 * both counts are protected.
 *
 * @param draft of the holder on that day; one for all lots of a list spares adding up what they have in common
 */
export function transferable(
  books: Books,
  programs: Programs,
  lot: Lot,
  holder: Account,
  today: CalendarDate,
  draft = draftOf(books, holder.accountId, today),
): Transferable {
  const facts = { books, action: 'transfer', lot, holder, today } as const;
  const program = programFor(programs, lot.program);
  if (!program.offers.includes('transfer'))
    return { quantity: 0, reason: whyNone(program, { ...facts, action: 'stock-move' }) };
  const [forbidden] = lotViolations(program, facts);
  if (forbidden) return { quantity: 0, reason: forbidden.code };
  const quantity = draft.free(lot);
  if (quantity > 0) return { quantity };
  if (draft.held(lot) === 0) return { quantity, reason: 'NOTHING_HELD' };
  const needed = countedOf(lot).some((counted) => inUseOf(books, holder.accountId, counted) > 0);
  return { quantity, reason: needed ? 'NEEDED_BY_DEVICES' : 'NOT_ACTIVE' };
}

/** T16: stock is not transferred, it is moved; what can be moved says so, and anything else why not. */
function whyNone(program: Program, facts: LotRuleFacts): string {
  if (!facts.lot.stock || !program.offers.includes('stock-move')) return 'ACTION_NOT_OFFERED';
  return lotViolations(program, facts)[0]?.code ?? 'MOVES_AS_STOCK';
}

type Countable = Pick<Lot, 'sku' | 'deviceType'>;

/** What an account has of a product on a day; of its device type where devices are counted by that alone (D4, L5). */
export function positionOn(books: Books, accountId: string, product: Countable, day: CalendarDate): Standing {
  const counted = countedAt(books, accountId, product);
  return standing(coverOn(books, accountId, counted, day), inUseOf(books, accountId, counted));
}

/** How an account's devices for a lot are counted. */
export function countedAt(books: Books, accountId: string, lot: Countable): Counted {
  const bySku = countedBySku(lot.sku);
  if (lot.deviceType === undefined || inUseOf(books, accountId, bySku) > 0) return bySku;
  const byType = countedByType(lot.deviceType);
  return inUseOf(books, accountId, byType) > 0 ? byType : bySku;
}

/** Total and in use with what is left. */
export function standing(total: number, inUse: number): Standing {
  return { total, inUse, available: total - inUse };
}
