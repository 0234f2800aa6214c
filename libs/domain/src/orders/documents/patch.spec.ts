import fc from 'fast-check';
import { numberOrder } from './number.ts';
import { applied } from './patch.ts';
import type { AskedOfOrder, DocumentedOrder, LinePatch, OrderPatch, SourceOrder } from './source-order.ts';

/** README.md of this folder: patches of lines. */

const line = (lineNumber: number, quantity = 5) => {
  return { lineNumber, sku: 'AP-1Y', quantity, unitPrice: '118.00', kind: 'initial' as const };
};
const orderOf = (...lines: DocumentedOrder['lines']): DocumentedOrder => {
  return {
    orderNumber: 'NW-1',
    currency: 'EUR',
    accounts: [
      { accountId: 'ACC-1', role: 'end-customer' },
      { accountId: 'ACC-9', role: 'partner' },
    ],
    emails: ['it@nordwind.example'],
    lines,
  };
};

const named = { sender: 'nordwind', sourceId: '1', orderNumber: 'NW-1' };
const whole = (order = orderOf(line(1), line(2)), version?: string): AskedOfOrder => {
  return { ...named, act: 'whole', order, version };
};
const patchOf = (patch: OrderPatch, version?: string): AskedOfOrder => ({ ...named, act: 'patch', patch, version });
const patch = (...lines: LinePatch[]) => patchOf({ lines });
const change = (lineNumber: number, fields: object): LinePatch => ({ act: 'change', line: { lineNumber, ...fields } });
const remove = (lineNumber: number): LinePatch => ({ act: 'delete', line: { lineNumber } });
const add = (lineNumber: number): LinePatch => ({ act: 'add', line: line(lineNumber) });

/** Each document's outcome with its revision, and what is known at the end. */
function run(documents: readonly AskedOfOrder[]) {
  let known: SourceOrder | undefined;
  const outcomes = documents.map((asked) => {
    const decision = numberOrder(known, asked, (order) => JSON.stringify(order));
    if (decision.outcome === 'refused')
      return decision.violations.map(({ code, path }) => `${code} ${path}`).join(', ');
    known = JSON.parse(JSON.stringify(decision.after));
    return `${decision.outcome} ${decision.after.revision}`;
  });
  return { outcomes, known, lines: known?.order?.lines };
}

