import { issuedAs } from '#domain/invoices/documents/invoice.ts';
import type { IssuedInvoice } from '#domain/invoices/events.ts';
import type { NextInvoices } from '#domain/invoices/issue.ts';
import type { PaymentStanding } from '#domain/invoices/payments/payment-state.ts';
import type { Announcement, Received } from '#runtime/slices/slice.ts';
import { type Credited, creditOf } from '#test/support/oracle/invoices/oracle-credits.ts';
import { inOther } from '#test/support/oracle/invoices/oracle-exchange.ts';
import { InvoiceOracle } from '#test/support/oracle/invoices/oracle-invoices.ts';
import { nextMonth } from '#test/support/oracle/invoices/oracle-months.ts';
import type { Taken } from '#test/support/oracle/invoices/oracle-payments.ts';
import { BillingSystem } from '#test/support/samples/billing-system.ts';
import { dayAway, everybodyOf } from './invoicing-accounts.ts';
import { type Ask, picked, type Setting } from './invoicing-asks.ts';
import { InvoicingHistory } from './invoicing-history.ts';
import { PaymentHistory } from './invoicing-payments.ts';
import { ratesOf } from './invoicing-rates.ts';
import { expectSums } from './invoicing-sums.ts';
import { decimal, wishOf } from './invoicing-wishes.ts';
import {
  asExpected,
  draftName,
  expectGapless,
  expectLines,
  expectSame,
  expectTexts,
  inWords,
  issuedAsExpected,
  issuedInWords,
  textOf,
} from './invoicing-words.ts';

/**
 * A random history of invoicing beside an oracle that reckons by itself: accounts whose rates, countries, addresses, prices and
 * ways to pay change, payers of orders, licenses of all kinds that move, told late, twice and out of order, months that are closed
 * early, late and again, drafts that wait, are held, released and approved, credits of wholes and parts, and payments that come and go.
 */

/** What a step of invoicing comes to. */
export interface Outcome {
  readonly documents: readonly IssuedInvoice[];
  readonly held: ReadonlyMap<string, readonly string[]>;
  readonly announcements: readonly Pick<Announcement, 'type' | 'data'>[];
  /** Codes of what was refused. */
  readonly refused: readonly string[];
}

type Answer<Value> = Value | Promise<Value>;

/** Invoicing, in memory or on a database. */
export interface Documents {
  deliver(message: Received, now: string): Answer<Outcome>;
  /** The monthly run: batch by batch, the oldest open months first, whoever is held once in a run. */
  close(through: string, now: string): Answer<Outcome>;
  credit(number: string, asked: unknown, now: string): Answer<Outcome>;
  next(accountId: string): Answer<NextInvoices>;
  /** An operator's step of a review, a payment, or that one was taken back: commands of this type. */
  command(type: string, data: object, now: string): Answer<Outcome>;
  /** Where documents stand, by number; none for credit notes. */
  standings(numbers: readonly string[], today: string): Answer<ReadonlyMap<string, PaymentStanding>>;
}

/** What happened in all histories, and how often. */
export const done = new Map<string, number>();

/** A simulation in which nothing is ever done would hold as well. */
export const mustHappen = [
  ...['issued', 'held', 'negative month', 'credited', 'credit refused', 'license.returned.v1', 'stock.moved.v1'],
  ...[
    'drafted',
    'review approve',
    'review hold',
    'review release',
    'review refused',
    'accounted',
    'EXCHANGE_RATE_UNKNOWN',
  ],
  ...['payment taken', 'payment known', 'payment refused', 'return taken', 'return known', 'return refused'],
  ...['open', 'part-paid', 'paid', 'overpaid', 'credited', 'overdue'].map((state) => `is ${state}`),
  ...['one invoice for sites', 'site is credited', 'one invoice for an order', 'months of an order'],
  ...['S', 'Z', 'O'].map((category) => `category ${category}`),
  'SELLER_INCOMPLETE',
  ...['in de', 'in fr-CH', 'in pt', 'in undefined'],
];

/** Lets it all happen, and compares at every step. */
export async function happen(terms: Setting, asks: readonly Ask[], invoicing: Documents): Promise<void> {
  const run = start(terms, invoicing);
  for (const asked of asks) await step(run, asked);
  await end(run);
}

/** So many documents of a history are written as XML. */
const rendered = 8;

/** The products whose licenses move with the unused days' share. */
const remainingTerm = ['SKU-mist-once', 'SKU-own-once'];

interface Run {
  readonly invoicing: Documents;
  readonly oracle: InvoiceOracle;
  readonly history: InvoicingHistory;
  readonly outside: BillingSystem;
  readonly waiting: { readonly step: number; readonly message: Received }[];
  readonly sent: Received[];
  readonly documents: Map<string, { readonly issued: IssuedInvoice; readonly text: string }>;
  readonly creditsOf: Map<string, IssuedInvoice[]>;
  readonly everPrepaid: Set<string>;
  readonly payments: PaymentHistory;
  readonly everybody: readonly string[];
  now: string;
  step: number;
}

