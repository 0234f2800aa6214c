import { prepaidLot, site } from '#test/fixtures/billed.ts';
import fc from '#test/support/samples/properties.ts';
import { defaultSettings, unknownAccount } from './account/account.ts';
import { emptyBooks, evolve, type InvoicingBooks } from './books.ts';
import { recordAction } from './decide.ts';
import type { DraftInvoice, Invoice } from './documents/invoice.ts';
import type { InvoicingEvent, OrderHeader } from './events.ts';
import { issueInvoices, nextInvoices } from './issue.ts';
import { decideOrderChanged } from './order-header.ts';
import type { DraftLine } from './owed/line.ts';
import type { LedgerAction, LedgerChange, Movement } from './owed/movement.ts';
import { owed } from './owed/owed.ts';

const now = '2026-11-21T12:00:00Z';
const at = '2026-11-21T09:30:00.000Z';
const payers = ['C', 'OLD', 'NEW', 'NEWER'];

function booksOf(accounts = payers.map((id) => site(id))): InvoicingBooks {
  const books = emptyBooks();
  for (const account of accounts) books.accounts.set(account.accountId, account);
  return books;
}

function apply(books: InvoicingBooks, events: readonly InvoicingEvent[]): readonly InvoicingEvent[] {
  for (const event of events) evolve(books, event);
  return events;
}

const header = (payerAccountId: string, revision: number): OrderHeader => ({
  ...{ orderNumber: 'SO-1', revision, payerAccountId, customerId: 'C' },
  named: [{ accountId: payerAccountId, name: `Name of ${payerAccountId}`, country: 'DE' }],
});

const revise = (books: InvoicingBooks, payer: string, revision: number) =>
  apply(books, decideOrderChanged(books, header(payer, revision), true, now));

const lotOf = (line: number) => prepaidLot({ lotId: `ENT-SO-1-${line}` });

/** Order line of 5 licenses, as the ledger granted it for a payer. */
function granted(payer: string, line = 1): LedgerAction {
  const cause = { type: 'license.granted.v1', id: `J-${line}`, at, initiatedBy: 'order', reference: `SO-1/${line}` };
  const counterparty = payer === 'C' ? undefined : 'C';
  const change = { accountId: payer, lot: lotOf(line), quantity: 5, counterparty, heldBy: 'C', orderNumber: 'SO-1' };
  return { id: `J-${line}`, cause, changes: [change], orderNumber: 'SO-1' };
}

/** Some of them go to T, who is charged the unused days; the payer on record gets them back. */
function settled(payer: string, quantity: number, id = 'T-1'): LedgerAction {
  const share = { days: 100, of: 365 };
  const of = { lot: lotOf(1), settlement: 'remaining-term', orderNumber: 'SO-1', share } as const;
  const changes: LedgerChange[] = [
    { ...of, accountId: payer, quantity: -quantity, counterparty: 'T', heldBy: 'C' },
    { ...of, accountId: 'T', quantity, counterparty: 'C' },
  ];
  return { id, cause: { type: 'license.transferred.v1', id, at, initiatedBy: 'msp@example.com' }, changes };
}

const record = (books: InvoicingBooks, action: LedgerAction) =>
  apply(books, recordAction(books, action, now, defaultSettings));

const close = (books: InvoicingBooks, accountId: string, period: string) =>
  apply(books, issueInvoices(books, accountId, period, now, defaultSettings)).flatMap((event) =>
    event.type === 'PeriodClosed' ? event.invoices : [],
  );

function drafts(books: InvoicingBooks, accountId: string): readonly (DraftInvoice | Invoice)[] {
  const next = nextInvoices(books, accountId, defaultSettings);
  return next.state === 'held' ? next.drafts : [...next.invoices, ...next.nothingToPay];
}

const nets = (books: InvoicingBooks) =>
  Object.fromEntries(payers.map((id) => [id, drafts(books, id).map(({ netMinor }) => netMinor)]));

