import type { LedgerBooks } from '#apps/ledger/src/books/ledger.books.ts';
import { authorityOver, ledgerAuthority } from '#apps/ledger/src/ledger.authority.ts';
import { ledgerContext } from '#apps/ledger/src/ledger.slices.ts';
import { ledgerStore } from '#apps/ledger/src/ledger.store.ts';
import { ledgerTables } from '#apps/ledger/src/ledger.tables.ts';
import { ledgerMigrations } from '#apps/ledger/src/migrations/migrations.ts';
import type { Terms } from '#domain/licenses/authority/asked.ts';
import { isOperator, mayChange, mayRead } from '#domain/licenses/authority/authority.ts';
import { isFullAdministrator } from '#domain/licenses/books/account.ts';
import { emptyBooks, evolve, keyOf } from '#domain/licenses/books/books.ts';
import { programsOf } from '#domain/licenses/books/program.ts';
import { noNames } from '#domain/licenses/rules/known-names.ts';
import { builtInPrograms } from '#domain/licenses/rules/programs.ts';
import { Access, maySee } from '#runtime/http/access/access.ts';
import {
  type AuthorityTables,
  authorityOf,
  membershipsOf,
  operatorsAmong,
  readableBy,
} from '#runtime/http/access/authority.ts';
import { Memberships } from '#runtime/http/access/memberships.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { delivery } from '#test/support/samples/deliveries.ts';
import fc from '#test/support/samples/properties.ts';
import { startService } from '#test/support/service.ts';

/**
 * P1, L11: the domain's authority over books in memory, that of SQL over the memberships of every service, and that of SQL over the
 * ledger's own administrators say the same, whatever was told of accounts and people, in whatever order.
 */

const desk = 'desk@vendor.example';
const now = new Date('2026-11-21T10:00:00.000Z');
const programs = programsOf(builtInPrograms);
const terms: Terms = { programs, proration: 'none', operators: new Set([desk]), digest: (text) => text };

let postgres: TestPostgres;
let ledger: Awaited<ReturnType<typeof start>>;

function start() {
  const parts = { name: 'ledger', entities: ledgerTables, migrations: ledgerMigrations, context: ledgerContext };
  return startService(postgres.url, { ...parts, store: ledgerStore({ programs, operators: [desk] }) });
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  ledger = await start();
});

afterAll(async () => {
  await ledger.database.close();
  await postgres.stop();
});

const account = fc.constantFrom('A', 'B', 'C', 'D', 'E');
const person = fc.constantFrom('p', 'q', 'r');
/** Some of them at the same time, and not in order. */
const minute = fc.constantFrom('01', '02', '03', '04');

const told = fc.oneof(
  fc.record({
    type: fc.constant('account.updated.v1' as const),
    accountId: account,
    // Also above itself, above each other, and below one that nobody entered.
    parentId: fc.option(fc.oneof(account, fc.constant('NOWHERE')), { nil: undefined, freq: 4 }),
    minute,
  }),
  fc.record({
    type: fc.constant('administrator.updated.v1' as const),
    accountId: fc.oneof(account, fc.constant('NOWHERE')),
    person,
    role: fc.constantFrom('super-user', 'owner', 'admin', 'admin', 'member', 'support'),
    access: fc.constantFrom('full', 'full', 'read-only'),
    scope: fc.constantFrom('organization', 'organization', 'network'),
    minute,
  }),
  fc.record({ type: fc.constant('administrator.removed.v1' as const), accountId: account, person, minute }),
);

type Told = typeof told extends fc.Arbitrary<infer Each> ? Each : never;

/** Everybody and everything of a run is its own, so that runs do not meet in the tables. */
let run = 0;

/** What is told, as a message of this run. */
function eventOf({ type, minute: at, ...facts }: Told) {
  const accountId = `${facts.accountId}-${run}`;
  const time = `2026-11-21T09:${at}:00.000Z`;
  if ('person' in facts) {
    const { person: name, ...role } = facts;
    return { type, time, data: { ...role, accountId, email: emailOf(name) } };
  }
  const parentId = facts.parentId && `${facts.parentId}-${run}`;
  return { type, time, data: { accountId, kind: 'customer', name: accountId, parentId } };
}

type Event = ReturnType<typeof eventOf>;

const emailOf = (name: string) => `${name}@run-${run}.example`;

/** Books in memory, as the domain folds the same messages. */
function booksOf(events: readonly Event[]): LedgerBooks {
  const none = {
    passcodeHashes: new Map(),
    passcodeChecks: new Map(),
    answered: new Set<string>(),
    caseRequests: new Map(),
    names: noNames,
  };
  const books: LedgerBooks = { ...emptyBooks(), ...none, terms };
  for (const [id, { type, time, data }] of events.entries()) {
    const slice = ledgerContext.slices.find((each) => each.type === type);
    const message = {
      id: `${run}-${id}`,
      type,
      time,
      source: '/test',
      correlationId: '',
      data: slice?.schema.parse(data),
    };
    for (const event of slice?.decide(books, message, now.toISOString()) ?? []) evolve(books, event);
  }
  return books;
}

