import type { CalendarDate } from '#domain/values/calendar.ts';
import type { Violation } from '#domain/values/violation.ts';
import { type Account, titleOf } from './account.ts';
import type { Terms } from './asked.ts';
import { type Books, coverOn } from './books.ts';
import { inUseOf } from './devices.ts';
import { type Draft, draftOf } from './draft.ts';
import type { MovedLine } from './events.ts';
import { countingDay, isActiveOn, type Lot } from './lot.ts';
import { type Program, programFor } from './programs.ts';
import { licences, type RequestFacts } from './rule.ts';
import { lineViolations, lotViolations, type Place, requestViolations } from './rules.ts';
import { accountUnknown, quantityViolations, sameAccount } from './rules-general.ts';
import { candidatesOf, lotsHeld, type TransferLine } from './transfer-lines.ts';
import { countedAt, type Standing, standing } from './transferable.ts';

/** What is to move; `action` is `return` when a transfer is given back. */
export interface TransferRequest {
  readonly action: 'transfer' | 'return';
  readonly from: string;
  readonly to: string;
  readonly lines: readonly TransferLine[];
  readonly requestedBy?: string;
}

/** One side of a transfer for one product (D4); `product` is a sku, or a device type where devices are counted by type. */
export interface Side {
  readonly accountId: string;
  readonly name: string;
  readonly product: string;
  readonly before: Standing;
  readonly after: Standing;
}

/** What the source keeps of a lot, or of all that is under a key (K9). */
export interface Remaining {
  readonly lotId: string;
  readonly sku: string;
  readonly licenseKey?: string;
  readonly deviceType?: string;
  readonly quantity: number;
}

/** What a transfer would do, or why it cannot be done: then nothing of it is (L6). */
export interface TransferPlan {
  readonly from: string;
  readonly to: string;
  readonly lines: readonly MovedLine[];
  readonly sides: readonly Side[];
  readonly remaining: readonly Remaining[];
  readonly violations: readonly Violation[];
  readonly planHash: string;
}

/**
 * L3: the plan of a transfer on a day, the same for preview and commit. Lines are served one after the other, each from what
 * the ones before it left; a line that names a product takes lots in the order of their end. Every violation is listed.
 */
export function planTransfer(books: Books, request: TransferRequest, terms: Terms, today: CalendarDate): TransferPlan {
  const [source, target] = [books.accounts.get(request.from), books.accounts.get(request.to)];
  const violations: Violation[] = request.lines.flatMap((line, index) =>
    quantityViolations(line.quantity, placeOf(index, 'quantity')),
  );
  if (request.from === request.to) violations.push(sameAccount(request.from));
  if (!source) violations.push(accountUnknown(request.from, 'from'));
  if (!target) violations.push(accountUnknown(request.to, 'to'));
  if (!source || !target || source === target) return planOf(request, [], [], [], violations, terms);

  const facts: RequestFacts = { ...request, books, source, target, today };
  const draft = draftOf(books, source.accountId, today);
  const programs = new Map<string, Program>();
  const lines = request.lines.flatMap((line, index) => serve(line, index, facts, draft, terms, programs, violations));
  for (const program of programs.values()) violations.push(...programViolations(program, facts));
  const taken = mergedByLot(lines);
  const sides = [source, target].flatMap((account) =>
    sidesOf(books, account, taken, account === source ? -1 : 1, today),
  );
  return planOf(request, taken, sides, remainingOf(facts, draft, taken), violations, terms);
}

function placeOf(index: number, field: string): Place {
  return { path: `lines[${index}].${field}`, line: index + 1 };
}

function programViolations(program: Program, facts: RequestFacts): Violation[] {
  if (program.offers.includes(facts.action)) return requestViolations(program, facts);
  return [notOffered(program, facts.action)];
}

/** L10: what a program does not offer cannot be asked of its licences. */
export function notOffered(program: Program, action: string): Violation {
  return {
    code: 'ACTION_NOT_OFFERED',
    message: `program ${program.name} does not offer ${action}`,
    limit: program.offers.join(', '),
    actual: action,
    remedy: `ask for ${program.offers.join(' or ')}, or change the program`,
  };
}

