import fc from 'fast-check';
import { numberOrder } from './number.ts';
import type { AskedOfOrder, DocumentedOrder, SourceOrder } from './source-order.ts';

const line = (lineNumber: number, quantity = 5) => {
  return { lineNumber, sku: 'AP-1Y', quantity, unitPrice: '118.00', kind: 'initial' as const };
};
const orderOf = (quantity: number): DocumentedOrder => {
  return {
    orderNumber: 'NW-1',
    currency: 'EUR',
    accounts: [{ accountId: 'ACC-1', role: 'end-customer' }],
    emails: ['it@nordwind.example'],
    lines: [line(1, quantity), line(2)],
  };
};

const named = { sender: 'nordwind', sourceId: '1', orderNumber: 'NW-1' };
const whole = (quantity: number, more: Partial<AskedOfOrder> = {}) =>
  ({ ...named, act: 'whole', order: orderOf(quantity), ...more }) as AskedOfOrder;
const cancel = (more: Partial<AskedOfOrder> = {}) => ({ ...named, act: 'cancel', ...more }) as AskedOfOrder;
const digest = (order: DocumentedOrder) => JSON.stringify(order);

/** Each document's outcome with its revision, and what is known at the end. */
function run(documents: readonly AskedOfOrder[]) {
  let known: SourceOrder | undefined;
  const outcomes = documents.map((asked) => {
    const decision = numberOrder(known, asked, digest);
    if (decision.outcome === 'refused') return decision.violations.map(({ code }) => code).join(' ');
    known = decision.after;
    return `${decision.outcome} ${decision.after.revision}`;
  });
  return { outcomes, known: known as SourceOrder | undefined };
}

describe('documents of a sender', () => {
  test.each<[string, AskedOfOrder[], string[]]>([
    ['a whole order is revision 1, a change the next one', [whole(1), whole(2)], ['placed 1', 'changed 2']],
    ['the same content again is repeated', [whole(1), whole(1)], ['placed 1', 'repeated 1']],
    ['a stated revision counts', [whole(1, { stated: 3 }), whole(2, { stated: 7 })], ['placed 3', 'changed 7']],
    [
      'a stated revision that was taken',
      [whole(1, { stated: 3 }), whole(2, { stated: 3 })],
      ['placed 3', 'REVISION_TAKEN'],
    ],
    ['older after newer', [whole(2, { version: '10' }), whole(1, { version: '9' })], ['placed 1', 'stale 1']],
    [
      'instants are versions',
      [whole(2, { version: '20261129101500' }), whole(1, { version: '20261128235959' })],
      ['placed 1', 'stale 1'],
    ],
    ['a cancellation', [whole(1), whole(2), cancel()], ['placed 1', 'changed 2', 'cancelled 2']],
    ['a cancellation twice', [whole(1), cancel(), cancel()], ['placed 1', 'cancelled 1', 'repeated 1']],
    ['a cancellation before its order', [cancel(), whole(1)], ['cancelled 1', 'cancelled 1']],
    [
      'an order above what was cancelled before',
      [cancel({ stated: 1 }), whole(1, { stated: 2 })],
      ['cancelled 1', 'placed 2'],
    ],
    [
      'the order again after its cancellation',
      [whole(1), cancel(), whole(1)],
      ['placed 1', 'cancelled 1', 'repeated 1'],
    ],
    ['an old cancellation', [whole(1, { version: '2' }), cancel({ version: '1' })], ['placed 1', 'stale 1']],
  ])('%s', (_, documents, outcomes) => expect(run(documents).outcomes).toEqual(outcomes));

  const versioned = [1, 2, 3, 4, 5].map((n) => whole(n, { version: String(n), stated: n }));

  test('in whatever order and however often versioned documents come, the order ends as the newest says', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...versioned), { maxLength: 12 }), (delivered) => {
        const newest = Math.max(0, ...delivered.map(({ stated = 0 }) => stated));
        const { known } = run(delivered);
        expect(known?.revision ?? 0).toBe(newest);
        expect(known?.order).toEqual(newest === 0 ? undefined : orderOf(newest));
      }),
    );
  });

  test('what comes over two channels is what comes over one: each document again changes nothing', () => {
    const any = fc.constantFrom(...versioned, cancel({ version: '3' }), whole(8), whole(9), cancel());
    fc.assert(
      fc.property(fc.array(any, { maxLength: 8 }), (delivered) => {
        const once = run(delivered);
        const twice = run(delivered.flatMap((each) => [each, each]));
        expect(twice.known).toEqual(once.known);
      }),
    );
  });

  test('revisions that are sent on only grow', () => {
    const any = fc.constantFrom(...versioned, whole(8), whole(9), whole(10, { stated: 6 }), cancel());
    fc.assert(
      fc.property(fc.array(any, { maxLength: 10 }), (delivered) => {
        const sent = run(delivered)
          .outcomes.filter((outcome) => /^(placed|changed) /.test(outcome))
          .map((outcome) => Number(outcome.split(' ')[1]));
        expect(sent).toEqual([...new Set(sent)].sort((a, b) => a - b));
      }),
    );
  });
});