function count(what: string): void {
  done.set(what, (done.get(what) ?? 0) + 1);
}

async function step(run: Run, asked: Ask): Promise<void> {
  run.step += 1;
  const day = dayAway(run.now.slice(0, 10), asked.days);
  // A new instant for each, so that of two facts about one account one is newer.
  run.now = new Date(Date.parse(`${day}T10:00:00Z`) + run.step * 1000).toISOString();
  const told = run.history.messageOf(asked, run.now);
  if (told) run.waiting.push({ step: run.step + asked.late, message: told });
  for (const each of run.waiting.filter((one) => one.step <= run.step)) await hear(run, each.message);
  run.waiting.splice(0, run.waiting.length, ...run.waiting.filter((one) => one.step > run.step));
  const again = picked(run.sent, asked.a);
  if (asked.kind === 'repeat' && again) await hear(run, again);
  if (asked.kind === 'close') await close(run, asked);
  // What a run makes is looked at, paid and paid again right after it: later there may be nothing of it left.
  if (asked.kind === 'close' || asked.kind === 'review') await review(run, asked);
  if (asked.kind === 'close' || asked.kind === 'pay') await pay(run, asked);
  if (asked.kind === 'credit') await credit(run, asked);
  if (asked.kind === 'takeBack') await takeBack(run, asked);
  await expectNext(run, picked(run.everybody, asked.b) ?? '');
}

async function hear(run: Run, message: Received): Promise<void> {
  const { data, type } = message as Received<{ accountId: string; paymentType?: string }>;
  if (type === 'account.updated.v1' && data.paymentType === 'prepaid') run.everPrepaid.add(data.accountId);
  run.sent.push(message);
  const wire = JSON.parse(JSON.stringify(message));
  run.oracle.hear(wire, run.now);
  announce(run, await run.invoicing.deliver(wire, run.now));
  count(type);
}

function announce({ outside }: Run, { announcements }: Outcome): void {
  for (const { type, data } of announcements) outside.take({ type, data: JSON.parse(JSON.stringify(data)) });
}

/** I4: what would be issued, or what it is held for, is what the oracle says, at any moment. */
async function expectNext({ invoicing, oracle }: Run, accountId: string): Promise<void> {
  const [next, expected] = [await invoicing.next(accountId), oracle.next(accountId)];
  if (next.state === 'held' || expected.state === 'held') {
    expect(next.state === 'held' && next.missing.map(({ code }) => code)).toEqual(
      expected.state === 'held' && expected.missing,
    );
    if (next.state !== 'held' || expected.state !== 'held') return;
    expect(new Map(next.drafts.map((draft) => [draftName(draft), draft.netMinor]))).toEqual(expected.nets);
    count('held');
    return;
  }
  expectSame(
    next.invoices.map((invoice) => inWords({ ...invoice, document: issuedAs(invoice) })),
    expected.documents.map(asExpected),
  );
}

/** I3, I4, I8: the run issues what the previews said and the oracle says, holds the same for the same, and gives gapless numbers. */
async function close(run: Run, { b }: Pick<Ask, 'b'>): Promise<void> {
  const { invoicing, oracle, now, everybody } = run;
  const current = now.slice(0, 7);
  const through = b % 4 === 0 ? nextMonth(current) : current;
  const previews: NextInvoices[] = [];
  for (const accountId of everybody) {
    await expectNext(run, accountId);
    // Of who is on another's invoice it is a part of that (I16).
    if (!oracle.isOnOther(accountId)) previews.push(await invoicing.next(accountId));
  }
  const expected = oracle.close(through, now);
  const outcome = await invoicing.close(through, now);
  expectSame(outcome.held, expected.held);
  for (const code of [...expected.held.values()].flat()) count(code);
  expectSame(draftedIn(outcome), expected.drafted);
  expectSame(outcome.documents.map(issuedInWords), expected.issued.map(issuedAsExpected));
  for (const preview of previews.flatMap((next) => (next.state === 'open' ? next.invoices : []))) {
    const { accountId, period } = preview;
    const issued = outcome.documents.find(
      (each) => each.accountId === accountId && each.period === period && draftName(each) === draftName(preview),
    );
    // A draft waits, and what lacks the rate of its day of issue is held.
    const isLeft = oracle.isWaiting(accountId, now) || expected.held.has(accountId);
    // What is closed before in the same run may have come to its next months, and so to a payer (I16).
    const isGrown = issued !== undefined && siteMonths(issued) !== siteMonths(preview);
    if (period <= through && !(isLeft && issued === undefined) && !isGrown) {
      expect(issued).toMatchObject({ lines: preview.lines, taxes: preview.taxes });
    }
  }
  keep(run, outcome);
  count(outcome.documents.length > 0 ? 'issued' : 'closed');
  if (outcome.documents.some(({ document }) => document === 'credit-note')) count('negative month');
}

