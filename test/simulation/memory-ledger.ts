import type { LedgerBooks } from '#apps/ledger/src/books/ledger.books.ts';
import { ledgerContext } from '#apps/ledger/src/ledger.slices.ts';
import type { CaseBody } from '#contracts/http/http-cases.ts';
import { emptyBooks, keyOf } from '#domain/licenses/books/books.ts';
import type { LicenseEvent } from '#domain/licenses/books/events.ts';
import { programsOf } from '#domain/licenses/books/program.ts';
import type { PasscodeCheck } from '#domain/licenses/cases/case-submit.ts';
import { noNames } from '#domain/licenses/rules/known-names.ts';
import { readProgram } from '#domain/licenses/rules/program-file/program-file.ts';
import { builtInPrograms } from '#domain/licenses/rules/programs.ts';
import type { Proration } from '#domain/values/billing.ts';
import { sha256 } from '#runtime/environment/keys/sha256.ts';
import { inboxId } from '#runtime/slices/inbox.ts';
import { slicesByType } from '#runtime/slices/messages.ts';
import type { Received } from '#runtime/slices/slice.ts';

/** An operator's own program (L10): everything is offered, and only two rules are named. */
const own = readProgram({
  name: 'own',
  offers: ['transfer', 'return', 'purchase', 'decrease'],
  rules: [{ code: 'CATEGORY_NOT_TRANSFERABLE', categories: ['trial'] }, { code: 'BELOW_ENROLLED' }],
});

const slices = slicesByType(ledgerContext);

/** What became of a message; `duplicate` and `unreadable` change nothing. */
export interface Outcome {
  readonly kind: 'decided' | 'duplicate' | 'unreadable';
  readonly events: readonly LicenseEvent[];
}

/** The whole ledger without a database: all slices over complete books, and the inbox that claims each message once (L2). */
export interface MemoryLedger {
  readonly books: LedgerBooks;
  /** Decides as `deliver` would and changes nothing (L3). */
  preview(message: Received, now: string): readonly LicenseEvent[];
  deliver(message: Received, now: string): Outcome;
}

/** Opens a ledger without anything in it. */
export function openMemoryLedger(proration: Proration = 'none'): MemoryLedger {
  const [claimed, passcodeHashes, passcodeChecks] = [new Set<string>(), new Map(), new Map()];
  const programs = programsOf(builtInPrograms, own.ok ? [own.value] : []);
  const books: LedgerBooks = {
    ...emptyBooks(),
    names: noNames,
    terms: { programs, proration, operators: new Set(), digest: sha256 },
    passcodeHashes,
    passcodeChecks,
    caseRequests: new Map(),
    answered: new Set(),
  };
  const decide = (message: Received, now: string) => {
    const slice = slices.get(message.type);
    const parsed = slice?.schema.safeParse(message.data);
    if (!slice || !parsed?.success) return undefined;
    // What the store does with passcodes before a decision (K4), without the cost of scrypt.
    const { passcode } = message.data as { passcode?: string };
    if (passcode !== undefined) passcodeHashes.set(message.id, plainHash(passcode));
    if (message.type === 'seatwright.submit-transfer-case') passcodeChecks.set(message.id, checksOf(books, message));
    // `support` and alike are said by our own HTTP and are in no schema.
    const data = message.source.startsWith('/seatwright/')
      ? { ...(message.data as object), ...parsed.data }
      : parsed.data;
    return slice.decide(books, { ...message, data }, now);
  };
  return {
    books,
    preview: (message, now) => decide(message, now) ?? [],
    deliver(message, now) {
      const id = inboxId(message);
      if (claimed.has(id)) return { kind: 'duplicate', events: [] };
      const events = decide(message, now);
      if (!events) return { kind: 'unreadable', events: [] };
      claimed.add(id);
      for (const event of events) ledgerContext.evolve(books, event);
      return { kind: 'decided', events };
    },
  };
}

function checksOf(books: LedgerBooks, { data, person = '' }: Received) {
  const { from, to, passcodes } = data as CaseBody;
  const check = (accountId: string, passcode: string): PasscodeCheck =>
    books.administrators.get(keyOf(accountId, person))?.passcodeHash === plainHash(passcode) ? 'right' : 'wrong';
  return { source: check(from, passcodes.source), target: check(to, passcodes.destination) };
}

function plainHash(passcode: string): string {
  return sha256(passcode);
}
