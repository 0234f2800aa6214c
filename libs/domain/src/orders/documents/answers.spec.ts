import type { Order, OrderLine, ProductFacts } from '../order.ts';
import { afterAnswerTry } from './answer-delivery.ts';
import { type AnsweredDocument, type AnsweredEvent, type AskedLine, answerTo } from './order-answer.ts';

const at = '2026-11-29T10:00:00.000Z';
const product: ProductFacts = {
  name: 'AP',
  description: 'x',
  instructionsUrl: 'https://docs.example/x',
  program: 'meraki',
  scenario: 'activation',
  category: 'paid',
  billing: 'once',
};
const line = (lineNumber: number, state: OrderLine['state'], more: Partial<OrderLine> = {}): OrderLine => {
  return { lineNumber, sku: 'AP-1Y', quantity: 5, unitPrice: '118.00', kind: 'initial', product, state, ...more };
};
const orderOf = (...lines: OrderLine[]): Order => {
  return {
    orderNumber: 'NW-1',
    revision: 1,
    currency: 'EUR',
    accounts: [],
    emails: [],
    state: 'accepted',
    seenRevision: 1,
    contents: [],
    lines,
    shipments: 0,
    refusals: [],
  };
};
const refusedFor = (order: Order, ...codes: string[]): AnsweredEvent => {
  const violations = codes.map((code) => ({ code, message: code }));
  return { type: 'OrderRejected', order, refusal: { revision: 2, at, violations } };
};
const asked = (lineNumber: number, more: Partial<AskedLine> = {}): AskedLine => {
  return { lineNumber, sku: 'AP-1Y', quantity: 5, unitPrice: '118', ...more };
};
/** The lines of a patch are marked: it names those alone that it changes. */
const isPatch = (lines: readonly AskedLine[]) => lines.some((each) => 'isOfPatch' in each);
const patched = (lineNumber: number, more: Partial<AskedLine> = {}) => ({
  ...asked(lineNumber, more),
  isOfPatch: true,
});
const told = (event: AnsweredEvent, of: AnsweredDocument, ...lines: AskedLine[]) => {
  const { outcome, lines: answered, violations } = answerTo(event, of, { isWhole: !isPatch(lines), lines });
  return [outcome, answered.map((each) => `${each.lineNumber} ${each.outcome}`), violations.map(({ code }) => code)];
};

