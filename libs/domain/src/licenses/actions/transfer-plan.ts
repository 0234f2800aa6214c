import type { Instant } from '#domain/values/calendar.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { Terms } from '../authority/asked.ts';
import { type Asker, accountFor, accountNotFound } from '../authority/authority.ts';
import { type Account, begunBy, titleOf, todayOf } from '../books/account.ts';
import { type Books, heldOf, inUseOf } from '../books/books.ts';
import type { Lot } from '../books/lot.ts';
import type { MovedLine, TransferLine, TransferPlan } from '../books/plan.ts';
import { type Program, programFor } from '../books/program.ts';
import { type Draft, draftOf } from '../figures/draft.ts';
import { invoiceChanges, invoiceText, settledMoves } from '../figures/next-invoice.ts';
import { countedAt } from '../figures/transferable.ts';
import { licenses, type RequestFacts } from '../rules/rule.ts';
import { lineViolations, lotViolations, type Place, requestViolations } from '../rules/rules.ts';
import { quantityViolations, sameAccount } from '../rules/rules-general.ts';
import { candidatesOf } from './transfer-lines.ts';
import { remainingOf, sidesOf } from './transfer-sides.ts';

/** What is to move; `action` is `return` when a transfer is given back. */
export interface TransferRequest extends Asker {
  readonly action: 'transfer' | 'return';
  readonly from: string;
  readonly to: string;
  readonly lines: readonly TransferLine[];
}

/**
 * L3: the plan of a transfer on a day, the same for preview and commit. Lines are served one after the other, each from what
 * the ones before it left; a line that names a product takes lots in the order of their end. Every violation is listed. An
 * account that the person may not see is none (L11); but what was lent goes back to whoever lent it.
 */
export function planTransfer(books: Books, request: TransferRequest, terms: Terms, at: Instant): TransferPlan {
  const source = accountFor(books, request, request.from, terms);
  const target =
    request.action === 'return' ? books.accounts.get(request.to) : accountFor(books, request, request.to, terms);
  const violations: Violation[] = request.lines.flatMap((line, index) =>
    quantityViolations(line.quantity, placeOf(index, 'quantity')),
  );
  if (request.from === request.to) violations.push(sameAccount(request.from));
  violations.push(
    ...accountNotFound(request, source, request.from, 'from'),
    ...accountNotFound(request, target, request.to, 'to'),
  );
  if (!source || source === target) return emptyPlan(request.from, request.to, violations, terms);

  // F11: what an account has on a day is asked on its own calendar.
  const today = todayOf(source, at);
  const unseen = target === undefined;
  const facts: RequestFacts = { ...request, books, source, target: target ?? stranger(request.to, at), today, unseen };
  const draft = draftOf(books, source.accountId, today, begunBy(source, at));
  const programs = new Map<string, Program>();
  const lines = request.lines.flatMap((line, index) => serve(line, index, facts, draft, terms, programs, violations));
  for (const program of programs.values()) violations.push(...programViolations(program, facts));
  const taken = mergedByLot(lines);
  const known = target ? [source, target] : [source];
  const sides = known.flatMap((account) =>
    sidesOf(books, account, taken, account === source ? -1 : 1, begunBy(account, at)),
  );
  const nextInvoice = target ? invoiceChanges(settledMoves(books, request, taken, at), terms, at) : [];
  return planOf(
    request,
    { lines: taken, sides, remaining: remainingOf(books, source, taken), nextInvoice },
    violations,
    terms,
  );
}

/** L11: what stands for an account that the person does not find, whether there is one or not. */
export function stranger(accountId: string, asOf: Instant): Account {
  return { accountId, kind: 'customer', name: accountId, fromOrder: true, asOf };
}

function placeOf(index: number, field: string): Place {
  return { path: `lines[${index}].${field}`, line: index + 1 };
}

function programViolations(program: Program, facts: RequestFacts): Violation[] {
  if (program.offers.includes(facts.action)) return requestViolations(program, facts);
  return [notOffered(program, facts.action)];
}

