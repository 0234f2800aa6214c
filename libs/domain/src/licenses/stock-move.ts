import { addMonths, type CalendarDate, dateAt } from '#domain/values/calendar.ts';
import type { Violation } from '#domain/values/violation.ts';
import { type Account, titleOf, todayOf } from './account.ts';
import { type Asked, derivedId, journalOf, refusal, type Terms, violationsOfCommit } from './asked.ts';
import { accountFor, notFound, writeViolations } from './authority.ts';
import { type Books, heldOf } from './books.ts';
import type { LicensesRefused, StockMoved } from './events.ts';
import { issued, moved, retired } from './journal.ts';
import type { Lot } from './lot.ts';
import type { InvoiceChange } from './next-invoice.ts';
import { programFor } from './programs.ts';
import type { RequestFacts } from './rule.ts';
import { lineViolations, lotViolations, requestViolations } from './rules.ts';
import { countable, quantityViolations, sameAccount } from './rules-general.ts';
import { isReseller } from './rules-stock.ts';
import { candidatesOf } from './transfer-lines.ts';
import { notOffered, stranger } from './transfer-plan.ts';

/** S2, S5: moves stock to a customer, whose licences start then, or to a sub-reseller's stock. */
export interface MoveStock extends Asked {
  readonly from: string;
  readonly to: string;
  readonly lotId: string;
  readonly quantity: number;
}

/** What a move would leave in stock, and what the target would get. */
export interface StockMovePlan {
  readonly from: string;
  readonly to: string;
  readonly lot?: Lot;
  /** The lot that the target would hold; without its id in a preview to a customer. */
  readonly targetLot?: Lot;
  readonly quantity: number;
  readonly stockBefore: number;
  readonly stockAfter: number;
  /** None: what stock costs its customer is between it and the reseller (I7). */
  readonly nextInvoice: readonly InvoiceChange[];
  readonly violations: readonly Violation[];
  readonly planHash: string;
}

/** Decides a move with the plan that its preview shows (L3, S2 to S7). */
export function decideStockMove(books: Books, command: MoveStock, terms: Terms): StockMoved | LicensesRefused {
  const plan = previewStockMove(books, command, terms);
  const { from: source, to: target, lot, targetLot } = plan;
  const violations = violationsOfCommit(command, plan);
  if (violations.length > 0 || !lot || !targetLot) {
    return refusal(
      command,
      'stock-move',
      { source, target, quantity: countable([command.quantity]), plan },
      violations,
    );
  }
  const { quantity } = command;
  const entries =
    targetLot.lotId === lot.lotId
      ? moved(lot.lotId, source, target, quantity) // S5
      : [...moved(lot.lotId, source, retired, quantity), ...moved(targetLot.lotId, issued, target, quantity)];
  const journal = journalOf(command, 'stock-move', { source, target, quantity, entries });
  return { type: 'StockMoved', journal, lot, targetLot, plan };
}

/** S2: stock after, and what the customer gets. */
export function previewStockMove(books: Books, command: MoveStock, terms: Terms): StockMovePlan {
  const { from, to, quantity, lotId } = command;
  const [source, target] = [accountFor(books, command, from, terms), accountFor(books, command, to, terms)];
  const violations: Violation[] = [
    ...writeViolations(books, command, from, terms),
    ...quantityViolations(quantity, { path: 'quantity' }),
    ...(from === to ? [sameAccount(from)] : []),
    ...notFound(command, source, from, 'from'),
    ...notFound(command, target, to, 'to'),
  ];
  const found = source && candidatesOf(books, { lotId, quantity }, source, { path: 'lotId' });
  const lot = found?.lots?.[0];
  violations.push(...(found?.violations ?? []));
  const stockBefore = lot ? heldOf(books, from, lot.lotId) : 0;
  if (source && lot) violations.push(...moveViolations(books, command, source, target, lot, terms, stockBefore));
  const moving = violations.length === 0 ? quantity : 0;
  const targetLot = lot && target && (isReseller(target) ? lot : customerLot(command, lot, dateAt(command.at)));
  const stockAfter = stockBefore - moving;
  const { startsOn, endsOn } = targetLot ?? {};
  const figures = [moving, stockBefore, stockAfter, startsOn, endsOn];
  const planHash = terms.digest(JSON.stringify([from, to, lotId, ...figures]));
  return { from, to, lot, targetLot, quantity, stockBefore, stockAfter, nextInvoice: [], violations, planHash };
}

function moveViolations(
  books: Books,
  { requestedBy, at, quantity, to }: MoveStock,
  source: Account,
  target: Account | undefined,
  lot: Lot,
  terms: Terms,
  inStock: number,
): Violation[] {
  const program = programFor(terms.programs, lot.program);
  if (!program.offers.includes('stock-move')) return [notOffered(program, 'stock-move')];
  const sides = { source, target: target ?? stranger(to, at), unseen: target === undefined };
  const facts: RequestFacts = { books, action: 'stock-move', ...sides, requestedBy, today: todayOf(source, at) };
  const place = { path: 'lotId' };
  const excess: Violation = {
    code: 'EXCEEDS_STOCK',
    path: 'quantity',
    message: `${titleOf(source)} has ${inStock} of lot ${lot.lotId} in stock, not ${quantity}`,
    limit: String(inStock),
    actual: String(quantity),
    remedy: `move at most ${inStock}, or buy more stock`,
  };
  return [
    ...lotViolations(program, { ...facts, lot, holder: source }, place),
    ...lineViolations(program, { ...facts, lot }, place),
    ...requestViolations(program, facts),
    ...(quantity > inStock ? [excess] : []),
  ];
}

/** S2: active at once; the term starts on the day of the move. */
function customerLot(command: MoveStock, lot: Lot, today: CalendarDate): Lot {
  const { termMonths, endsOn: _stockEnd, contractId: _contract, ...facts } = lot;
  return {
    ...facts,
    lotId: derivedId(command, 2),
    stock: false,
    startsOn: today,
    endsOn: termMonths === undefined ? undefined : addMonths(today, termMonths),
    originAccountId: command.to,
    visibleTo: [...new Set([command.to, command.from, ...lot.visibleTo])],
  };
}
