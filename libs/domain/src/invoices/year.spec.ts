import { monthlyLot, prepaidLot, purchase, readyInvoices, site, transfer } from '#test/fixtures/billed.ts';
import fc from '#test/support/samples/properties.ts';
import { dateAt, type Month, monthAfter, monthOf } from '../values/calendar.ts';
import { defaultSettings, type InvoicingSettings } from './account/account.ts';
import { emptyBooks, evolve, type InvoicingBooks } from './books.ts';
import { recordAction, takeOverAccount } from './decide.ts';
import type { Invoice } from './documents/invoice.ts';
import type { InvoicingEvent, IssuedInvoice } from './events.ts';
import { issueInvoices } from './issue.ts';
import type { Adjustment } from './owed/adjustment.ts';
import type { LedgerAction, Movement } from './owed/movement.ts';
import { owed } from './owed/owed.ts';

/** A year of random ledger actions, told late, twice and out of order, invoiced month by month. */

const zones = ['UTC', 'Europe/Warsaw', 'America/Los_Angeles', 'Pacific/Auckland'];
const sites = Array.from({ length: 12 }, (_, index) => `SITE-${index}`);
const zoneOf = (accountId: string): string => zones[Number(accountId.slice(5)) % zones.length] ?? 'UTC';

const lots = [
  monthlyLot(),
  monthlyLot({ lotId: 'LOT-2', price: { minor: 450n, currency: 'JPY' }, endsOn: '2026-09-01' }),
  monthlyLot({ lotId: 'LOT-3', price: { minor: 1_250n, currency: 'KWD' }, startsOn: '2026-04-15' }),
  monthlyLot({ lotId: 'LOT-4', program: 'mist', price: { minor: 999n, currency: 'USD' } }),
  prepaidLot(),
];
const first = Date.UTC(2026, 0, 1);
const day = 86_400_000;

const site$ = fc.constantFrom(...sites);
const action$ = fc.record({
  minute: fc.integer({ min: 0, max: 365 * 1440 - 1 }),
  kind: fc.constantFrom('purchase', 'decrease', 'transfer', 'transfer', 'price'),
  from: site$,
  to: site$,
  lot: fc.constantFrom(...lots),
  quantity: fc.integer({ min: 1, max: 40 }),
  told: fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 90 * day })), {
    minLength: 1,
    maxLength: 3,
  }),
});

type RandomAction = typeof action$ extends fc.Arbitrary<infer Action> ? Action : never;

interface Told {
  readonly at: number;
  readonly what: LedgerAction | { readonly price: bigint; readonly accountId: string; readonly id: string };
}

/** What is told, in the order of telling; price changes are told at once, as no invoice goes back on an issued price. */
function telling(actions: readonly RandomAction[]): Told[] {
  return actions
    .flatMap(({ minute, kind, from, to, lot, quantity, told }, index): Told[] => {
      const at = first + minute * 60_000;
      const instant = new Date(at).toISOString();
      const id = `A${index}`;
      if (kind === 'price') return [{ at, what: { id, accountId: from, price: BigInt(quantity * 10) } }];
      if (kind === 'transfer' && from === to) return [];
      const what =
        kind === 'transfer'
          ? transfer(id, instant, from, to, lot, quantity)
          : purchase(id, instant, from, lot, kind === 'decrease' ? -quantity : quantity);
      return told.map((late) => ({ at: at + late, what }));
    })
    .sort((one, other) => one.at - other.at);
}

/** A month of a site: what the preview said, what was issued, and what was billed and owed in all up to then. */
interface Closing {
  readonly preview: readonly Invoice[];
  readonly issued: readonly IssuedInvoice[];
  readonly billed: ReadonlyMap<string, bigint>;
  readonly owed: ReadonlyMap<string, bigint>;
}