function siteMonths({ lines }: Pick<IssuedInvoice, 'lines'>): string {
  return [...new Set(lines.flatMap(({ site, month }) => (site ? `${site.accountId} ${month}` : [])))].sort().join(', ');
}

/** Until when drafts wait that began to, by account, as it was announced. */
function draftedIn({ announcements }: Outcome): ReadonlyMap<string, string> {
  const told = announcements.filter(({ type }) => type === 'invoice.drafted.v1');
  if (told.length > 0) count('drafted');
  return new Map(
    told.map(({ data }) => {
      const { accountId, reviewUntil } = data as { accountId: string; reviewUntil: string };
      return [accountId, reviewUntil];
    }),
  );
}

/** I15: a draft is approved, held or released, or the step is refused, as the oracle says. */
async function review(run: Run, { a, c }: Ask): Promise<void> {
  const { invoicing, oracle, now, everybody } = run;
  // Most have no draft: those who have one first, and of them those whose is held.
  const [held, waiting] = [
    everybody.filter((id) => oracle.isHeld(id)),
    everybody.filter((id) => oracle.isWaiting(id, now)),
  ];
  const accountId = picked([...held, ...held, ...held, ...waiting, picked(everybody, a) ?? ''], a) ?? '';
  const steps = oracle.isHeld(accountId) ? ['release', 'hold', 'approve'] : ['hold', 'approve', 'hold', 'release'];
  const step = picked(steps, c) ?? '';
  const expected = oracle.review(accountId, step, now);
  const asked = { step, ...(step === 'hold' && { reason: 'to be looked at' }) };
  const outcome = await invoicing.command('seatwright.review-invoice', { accountId, asked }, now);
  expectSame(outcome.refused, expected.refused);
  expectSame(
    [step, accountId, ...outcome.documents.map(issuedInWords)],
    [step, accountId, ...expected.issued.map(issuedAsExpected)],
  );
  keep(run, outcome);
  count(expected.refused.length > 0 ? 'review refused' : `review ${step}`);
}

/** I14: a payment is recorded, known already, or refused, as the oracle says. */
async function pay(run: Run, asked: Ask): Promise<void> {
  const invoice = picked([...run.documents.values()].reverse(), asked.a)?.issued;
  if (!invoice) return;
  const [{ minor, ...payment }, taken] = run.payments.payment(invoice, asked, run.now, run.step);
  const data = { ...payment, amount: decimal(minor, payment.currency) };
  await tell(run, 'payment', 'seatwright.record-payment', data, taken);
}

/** I14: a payment is taken back, was already, or that is refused. */
async function takeBack(run: Run, asked: Ask): Promise<void> {
  const told = run.payments.taking(asked, run.now);
  if (told) await tell(run, 'return', 'seatwright.return-payment', told[0], told[1]);
}

async function tell(run: Run, what: string, type: string, data: object, taken: Taken): Promise<void> {
  const outcome = await run.invoicing.command(type, data, run.now);
  const isRefused = typeof taken === 'object';
  expectSame(outcome.refused.join(' '), isRefused ? taken.refused : '');
  expectSame(outcome.announcements.length, taken === 'taken' ? 1 : 0);
  count(`${what} ${isRefused ? 'refused' : taken}`);
  await expectStandings(run);
}

/** I14: every document stands where the oracle says, today and when its day to be paid is over. */
async function expectStandings({ invoicing, payments, documents, now }: Run): Promise<void> {
  const numbers = [...documents.keys()];
  for (const today of [now.slice(0, 10), dayAway(now.slice(0, 10), 40)]) {
    const standings = await invoicing.standings(numbers, today);
    for (const number of numbers) {
      const [is, expected] = [standings.get(number), payments.oracle.standing(number, today)];
      expectSame(is && { state: is.state, open: is.openMinor, overdue: is.isOverdue }, expected);
      if (is) count(`is ${is.state}`);
      if (is?.isOverdue) count('is overdue');
    }
  }
}

function keep(run: Run, outcome: Outcome): void {
  announce(run, outcome);
  for (const issued of outcome.documents) {
    expect(run.documents.has(issued.number)).toBe(false);
    run.documents.set(issued.number, { issued, text: textOf(issued) });
    run.payments.bill(issued);
    expectLines(issued);
    if (issued.accounted) count('accounted');
    for (const { treatment } of issued.taxes) if (treatment) count(`category ${treatment.category}`);
    if (issued.lines.some(({ site }) => site))
      count(issued.invoiceNumber ? 'site is credited' : 'one invoice for sites');
    if (issued.purchaseOrder) count('one invoice for an order');
    if (issued.purchaseOrder && issued.lines.some(({ kind }) => kind === 'recurring')) count('months of an order');
    count(`in ${issued.buyer.documents?.language}`);
  }
}