describe('a patch of lines', () => {
  test('adds, changes and deletes lines, and what comes out is a whole order', () => {
    const { outcomes, known } = run([whole(), patch(add(3), change(1, { quantity: 9 }), remove(2))]);
    expect(outcomes).toEqual(['placed 1', 'changed 2']);
    expect(known?.order).toEqual(orderOf(line(1, 9), line(3)));
  });

  test.each([
    ['a quantity', { quantity: 7 }],
    ['a price', { unitPrice: '117.50' }],
    ['a day', { requestedShipDate: '2026-12-15' }],
    ['an item', { sku: 'VPN' }],
    ['a term', { termMonths: 24, kind: 'renewal' }],
  ])('that says %s alone leaves the rest of the line as it is', (_, fields) => {
    expect(run([whole(), patch(change(2, fields))]).lines).toEqual([line(1), { ...line(2), ...fields }]);
  });

  test('of a patch of a patch changes what the first one left', () => {
    const { outcomes, lines } = run([
      whole(),
      patch(change(1, { quantity: 9 }), add(3)),
      patch(change(3, { unitPrice: '1.00' }), change(1, { requestedShipDate: '2027-01-01' })),
    ]);
    expect(outcomes).toEqual(['placed 1', 'changed 2', 'changed 3']);
    expect(lines).toEqual([
      { ...line(1, 9), requestedShipDate: '2027-01-01' },
      line(2),
      { ...line(3), unitPrice: '1.00' },
    ]);
  });

  test('has prices with the decimals of the currency of its order', () => {
    const { lines, outcomes } = run([whole(), patch(change(1, { unitPrice: '118.0000' }))]);
    expect([outcomes[1], lines?.[0]?.unitPrice]).toEqual(['repeated 1', '118.00']);
  });

  test('finds lines by the number that their sender gave them', () => {
    const lines = [
      { ...line(1), buyerLineReference: 'A' },
      { ...line(2), buyerLineReference: '3' },
      { ...line(3), buyerLineReference: 'B' },
    ];
    const more: LinePatch[] = [
      { act: 'change', reference: '3', line: { lineNumber: 3, quantity: 8 } },
      { act: 'delete', reference: 'A', line: {} },
      { act: 'add', reference: 'C', line: { ...line(0), lineNumber: undefined, buyerLineReference: 'C' } },
    ];
    expect(run([whole(orderOf(...lines)), patch(...more)]).lines).toEqual([
      { ...line(2, 8), buyerLineReference: '3' },
      { ...line(3), buyerLineReference: 'B' },
      { ...line(4), buyerLineReference: 'C' },
    ]);
    const padded = orderOf({ ...line(10), buyerLineReference: '00010' });
    const shorter: LinePatch = { act: 'change', reference: '10', line: { lineNumber: 10, quantity: 8 } };
    expect(run([whole(padded), patch(shorter)]).lines).toMatchObject([{ quantity: 8, buyerLineReference: '00010' }]);
    const other: LinePatch = { act: 'delete', reference: '02', line: { lineNumber: 2 } };
    expect(run([whole(orderOf(...lines)), patch(other)]).outcomes[1]).toBe('UNKNOWN_LINE lines[0].lineNumber');
  });

  test.each<[string, AskedOfOrder[], string]>([
    ['of an unknown order', [patch(remove(1))], 'UNKNOWN_ORDER orderNumber'],
    [
      'of an order that only a cancellation came of',
      [{ ...named, act: 'cancel' }, patch(remove(1))],
      'UNKNOWN_ORDER orderNumber',
    ],
    [
      'of unknown lines',
      [whole(), patch(change(1, { quantity: 6 }), change(9, {}), remove(8))],
      'UNKNOWN_LINE lines[1].lineNumber, UNKNOWN_LINE lines[2].lineNumber',
    ],
    [
      'that adds a line that is there',
      [whole(), patch({ act: 'add', line: line(2, 6) })],
      'LINE_EXISTS lines[0].lineNumber',
    ],
    ['that leaves nothing', [whole(), patch(remove(1), remove(2))], 'NO_LINES_LEFT lines'],
    [
      'that says another currency',
      [whole(), patchOf({ around: { currency: 'USD' }, lines: [remove(1)] })],
      'HEADER_CHANGED currency',
    ],
    [
      'that says another end customer',
      [whole(), patchOf({ around: { endCustomer: 'ACC-9', accounts: ['ACC-9'] }, lines: [remove(1)] })],
      'HEADER_CHANGED accounts',
    ],
    [
      'that names an account that is not on the order',
      [whole(), patchOf({ around: { accounts: ['ACC-1', 'ACC-7'] }, lines: [remove(1)] })],
      'HEADER_CHANGED accounts',
    ],
    [
      'after which a later one cannot be',
      [whole(), patchOf({ lines: [change(2, { quantity: 1 })] }, '2'), patchOf({ lines: [remove(2)] }, '1')],
      'LATER_CHANGE lines',
    ],
  ])('%s is refused with what to do, and changes nothing', (_, documents, expected) => {
    const { outcomes, known } = run(documents);
    expect(outcomes.at(-1)).toBe(expected);
    expect(known).toEqual(run(documents.slice(0, -1)).known);
  });

  test('says what its order says around its lines, and no more', () => {
    const around = { currency: 'EUR', endCustomer: 'ACC-1', accounts: ['ACC-9', 'ACC-1'] };
    expect(run([whole(), patchOf({ around, lines: [remove(1)] })]).outcomes[1]).toBe('changed 2');
  });

  test('that is older than the whole order is stale; one of a cancelled order too', () => {
    const first = whole(undefined, '5');
    const late = patchOf({ lines: [remove(1)] }, '4');
    expect(run([first, late]).outcomes).toEqual(['placed 1', 'stale 1']);
    const cancelled: AskedOfOrder = { ...named, act: 'cancel', version: '8' };
    const between = patchOf({ lines: [remove(1)] }, '7');
    expect(run([first, patchOf({ lines: [add(3)] }, '6'), cancelled, between]).outcomes[3]).toBe('stale 2');
  });

  test('is applied to the whole order that came last', () => {
    const replaced = whole(orderOf(line(1), line(2), line(7)));
    expect(run([whole(), patch(remove(1)), replaced, patch(remove(2))]).lines).toEqual([line(1), line(7)]);
  });

  test('beside many others is kept no longer than it has to be', () => {
    const many = Array.from({ length: 120 }, (_, n) => patchOf({ lines: [change(1, { quantity: n + 1 })] }, String(n)));
    const { known, lines } = run([whole(), ...many]);
    expect(known?.patched?.patches).toHaveLength(50);
    expect([known?.revision, lines?.[0]?.quantity]).toEqual([121, 120]);
    const late = [...many.slice(0, 10)].reverse();
    expect(run([whole(), ...many, ...late]).outcomes.slice(-10)).toEqual(late.map(() => 'stale 121'));
  });
});

