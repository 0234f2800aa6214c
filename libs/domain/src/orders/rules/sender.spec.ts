import { cancelOrder } from '../cancel.ts';
import { type CatalogProduct, evolve, type OrderBooks, type OrderEvent, type RequestedOrder } from '../order.ts';
import { placeOrder } from '../place.ts';

/** O7: a person's order, revision or cancellation is judged against the order as it is decided, not as it was when it was posted. */

const now = '2026-11-21T10:00:00.000Z';
const [anna, boris, desk] = ['anna@a.example', 'boris@b.example', 'desk@vendor.example'];
const http = '/seatwright/http';

const product: CatalogProduct = {
  sku: 'AP-1Y',
  facts: {
    ...{ name: 'AP', description: 'x', instructionsUrl: 'https://docs.example/x', program: 'mist' },
    ...{ scenario: 'activation', category: 'paid', billing: 'once' },
  },
  termMonths: 12,
  prices: { EUR: '118.00' },
  withdrawn: false,
  asOf: '2026-01-01T00:00:00Z',
};

const line = {
  ...({ lineNumber: 1, sku: 'AP-1Y', quantity: 25, unitPrice: '118.00', kind: 'initial' } as const),
  requestedShipDate: '2060-01-01',
};

function order(changes: Partial<RequestedOrder> = {}): RequestedOrder {
  const accounts = [{ accountId: 'A', role: 'end-customer' }];
  return {
    orderNumber: 'SO',
    revision: 1,
    currency: 'EUR',
    accounts,
    emails: ['it@a.example'],
    lines: [line],
    ...changes,
  };
}

const ofB = [{ accountId: 'B', role: 'end-customer' }];
const ofBoth = [...order().accounts, { accountId: 'B', role: 'bill-to' }];

type Authority = Record<string, 'everything' | readonly string[]>;
const everybody: Authority = { [anna]: ['A'], [boris]: ['B'], [desk]: 'everything' };

function books(authority: Authority = everybody): OrderBooks & { allow(authority: Authority): void } {
  const map = new Map<string, 'everything' | ReadonlySet<string>>();
  const allow = (granted: Authority) => {
    map.clear();
    for (const [email, ids] of Object.entries(granted)) map.set(email, ids === 'everything' ? ids : new Set(ids));
  };
  allow(authority);
  const products = new Map([[product.sku, product]]);
  return {
    orders: new Map(),
    products,
    sharedSources: [],
    billed: new Map(),
    authority: map,
    digest: (text) => text,
    allow,
  };
}

let requests = 0;

/** Sends an order as a person, undefined for one whom nobody named; delivered again under the id of the first time. */
function send(
  to: OrderBooks,
  email: string | undefined,
  asked: RequestedOrder,
  requestId = `r-${requests++}`,
): OrderEvent[] {
  const person = { email, requestId, asked };
  return fold(to, placeOrder(to, { readable: 'whole', source: http, person, order: asked }, now));
}

function fromErp(to: OrderBooks, asked: RequestedOrder, source = '/erp'): OrderEvent[] {
  return fold(to, placeOrder(to, { readable: 'whole', source, order: asked }, now));
}

function cancel(to: OrderBooks, email: string | undefined, revision: number): OrderEvent[] {
  const person = { email, requestId: `r-${requests++}`, asked: { revision } };
  return fold(to, cancelOrder(to, { orderNumber: 'SO', revision, source: http, person }, now));
}

function fold(to: OrderBooks, events: OrderEvent[]): OrderEvent[] {
  for (const event of events) evolve(to, event);
  return events;
}

/** Types of events, of refusals their codes. */
const told = (events: readonly OrderEvent[]) =>
  events.flatMap((event) => ('refusal' in event ? event.refusal.violations.map(({ code }) => code) : [event.type]));

const stateOf = (of: OrderBooks) => {
  const { foreign, refusals, ...rest } = of.orders.get('SO') ?? {};
  return rest as Record<string, unknown>;
};