/** I12: a credit is taken or refused as the oracle says, at the rates of the invoice, and billed again where that was asked for. */
async function credit(run: Run, asked: Ask): Promise<void> {
  const invoice = picked([...run.documents.values()].reverse(), asked.a)?.issued;
  if (!invoice) return;
  const { number, accountId, currency, purchaseOrder } = invoice;
  // I7: what is credited for good limits what unused days give back. `slices/invoicing/paid-lots` holds that; the oracle knows no limits.
  const byDays = invoice.lines.some(({ sku }) => remainingTerm.includes(sku));
  const wish = { ...wishOf(invoice, asked), ...(byDays && { rebill: true }) };
  const before = run.creditsOf.get(number) ?? [];
  const expected: Credited = creditOf(invoice, before, wish);
  const outcome = await run.invoicing.credit(number, wish, run.now);
  const [note] = outcome.documents;
  if (note) {
    // By the rate of the invoice, whatever is told of today.
    const accounted = invoice.accounted && inOther(note.taxMinor, currency, invoice.accounted.by).tax;
    expectSame(note.accounted?.taxMinor, accounted);
  }
  expectSame(
    note && [note.number, [...note.taxes.map((tax) => `${tax.rate} ${tax.netMinor} ${tax.taxMinor}`)].sort()],
    expected && [
      run.oracle.number('credit-note', run.now),
      expected.map(({ rate, net, tax }) => `${rate} ${-net} ${-tax}`).sort(),
    ],
  );
  expect(outcome.refused.length > 0).toBe(note === undefined);
  count(note ? 'credited' : 'credit refused');
  if (!note || !expected) return;
  run.creditsOf.set(number, [...before, note]);
  keep(run, outcome);
  if (wish.rebill ?? (wish.lines === undefined && wish.amount === undefined)) {
    const parts = note.lines.map(({ taxRate: rate, site, cause, ...line }) => {
      const { sku, month, quantity, unitPriceMinor, share, amountMinor } = line;
      // What names none is of the purchase order that the invoice was for (I17).
      const order = cause?.purchaseOrder ?? purchaseOrder ?? '';
      const of = { rate, site: site?.accountId, order, quantity: -quantity, minor: -amountMinor };
      return { ...of, alike: textOf([sku, month, unitPriceMinor, share, order, site?.accountId]) };
    });
    run.oracle.billAgain(accountId, currency, parts);
  }
}

/** All that was late arrives, whatever is missing is told, and every month is closed. */
async function end(run: Run): Promise<void> {
  for (const { message } of run.waiting.splice(0)) await hear(run, message);
  for (const accountId of run.everybody) {
    run.step += 1;
    run.now = new Date(Date.parse(run.now) + 1000).toISOString();
    await hear(run, run.history.completed(accountId, run.now));
  }
  // Drafts wait, and are released by themselves; a rate that there is not yet is there some weeks on.
  for (let left = 0; left < 4; left += 1) {
    for (const accountId of run.everybody) await release(run, accountId);
    run.step += 1;
    run.now = new Date(Date.parse(run.now) + left * 15 * 86_400_000 + 1000).toISOString();
    await close(run, { b: 0 });
  }
  for (const { issued, text } of run.documents.values()) expectSame(textOf(issued), text);
  expectGapless([...run.documents.keys()]);
  await expectStandings(run);
  for (const { issued } of [...run.documents.values()].slice(0, rendered)) expectTexts(issued);
  if (expectSums(run).cancelled) count('cancelled between sites');
}

async function release({ invoicing, oracle, now }: Run, accountId: string): Promise<void> {
  const { refused } = oracle.review(accountId, 'release', now);
  const outcome = await invoicing.command('seatwright.review-invoice', { accountId, asked: { step: 'release' } }, now);
  expectSame(outcome.refused, refused);
}

function start(terms: Setting, invoicing: Documents): Run {
  return {
    invoicing,
    oracle: new InvoiceOracle({
      ...{ byDay: terms.proration === 'day', seller: terms.seller, reviewDays: terms.reviewDays },
      exchange: ratesOf(terms.exchange),
    }),
    payments: new PaymentHistory(),
    everybody: everybodyOf(terms),
    history: new InvoicingHistory(terms),
    outside: new BillingSystem(),
    ...{ waiting: [], sent: [], documents: new Map(), creditsOf: new Map(), everPrepaid: new Set() },
    now: '2026-01-08T10:00:00.000Z',
    step: 0,
  };
}
