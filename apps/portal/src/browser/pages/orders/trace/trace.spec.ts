import type { Entitlement, LoggedEvent, Mail, Order } from '../../../api/answers.ts';
import { changersOf, fateOf, lineTraces, orderSteps, payerOf } from './trace.ts';

/** P7 R12: the way of an order, from what each service says of it. */

const at = (second: number) => `2026-11-29T10:00:0${second}.000Z`;
const line = { lineNumber: 1, sku: 'AP-1Y', quantity: 25, state: 'released', shipmentId: 'SO-1-S1' };
const order = {
  ...{ orderNumber: 'SO-1', revision: 1, state: 'accepted', accounts: [], refusals: [], receivedAt: at(0) },
  lines: [line, { lineNumber: 2, state: 'waiting' }],
} as unknown as Order;
const mail = (facts: object) =>
  ({
    shipmentId: 'SO-1-S1',
    round: 1,
    part: 1,
    queuedAt: at(1),
    settledAt: at(2),
    recipients: [],
    ...facts,
  }) as unknown as Mail;

test('P7 revisions, refusals and a cancellation stand in the order of time', () => {
  const acceptedRevisions = [1, 3].map((revision) => ({ revision, at: at(revision) }));
  const refusals = [{ revision: 2, at: at(2), violations: [{ code: 'UNKNOWN_SKU', message: 'x' }] }];
  const steps = orderSteps({ ...order, acceptedRevisions, refusals, cancelledAt: at(4) } as unknown as Order);
  expect(steps.map(({ kind }) => kind)).toEqual(['received', 'accepted', 'refused', 'accepted', 'cancelled']);
});

test('P7 what an earlier release accepted has no time, and what was never accepted is not', () => {
  expect(orderSteps(order).map(({ kind, at: when }) => [kind, when])).toEqual([
    ['received', at(0)],
    ['accepted', undefined],
  ]);
  expect(orderSteps({ ...order, state: 'rejected', lines: [] })).toHaveLength(1);
});

test('P7 a line is followed to its own entitlement, mail and journal', () => {
  const entitlements = [{ entitlementId: 'ENT-1', lineNumber: 1, fulfilledAt: at(1) } as unknown as Entitlement];
  const events = ['ENT-10.fulfil', 'ENT-1.fulfil'].map((reference) => ({ reference }) as unknown as LoggedEvent);
  const [first, second] = lineTraces(order, { entitlements, mails: [mail({})], events });
  expect(first).toMatchObject({ releasedAt: at(1), mail: { rounds: 1 }, posted: { reference: 'ENT-1.fulfil' } });
  expect(second).toEqual({ line: { lineNumber: 2, state: 'waiting' } });
});

test('F10 of a mail in parts each address has the worst of them, of the last round alone', () => {
  const to = (state: string) => [{ address: 'a@b.example', state }];
  const parts = [
    mail({ round: 2, recipients: to('accepted') }),
    mail({ round: 2, part: 2, recipients: to('undeliverable') }),
  ];
  const fate = fateOf([...parts, mail({ recipients: to('waiting') })]);
  expect(fate).toMatchObject({ rounds: 2, settledAt: at(2), recipients: to('undeliverable') });
  expect(fateOf([mail({ settledAt: null })])?.settledAt).toBeUndefined();
  expect(fateOf([])).toBeUndefined();
});

test('O7 who receives or pays may change it; bill-to pays before sold-to and end customer', () => {
  const accounts = ['end-customer', 'partner', 'sold-to'].map((role) => ({
    role,
    accountId: role,
    name: `The ${role}`,
  }));
  expect(changersOf({ accounts } as unknown as Order)).toEqual(['The end-customer', 'The sold-to']);
  expect(payerOf({ accounts } as unknown as Order)?.accountId).toBe('sold-to');
});
