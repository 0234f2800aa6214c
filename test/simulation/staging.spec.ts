import { heldOf } from '#domain/licenses/books/books.ts';
import { isRecorded, type LicenseEvent } from '#domain/licenses/books/events.ts';
import { type MemoryLedger, openMemoryLedger } from './memory-ledger.ts';
import { message, personOf, productFacts } from './world.ts';

/** M5 over all slices: what an MSP lends from a staging organization to its tenants, and gets back. */

const now = '2026-11-21T10:00:00.000Z';
const sku = 'mist-1';
const lotId = 'STAGED';

function deliver(ledger: MemoryLedger, type: string, data: object): readonly LicenseEvent[] {
  const { kind, events } = ledger.deliver(message(type, data), now);
  expect(kind).toBe('decided');
  return events;
}

function msp(): MemoryLedger {
  const ledger = openMemoryLedger();
  const account = (accountId: string, facts: object) =>
    deliver(ledger, 'account.updated.v1', { accountId, kind: 'customer', name: accountId, ...facts });
  account('MSP', { kind: 'msp', tier: 'base' });
  for (const id of ['A', 'B', 'C']) account(id, { parentId: 'MSP' });
  deliver(ledger, 'administrator.updated.v1', { accountId: 'MSP', email: personOf.mist, role: 'super-user' });
  const { prices: _prices, termMonths: _term, sku: _sku, ...product } = productFacts('mist', sku);
  deliver(ledger, 'entitlement.fulfilled.v1', {
    ...{
      entitlementId: lotId,
      shipmentId: 'S',
      orderNumber: 'O',
      lineNumber: 1,
      accountId: 'A',
      accounts: [],
      sku,
      product,
    },
    ...{
      quantity: 100,
      unitPrice: '10.00',
      currency: 'EUR',
      kind: 'initial',
      startsOn: '2026-11-01',
      endsOn: '2027-11-01',
    },
    ...{ ssrn: '400000000001', sealedActivationCode: 'v1.code', fulfilledAt: now },
  });
  return ledger;
}

const by = { requestedBy: personOf.mist };

/** The id of the transfer, or the codes of what was refused. */
function answerOf(events: readonly LicenseEvent[]): string {
  const [event] = events;
  if (event?.type === 'LicensesRefused') return event.violations.map(({ code }) => code).join(' ');
  return event && isRecorded(event) ? event.journal.journalId : 'nothing';
}

function transfer(ledger: MemoryLedger, from: string, to: string, quantity: number): string {
  return answerOf(deliver(ledger, 'license.transfer-requested.v1', { from, to, lines: [{ lotId, quantity }], ...by }));
}

function giveBack(ledger: MemoryLedger, transferId: string): string {
  return answerOf(deliver(ledger, 'license.return-requested.v1', { transferId, ...by }));
}

function held({ books }: MemoryLedger): number[] {
  return ['A', 'B', 'C'].map((id) => heldOf(books, id, lotId));
}

describe('M5 lending and giving back', () => {
  test('M5 A to B to C is refused; A to B to A to C is done', () => {
    const ledger = msp();
    const toB = transfer(ledger, 'A', 'B', 100);
    expect(transfer(ledger, 'B', 'C', 1)).toBe('RETURN_ONLY');
    expect(transfer(ledger, 'B', 'A', 100)).toBe('RETURN_ONLY');
    expect(giveBack(ledger, toB)).toMatch(/\.1$/);
    expect(transfer(ledger, 'A', 'C', 100)).toMatch(/\.1$/);
    expect(held(ledger)).toEqual([0, 0, 100]);
    expect(giveBack(ledger, toB)).toBe('ALREADY_RETURNED');
  });

  test('M5 several transfers of one lot to one organization go back one by one, each whole, in any order', () => {
    const ledger = msp();
    const transfers = [5, 7, 11, 13].map((quantity) => transfer(ledger, 'A', 'B', quantity));
    expect(held(ledger)).toEqual([64, 36, 0]);
    const left = [2, 0, 3, 1].map((index) => {
      giveBack(ledger, transfers[index] ?? '');
      return held(ledger)[1];
    });
    expect(left).toEqual([25, 20, 7, 0]);
    expect(held(ledger)).toEqual([100, 0, 0]);
  });

  test('M6 a return leaves what devices need, and goes through when they are gone', () => {
    const ledger = msp();
    const [first, second] = [transfer(ledger, 'A', 'B', 10), transfer(ledger, 'A', 'B', 20)];
    deliver(ledger, 'device-count.reported.v1', { accountId: 'B', deviceType: 'AP', inUse: 15 });
    expect(giveBack(ledger, second)).toBe('EXCEEDS_TRANSFERABLE');
    expect(giveBack(ledger, first)).toMatch(/\.1$/);
    deliver(ledger, 'device-count.reported.v1', { accountId: 'B', deviceType: 'AP', inUse: 0 });
    expect(giveBack(ledger, second)).toMatch(/\.1$/);
    expect(held(ledger)).toEqual([100, 0, 0]);
  });

  test('M5 a staging organization lends and gets back a thousand times; code and SSRN stay', () => {
    const ledger = msp();
    const lot = structuredClone(ledger.books.lots.get(lotId));
    for (let round = 1; round <= 1000; round++) {
      const tenant = round % 2 === 0 ? 'B' : 'C';
      const lent = transfer(ledger, 'A', tenant, round % 100 || 100);
      expect(giveBack(ledger, lent)).toMatch(/\.1$/);
    }
    expect(held(ledger)).toEqual([100, 0, 0]);
    expect(ledger.books.lots.get(lotId)).toEqual(lot);
    expect(lot).toMatchObject({ ssrn: '400000000001', sealedActivationCode: 'v1.code', originAccountId: 'A' });
  });
});