/** Runs the year; each month is invoiced on its first day, when it has begun in every time zone. */
function invoiced(messages: readonly Told[], settings: InvoicingSettings) {
  const books: InvoicingBooks = emptyBooks();
  for (const id of sites) books.accounts.set(id, site(id, { timeZone: zoneOf(id), openPeriod: '2026-01' }));
  const movements: Movement[] = [];
  const adjustments: Adjustment[] = [];
  const invoices: IssuedInvoice[] = [];
  const closings: Closing[] = [];
  const happened = (events: readonly InvoicingEvent[]): void => {
    for (const event of events) {
      evolve(books, event);
      if (event.type === 'MovementRecorded') {
        movements.push(event.movement);
        adjustments.push(...event.adjustments);
      } else if (event.type === 'PeriodClosed') invoices.push(...event.invoices);
    }
  };
  let next = 0;
  for (let period: Month = '2026-01'; period <= '2027-05'; period = monthAfter(period)) {
    const run = Date.parse(`${period}-01T12:00:00Z`);
    for (; (messages[next]?.at ?? run) < run; next++) {
      const { at, what } = messages[next] as Told;
      const now = new Date(at).toISOString();
      if ('changes' in what) happened(recordAction(books, what, now, settings));
      else happened(priceChange(books, what, now, settings));
    }
    for (const id of sites) {
      const preview = readyInvoices(books, id, settings);
      const already = invoices.length;
      happened(issueInvoices(books, id, period, new Date(run).toISOString(), settings));
      const owedUpTo = withoutZeros(owed(of(movements, id), period, settings.proration));
      closings.push({ preview, issued: invoices.slice(already), billed: billed(invoices, id), owed: owedUpTo });
    }
  }
  return { movements, adjustments, invoices, closings };
}

function priceChange(
  books: InvoicingBooks,
  { id, accountId, price }: { id: string; accountId: string; price: bigint },
  at: string,
  settings: InvoicingSettings,
): InvoicingEvent[] {
  const facts = {
    ...site(accountId, { timeZone: zoneOf(accountId) }),
    taxRate: '23',
    price: { minor: price, currency: 'EUR' },
  };
  return takeOverAccount(books, facts, { id, at, initiatedBy: '/crm' }, at, settings);
}

const of = <Item extends { accountId: string }>(items: readonly Item[], accountId: string): Item[] =>
  items.filter((item) => item.accountId === accountId);

function billed(invoices: readonly IssuedInvoice[], accountId: string): Map<string, bigint> {
  const totals = new Map<string, bigint>();
  for (const { currency, netMinor } of of(invoices, accountId)) {
    totals.set(currency, (totals.get(currency) ?? 0n) + netMinor);
  }
  return withoutZeros(totals);
}

function withoutZeros(totals: ReadonlyMap<string, bigint>): Map<string, bigint> {
  return new Map([...totals].filter(([, total]) => total !== 0n).sort());
}

/** The same year counted by hand: each month costs what is held when it begins, at the price that is in force then. */
function held(messages: readonly Told[], accountId: string): Map<string, bigint> {
  const totals = new Map<string, bigint>();
  const add = (currency: string, amount: bigint) => totals.set(currency, (totals.get(currency) ?? 0n) + amount);
  const actions = new Map(messages.flatMap(({ what }) => ('changes' in what ? [[what.id, what] as const] : [])));
  const dayOf = (at: string | number) => dateAt(new Date(at).toISOString(), zoneOf(accountId));
  for (let month: Month = '2026-01'; month <= '2027-05'; month = monthAfter(month)) {
    const begins = `${month}-01`;
    const own = messages.findLast(
      ({ at, what }) => 'price' in what && what.accountId === accountId && dayOf(at) < begins,
    )?.what;
    for (const { changes, cause } of actions.values()) {
      for (const { lot, quantity } of of(changes, accountId)) {
        const on = dayOf(cause.at);
        // Days of a lot are in UTC: what starts there when it is bought is held from then on, wherever that is.
        const startsLater = lot.startsOn > cause.at.slice(0, 10) && lot.startsOn >= begins;
        const active = !startsLater && (lot.endsOn === undefined || begins <= lot.endsOn);
        const price =
          lot.program === 'miradore' && own && 'price' in own ? { minor: own.price, currency: 'EUR' } : lot.price;
        if (lot.billing === 'once') {
          if (monthAfter(monthOf(on)) === month) add(lot.price.currency, BigInt(quantity) * lot.price.minor);
        } else if (on < begins && active) add(price.currency, BigInt(quantity) * price.minor);
      }
    }
  }
  return withoutZeros(totals);
}

