import type { Violation } from '#domain/values/violation.ts';
import { type Account, titleOf } from '../books/account.ts';
import { type Books, heldOf } from '../books/books.ts';
import type { Lot } from '../books/lot.ts';
import type { TakenStock } from '../books/plan.ts';
import { type Program, type Programs, programFor } from '../books/program.ts';
import type { RequestFacts } from '../rules/rule.ts';
import { lineViolations, lotViolations, type Place, requestViolations } from '../rules/rules.ts';
import { quantityViolations } from '../rules/rules-general.ts';
import { candidatesOf } from './transfer-lines.ts';
import { notOffered } from './transfer-plan.ts';

/** What a line of a stock move names: a lot, or a product, whose lots go in the order of their end. */
export type StockLine = ({ readonly lotId: string } | { readonly sku: string }) & { readonly quantity: number };

/** What lines come to: what they take, lot by lot; every lot that they could take from; and what stands in their way. */
export interface ServedStock {
  readonly taken: readonly TakenStock[];
  readonly named: readonly Lot[];
  readonly violations: readonly Violation[];
}

/** Where in the request a field of a line stands. */
export type PlaceOfLine = (index: number, field: string) => Place;

/**
 * S2 to S7: serves lines one after the other, each from what the ones before it left. What a rule forbids is passed over where a
 * line names a product that has other lots; where nothing is left to take from, every reason is told.
 */
export function serveStock(
  lines: readonly StockLine[],
  facts: RequestFacts,
  programs: Programs,
  placeOf: PlaceOfLine,
): ServedStock {
  const taken = new Map<Lot, number>();
  const named = new Set<Lot>();
  const asked = new Map<string, Program>();
  const found: Violation[] = [];
  const excess: Violation[] = [];
  for (const [index, line] of lines.entries()) {
    const place = placeOf(index, 'lotId' in line ? 'lotId' : 'sku');
    const candidates = candidatesOf(facts.books, line, facts.source, place);
    if (candidates.violations) {
      found.push(...candidates.violations);
      continue;
    }
    const offering = candidates.lots.filter((lot) => offers(programs, lot, asked));
    const forbidden = new Map(offering.map((lot) => [lot, against(programs, lot, facts, place)]));
    const allowed = offering.filter((lot) => forbidden.get(lot)?.length === 0);
    if (allowed.length === 0) found.push(...distinct([...forbidden.values()].flat()));
    const usable = allowed.length === 0 ? offering : allowed;
    for (const lot of allowed.length === 0 ? candidates.lots : allowed) named.add(lot);
    const left = take(facts.books, facts.source, usable, line, taken);
    if (left > 0 && usable.length > 0)
      excess.push(exceedsStock(facts, usable, taken, left, placeOf(index, 'quantity')));
  }
  const ofRequest = [...asked.values()].flatMap((program) =>
    program.offers.includes('stock-move') ? requestViolations(program, facts) : [notOffered(program, 'stock-move')],
  );
  return {
    taken: [...taken].map(([lot, quantity]) => ({ lot, quantity })),
    named: [...named],
    violations: [...found, ...ofRequest, ...excess],
  };
}

function offers(programs: Programs, lot: Lot, asked: Map<string, Program>): boolean {
  const program = programFor(programs, lot.program);
  asked.set(program.name, program);
  return program.offers.includes('stock-move');
}

function against(programs: Programs, lot: Lot, facts: RequestFacts, place: Place): Violation[] {
  const program = programFor(programs, lot.program);
  return [
    ...lotViolations(program, { ...facts, lot, holder: facts.source }, place),
    ...lineViolations(program, { ...facts, lot }, place),
  ];
}

function distinct(violations: readonly Violation[]): Violation[] {
  return [...new Map(violations.map((violation) => [`${violation.code} ${violation.message}`, violation])).values()];
}

/** Takes what a line asks for from lots, in their order; answers how many are left to find. */
function take(
  books: Books,
  { accountId }: Account,
  lots: readonly Lot[],
  { quantity }: StockLine,
  taken: Map<Lot, number>,
): number {
  let left = quantityViolations(quantity, {}).length === 0 ? quantity : 0;
  for (const lot of lots) {
    const before = taken.get(lot) ?? 0;
    const some = Math.min(left, heldOf(books, accountId, lot.lotId) - before);
    if (some > 0) taken.set(lot, before + some);
    left -= Math.max(0, some);
  }
  return left;
}

/** S2: more than is in stock is an error that names what there is, earlier lines included. */
function exceedsStock(
  { books, source }: RequestFacts,
  lots: readonly Lot[],
  taken: ReadonlyMap<Lot, number>,
  left: number,
  place: Place,
): Violation {
  const inStock = lots.reduce((sum, { lotId }) => sum + heldOf(books, source.accountId, lotId), 0);
  const asked = lots.reduce((sum, lot) => sum + (taken.get(lot) ?? 0), left);
  const what = lots.length === 1 ? `lot ${lots[0]?.lotId}` : lots[0]?.sku;
  return {
    code: 'EXCEEDS_STOCK',
    ...place,
    message: `${titleOf(source)} has ${inStock} of ${what} in stock, not ${asked}`,
    limit: String(inStock),
    actual: String(asked),
    remedy: `move at most ${inStock}, or buy more stock`,
  };
}