/** L10: what a program does not offer cannot be asked of its licenses. */
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
  const allowed: Lot[] = [];
  let left = asked;
  for (const lot of found.lots) {
    const program = programFor(terms.programs, lot.program);
    programs.set(program.name, program);
    const wrong = violationsOf(program, lot, facts, place);
    // A reason is told once, of the lot that ends first: how many lots of a kind were loaded tells nothing.
    for (const violation of wrong) if (!forbidden.has(violation.code)) forbidden.set(violation.code, violation);
    if (wrong.length > 0) continue;
    allowed.push(lot);
    const quantity = Math.min(left, draft.free(lot));
    if (quantity > 0) {
      draft.take(lot, quantity);
      lines.push({ lot, quantity });
      left -= quantity;
    }
    if (left === 0) break;
  }
  if (allowed.length === 0) violations.push(...forbidden.values());
  else if (left > 0) violations.push(exceeds(facts, allowed, draft, left, placeOf(index, 'quantity')));
  return lines;
}

function violationsOf(program: Program, lot: Lot, facts: RequestFacts, place: Place): Violation[] {
  return [
    ...lotViolations(program, { ...facts, lot, holder: facts.source }, place),
    ...lineViolations(program, { ...facts, lot }, place),
  ];
}

/** M6: more than the transferable quantity is an error that names it: all that can move of the lots, earlier lines included. */
function exceeds(
  { books, source }: RequestFacts,
  lots: readonly Lot[],
  draft: Draft,
  left: number,
  place: Place,
): Violation {
  const { accountId } = source;
  const before = lots.reduce((sum, lot) => sum + heldOf(books, accountId, lot.lotId), 0);
  const kept = lots.reduce((sum, lot) => sum + draft.held(lot), 0);
  const [most, asked] = [before - kept, before - kept + left];
  const [first] = lots;
  const inUse = first ? inUseOf(books, accountId, countedAt(books, accountId, first)) : 0;
  const what = lots.length === 1 ? `lot ${first?.lotId}` : `${first?.sku}`;
  const why = kept === 0 ? 'it holds no more' : inUse > 0 ? `${inUse} are in use` : 'no more are active';
  const more = kept > 0 && inUse > 0 ? 'unenroll devices first' : 'choose other licenses as well';
  return {
    code: 'EXCEEDS_TRANSFERABLE',
    ...place,
    message: `${titleOf(source)} can transfer ${licenses(most)} of ${what}, not ${asked}; ${why}`,
    limit: String(most),
    actual: String(asked),
    remedy: most > 0 ? `ask for at most ${most}, or ${more}` : more,
  };
}

function mergedByLot(lines: readonly MovedLine[]): MovedLine[] {
  const merged = new Map<string, MovedLine>();
  for (const { lot, quantity } of lines) {
    merged.set(lot.lotId, { lot, quantity: quantity + (merged.get(lot.lotId)?.quantity ?? 0) });
  }
  return [...merged.values()];
}

/** The plan of what cannot even be looked at. */
export function emptyPlan(from: string, to: string, violations: readonly Violation[], terms: Terms): TransferPlan {
  const nothing = { lines: [], sides: [], remaining: [], nextInvoice: [] };
  return planOf({ action: 'transfer', from, to }, nothing, violations, terms);
}

function planOf(
  { action, from, to }: Pick<TransferRequest, 'action' | 'from' | 'to'>,
  what: Pick<TransferPlan, 'lines' | 'sides' | 'remaining' | 'nextInvoice'>,
  violations: readonly Violation[],
  terms: Terms,
): TransferPlan {
  const { lines, sides, remaining, nextInvoice } = what;
  const moves = lines.map(({ lot, quantity }) => [lot.lotId, quantity]);
  const planHash = terms.digest(JSON.stringify([action, from, to, moves, sides, remaining, invoiceText(nextInvoice)]));
  return { from, to, ...what, violations, planHash };
}
