import fc, { draws } from '#test/support/samples/properties.ts';
import { type Heard, type MemoryIntake, openMemoryIntake } from './memory-intake.ts';
import { revisions, type Step, step } from './order-asks.ts';
import { codesOf, expectSame, expectShipped, expectTaken, expectTold, formOf } from './order-expectations.ts';

/**
 * Order intake in memory under random histories: revisions in any order and again, of systems that share their numbers and of one that
 * does not, with releases and cancellations between them. What is accepted is there afterwards, field by field; what is not is
 * refused aloud (O10); nothing else happens.
 */

// biome-ignore lint/suspicious/noExplicitAny: read as a foreign system reads JSON
type Json = any;

interface Run {
  readonly intake: MemoryIntake;
  readonly revisions: readonly (readonly Json[])[];
  /** By order: who sent it first, what was delivered of which revision, and the highest of them. */
  readonly known: Map<
    string,
    { readonly source: string; readonly forms: Set<string>; seen: number; isCancelled: boolean }
  >;
  readonly strange: Set<string>;
  readonly released: Set<string>;
  readonly billed: Set<string>;
  readonly sent: (readonly [type: string, source: string, data: Json])[];
  now: string;
}

const done = new Map<string, number>();

function count(what: string): void {
  done.set(what, (done.get(what) ?? 0) + 1);
}

function happen(run: Run, { kind, order, revision, says = revision, days }: Step): void {
  run.now = new Date(Date.parse(run.now) + days * 86_400_000 + 1000).toISOString();
  const orderNumber = `SO-${order + 1}`;
  const source = { stranger: '/erp/b', other: '/erp/c' }[kind as string] ?? '/erp/a';
  const data = { ...run.revisions[order]?.[says - 1], orderNumber, revision };
  if (kind === 'release') release(run, orderNumber);
  else if (kind === 'bill') bill(run, orderNumber);
  else if (kind === 'cancel') cancel(run, orderNumber, revision, revision % 3 === 0 ? '/erp/b' : '/erp/a');
  else if (kind !== 'again') revise(run, revision % 2 === 0 ? 'placed' : 'changed', source, data);
  else {
    const [type, from, again] = run.sent[(revision * 7) % Math.max(1, run.sent.length)] ?? [];
    if (type && from) revise(run, type, from, again);
  }
}

function isOne(source: string, other: string): boolean {
  return source === other || (source !== '/erp/b' && other !== '/erp/b');
}

function revise(run: Run, type: string, source: string, data: Json): void {
  const { intake, now, known } = run;
  const { orderNumber, revision } = data;
  const before = viewOf(intake, orderNumber);
  run.sent.push([type, source, data]);
  const heard = intake.deliver(`sales-order.${type}.v1`, source, data, now);
  const of = known.get(orderNumber) ?? { source, forms: new Set<string>(), seen: 0, isCancelled: false };
  const form = `${revision} ${formOf(data)}`;
  expectNoLineTwice(run, heard);
  const isStranger = !isOne(of.source, source);
  // Exactly what the order's own system said has had its answer, from whomever it comes again.
  if (of.forms.has(form) && (!isStranger || heard.events.length === 0)) expect(heard.events).toEqual([]);
  else if (isStranger) expectStranger(run, heard, before, `${source} ${form}`, orderNumber);
  else {
    known.set(orderNumber, of);
    expectAnswer(run, heard, data, before, of);
    of.forms.add(form);
    of.seen = Math.max(of.seen, revision);
  }
}

/** O8: the same number from another system is refused by name, once, and changes nothing. */
function expectStranger(run: Run, heard: Heard, before: Json, said: string, orderNumber: string): void {
  const form = `${orderNumber} ${said}`;
  expectSame(viewOf(run.intake, orderNumber), before);
  if (run.strange.has(form)) expect(heard.events).toEqual([]);
  else expect(codesOf(heard)).toEqual(['ORDER_OF_ANOTHER_SOURCE']);
  run.strange.add(form);
  count('stranger');
}

function expectAnswer(
  run: Run,
  heard: Heard,
  data: Json,
  before: Json,
  of: { readonly seen: number; readonly isCancelled: boolean },
): void {
  const { intake, now } = run;
  const after = viewOf(intake, data.orderNumber);
  const [first] = heard.announced;
  if (!first) {
    // O4: what is older than what is known says nothing any more.
    expect(data.revision < of.seen || (of.isCancelled && data.revision <= of.seen)).toBe(true);
    expectSame(after, before);
    count('older');
  } else if (first.type === 'order.rejected.v1') {
    for (const { code, message } of first.data.violations) expect(code && message).toBeTruthy();
    expect(first.data.violations.length).toBeGreaterThan(0);
    expect(heard.announced).toHaveLength(1);
    if (before) expectSame(after, before);
    for (const code of codesOf(heard)) count(code);
  } else {
    expect(first.type).toBe(before && before.state !== 'rejected' ? 'order.changed.v1' : 'order.accepted.v1');
    expect(data.revision).toBeGreaterThan(of.seen);
    expect(of.isCancelled).toBe(false);
    expectTaken(intake.orderOf(data.orderNumber), data, before);
    expectTold(first.data, data, before);
    expectShipped(heard, data, now);
    expectKept(run, before, after);
    count(first.type);
  }
}

