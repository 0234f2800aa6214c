import { addMonths, type CalendarDate, dateAt } from '#domain/values/calendar.ts';
import type { Violation } from '#domain/values/violation.ts';
import { type Asked, journalOf, nthOf, refusal, type Terms, violationsOfCommit } from '../authority/asked.ts';
import { accountFor, accountNotFound, writeViolations } from '../authority/authority.ts';
import { type Account, todayOf } from '../books/account.ts';
import { type Books, heldOf } from '../books/books.ts';
import type { LicensesRefused, StockMoved } from '../books/events.ts';
import { issued, moved, retired } from '../books/journal.ts';
import type { Lot } from '../books/lot.ts';
import type { StockMoveLine, StockMovePlan } from '../books/plan.ts';
import type { RequestFacts } from '../rules/rule.ts';
import { countable, quantityViolations, sameAccount } from '../rules/rules-general.ts';
import { isReseller } from '../rules/rules-stock.ts';
import { type PlaceOfLine, type StockLine, serveStock } from './stock-lines.ts';
import { stranger } from './transfer-plan.ts';

/** S2, S5: moves stock to a customer, whose licenses start then, or to a sub-reseller's stock; all of the lines or none (L6). */
export interface MoveStock extends Asked {
  readonly from: string;
  readonly to: string;
  readonly lines: readonly StockLine[];
  /** True where the request has a list of lines, and not one lot or product of its own: refusals name the place. */
  readonly listed?: boolean;
}

/** Decides a move with the plan that its preview shows (L3, S2 to S7). */
export function decideStockMove(books: Books, command: MoveStock, terms: Terms): StockMoved | LicensesRefused {
  const plan = previewStockMove(books, command, terms);
  const { from: source, to: target, lines } = plan;
  const violations = violationsOfCommit(command, plan);
  const quantity = countable(command.lines.map((line) => line.quantity));
  if (violations.length > 0) {
    return refusal(command, 'stock-move', { source, target, quantity, plan }, violations);
  }
  const entries = lines.flatMap(({ lot, targetLot, quantity: n }) =>
    targetLot.lotId === lot.lotId
      ? moved(lot.lotId, source, target, n) // S5
      : [...moved(lot.lotId, source, retired, n), ...moved(targetLot.lotId, issued, target, n)],
  );
  const journal = journalOf(command, 'stock-move', { source, target, quantity, entries });
  return { type: 'StockMoved', journal, lines, plan };
}

/** S2: stock after, and what the customer gets. */
export function previewStockMove(books: Books, command: MoveStock, terms: Terms): StockMovePlan {
  const { from, to, lines } = command;
  const [source, target] = [accountFor(books, command, from, terms), accountFor(books, command, to, terms)];
  const placeOf: PlaceOfLine = (index, field) =>
    command.listed ? { path: `lines[${index}].${field}`, line: index + 1 } : { path: field };
  const violations: Violation[] = [
    ...writeViolations(books, command, from, terms),
    ...lines.flatMap((line, index) => quantityViolations(line.quantity, placeOf(index, 'quantity'))),
    ...(from === to ? [sameAccount(from)] : []),
    ...accountNotFound(command, source, from, 'from'),
    ...accountNotFound(command, target, to, 'to'),
  ];
  const served = source && serveStock(lines, factsOf(books, command, source, target), terms.programs, placeOf);
  violations.push(...(served?.violations ?? []));
  const targetOf = (lot: Lot, index: number) =>
    target && isReseller(target) ? lot : customerLot(command, lot, dateAt(command.at), index);
  const inStock = (lot: Lot) => heldOf(books, from, lot.lotId);
  const taken = (target && served?.taken) ?? [];
  const going = taken.map((each, index): StockMoveLine => {
    const stockBefore = inStock(each.lot);
    return { ...each, targetLot: targetOf(each.lot, index), stockBefore, stockAfter: stockBefore - each.quantity };
  });
  const [lot, ...others] = served?.named ?? [];
  const single = lot && others.length === 0 ? { lot, targetLot: target && targetOf(lot, 0) } : {};
  const stockBefore = (served?.named ?? []).reduce((sum, each) => sum + inStock(each), 0);
  const moving = violations.length === 0 ? countable(going.map((line) => line.quantity)) : 0;
  const stock = { stockBefore, stockAfter: stockBefore - moving };
  const moves = going.map(({ targetLot: { startsOn, endsOn }, ...line }) => [
    ...[line.lot.lotId, line.quantity, line.stockBefore, line.stockAfter, startsOn, endsOn],
  ]);
  const planHash = terms.digest(JSON.stringify([from, to, moves, stock, moving]));
  const quantity = askedIn(lines);
  return { from, to, lines: going, ...single, quantity, ...stock, nextInvoice: [], violations, planHash };
}

/** How many are asked for; of a single line as it says, also where that is no number of licenses. */
function askedIn(lines: readonly StockLine[]): number {
  const [first, ...others] = lines;
  return others.length === 0 ? (first?.quantity ?? 0) : countable(lines.map((line) => line.quantity));
}

function factsOf(
  books: Books,
  { requestedBy, at, to }: MoveStock,
  source: Account,
  target: Account | undefined,
): RequestFacts {
  const sides = { source, target: target ?? stranger(to, at), unseen: target === undefined };
  return { books, action: 'stock-move', ...sides, requestedBy, today: todayOf(source, at) };
}

/** S2: active at once; the term starts on the day of the move. */
function customerLot(command: MoveStock, lot: Lot, today: CalendarDate, index: number): Lot {
  const { termMonths, endsOn: _stockEnd, contractId: _contract, ...facts } = lot;
  return {
    ...facts,
    lotId: nthOf(command.id, 2 + index),
    stock: false,
    startsOn: today,
    endsOn: termMonths === undefined ? undefined : addMonths(today, termMonths),
    originAccountId: command.to,
    visibleTo: [...new Set([command.to, command.from, ...lot.visibleTo])],
  };
}