/** Takes what a line asks for from the draft; what stands in the way goes to `violations`. */
function serve(
  line: TransferLine,
  index: number,
  facts: RequestFacts,
  draft: Draft,
  terms: Terms,
  programs: Map<string, Program>,
  violations: Violation[],
): MovedLine[] {
  const place = placeOf(index, 'lotId' in line ? 'lotId' : 'sku' in line ? 'sku' : 'licenseKey');
  const found = candidatesOf(facts.books, line, facts.source, place);
  if (found.violations) {
    violations.push(...found.violations);
    return [];
  }
  const asked = quantityViolations(line.quantity, place).length === 0 ? line.quantity : 0;
  const lines: MovedLine[] = [];
  const forbidden = new Map<string, Violation>();
  let [left, allowed] = [asked, 0];
  for (const lot of found.lots) {
    const program = programFor(terms.programs, lot.program);
    programs.set(program.name, program);
    const wrong = violationsOf(program, lot, facts, place);
    for (const violation of wrong) forbidden.set(`${violation.code} ${violation.message}`, violation);
    if (wrong.length > 0) continue;
    allowed += 1;
    const quantity = Math.min(left, draft.free(lot));
    if (quantity > 0) {
      draft.take(lot, quantity);
      lines.push({ lot, quantity });
      left -= quantity;
    }
    if (left === 0) break;
  }
  if (allowed === 0) violations.push(...forbidden.values());
  else if (left > 0) violations.push(exceeds(facts, found.lots, asked, asked - left, placeOf(index, 'quantity')));
  return lines;
}

function violationsOf(program: Program, lot: Lot, facts: RequestFacts, place: Place): Violation[] {
  return [
    ...lotViolations(program, { ...facts, lot, holder: facts.source }, place),
    ...lineViolations(program, { ...facts, lot }, place),
  ];
}

/** M6: more than the transferable quantity is an error that names it. */
function exceeds(facts: RequestFacts, lots: readonly Lot[], asked: number, most: number, place: Place): Violation {
  const { books, source } = facts;
  const [first] = lots;
  const inUse = first ? inUseOf(books, source.accountId, countedAt(books, source.accountId, first)) : 0;
  const what = lots.length === 1 ? `lot ${first?.lotId}` : `${first?.sku}`;
  return {
    code: 'EXCEEDS_TRANSFERABLE',
    ...place,
    message: `${titleOf(source)} can transfer ${licences(most)} of ${what}, not ${asked}; ${inUse} are in use`,
    limit: String(most),
    actual: String(asked),
    remedy: most > 0 ? `ask for at most ${most}, or unenroll devices first` : 'unenroll devices first',
  };
}

function mergedByLot(lines: readonly MovedLine[]): MovedLine[] {
  const merged = new Map<string, MovedLine>();
  for (const { lot, quantity } of lines) {
    merged.set(lot.lotId, { lot, quantity: quantity + (merged.get(lot.lotId)?.quantity ?? 0) });
  }
  return [...merged.values()];
}

function sidesOf(
  books: Books,
  account: Account,
  lines: readonly MovedLine[],
  sign: 1 | -1,
  today: CalendarDate,
): Side[] {
  const { accountId, name } = account;
  const groups = Map.groupBy(lines, ({ lot }) => countedAt(books, accountId, lot));
  return [...groups].map(([counted, group]) => {
    const day = group.map(({ lot }) => countingDay(lot, today)).reduce((a, b) => (a > b ? a : b));
    const change = group.reduce((sum, { lot, quantity }) => sum + (isActiveOn(lot, day) ? quantity : 0), 0);
    const [total, inUse] = [coverOn(books, accountId, counted, day), inUseOf(books, accountId, counted)];
    const product = counted.slice(counted.indexOf(':') + 1);
    return { accountId, name, product, before: standing(total, inUse), after: standing(total + sign * change, inUse) };
  });
}

function remainingOf(facts: RequestFacts, draft: Draft, lines: readonly MovedLine[]): Remaining[] {
  const keys = new Set(lines.flatMap(({ lot }) => lot.licenseKey ?? []));
  const moved = new Set(lines.map(({ lot }) => lot));
  const underKeys =
    keys.size === 0
      ? []
      : lotsHeld(
          facts.books,
          facts.source.accountId,
          (lot) => lot.licenseKey !== undefined && keys.has(lot.licenseKey),
        );
  return [...new Set([...moved, ...underKeys])].map((lot) => ({
    lotId: lot.lotId,
    sku: lot.sku,
    ...(lot.licenseKey === undefined ? {} : { licenseKey: lot.licenseKey }),
    ...(lot.deviceType === undefined ? {} : { deviceType: lot.deviceType }),
    quantity: draft.held(lot),
  }));
}

function planOf(
  { action, from, to }: TransferRequest,
  lines: readonly MovedLine[],
  sides: readonly Side[],
  remaining: readonly Remaining[],
  violations: readonly Violation[],
  terms: Terms,
): TransferPlan {
  const moves = lines.map(({ lot, quantity }) => [lot.lotId, quantity]);
  const planHash = terms.digest(JSON.stringify([action, from, to, moves, sides, remaining]));
  return { from, to, lines, sides, remaining, violations, planHash };
}
