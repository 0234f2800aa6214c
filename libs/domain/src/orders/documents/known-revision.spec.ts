import type { Order, OrderBooks } from '../order.ts';
import { answeredBefore, type KnownRevision } from './known-revision.ts';

/** O4: whose document changed nothing is told what was decided before. */

const at = '2026-11-29T10:00:00.000Z';
const source = '/senders/nordwind';
const order: Order = {
  ...{ orderNumber: 'NW-1', source, revision: 2, seenRevision: 3, state: 'accepted', currency: 'EUR' },
  ...{ accounts: [], emails: [], contents: [], lines: [], shipments: 0 },
  refusals: [
    {
      revision: 3,
      source: '/erp',
      at: '2026-11-28T10:00:00.000Z',
      violations: [{ code: 'UNKNOWN_SKU', message: 'x' }],
    },
  ],
};
const cancelled: Order = { ...order, state: 'cancelled', cancelledAt: at };

function told(known: Order, asked: Partial<KnownRevision>) {
  const books = { orders: new Map([['NW-1', known]]), sharedSources: [[source, '/erp']] } as unknown as OrderBooks;
  const event = answeredBefore(books, { orderNumber: 'NW-1', revision: 2, source, cancels: false, ...asked }, at);
  if (event?.type !== 'OrderRejected') return event?.type;
  const { refusal } = event;
  return `${refusal.violations.map(({ code }) => code)} of ${refusal.source} in ${refusal.revision}`;
}

test.each<[string, Order, Partial<KnownRevision>, string | undefined]>([
  ['the revision that stands: it is accepted', order, {}, 'OrderAccepted'],
  ['one that was refused: why', order, { revision: 3 }, `UNKNOWN_SKU of ${source} in 3`],
  ['one that a newer one came before: that', order, { revision: 1 }, `REVISION_OUTDATED of ${source} in 1`],
  [
    'a cancellation of one that was replaced: that',
    order,
    { revision: 1, cancels: true },
    `REVISION_OUTDATED of ${source} in 1`,
  ],
  ['a cancellation again: it is cancelled', cancelled, { cancels: true }, 'OrderCancelled'],
  ['an order after its cancellation: that', cancelled, {}, `ORDER_CANCELLED of ${source} in 2`],
  ['O8 of a system that shares its numbers: as its own', order, { source: '/erp' }, 'OrderAccepted'],
  [
    'O8 of another system: nothing but that',
    order,
    { source: '/senders/other' },
    'ORDER_OF_ANOTHER_SOURCE of /senders/other in 2',
  ],
  ['an order that is not there', order, { orderNumber: 'NW-2' }, undefined],
])('O4 of %s', (_, known, asked, answer) => expect(told(known, asked)).toBe(answer));