function expectInOrder({ preview, issued, billed, owed }: Closing): void {
  expect(issued).toMatchObject(preview); // I4
  expect(billed).toEqual(owed); // I2
}

const year$ = fc.array(action$, { minLength: 1, maxLength: 80 }).map(telling);

describe('a year of random movements, told late, twice and out of order', () => {
  test('I2 what was billed is what was held each month, to the cent; I4 the preview is what is issued', () => {
    fc.assert(
      fc.property(year$, (messages) => {
        const { invoices, closings } = invoiced(messages, defaultSettings);
        for (const closing of closings) expectInOrder(closing);
        for (const id of sites) expect(billed(invoices, id)).toEqual(held(messages, id));
      }),
      { numRuns: 15 },
    );
  });

  test('I2 I4 with proration by day as well, billed is owed and the preview is what is issued', () => {
    fc.assert(
      fc.property(year$, (messages) => {
        const { closings } = invoiced(messages, { ...defaultSettings, proration: 'day' });
        for (const closing of closings) expectInOrder(closing);
      }),
      { numRuns: 6 },
    );
  });

  test('I1 whoever adds up the adjustments of an account arrives at its invoices, month by month', () => {
    fc.assert(
      fc.property(year$, (messages) => {
        const { invoices, adjustments } = invoiced(messages, defaultSettings);
        for (const invoice of invoices) {
          const mine = of(adjustments, invoice.accountId).filter(({ lot }) => lot.price.currency === invoice.currency);
          const sum = mine
            .filter(({ period, recurs }) => period === invoice.period || (recurs && period < invoice.period))
            .filter(({ period, lot }) => period === invoice.period || (lot.endsOn ?? '9999') >= `${invoice.period}-01`)
            .reduce((total, { amountMinor }) => total + amountMinor, 0n);
          expect(invoice.netMinor).toBe(sum);
          for (const line of invoice.lines) expect(line.kind === 'recurring' || line.cause !== undefined).toBe(true);
        }
      }),
      { numRuns: 6 },
    );
  });

  test('I2 transfers at equal price sum to zero over the two sites', () => {
    const transfers$ = year$.map((messages) =>
      messages.filter(({ what }) => 'changes' in what && what.changes.length === 2),
    );
    fc.assert(
      fc.property(transfers$, (messages) => {
        const { movements } = invoiced(messages, defaultSettings);
        const sums = Map.groupBy(movements, ({ actionId }) => actionId);
        for (const sides of sums.values()) {
          expect(sides.reduce((sum, { quantity, lot }) => sum + BigInt(quantity) * lot.price.minor, 0n)).toBe(0n);
        }
      }),
      { numRuns: 6 },
    );
  });

  test('I3 numbers are gapless and none is used twice; I5 amount is quantity × unit price on every line', () => {
    fc.assert(
      fc.property(year$, (messages) => {
        const { invoices } = invoiced(messages, defaultSettings);
        for (const [series, ofSeries] of Map.groupBy(invoices, ({ number }) => number.slice(0, -7))) {
          expect(ofSeries.map(({ number }) => number)).toEqual(
            ofSeries.map((_, index) => `${series}-${String(index + 1).padStart(6, '0')}`),
          );
        }
        for (const line of invoices.flatMap((invoice) => invoice.lines)) {
          expect(line.amountMinor).toBe(BigInt(line.quantity) * line.unitPriceMinor);
        }
      }),
      { numRuns: 6 },
    );
  });
});
