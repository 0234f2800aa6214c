import { account, administrator, asked, codes, given, lot, terms } from '#test/fixtures/books.ts';
import { decideReturn, decideTransfer } from './actions/transfer.ts';
import { type Books, evolve, heldOf } from './books/books.ts';

const msp = account('MSP', { kind: 'msp', tier: 'base' });
const organization = (accountId: string) => account(accountId, { parentId: 'MSP' });
const accounts = [msp, organization('A'), organization('B'), organization('C')];
const by = 'boss@msp.example';
const administrators = [administrator('MSP', by, { role: 'super-user' })];
const active = lot('L1', { program: 'mist' });

function mistBooks(change: Partial<Parameters<typeof given>[0]> = {}): Books {
  return given({ accounts, administrators, holdings: [[active, 'A', 10]], ...change });
}

function transfer(books: Books, quantity: number, from = 'A', to = 'B', lotId = 'L1', person = by) {
  const event = decideTransfer(books, { ...asked(person), from, to, lines: [{ lotId, quantity }] }, terms);
  evolve(books, event);
  return event;
}

function giveBack(books: Books, event: object) {
  const transferId = 'transferId' in event ? String(event.transferId) : 'none';
  const answer = decideReturn(books, { ...asked(by), transferId }, terms);
  evolve(books, answer);
  return answer;
}

