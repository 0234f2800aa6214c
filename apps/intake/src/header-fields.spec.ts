import { orderEvents } from '#contracts/orders.ts';
import { orderAccount } from '#contracts/sale-facts.ts';
import { salesOrder } from '#contracts/sales-orders.ts';
import { lineFactNames } from '#domain/values/order-facts.ts';
import { emptyDocuments, type IntakeBooks } from './documents/document.books.ts';
import { intakeContext } from './intake.slices.ts';

/**
 * O10: every field of an order's header either follows a release, and then `order.changed.v1` tells it to those who listen, or its
 * change is refused aloud. A field that is added to the schema has to be entered here, and to do one of the two.
 */

const facts = {
  ...{ name: 'Wireless', description: '', instructionsUrl: 'https://docs.seatwright.example/', program: 'mist' },
  ...{ scenario: 'activation', category: 'paid', billing: 'once' },
};

const customer = { accountId: 'ACC-1', role: 'end-customer', name: 'Łódź', country: 'PL' };
const partner = { accountId: 'ACC-9', role: 'partner', name: 'Nordwind', country: 'DE' };

const order = {
  orderNumber: 'SO-1',
  revision: 1,
  purchaseOrder: 'PO-1',
  buyerReference: '04011000-1',
  accountingCost: '4711',
  placedAt: '2026-11-20T10:00:00Z',
  currency: 'EUR',
  accounts: [customer, partner],
  emails: ['wrong@lodz.example'],
  lines: [{ lineNumber: 1, sku: 'AP-1Y', quantity: 5, unitPrice: '118.00', buyerLineReference: '00010' }],
};

/** What tells the order and its revisions apart: another value is another order or an old revision. */
const identity = ['orderNumber', 'revision'];

const ofHeader: Record<string, { readonly to: unknown; readonly refused?: string }> = {
  purchaseOrder: { to: 'PO-2' },
  buyerReference: { to: '04011000-2' },
  accountingCost: { to: '4712' },
  placedAt: { to: '2026-11-19T10:00:00Z' },
  currency: { to: 'USD', refused: 'RELEASED_TERMS_FIXED' },
  accounts: { to: [customer, partner, { accountId: 'ACC-7', role: 'distributor' }] },
  emails: { to: ['right@lodz.example'] },
  lines: { to: [{ ...order.lines[0], quantity: 6 }], refused: 'LINE_RELEASED' },
};

interface AccountsAnswer {
  readonly to: readonly unknown[];
  readonly refused?: string;
  readonly billed?: boolean;
}

const ofAccounts: Record<string, AccountsAnswer> = {
  'accountId of the end customer': { to: [{ ...customer, accountId: 'X' }, partner], refused: 'RELEASED_TERMS_FIXED' },
  'accountId of who sees it': { to: [customer, { ...partner, accountId: 'X' }] },
  'role that only sees': { to: [customer, { ...partner, role: 'distributor' }] },
  'role that pays': { to: [customer, { ...partner, role: 'bill-to' }] },
  'role that pays, once it is billed': {
    ...{ billed: true, to: [customer, { ...partner, role: 'bill-to' }], refused: 'RELEASED_TERMS_FIXED' },
  },
  name: { to: [{ ...customer, name: 'Łódź S.A.' }, partner] },
  country: { to: [{ ...customer, country: 'CZ' }, partner] },
};

/** Of a line that was released only what passes through follows; another number is another line. */
const followsOnReleasedLine: Record<string, unknown> = Object.fromEntries(lineFactNames.map((name) => [name, '00020']));

const ofReleasedLine: Record<string, unknown> = {
  ...{ lineNumber: 2, sku: 'AP-3Y', quantity: 6, unitPrice: '117.00', kind: 'renewal', termMonths: 24 },
  ...{ requestedShipDate: '2027-01-01', activationDate: '2027-01-01' },
};