describe('the answer to a document', () => {
  const accepted = (...lines: OrderLine[]): AnsweredEvent => ({ type: 'OrderAccepted', order: orderOf(...lines), at });
  const changed = (...lines: OrderLine[]): AnsweredEvent => ({ type: 'OrderChanged', order: orderOf(...lines), at });
  const cancelled = (...lines: OrderLine[]): AnsweredEvent => {
    return { type: 'OrderCancelled', order: orderOf(...lines), at };
  };
  const later = { requestedShipDate: '2026-12-15' };

  test.each<[string, AnsweredEvent, AnsweredDocument, AskedLine[], ReturnType<typeof told>]>([
    [
      'O3 accepted, all goes out at once',
      accepted(line(1, 'waiting'), line(2, 'waiting', { requestedShipDate: '2026-11-29' })),
      'order',
      [],
      ['accepted', ['1 accepted', '2 accepted'], []],
    ],
    [
      'O3 accepted, a line waits for its day',
      accepted(line(1, 'waiting'), line(2, 'waiting', later)),
      'order',
      [],
      ['waiting', ['1 accepted', '2 waiting'], []],
    ],
    [
      'O4 changed, what had gone out stays as it is asked for',
      changed(line(1, 'released', later), line(2, 'waiting')),
      'change',
      [],
      ['accepted', ['1 accepted', '2 accepted'], []],
    ],
    [
      'O5 refused, as a whole with everything that is wrong',
      refusedFor(orderOf(), 'UNKNOWN_SKU', 'PAYER_COUNT'),
      'order',
      [asked(1)],
      ['rejected', [], ['UNKNOWN_SKU', 'PAYER_COUNT']],
    ],
    [
      'O4 a change refused for a line that has gone out, line by line',
      refusedFor(orderOf(line(1, 'released'), line(2, 'waiting'), line(3, 'waiting')), 'LINE_RELEASED'),
      'change',
      [asked(1, { quantity: 6 }), asked(2), asked(3, { quantity: 7 }), asked(4)],
      ['mixed', ['1 delivered', '2 accepted', '3 rejected', '4 rejected'], ['LINE_RELEASED']],
    ],
    [
      'O4 and refused as a whole where something else is wrong as well',
      refusedFor(orderOf(line(1, 'released')), 'LINE_RELEASED', 'UNKNOWN_SKU'),
      'change',
      [asked(1, { quantity: 6 })],
      ['rejected', [], ['LINE_RELEASED', 'UNKNOWN_SKU']],
    ],
    [
      'O4 refused as a whole where no line of the document stays',
      refusedFor(orderOf(line(1, 'released')), 'LINE_RELEASED'),
      'change',
      [asked(2)],
      ['rejected', [], ['LINE_RELEASED']],
    ],
    [
      'O4 and where it leaves out a line that stays: else its sender would take that for gone',
      refusedFor(orderOf(line(1, 'released'), line(2, 'waiting')), 'LINE_RELEASED'),
      'change',
      [asked(1, { quantity: 6 }), asked(3)],
      ['rejected', [], ['LINE_RELEASED']],
    ],
    [
      'O4 but for one that was cancelled before',
      refusedFor(orderOf(line(1, 'released'), line(2, 'cancelled')), 'LINE_RELEASED'),
      'change',
      [asked(1, { quantity: 6 })],
      ['mixed', ['1 delivered'], ['LINE_RELEASED']],
    ],
    [
      'O4 a patch leaves out what it does not change, and a line that it takes off stays',
      refusedFor(
        orderOf(line(1, 'released'), line(2, 'waiting', later), line(3, 'waiting'), line(4, 'waiting')),
        'LINE_RELEASED',
      ),
      'change',
      [patched(1, { quantity: 6 }), patched(2), patched(3, { isDropped: true })],
      ['mixed', ['1 delivered', '2 accepted', '3 rejected'], ['LINE_RELEASED']],
    ],
    [
      'O4 a line of another term, kind or day is not as it is asked for',
      refusedFor(
        orderOf(line(1, 'released'), line(2, 'waiting'), line(3, 'waiting'), line(4, 'waiting', later)),
        'LINE_RELEASED',
      ),
      'change',
      [asked(1), asked(2, { termMonths: 36 }), asked(3, { kind: 'renewal' }), asked(4)],
      ['mixed', ['1 delivered', '2 rejected', '3 rejected', '4 rejected'], ['LINE_RELEASED']],
    ],
    [
      'O4 cancelled whole',
      cancelled(line(1, 'cancelled'), line(2, 'cancelled')),
      'cancellation',
      [],
      ['cancelled', ['1 cancelled', '2 cancelled'], []],
    ],
    ['O4 cancelled before it came', cancelled(), 'cancellation', [], ['cancelled', [], []]],
    [
      'O4 cancelled in part',
      cancelled(line(1, 'released'), line(2, 'cancelled')),
      'cancellation',
      [],
      ['mixed', ['1 delivered', '2 cancelled'], ['LINE_RELEASED']],
    ],
    [
      'O4 a cancellation that stopped nothing',
      cancelled(line(1, 'released')),
      'cancellation',
      [],
      ['kept', ['1 delivered'], ['LINE_RELEASED']],
    ],
    [
      'O8 a cancellation of another system’s order',
      refusedFor(orderOf(line(1, 'waiting')), 'ORDER_OF_ANOTHER_SOURCE'),
      'cancellation',
      [],
      ['rejected', [], ['ORDER_OF_ANOTHER_SOURCE']],
    ],
  ])('%s', (_, event, of, lines, answer) => expect(told(event, of, ...lines)).toEqual(answer));

  test('a waiting line is promised for its day', () => {
    const { lines } = answerTo(accepted(line(1, 'waiting', later)), 'order', { isWhole: true, lines: [] });
    expect(lines).toEqual([{ lineNumber: 1, outcome: 'waiting', promisedOn: '2026-12-15' }]);
  });
});

describe('an answer on its way', () => {
  const no = 'the system answers 503';

  test('is sent once it was taken', () => {
    expect(afterAnswerTry({ tries: 9, queuedAt: '2026-01-01T00:00:00Z' }, undefined, at)).toEqual({ state: 'sent' });
  });

  test('waits longer with each try, an hour at most', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 80].map((tries) => afterAnswerTry({ tries, queuedAt: at }, no, at));
    expect(waits.map((step) => ('waitSeconds' in step ? step.waitSeconds : undefined))).toEqual([
      5, 15, 60, 300, 900, 3600, 3600, 3600,
    ]);
  });

  test('is given up after 3 days, with what was said last', () => {
    const queuedAt = '2026-11-26T10:00:00.000Z';
    expect(afterAnswerTry({ tries: 80, queuedAt }, no, '2026-11-29T09:59:59.999Z').state).toBe('waiting');
    const step = afterAnswerTry({ tries: 80, queuedAt }, no, at);
    expect(step).toEqual({ state: 'undeliverable', why: `given up after 3 days: ${no}` });
  });
});