describe('program mist', () => {
  test.each([
    ['M1 an MSP of the base tier', { tier: 'base' }, []],
    ['M1 an MSP of the advanced tier', { tier: 'advanced' }, []],
    ['M1 an MSP without a tier', { tier: 'none' }, ['MSP_TIER_REQUIRED']],
    ['M1 an MSP of unknown tier', { tier: undefined }, ['MSP_TIER_REQUIRED']],
  ] as const)('%s', (_what, facts, expected) => {
    const books = mistBooks({ accounts: [{ ...msp, ...facts }, organization('A'), organization('B')] });
    expect(codes(transfer(books, 1))).toEqual(expected);
  });

  test.each([
    ['super-user', 'full', 'MSP', []],
    ['super-user', 'read-only', 'MSP', ['WRITE_ACCESS_REQUIRED', 'ROLE_REQUIRED']],
    ['admin', 'full', 'MSP', ['ROLE_REQUIRED']],
    ['super-user', 'full', 'A', ['ACCOUNT_UNKNOWN', 'ROLE_REQUIRED', 'NOT_SAME_MSP']],
  ] as const)('M2 a person who is %s with %s access in %s', (role, access, at, expected) => {
    const books = mistBooks({ administrators: [administrator(at, by, { role, access })] });
    expect(codes(transfer(books, 1))).toEqual(expected);
  });

  describe('I7 money of licenses that were paid once', () => {
    const paid = lot('L9', { program: 'mist', startsOn: '2026-01-01', endsOn: '2027-01-01', unitPriceMinor: 36_500n });
    const ordered = { ...paid, originAccountId: 'A', payerAccountId: 'PAYER' };
    const moving = (settlement?: 'remaining-term') =>
      transfer(mistBooks({ holdings: [[{ ...ordered, settlement }, 'A', 10]] }), 3, 'A', 'B', 'L9');

    test('none moves where the program does not say so', () => {
      expect(moving()).toMatchObject({ plan: { nextInvoice: [], violations: [] } });
    });

    test('by the remaining term the payer on record gets back the unused days, and the taker is charged them', () => {
      const share = { days: 41, of: 365 };
      expect(moving('remaining-term')).toMatchObject({
        plan: {
          nextInvoice: [
            { accountId: 'PAYER', quantity: -3, unitPriceMinor: 36_500n, share, amountMinor: -12_300n },
            { accountId: 'B', quantity: 3, unitPriceMinor: 36_500n, share, amountMinor: 12_300n },
          ],
        },
      });
    });
  });

  test('M2 D1 a role for networks alone gives no right, as over HTTP', () => {
    const books = mistBooks({ administrators: [administrator('MSP', by, { role: 'super-user', scope: 'network' })] });
    expect(transfer(books, 1)).toMatchObject({
      violations: [
        { code: 'WRITE_ACCESS_REQUIRED' },
        { code: 'ROLE_REQUIRED', actual: 'network', message: expect.stringContaining('whole organization') },
      ],
    });
  });

  test('M2 L11 nobody named is nobody with the role', () => {
    const { requestedBy: _nobody, ...system } = asked();
    const lines = [{ lotId: 'L1', quantity: 1 }];
    const answer = decideTransfer(mistBooks(), { ...system, from: 'A', to: 'B', lines }, terms);
    expect(answer).toMatchObject({ violations: [{ code: 'REQUESTER_REQUIRED', actual: 'nobody' }] });
  });

  test('M3 source and destination are organizations of that MSP', () => {
    const other = [account('MSP2', { kind: 'msp', tier: 'base' }), account('B', { parentId: 'MSP2' })];
    const books = mistBooks({ accounts: [msp, organization('A'), ...other] });
    expect(codes(transfer(books, 1))).toEqual(['ACCOUNT_UNKNOWN', 'NOT_SAME_MSP']);
    evolve(books, { type: 'AdministratorUpdated', administrator: administrator('MSP2', by) });
    expect(codes(transfer(books, 1))).toEqual(['NOT_SAME_MSP']);
  });

  test.each([
    ['an active lot', {}, []],
    ['a lot with a future start', { startsOn: '2027-01-01', endsOn: '2028-01-01' }, []],
    ['a trial lot', { category: 'trial' }, ['CATEGORY_NOT_TRANSFERABLE']],
    ['a usage-based lot', { category: 'usage-based' }, ['CATEGORY_NOT_TRANSFERABLE']],
    ['an expired lot', { endsOn: '2026-11-20' }, ['LOT_EXPIRED']],
    ['a lot on its last day (F11)', { endsOn: '2026-11-21' }, []],
    ['a lot in its grace', { endsOn: '2026-11-20', graceEndsOn: '2026-12-20' }, ['LOT_EXPIRED']],
  ] as const)('M4 %s', (_what, facts, expected) => {
    const books = mistBooks({ holdings: [[{ ...active, ...facts }, 'A', 10]] });
    expect(codes(transfer(books, 1))).toEqual(expected);
  });

  test('M4 T8 of several lots of a product a reason is told once, however many of them were loaded', () => {
    const trial = (lotId: string, endsOn: string) =>
      lot(lotId, { program: 'mist', sku: 'TRY', category: 'trial', endsOn });
    const lots = [trial('T1', '2027-01-01'), trial('T2', '2027-02-01'), trial('T0', '2026-11-20')];
    const books = mistBooks({ holdings: lots.map((each) => [each, 'A', 5]) });
    const asking = { ...asked(by), from: 'A', to: 'B', lines: [{ sku: 'TRY', quantity: 7 }] };
    const refused = decideTransfer(books, asking, terms);
    expect(codes(refused)).toEqual(['CATEGORY_NOT_TRANSFERABLE', 'LOT_EXPIRED']);
    expect(JSON.stringify(refused)).toContain('lot T0 is trial');
  });

  test('M5 what was transferred cannot be transferred on: A to B to C is refused', () => {
    const books = mistBooks();
    transfer(books, 4);
    expect(codes(transfer(books, 1, 'B', 'C'))).toEqual(['RETURN_ONLY']);
    expect(codes(transfer(books, 4, 'B', 'A'))).toEqual(['RETURN_ONLY']); // back is a return, without a quantity
  });

  test('M5 a transfer goes back whole, once, and can then be transferred again', () => {
    const books = mistBooks();
    const [first, second] = [transfer(books, 4), transfer(books, 3)];
    expect(giveBack(books, first)).toMatchObject({ type: 'LicensesReturned', plan: { lines: [{ quantity: 4 }] } });
    expect([heldOf(books, 'A', 'L1'), heldOf(books, 'B', 'L1')]).toEqual([7, 3]);
    expect(codes(giveBack(books, first))).toEqual(['ALREADY_RETURNED']);
    expect(transfer(books, 7, 'A', 'C').type).toBe('LicensesTransferred');
    expect(giveBack(books, second).type).toBe('LicensesReturned');
    expect(codes(giveBack(books, {}))).toEqual(['TRANSFER_UNKNOWN']);
  });

  test('M5 a return is not returned, and that is said', () => {
    const books = mistBooks();
    const back = giveBack(books, transfer(books, 4));
    expect(giveBack(books, back)).toMatchObject({
      violations: [{ code: 'TRANSFER_UNKNOWN', message: expect.stringContaining('not itself a return') }],
    });
  });

  test('M5 a staging organization lends and takes back without limit', () => {
    const books = mistBooks();
    for (let round = 0; round < 20; round += 1) {
      const lent = transfer(books, 10, 'A', round % 2 === 0 ? 'B' : 'C');
      expect(giveBack(books, lent).type).toBe('LicensesReturned');
    }
    expect(heldOf(books, 'A', 'L1')).toBe(10);
  });

  test('M6 a return leaves what devices need as well', () => {
    const books = mistBooks({ inUse: [['B', 'sku:SKU-1', 2]] });
    const lent = transfer(books, 4);
    expect(giveBack(books, lent)).toMatchObject({
      type: 'LicensesRefused',
      violations: [{ code: 'EXCEEDS_TRANSFERABLE', limit: '2', actual: '4' }],
    });
  });
});