describe('who pays for an order', () => {
  test.each([
    ['another account', ['OLD', 'NEW']],
    ['an account where the end customer paid', ['C', 'NEW']],
    ['the end customer where another account paid', ['OLD', 'C']],
    ['one account after the other', ['OLD', 'NEW', 'NEWER']],
  ])('O10 may change until it is billed, to %s, whichever of revision and line comes first', (_, [first, ...then]) => {
    const last = then.at(-1) as string;
    for (const before of [0, 1, then.length]) {
      const books = booksOf();
      const steps = [...then.entries()].map(
        ([index, payer]) =>
          () =>
            revise(books, payer, index + 2),
      );
      steps.splice(before, 0, () => record(books, granted(first as string)));
      for (const step of steps) step();
      const none = Object.fromEntries(payers.map((id) => [id, [] as bigint[]]));
      expect(nets(books)).toEqual({ ...none, [last]: [59_000n] });
      const [line] = drafts(books, last)[0]?.lines ?? [];
      expect(line).toMatchObject({ kind: 'order', quantity: 5, cause: { reference: 'SO-1/1' } });
      expect(line?.cause?.counterparty).toBe(last === 'C' ? undefined : 'C');
    }
  });

  test('O10 back to who paid first is one line, with the lot once and no trace of the detour', () => {
    const books = booksOf();
    record(books, granted('OLD'));
    revise(books, 'NEW', 2);
    revise(books, 'OLD', 3);
    expect(drafts(books, 'NEW')).toEqual([]);
    const [line, ...others] = drafts(books, 'OLD').flatMap(
      ({ lines }): readonly Omit<DraftLine, 'suppliedOn'>[] => lines,
    );
    expect(others).toEqual([]);
    expect(line).toMatchObject({ quantity: 5, amountMinor: 59_000n });
    expect(line).not.toHaveProperty('lots');
    expect(line?.cause).not.toHaveProperty('revision');
  });

  test('O10 an older revision, the same payer, or an order that does not say who pays, move nothing', () => {
    const books = booksOf();
    record(books, granted('OLD'));
    revise(books, 'NEW', 3);
    const moved = (events: readonly InvoicingEvent[]) =>
      events.filter(({ type }) => type === 'MovementRecorded').length;
    expect(moved(revise(books, 'OLD', 2))).toBe(0);
    expect(moved(revise(books, 'NEW', 4))).toBe(0);
    const silent = { orderNumber: 'SO-1', revision: 5, named: [] };
    expect(moved(apply(books, decideOrderChanged(books, silent, true, now)))).toBe(0);
    expect(nets(books)).toMatchObject({ OLD: [], NEW: [59_000n] });
  });

  test('O10, I8 what is held is not issued: it moves, and nothing is held any more of who paid before', () => {
    const books = booksOf([unknownAccount('OLD'), site('NEW')]);
    record(books, granted('OLD'));
    expect(apply(books, issueInvoices(books, 'OLD', '2026-12', now, defaultSettings))).toMatchObject([
      { type: 'InvoiceHeld' },
    ]);
    revise(books, 'NEW', 2);
    expect(close(books, 'OLD', '2026-12')).toEqual([]);
    expect(books.accounts.get('OLD')).toMatchObject({ openPeriod: '2027-01', held: undefined });
    expect(close(books, 'NEW', '2026-12')).toMatchObject([{ netMinor: 59_000n }]);
  });

  test('O10, I3 a revision that comes after the issue leaves the document: it comes back on the next one, and is billed to the new payer', () => {
    const books = booksOf();
    record(books, granted('OLD'));
    const [issued] = close(books, 'OLD', '2026-12');
    revise(books, 'NEW', 2);
    expect(issued).toMatchObject({ document: 'invoice', netMinor: 59_000n });
    expect(close(books, 'OLD', '2027-01')).toMatchObject([
      { document: 'credit-note', netMinor: -59_000n, lines: [{ kind: 'order', quantity: -5 }] },
    ]);
    expect(close(books, 'NEW', '2026-12')).toMatchObject([{ document: 'invoice', netMinor: 59_000n }]);
    expect(nets(books)).toEqual({ C: [], OLD: [], NEW: [], NEWER: [] });
  });

  test('O10, I7 what the payer on record got back for a remaining term moves along, and later ones go to the new payer', () => {
    const books = booksOf();
    record(books, granted('OLD'));
    record(books, settled('OLD', 2));
    revise(books, 'NEW', 2);
    record(books, settled('OLD', 1, 'T-2'));
    expect(drafts(books, 'OLD')).toEqual([]);
    expect(drafts(books, 'NEW').flatMap(({ lines }) => lines.map(({ amountMinor }) => amountMinor))).toEqual([
      59_000n,
      ...[-6_466n, -3_233n],
    ]);
    expect(drafts(books, 'T').map(({ netMinor }) => netMinor)).toEqual([9_699n]);
  });

  test('O10, I7 what an account holds itself stays its own, also where it pays for the order as well', () => {
    const books = booksOf();
    record(books, granted('OLD'));
    const { changes, ...action } = settled('OLD', 2);
    const toOld = changes.map((change) => (change.accountId === 'T' ? { ...change, accountId: 'OLD' } : change));
    record(books, { ...action, changes: toOld });
    revise(books, 'NEW', 2);
    expect(nets(books)).toMatchObject({ OLD: [6_466n], NEW: [59_000n - 6_466n] });
  });

  test('O10, I2 whatever comes when, and whatever is issued between, the last payer has been charged all and the others nothing', () => {
    const step$ = fc.oneof(
      fc.record({ do: fc.constant('revise' as const), payer: fc.constantFrom(...payers), revision: fc.nat(6) }),
      fc.record({
        do: fc.constant('grant' as const),
        payer: fc.constantFrom(...payers),
        line: fc.integer({ min: 1, max: 3 }),
      }),
      fc.record({ do: fc.constant('close' as const), account: fc.constantFrom(...payers) }),
    );
    fc.assert(
      fc.property(fc.array(step$, { maxLength: 25 }), (steps) => {
        const books = booksOf();
        const movements: Movement[] = [];
        const issued = new Map<string, bigint>();
        let last: string | undefined;
        let revision = 1;
        const lines = new Set<number>();
        const note = (events: readonly InvoicingEvent[]) => {
          movements.push(...events.flatMap((event) => (event.type === 'MovementRecorded' ? event.movement : [])));
        };
        for (const step of steps) {
          if (step.do === 'revise') {
            note(revise(books, step.payer, step.revision + 2));
            if (step.revision + 2 > revision) [last, revision] = [step.payer, step.revision + 2];
          } else if (step.do === 'grant') {
            lines.add(step.line);
            note(record(books, granted(step.payer, step.line)));
          } else {
            const period = books.accounts.get(step.account)?.openPeriod;
            for (const { netMinor } of period ? close(books, step.account, period) : []) {
              issued.set(step.account, (issued.get(step.account) ?? 0n) + netMinor);
            }
          }
        }
        // Without a revision each line is what the ledger said.
        if (last === undefined) return;
        // Lines that came before the first revision may have had other payers: they have the one of the last by now.
        const all = 59_000n * BigInt(lines.size);
        for (const id of payers) {
          const due =
            owed(
              movements.filter(({ accountId }) => accountId === id),
              '2100-01',
              'none',
            ).get('EUR') ?? 0n;
          expect(due).toBe(id === last ? all : 0n);
          const next = drafts(books, id).reduce((sum, { netMinor }) => sum + netMinor, 0n);
          expect((issued.get(id) ?? 0n) + next).toBe(due);
        }
      }),
    );
  });
});
