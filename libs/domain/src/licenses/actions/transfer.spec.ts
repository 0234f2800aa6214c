import { account, asked, codes, given, lot, terms } from '#test/fixtures/books.ts';
import { evolve, heldOf } from '../books/books.ts';
import type { TransferLine } from '../books/plan.ts';
import { decideTransfer, previewTransfer } from './transfer.ts';

const transfer = (lines: readonly TransferLine[], from = 'A', to = 'B') => ({ ...asked(), from, to, lines });

describe('transfers', () => {
  test('moves all lines, and the books follow', () => {
    const books = given({ holdings: [[lot('L1'), 'A', 10]] });
    const event = decideTransfer(books, transfer([{ lotId: 'L1', quantity: 4 }]), terms);
    expect(event).toMatchObject({
      type: 'LicensesTransferred',
      plan: { from: 'A', to: 'B' },
      journal: { quantity: 4 },
    });
    evolve(books, event);
    expect([heldOf(books, 'A', 'L1'), heldOf(books, 'B', 'L1')]).toEqual([6, 4]);
  });

  test.each([
    ['the same account on both sides', 'A', 'A', { lotId: 'L1', quantity: 1 }, ['SAME_ACCOUNT']],
    ['quantity 0', 'A', 'B', { lotId: 'L1', quantity: 0 }, ['QUANTITY_TOO_SMALL']],
    ['a negative quantity', 'A', 'B', { lotId: 'L1', quantity: -1 }, ['QUANTITY_TOO_SMALL']],
    ['a fraction', 'A', 'B', { lotId: 'L1', quantity: 1.5 }, ['QUANTITY_NOT_WHOLE']],
    ['no number', 'A', 'B', { lotId: 'L1', quantity: Number.NaN }, ['QUANTITY_NOT_WHOLE']],
    ['a quantity above the limit', 'A', 'B', { lotId: 'L1', quantity: 1_000_001 }, ['QUANTITY_TOO_LARGE']],
    ['an unknown source', 'X', 'B', { lotId: 'L1', quantity: 1 }, ['ACCOUNT_UNKNOWN']],
    ['an unknown target', 'A', 'X', { lotId: 'L1', quantity: 1 }, ['ACCOUNT_UNKNOWN']],
    ['an unknown lot', 'A', 'B', { lotId: 'L9', quantity: 1 }, ['LOT_UNKNOWN']],
    ['a lot that another account holds', 'A', 'B', { lotId: 'L2', quantity: 1 }, ['LOT_UNKNOWN']],
    ['a product that the source does not hold', 'A', 'B', { sku: 'SKU-9', quantity: 1 }, ['SKU_NOT_HELD']],
    ['a key of another form', 'A', 'B', { licenseKey: 'Z3AB-1234', quantity: 1 }, ['LICENSE_KEY_FORMAT']],
    ['an unknown key', 'A', 'B', { licenseKey: 'Z2AB-1234-5678', quantity: 1 }, ['LICENSE_KEY_UNKNOWN']],
    ['more than there is', 'A', 'B', { lotId: 'L1', quantity: 11 }, ['EXCEEDS_TRANSFERABLE']],
  ])('L6 refuses %s', (_what, from, to, line, expected) => {
    const books = given({
      holdings: [
        [lot('L1'), 'A', 10],
        [lot('L2'), 'C', 5],
      ],
    });
    const before = structuredClone(books.holdings);
    const event = decideTransfer(books, transfer([line], from, to), terms);
    evolve(books, event);
    expect(event.type).toBe('LicensesRefused');
    expect(codes(event)).toEqual(expected);
    expect(books.holdings).toEqual(before);
  });

  test.each([
    ['devices', 4, 'can transfer 3 licenses of lot T, not 4; 7 are in use', 'at most 3, or unenroll'],
    ['what is held', 11, 'can transfer 10 licenses of lot T, not 11; it holds no more', 'at most 10, or choose other'],
  ])('M6 what limits is said: %s', (what, quantity, message, remedy) => {
    const books = given({ holdings: [[lot('T'), 'A', 10]], inUse: what === 'devices' ? [['A', 'sku:SKU-1', 7]] : [] });
    const { violations } = previewTransfer(books, transfer([{ lotId: 'T', quantity }]), terms);
    expect(violations).toMatchObject([{ message: expect.stringContaining(message) }]);
    expect(violations[0]?.remedy).toContain(remedy);
  });

  test('M6 lots of which none are active are not said to be needed by devices', () => {
    const ended = lot('T', { endsOn: '2026-11-01', graceEndsOn: '2026-12-01' });
    const books = given({ holdings: [[ended, 'A', 10]] });
    const { violations } = previewTransfer(books, transfer([{ lotId: 'T', quantity: 1 }]), terms);
    expect(violations).toMatchObject([{ message: expect.stringMatching(/not 1; no more are active$/) }]);
    expect(violations[0]?.remedy).not.toContain('devices');
  });

  test('M4 an expired lot tells its end and the end of its grace', () => {
    const ended = lot('T', { endsOn: '2026-10-01', graceEndsOn: '2026-11-01' });
    const books = given({ holdings: [[ended, 'A', 10]] });
    const { violations } = previewTransfer(books, transfer([{ lotId: 'T', quantity: 1 }]), terms);
    expect(violations[0]?.message).toContain('ended on 2026-10-01, and its grace on 2026-11-01');
  });

  test('M6 two lines of one lot are told what can move in all', () => {
    const books = given({ holdings: [[lot('T'), 'A', 6]] });
    const lines = [3, 4].map((quantity) => ({ lotId: 'T', quantity }));
    expect(previewTransfer(books, transfer(lines), terms).violations).toMatchObject([
      { line: 2, limit: '6', actual: '7', remedy: expect.stringContaining('at most 6') },
    ]);
  });

  test('L6 one line that cannot be moved stops them all, and every violation is listed', () => {
    const books = given({ holdings: [[lot('L1'), 'A', 10]] });
    const lines = [
      { lotId: 'L1', quantity: 4 },
      { lotId: 'L9', quantity: 1 },
      { lotId: 'L1', quantity: 7 },
    ];
    const plan = previewTransfer(books, transfer(lines), terms);
    expect(plan.violations).toMatchObject([
      { code: 'LOT_UNKNOWN', line: 2, path: 'lines[1].lotId' },
      { code: 'EXCEEDS_TRANSFERABLE', line: 3, path: 'lines[2].quantity', limit: '10', actual: '11' },
    ]);
  });

  test('M6 more than the transferable quantity is an error that names it', () => {
    const books = given({ holdings: [[lot('L1'), 'A', 10]], inUse: [['A', 'sku:SKU-1', 7]] });
    const event = decideTransfer(books, transfer([{ lotId: 'L1', quantity: 4 }]), terms);
    expect(event).toMatchObject({
      violations: [{ limit: '3', actual: '4', remedy: expect.stringContaining('at most 3') }],
    });
  });

  test('with a sku, lots are taken in the order of their end', () => {
    const [late, soon, never] = [
      lot('late', { endsOn: '2028-01-01' }),
      lot('soon'),
      lot('never', { endsOn: undefined }),
    ];
    const books = given({
      holdings: [
        [never, 'A', 5],
        [late, 'A', 5],
        [soon, 'A', 5],
      ],
    });
    const plan = previewTransfer(books, transfer([{ sku: 'SKU-1', quantity: 12 }]), terms);
    expect(plan.lines.map(({ lot, quantity }) => [lot.lotId, quantity])).toEqual([
      ['soon', 5],
      ['late', 5],
      ['never', 2],
    ]);
  });

  test('D4 the preview shows total, available and in use of both sides, before and after', () => {
    const books = given({
      accounts: [account('A', { name: 'Łódź' }), account('B')],
      holdings: [
        [lot('L1'), 'A', 10],
        [lot('L2'), 'B', 2],
      ],
      inUse: [
        ['A', 'sku:SKU-1', 3],
        ['B', 'sku:SKU-1', 2],
      ],
    });
    expect(previewTransfer(books, transfer([{ sku: 'SKU-1', quantity: 5 }]), terms)).toMatchObject({
      sides: [
        {
          accountId: 'A',
          name: 'Łódź',
          product: 'SKU-1',
          before: { total: 10, inUse: 3, available: 7 },
          after: { total: 5, inUse: 3, available: 2 },
        },
        { accountId: 'B', before: { total: 2, inUse: 2, available: 0 }, after: { total: 7, inUse: 2, available: 5 } },
      ],
      remaining: [{ lotId: 'L1', quantity: 5 }],
      violations: [],
    });
  });

  test('L3 what moves of a product with devices of its own changes what there is of its device type as well', () => {
    const [basic, plus] = [lot('L1', { deviceType: 'AP' }), lot('L2', { deviceType: 'AP', sku: 'SKU-2' })];
    const books = given({
      holdings: [
        [basic, 'A', 10],
        [plus, 'A', 10],
      ],
      inUse: [
        ['A', 'sku:SKU-1', 1],
        ['A', 'type:AP', 2],
      ],
    });
    const lines = [
      { lotId: 'L1', quantity: 4 },
      { lotId: 'L2', quantity: 3 },
    ];
    const { sides } = previewTransfer(books, transfer(lines), terms);
    expect(sides.filter(({ accountId }) => accountId === 'A')).toMatchObject([
      { product: 'SKU-1', before: { total: 10 }, after: { total: 6 } },
      { product: 'AP', before: { total: 20 }, after: { total: 13 } },
    ]);
  });

  test('L3 a commit that sends the hash of another plan is refused as stale, with both', () => {
    const books = given({ holdings: [[lot('L1'), 'A', 10]] });
    const lines = [{ lotId: 'L1', quantity: 4 }];
    const { planHash } = previewTransfer(books, transfer(lines), terms);
    const first = decideTransfer(books, { ...transfer(lines), planHash }, terms);
    expect(first.type).toBe('LicensesTransferred');
    evolve(books, first);
    const second = decideTransfer(books, { ...transfer(lines), planHash }, terms);
    expect(codes(second)).toEqual(['PLAN_STALE']);
  });

  test('L7 of two that want the same licenses, the second is refused with the new figures', () => {
    const books = given({ holdings: [[lot('L1'), 'A', 10]] });
    evolve(books, decideTransfer(books, transfer([{ lotId: 'L1', quantity: 8 }]), terms));
    const second = decideTransfer(books, transfer([{ lotId: 'L1', quantity: 8 }], 'A', 'C'), terms);
    expect(second).toMatchObject({ violations: [{ code: 'EXCEEDS_TRANSFERABLE', limit: '2', actual: '8' }] });
  });

  test('K9 what remains under the key is shown, of every device type', () => {
    const licenseKey = 'Z2AB-1234-5678';
    const books = given({
      holdings: [
        [lot('L1', { licenseKey, deviceType: 'MX', sku: 'MX' }), 'A', 10],
        [lot('L2', { licenseKey, deviceType: 'MS', sku: 'MS' }), 'A', 3],
      ],
    });
    const plan = previewTransfer(books, transfer([{ licenseKey, deviceType: 'MX', quantity: 4 }]), terms);
    expect(plan.remaining).toMatchObject([
      { lotId: 'L1', deviceType: 'MX', quantity: 6 },
      { lotId: 'L2', deviceType: 'MS', quantity: 3 },
    ]);
    expect(codes(previewTransfer(books, transfer([{ licenseKey, quantity: 4 }]), terms))).toEqual([
      'DEVICE_TYPE_REQUIRED',
    ]);
  });
});