/** What each person may do with each account, by one of those who answer; the same texts in the same order for all. */
interface Answers {
  readonly changes: readonly string[];
  readonly reads: readonly string[];
  readonly operates: readonly string[];
}

const pairs = (emails: readonly string[], ids: readonly string[]) =>
  emails.flatMap((email) => ids.map((id) => [email, id] as const));

function byDomain(books: LedgerBooks, emails: readonly string[], ids: readonly string[]): Answers {
  const all = pairs(emails, ids);
  return {
    changes: all.filter(([email, id]) => mayChange(books, terms, email, id)).map(String),
    reads: all.filter(([email, id]) => mayRead(books, terms, email, id)).map(String),
    operates: emails.filter((email) => isOperator(books, terms, email)),
  };
}

async function bySql(tables: AuthorityTables, emails: readonly string[], ids: readonly string[]): Promise<Answers> {
  const { sql } = ledger.database;
  const authority = await authorityOf(sql, tables, [desk], emails, ids);
  const operators = await operatorsAmong(sql, tables, [desk], emails);
  const readable = new Map<string, readonly string[]>();
  for (const email of emails) readable.set(email, await readableBy(sql, tables, email));
  const all = pairs(emails, ids);
  const mayChangeThere = (email: string, id: string) => {
    const theirs = authority.get(email);
    return theirs === 'everything' || theirs?.has(id) === true;
  };
  return {
    changes: all.filter(([email, id]) => mayChangeThere(email, id)).map(String),
    reads: all.filter(([email, id]) => operators.has(email) || readable.get(email)?.includes(id)).map(String),
    operates: emails.filter((email) => operators.has(email)),
  };
}

async function byAccess(emails: readonly string[], ids: readonly string[]): Promise<Answers> {
  const access = new Access(ledger.database, [desk]);
  const answers = { changes: [] as string[], reads: [] as string[], operates: [] as string[] };
  for (const email of emails) {
    const person = { email, local: false };
    const visible = await access.visibleTo(person);
    if (await access.isOperator(person)) answers.operates.push(email);
    for (const id of ids) {
      if (maySee(visible, [id])) answers.reads.push(String([email, id]));
      const may = await access.mayChange(person, [id]);
      expect(await access.mayChangeEvery(person, [id])).toBe(may);
      if (may) answers.changes.push(String([email, id]));
    }
  }
  return answers;
}

/** The accounts from one upwards, without end where they are above each other: each once. */
function upwards(books: LedgerBooks, from: string | undefined): string[] {
  const found: string[] = [];
  for (let at = from; at !== undefined && !found.includes(at); at = books.accounts.get(at)?.parentId) found.push(at);
  return found;
}

/** P1: what {@link authorityOver} answers, from books. */
function ownerByDomain(books: LedgerBooks, email: string, accountId: string, parentId: string | undefined) {
  const owns = (id: string) => {
    const held = books.administrators.get(keyOf(id, email));
    return isFullAdministrator(held) && held.role !== 'admin';
  };
  const parents = upwards(books, parentId);
  const isAbove = upwards(books, accountId).some((id) => id !== accountId && owns(id));
  return { own: owns(accountId), above: isAbove, newParent: parents.some(owns), loop: parents.includes(accountId) };
}

describe('P1 L11 one authority', () => {
  test('domain, memberships and the ledger’s administrators answer the same, whatever was told in whatever order', async () => {
    let granted = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(told, { minLength: 6, maxLength: 30 }), account, async (all, parent) => {
        run += 1;
        const events = all.map(eventOf);
        const messages = events.map(({ type, time, data }) => delivery('accounts', type, data, { time }));
        await new Memberships(ledger.database, () => now).deliver(messages);
        await ledger.runner.deliver(messages);
        const books = booksOf(events);
        const emails = [...['p', 'q', 'r'].map(emailOf), desk];
        const ids = ['A', 'B', 'C', 'D', 'E', 'NOWHERE'].map((id) => `${id}-${run}`);
        const expected = byDomain(books, emails, ids);
        granted += expected.changes.length - ids.length;
        expect(await bySql(membershipsOf('ledger'), emails, ids)).toEqual(expected);
        expect(await bySql(ledgerAuthority, emails, ids)).toEqual(expected);
        expect(await byAccess(emails, ids)).toEqual(expected);
        for (const [email, id] of pairs(emails, ids)) {
          const parentId = id.startsWith('E') ? undefined : `${parent}-${run}`;
          const owner = await authorityOver(ledger.database.sql, email, id, parentId);
          expect([email, id, owner]).toEqual([email, id, ownerByDomain(books, email, id, parentId)]);
        }
      }),
      { numRuns: 40 },
    );
    // Beside the operator's, which are always there.
    expect(granted).toBeGreaterThan(100);
  });
});