describe('O7 a person’s revision of an order that was under way when it was posted', () => {
  test.each([
    ['of another person', (to: OrderBooks) => send(to, anna, order())],
    ['of an operator', (to: OrderBooks) => send(to, desk, order())],
    ['that somebody else pays for', (to: OrderBooks) => send(to, desk, order({ accounts: ofBoth }))],
  ])('changes nothing of an order %s', (_, first) => {
    const to = books();
    first(to);
    const before = stateOf(to);
    expect(told(send(to, boris, order({ revision: 2, accounts: ofB })))).toEqual(['ORDER_AUTHORITY_REQUIRED']);
    expect(told(send(to, boris, order({ revision: 999, accounts: ofB })))).toEqual(['ORDER_AUTHORITY_REQUIRED']);
    expect(told(cancel(to, boris, 2))).toEqual(['ORDER_AUTHORITY_REQUIRED']);
    expect(stateOf(to)).toEqual(before);
  });

  test('is no authority over the accounts that it takes in, nor over those that it takes out', () => {
    const to = books({ [anna]: ['A'], [boris]: ['A', 'B'] });
    expect(told(send(to, anna, order()))).toEqual(['OrderAccepted']);
    expect(told(send(to, anna, order({ revision: 2, accounts: ofBoth })))).toEqual(['ORDER_AUTHORITY_REQUIRED']);
    expect(told(send(to, boris, order({ revision: 2, accounts: ofBoth })))).toEqual(['OrderChanged']);
    expect(told(send(to, anna, order({ revision: 3 })))).toEqual(['ORDER_AUTHORITY_REQUIRED']);
    expect(told(cancel(to, anna, 3))).toEqual(['ORDER_AUTHORITY_REQUIRED']);
    expect(told(cancel(to, boris, 3))).toEqual(['OrderCancelled']);
  });

  test.each([
    ['nobody', undefined],
    ['a stranger', 'who@else.example'],
    ['somebody whose name is a property of every object', 'constructor'],
  ])('is refused to %s, who takes no number either', (_, email) => {
    const to = books();
    expect(told(send(to, email, order({ revision: 7 })))).toEqual(['ORDER_AUTHORITY_REQUIRED']);
    expect(to.orders.get('SO')).toMatchObject({ state: 'rejected', accounts: [], revision: 0 });
    expect(told(fromErp(to, order()))).toEqual(['OrderAccepted']);
    expect(to.orders.get('SO')?.source).toBe('/erp');
    expect(told(cancel(to, email, 1))).toEqual(['ORDER_OF_ANOTHER_SOURCE']);
  });

  test('names neither the accounts nor the person in its refusal', () => {
    const to = books();
    send(to, anna, order());
    const [event] = send(to, boris, order({ revision: 2, accounts: ofB }));
    const text = JSON.stringify(event && 'refusal' in event && event.refusal);
    expect(text).not.toMatch(/@|"[AB]"/);
    expect(text).toMatch(/remedy/);
  });

  test('O4 the revision that was refused to one is still another’s to send, with the same content too', () => {
    const to = books();
    send(to, anna, order());
    const next = order({ revision: 2, purchaseOrder: 'PO-2' });
    expect(told(send(to, boris, next))).toEqual(['ORDER_AUTHORITY_REQUIRED']);
    expect(told(send(to, anna, next))).toEqual(['OrderChanged']);
  });

  test('O8 a revision far above the last takes no other’s place', () => {
    const to = books();
    send(to, anna, order());
    expect(told(send(to, anna, order({ revision: 1002 })))).toEqual(['REVISION_TOO_FAR']);
    expect(told(cancel(to, anna, 1002))).toEqual(['REVISION_TOO_FAR']);
    expect(told(send(to, anna, order({ revision: 2, emails: ['b@a.example'] })))).toEqual(['OrderChanged']);
    expect(told(send(to, desk, order({ revision: 5000 })))).toEqual(['OrderChanged']);
  });
});

describe('O7 prices and terms of a person’s revision', () => {
  const at = (unitPrice: string, changes: object = {}) => [{ ...line, unitPrice, ...changes }];

  test('are the catalog’s or what was agreed by the order as it is decided', () => {
    const to = books();
    send(to, desk, order({ lines: at('99.00') }));
    expect(told(send(to, anna, order({ revision: 2, lines: at('99.0', { quantity: 24 }) })))).toEqual(['OrderChanged']);
    const more = order({ revision: 3, lines: at('99.00', { quantity: 25 }) });
    expect(told(send(to, anna, more))).toEqual(['PRICE_NOT_CATALOG']);
    expect(told(send(to, anna, order({ revision: 4, lines: at('118.00', { termMonths: 24 }) })))).toEqual([
      'TERM_NOT_CATALOG',
    ]);
    expect(told(send(to, desk, order({ revision: 5, lines: at('1.00', { termMonths: 24 }) })))).toEqual([
      'OrderChanged',
    ]);
  });

  test('of a system that no person speaks for are its own', () => {
    const to = books({});
    expect(told(fromErp(to, order({ lines: at('1.00') })))).toEqual(['OrderAccepted']);
    expect(told(fromErp(to, order({ revision: 5000, accounts: ofB })))).toEqual(['OrderChanged']);
  });
});

describe('O7 memberships that change between post and decision', () => {
  test('who may by then, may; who no longer may, may not; an operator that was, is none', () => {
    const to = books({});
    expect(told(send(to, anna, order()))).toEqual(['ORDER_AUTHORITY_REQUIRED']);
    to.allow({ [anna]: ['A'] });
    expect(told(send(to, anna, order()))).toEqual(['OrderAccepted']);
    to.allow({});
    for (const email of [anna, desk]) {
      expect(told(send(to, email, order({ revision: 2 })))).toEqual(['ORDER_AUTHORITY_REQUIRED']);
    }
  });

  test('O4 what was decided stays decided when the request comes again, whatever the person may do by then', () => {
    const to = books({});
    send(to, anna, order(), 'refused');
    to.allow(everybody);
    expect(send(to, anna, order(), 'refused')).toEqual([]);
    send(to, anna, order(), 'accepted');
    send(to, anna, order({ revision: 2, purchaseOrder: 'PO' }), 'changed');
    send(to, anna, order({ revision: 3, lines: [{ ...line, unitPrice: '1.00' }] }), 'dear');
    to.allow({});
    const before = to.orders.get('SO');
    expect(send(to, anna, order(), 'refused')).toEqual([]);
    expect(send(to, anna, order(), 'accepted')).toEqual([]);
    expect(send(to, anna, order({ revision: 2, purchaseOrder: 'PO' }), 'changed')).toEqual([]);
    expect(send(to, anna, order({ revision: 3, lines: [{ ...line, unitPrice: '1.00' }] }), 'dear')).toEqual([]);
    expect(to.orders.get('SO')).toBe(before);
  });
});