const numbers = [1, 2, 3, 4, 5];
const anyChange = fc.record(
  {
    quantity: fc.integer({ min: 1, max: 9 }),
    unitPrice: fc.constantFrom('118.00', '99.00', '1.00'),
    requestedShipDate: fc.constantFrom('2026-12-15', '2027-01-01'),
  },
  { requiredKeys: [] },
);
const anyLine = fc.constantFrom(...numbers).chain((lineNumber) =>
  fc.oneof(
    anyChange.map((fields) => change(lineNumber, fields)),
    fc.constant(remove(lineNumber)),
    fc.constant(add(lineNumber)),
  ),
);
const anyPatches = fc.array(fc.array(anyLine, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 });

describe('whatever patches come', () => {
  test('they make of an order what replacing it whole would make of it', () => {
    fc.assert(
      fc.property(anyPatches, (patches) => {
        let order = orderOf(line(1), line(2));
        let documents: AskedOfOrder[] = [whole()];
        let wholes: AskedOfOrder[] = [whole()];
        for (const lines of patches) {
          documents = [...documents, patch(...lines)];
          const next = applied(order, { lines }, '1');
          if (!('order' in next)) continue;
          order = next.order;
          wholes = [...wholes, whole(order)];
        }
        const [one, other] = [run(documents), run(wholes)];
        expect(one.known?.order).toEqual(other.known?.order);
        expect(one.known?.revision).toBe(other.known?.revision);
      }),
    );
  });

  test('each again changes nothing', () => {
    fc.assert(
      fc.property(anyPatches, fc.boolean(), (patches, hasVersions) => {
        const documents = patches.map((lines, n) => patchOf({ lines }, hasVersions ? String(n) : undefined));
        const twice = documents.flatMap((each) => [each, each]);
        expect(run([whole(), ...twice]).known).toEqual(run([whole(), ...documents]).known);
      }),
    );
  });

  test('in any order and any number of times: those that were taken are the order, in the order of their versions', () => {
    const shuffled = anyPatches.chain((patches) => {
      const documents = patches.map((lines, n) => patchOf({ lines }, String(n)));
      return fc.array(fc.constantFrom(...documents), { maxLength: 16 });
    });
    fc.assert(
      fc.property(shuffled, (delivered) => {
        const { outcomes, known } = run([whole(), ...delivered]);
        const taken = new Set(delivered.filter((_, n) => /^(changed|repeated)/.test(outcomes[n + 1] ?? '')));
        const inTurn = [...taken].sort((a, b) => Number(a.version) - Number(b.version));
        expect(known?.order).toEqual(run([whole(), ...inTurn]).known?.order);
      }),
    );
  });

  test('changes of lines that are there need no order to come in', () => {
    const changes = fc.array(fc.tuple(fc.constantFrom(1, 2), anyChange), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        changes.chain((all) => {
          const documents = all.map(([number, fields], n) => patchOf({ lines: [change(number, fields)] }, String(n)));
          return fc.tuple(fc.constant(documents), fc.shuffledSubarray(documents, { minLength: documents.length }));
        }),
        ([inTurn, shuffled]) => {
          const { outcomes, known } = run([whole(), ...shuffled]);
          expect(outcomes.filter((outcome) => !/^(placed|changed|repeated)/.test(outcome))).toEqual([]);
          expect(known?.order).toEqual(run([whole(), ...inTurn]).known?.order);
        },
      ),
    );
  });
});
