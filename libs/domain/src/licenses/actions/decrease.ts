import type { Violation } from '#domain/values/violation.ts';
import { journalOf, refusal, type Terms, violationsOfCommit } from '../authority/asked.ts';
import { accountFor, accountNotFound, writeViolations } from '../authority/authority.ts';
import { begunBy } from '../books/account.ts';
import { type Books, coverOn, heldOf, inUseOf, lotsOfProduct } from '../books/books.ts';
import type { LicensesDecreased, LicensesRefused } from '../books/events.ts';
import { moved, retired } from '../books/journal.ts';
import { countedBySku, countedOf, isActiveOn, type Lot } from '../books/lot.ts';
import type { CountPlan, MovedLine } from '../books/plan.ts';
import { programFor } from '../books/program.ts';
import { invoiceChanges, invoicedPrice, settledMoves } from '../figures/next-invoice.ts';
import { quantityViolations } from '../rules/rules-general.ts';
import {
  type CountLicenses,
  hashed,
  monthlyCost,
  planBasis,
  positionOf,
  programViolations,
  quantityOf,
  refusedCount,
} from './count-plan.ts';

/** D6: takes licenses away from a site, never below its enrolled devices; its next invoices are lower (D7). */
export function decideDecrease(
  books: Books,
  command: CountLicenses,
  terms: Terms,
): LicensesDecreased | LicensesRefused {
  const plan = previewDecrease(books, command, terms);
  const violations = violationsOfCommit(command, plan);
  if (violations.length > 0) return refusal(command, 'decrease', refusedCount(command, plan), violations);
  const lines = removedLines(books, command);
  const { accountId, quantity } = command;
  const entries = lines.flatMap((line) => moved(line.lot.lotId, accountId, retired, line.quantity));
  const journal = journalOf(command, 'decrease', { source: accountId, target: accountId, quantity, entries });
  return { type: 'LicensesDecreased', journal, lines, plan };
}

/** D6: the plan of a decrease as the books stand. */
export function previewDecrease(books: Books, command: CountLicenses, terms: Terms): CountPlan {
  const account = accountFor(books, command, command.accountId, terms);
  const lots = account ? activeLots(books, command) : [];
  const [first] = lots;
  const { held, inUse } = positionOf(books, command);
  const ofProduct = coverOn(books, command.accountId, countedBySku(command.sku), begunBy(account, command.at));
  const lines = removedLines(books, command);
  const currency = first && (account ? invoicedPrice(first, account, terms).currency : first.currency);
  const removedMinor = monthlyLines(lines)
    .map(
      ({ lot, quantity }) =>
        BigInt(quantity) * (account ? invoicedPrice(lot, account, terms).minor : lot.unitPriceMinor),
    )
    .reduce((sum, minor) => sum + minor, 0n);
  const violations = [
    ...writeViolations(books, command, command.accountId, terms),
    ...quantityViolations(command.quantity, { path: 'quantity' }),
    ...accountNotFound(command, account, command.accountId, 'accountId'),
    ...(first || !account ? [] : [notHeld(command)]),
    ...(first && account ? violationsOf(books, command, lots, terms, ofProduct) : []),
  ];
  const cost = currency !== undefined && {
    currency,
    currentEstimateMinor: removedMinor,
    changedCostMinor: removedMinor,
    estimatedTotalMinor: monthlyCost(books, command, account, currency, terms) - removedMinor,
  };
  const basis = planBasis(command, first, held, inUse, -Math.min(ofProduct, quantityOf(command)));
  const moves = account ? settledMoves(books, { from: account.accountId }, lines, command.at) : [];
  const nextInvoice = invoiceChanges(moves, terms, command.at);
  return hashed('decrease', { ...basis, minimum: 1, ...cost, nextInvoice, violations }, terms);
}

function monthlyLines(lines: readonly MovedLine[]): readonly MovedLine[] {
  return lines.filter(({ lot }) => lot.billing === 'monthly');
}

function violationsOf(
  books: Books,
  command: CountLicenses,
  lots: readonly Lot[],
  terms: Terms,
  held: number,
): Violation[] {
  const account = books.accounts.get(command.accountId);
  if (!account) return [];
  const programs = new Set(lots.map((lot) => lot.program));
  const found = [...programs].flatMap((name) =>
    programViolations(
      books,
      command,
      programFor(terms.programs, name),
      account,
      'decrease',
      tightest(books, command, lots),
    ),
  );
  // A program without a rule about devices still cannot take away what is not there.
  if (found.some(({ code }) => code === 'BELOW_ENROLLED') || quantityOf(command) <= held) return found;
  return [...found, exceedsHeld(command, held)];
}

// D6, L4: devices may be counted by product and by device type; what is nearest to its devices limits.
function tightest(books: Books, { accountId, sku, at }: CountLicenses, lots: readonly Lot[]) {
  const day = begunBy(books.accounts.get(accountId), at);
  const counts = new Set([countedBySku(sku), ...lots.flatMap(countedOf)]);
  return [...counts]
    .map((counted) => ({
      held: coverOn(books, accountId, counted, day),
      inUse: inUseOf(books, accountId, counted),
    }))
    .reduce((a, b) => (b.held - b.inUse < a.held - a.inUse ? b : a));
}

/** What goes: what ends first goes first; licenses that came from elsewhere are licenses of the site as well. */
function removedLines(books: Books, command: CountLicenses): MovedLine[] {
  let left = quantityOf(command);
  return activeLots(books, command).flatMap((lot) => {
    const quantity = Math.min(left, heldOf(books, command.accountId, lot.lotId));
    left -= quantity;
    return quantity > 0 ? [{ lot, quantity }] : [];
  });
}

function activeLots(books: Books, { accountId, sku, at }: CountLicenses): Lot[] {
  const day = begunBy(books.accounts.get(accountId), at);
  return lotsOfProduct(books, accountId, sku).filter((lot) => isActiveOn(lot, day));
}

function notHeld({ accountId, sku }: CountLicenses): Violation {
  return {
    code: 'SKU_NOT_HELD',
    path: 'sku',
    value: sku,
    message: `${accountId} holds no active licenses of product ${sku}`,
    limit: '0',
    remedy: 'choose a product from the list of the account’s licenses',
  };
}

function exceedsHeld({ accountId, sku, quantity }: CountLicenses, held: number): Violation {
  return {
    code: 'EXCEEDS_HELD',
    path: 'quantity',
    message: `${accountId} holds ${held} of ${sku}; ${quantity} cannot be removed`,
    limit: String(held),
    actual: String(quantity),
    remedy: `remove at most ${held}`,
  };
}
