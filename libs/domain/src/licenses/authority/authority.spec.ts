import { account, administrator, asked, codes, given, lot, now, operator, terms } from '#test/fixtures/books.ts';
import { decideDecrease } from '../actions/decrease.ts';
import { decidePurchase } from '../actions/purchase.ts';
import { decideStockMove } from '../actions/stock-move.ts';
import { decideStockPurchase } from '../actions/stock-purchase.ts';
import { decideReturn, decideTransfer } from '../actions/transfer.ts';
import { type Books, evolve } from '../books/books.ts';
import { programsOf } from '../books/program.ts';
import { readProgram } from '../rules/program-file/program-file.ts';
import { builtInPrograms } from '../rules/programs.ts';
import { isOperator, mayChange } from './authority.ts';

const ana = 'ana@a.example';

/** A below an MSP below a group; B belongs to nobody. */
function family(...people: readonly ReturnType<typeof administrator>[]): Books {
  return given({
    accounts: [
      account('GROUP', { kind: 'partner' }),
      account('MSP', { kind: 'msp', parentId: 'GROUP' }),
      account('A', { parentId: 'MSP' }),
      account('B'),
    ],
    administrators: people,
  });
}

describe('L11 who may change what an account has', () => {
  test.each([
    ['an administrator of it', administrator('A', ana), true],
    ['an owner of what is above it', administrator('MSP', ana, { role: 'owner' }), true],
    ['a super-user two steps above', administrator('GROUP', ana, { role: 'super-user' }), true],
    ['an administrator of another account', administrator('B', ana), false],
    ['a member', administrator('A', ana, { role: 'member' }), false],
    ['somebody who may only read', administrator('A', ana, { access: 'read-only' }), false],
    ['an administrator of networks', administrator('A', ana, { scope: 'network' }), false],
    ['somebody who was removed', administrator('A', ana, { removed: true }), false],
    ['an administrator of another name', administrator('A', 'bea@a.example'), false],
    ['support, wherever that is', administrator('B', ana, { role: 'support' }), true],
    ['support that was removed', administrator('B', ana, { role: 'support', removed: true }), false],
  ])('%s', (_who, person, expected) => {
    expect(mayChange(family(person), terms, ana, 'A')).toBe(expected);
  });

  test('an operator may, nobody may not, and nobody is no operator', () => {
    const books = family();
    expect(mayChange(books, terms, operator, 'A')).toBe(true);
    expect(mayChange(books, terms, undefined, 'A')).toBe(false);
    expect(isOperator(books, terms, undefined)).toBe(false);
  });

  test('accounts that are above each other end nothing', () => {
    const books = given({ accounts: [account('A', { parentId: 'B' }), account('B', { parentId: 'A' })] });
    expect(mayChange(books, terms, ana, 'A')).toBe(false);
  });

  test('a role that comes before a request in the same batch counts', () => {
    const books = family();
    evolve(books, { type: 'AdministratorUpdated', administrator: administrator('MSP', ana) });
    expect(mayChange(books, terms, ana, 'A')).toBe(true);
    evolve(books, { type: 'AdministratorUpdated', administrator: administrator('MSP', ana, { removed: true }) });
    expect(mayChange(books, terms, ana, 'A')).toBe(false);
  });
});

const bare = readProgram({
  name: 'bare',
  offers: ['transfer', 'return', 'purchase', 'decrease', 'stock-purchase', 'stock-move'],
  rules: [],
});
const offered = { ...terms, programs: programsOf(builtInPrograms, bare.ok ? [bare.value] : []) };

/** A of a program without any rule, with a lot, a product and a transfer to B that could be given back. */
function unruled(): Books {
  const books = family(administrator('A', ana));
  const product = { sku: 'SKU-1', name: 'Seat', program: 'bare', category: 'paid', billing: 'once' } as const;
  evolve(books, {
    type: 'ProductPublished',
    product: { ...product, prices: { EUR: 1n }, withdrawn: false, asOf: now },
  });
  const held = given({ accounts: [], holdings: [[lot('L1', { program: 'bare' }), 'A', 10]] });
  for (const [lotId, each] of held.lots) books.lots.set(lotId, each);
  for (const [accountId, lots] of held.holdings) books.holdings.set(accountId, lots);
  for (const [key, cover] of held.coverage) books.coverage.set(key, cover);
  books.transfers.set('T', { transferId: 'T', from: 'B', to: 'A', lines: [{ lotId: 'L1', quantity: 1 }] });
  return books;
}

const lines = [{ lotId: 'L1', quantity: 1 }];
const one = { accountId: 'A', sku: 'SKU-1', quantity: 1 };
const requests = [
  ['a transfer', (by) => decideTransfer(unruled(), { ...by, from: 'A', to: 'B', lines }, offered)],
  ['a return', (by) => decideReturn(unruled(), { ...by, transferId: 'T' }, offered)],
  ['a purchase', (by) => decidePurchase(unruled(), { ...by, ...one }, offered)],
  ['a decrease', (by) => decideDecrease(unruled(), { ...by, ...one }, offered)],
  ['a stock purchase', (by) => decideStockPurchase(unruled(), { ...by, ...one, contractId: 'C' }, offered)],
  ['a stock move', (by) => decideStockMove(unruled(), { ...by, from: 'A', to: 'B', lines }, offered)],
] satisfies [string, (by: ReturnType<typeof asked>) => object][];

describe('T2 L11 also where a program has no rule about roles', () => {
  test.each(requests)('%s of a stranger is refused', (what, decide) => {
    const code = what === 'a return' ? 'TRANSFER_UNKNOWN' : 'WRITE_ACCESS_REQUIRED';
    expect(codes(decide(asked('stranger@else.example')))).toContain(code);
  });

  test.each(requests)('%s that names nobody is refused', (_what, decide) => {
    const { requestedBy: _nobody, ...system } = asked();
    expect(codes(decide(system))).toContain('REQUESTER_REQUIRED');
  });

  test.each(requests)('%s of an administrator or an operator is not refused for that', (_what, decide) => {
    for (const by of [ana, operator]) {
      expect(codes(decide(asked(by)))).not.toContain('WRITE_ACCESS_REQUIRED');
      expect(codes(decide(asked(by)))).not.toContain('REQUESTER_REQUIRED');
    }
  });
});