/** Places the order, whose line is released at once, revises it, and answers the types and data that are announced then. */
function revised(change: object, billed = false) {
  const books: IntakeBooks = {
    documents: emptyDocuments(),
    orders: new Map(),
    products: new Map([['AP-1Y', { sku: 'AP-1Y', facts, prices: {}, withdrawn: false, asOf: '2026-01-01T00:00:00Z' }]]),
    sharedSources: [],
    authority: new Map(),
    billed: new Map(),
    digest: (text) => text,
  };
  const slice = intakeContext.slices.find(({ type }) => type === 'sales-order.changed.v1');
  if (!slice) throw new Error('intake takes no revisions');
  const send = (data: unknown) => {
    const message = {
      id: '1',
      type: slice.type,
      source: '/erp',
      time: '',
      correlationId: '1',
      data: salesOrder.parse(data),
    };
    const events = slice.decide(books, message, '2026-11-21T10:00:00.000Z');
    for (const event of events) intakeContext.evolve(books, event);
    return events.flatMap((event) => intakeContext.announce(event));
  };
  send(order);
  if (billed) books.billed.set('SO-1', [{ lineNumber: 1, invoiceNumber: 'INV-2026-000001' }]);
  return send({ ...order, revision: 2, ...change });
}

// biome-ignore lint/suspicious/noExplicitAny: a test knows what was announced
const dataOf = ([event]: ReturnType<typeof revised>) => event?.data as any;

describe('a revision after release', () => {
  test('O10 every field of the header has its answer here', () => {
    expect([...identity, ...Object.keys(ofHeader)].sort()).toEqual(Object.keys(salesOrder.shape).sort());
    const named = Object.keys(ofAccounts).map((what) => what.split(' ')[0]);
    expect([...new Set(named)].sort()).toEqual(Object.keys(orderAccount.shape).sort());
  });

  test('O10 every field of a line has its answer here', () => {
    expect(Object.keys({ ...ofReleasedLine, ...followsOnReleasedLine }).sort()).toEqual(
      Object.keys(salesOrder.shape.lines.element.shape).sort(),
    );
  });

  test.each(Object.entries(ofReleasedLine))(
    'O4, O10 %s of a released line stays, and a change is refused aloud',
    (field, to) => {
      const events = revised({ lines: [{ ...order.lines[0], [field]: to }] });
      expect(events.map(({ type }) => type)).toEqual(['order.rejected.v1']);
      const told = dataOf(events).violations.find((one: { code: string }) => one.code === 'LINE_RELEASED');
      expect(told.path).toMatch(field === 'lineNumber' ? /^lines/ : new RegExp(`\\.${field}$`));
    },
  );

  test.each(Object.entries(followsOnReleasedLine))(
    'O10 %s of a released line follows, and those who listen are told',
    (field, to) => {
      const [line] = order.lines;
      for (const lines of [[{ ...line, [field]: to }], [{ ...line, [field]: undefined }]]) {
        const events = revised({ lines });
        expect(events.map(({ type }) => type)).toEqual(['order.changed.v1']);
        expect(dataOf(events).lines[0][field]).toEqual((lines[0] as Record<string, unknown>)[field]);
        expect(orderEvents['order.changed.v1'].parse(dataOf(events))).toMatchObject({ lines: [{ state: 'released' }] });
      }
    },
  );

  const followed = Object.entries(ofHeader).filter(([, { refused }]) => refused === undefined);
  const refused = Object.entries(ofHeader).filter(([, answer]) => answer.refused !== undefined);

  test.each(followed)('O10 %s follows, and those who listen are told', (field, { to }) => {
    const events = revised({ [field]: to });
    expect(events.map(({ type }) => type)).toEqual(['order.changed.v1']);
    expect(dataOf(events)[field]).toEqual(to);
    expect(orderEvents['order.changed.v1'].strict().parse(dataOf(events))).toHaveProperty(field);
  });

  test.each(refused)('O10 %s stays, and a change is refused aloud', (field, { to, refused: code }) => {
    const events = revised({ [field]: to });
    expect(events.map(({ type }) => type)).toEqual(['order.rejected.v1']);
    expect(dataOf(events).violations).toMatchObject([{ code, path: expect.stringMatching(`^${field}`) }]);
    expect(dataOf(events).violations[0].remedy).toBeTruthy();
  });

  test.each(Object.entries(ofAccounts))('O10 of the accounts: %s', (_, { to, refused: code, billed }) => {
    const events = revised({ accounts: to }, billed);
    if (code === undefined) expect(dataOf(events).accounts).toEqual(to);
    else expect(dataOf(events).violations).toMatchObject([{ code, path: 'accounts' }]);
  });
});