function release(run: Run, orderNumber: string): void {
  const before = viewOf(run.intake, orderNumber);
  const heard = run.intake.deliver('seatwright.release-due-lines', '/seatwright/intake', { orderNumber }, run.now);
  expectNoLineTwice(run, heard);
  const isDue = (line: Json) => line.state === 'waiting' && (line.requestedShipDate ?? '') <= run.now.slice(0, 10);
  const due = before?.state === 'accepted' ? before.lines.filter(isDue).map((line: Json) => line.lineNumber) : [];
  const shipped = heard.announced.flatMap(({ data }) => data.lines.map((line: Json) => line.lineNumber));
  expectSame(shipped, due);
  if (shipped.length > 0) count('released');
}

/** Invoicing has issued a document with a line of the order (O10). */
function bill({ intake, released, billed, now }: Run, orderNumber: string): void {
  if (!released.has(`${orderNumber}/1`)) return;
  const zero = { net: '0.00', tax: '0.00', total: '0.00', taxes: [] };
  const data = {
    ...{ number: 'INV-1', accountId: 'C-1', period: '2026-12', currency: 'EUR', issuedOn: '2026-12-01' },
    ...{ dueOn: '2026-12-15', ...zero, documents: { pdf: '/x.pdf', xml: '/x.xml' } },
    orders: [{ orderNumber, lines: [1] }],
  };
  const before = viewOf(intake, orderNumber);
  intake.deliver('invoice.issued.v1', '/seatwright/invoicing', data, now);
  expectSame(viewOf(intake, orderNumber), before);
  billed.add(orderNumber);
}

/** O10: what has gone out stays with its customer and in its currency, what is billed with its payer. */
function expectKept({ billed }: Run, before: Json, after: Json): void {
  if (!before?.lines.some(({ state }: Json) => state === 'released')) return;
  const payerOf = ({ accounts }: Json) => {
    const of = (role: string) => accounts.find((each: Json) => each.role === role)?.accountId;
    return [of('bill-to') ?? of('sold-to') ?? of('end-customer'), of('end-customer')];
  };
  const [[payer, customer], [paysNow, customerNow]] = [payerOf(before), payerOf(after)];
  expect([customerNow, after.currency]).toEqual([customer, before.currency]);
  if (billed.has(after.orderNumber)) expect(paysNow).toBe(payer);
  if (paysNow !== payer) count('another payer');
}

/** O4: a cancellation stops what waits, and nothing of the order moves afterwards; another system stops nothing (O8). */
function cancel(run: Run, orderNumber: string, revision: number, source: string): void {
  const before = viewOf(run.intake, orderNumber);
  const heard = run.intake.deliver('sales-order.cancelled.v1', source, { orderNumber, revision }, run.now);
  const after = viewOf(run.intake, orderNumber);
  const of = run.known.get(orderNumber) ?? { source, forms: new Set<string>(), seen: 0, isCancelled: false };
  if (!isOne(of.source, source)) {
    expectStranger(run, heard, before, `${source} ${revision} cancelled`, orderNumber);
    return;
  }
  run.known.set(orderNumber, of);
  if (heard.events.length === 0) {
    expect(of.isCancelled ? revision <= of.seen : revision < before.revision).toBe(true);
    expectSame(after, before);
    return;
  }
  expect(heard.announced.map(({ type }) => type)).toEqual(['order.cancelled.v1']);
  expect(after.lines.some(({ state }: Json) => state === 'waiting')).toBe(false);
  of.isCancelled = true;
  of.seen = Math.max(of.seen, revision);
  count('cancelled');
}

/** F1: a line goes out once, whatever happens to its order. */
function expectNoLineTwice({ released }: Run, { announced }: Heard): void {
  for (const { type, data } of announced) {
    if (type !== 'shipment.released.v1') continue;
    for (const { lineNumber } of data.lines) {
      expect(released.has(`${data.orderNumber}/${lineNumber}`)).toBe(false);
      released.add(`${data.orderNumber}/${lineNumber}`);
    }
  }
}

/** What an order is, without what it remembers of messages. */
function viewOf(intake: MemoryIntake, orderNumber: string): Json {
  const order = intake.orderOf(orderNumber);
  if (!order) return undefined;
  const { refusals: _refusals, contents: _contents, foreign: _foreign, seenRevision: _seen, ...view } = order;
  return structuredClone(view);
}

describe('order intake in memory', () => {
  test('O3 O4 O8 O10 what is accepted is there, field by field, and told; all else is refused aloud or was there before', () => {
    const steps = fc.array(step, { minLength: 1, maxLength: 40, size: 'max' });
    const property = fc.property(revisions, revisions, steps, (first, second, all) => {
      const run: Run = {
        intake: openMemoryIntake(),
        revisions: [first, second],
        ...{
          known: new Map(),
          strange: new Set<string>(),
          released: new Set<string>(),
          billed: new Set<string>(),
          sent: [],
        },
        now: '2026-11-21T10:00:00.000Z',
      };
      for (const each of all) happen(run, each);
    });
    fc.assert(property, { numRuns: draws ? 5000 : 200, endOnFailure: !process.env.PROPERTY_SHRINK });
    for (const what of mustHappen) expect([what, (done.get(what) ?? 0) > 0]).toEqual([what, true]);
  });
});

const mustHappen = [
  ...['order.accepted.v1', 'order.changed.v1', 'released', 'cancelled', 'older', 'stranger'],
  ...['REVISION_TAKEN', 'LINE_RELEASED', 'RELEASED_TERMS_FIXED', 'another payer', 'ORDER_CANCELLED', 'WITHDRAWN_SKU'],
];
