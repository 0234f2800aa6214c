import { fulfillmentContext } from '#apps/fulfillment/src/fulfillment.slices.ts';
import { invoicingContext } from '#apps/invoicing/src/invoicing.slices.ts';
import { ledgerContext } from '#apps/ledger/src/ledger.slices.ts';
import { lineFactFields } from '#contracts/text/order-facts.ts';
import { type TopicName, topics } from '#contracts/topics.ts';
import { defaultSettings } from '#domain/invoices/account/account.ts';
import { emptyBooks } from '#domain/invoices/books.ts';
import { headerFactNames, lineFactNames } from '#domain/values/order-facts.ts';
import { slicesByType } from '#runtime/slices/messages.ts';
import type { Context } from '#runtime/slices/slice.ts';
import { openMemoryLedger } from './memory-ledger.ts';
import { openMemoryIntake } from './orders/memory-intake.ts';
import { message } from './world.ts';

/** A fact that no service decides by arrives at the end because it is a fact, not because each service knows of it. */

// biome-ignore lint/suspicious/noExplicitAny: read as a foreign system reads JSON
type Heard = { readonly type: string; readonly data: any };
const now = '2026-11-21T10:00:00.000Z';

/** A service without a database: what it announces of what it hears, in the form of its contracts. */
function service<Needs, Books, Event>(context: Context<Needs, Books, Event>, books: Books) {
  const slices = slicesByType(context);
  return ({ type, data }: Heard): Heard[] => {
    const slice = slices.get(type);
    if (!slice) return [];
    const events = slice.decide(books, message(type, slice.schema.parse(data) as object), now);
    for (const event of events) context.evolve(books, event);
    return events
      .flatMap((event) => context.announce(event))
      .map(({ topic, type: of, data: said }) => {
        const schema = (topics[topic as TopicName].events as Record<string, { parse(of: unknown): unknown }>)[of];
        return { type: of, data: schema?.parse(JSON.parse(JSON.stringify(said))) };
      });
  };
}

function openServices() {
  const intake = openMemoryIntake();
  const candidate = { sealedActivationCode: 'x', activationCodeHash: 'x', ssrn: '400000000172' };
  const fulfillment = service(fulfillmentContext, {
    ...{ entitlements: new Set<string>(), mails: new Map(), headers: new Map(), mailDomain: 'mail.example' },
    candidates: new Map([1, 2].map((line) => [`ENT-SO-1-${line}`, candidate] as const)),
  });
  const ledger = service(ledgerContext, openMemoryLedger().books);
  const invoicing = service(invoicingContext, emptyBooks(defaultSettings));
  return {
    order: (type: string, data: object) => intake.deliver(type, '/erp/a', data, now).announced,
    fulfillment: (all: readonly Heard[]) => all.flatMap(fulfillment),
    ledger: (all: readonly Heard[]) => all.flatMap(ledger),
    invoicing: (all: readonly Heard[]) => all.flatMap(invoicing),
  };
}

const facts = (names: readonly string[], of: string) =>
  Object.fromEntries(names.map((name) => [name, `${of} ${name}`]));
const ofOrder = (of: string) => facts(headerFactNames, of);
const ofLine = (of: string) => facts(lineFactNames, of);

/** Two lines: the first is due at once, and says what the order is told to. */
const order = (revision: number, of: string, line: object = ofLine(of)) => ({
  ...{ orderNumber: 'SO-1', revision, currency: 'EUR', emails: ['it@kunde.example'], ...ofOrder(of) },
  accounts: [{ accountId: 'C-1', role: 'end-customer' }],
  lines: [
    { lineNumber: 1, sku: 'AP-1Y', quantity: 2, unitPrice: '118.00', ...line },
    { lineNumber: 2, sku: 'MX-1Y', quantity: 1, unitPrice: '10.00', requestedShipDate: '2027-01-01' },
  ],
});

const ofType = (heard: readonly Heard[], type: string) => heard.find((each) => each.type === type)?.data;

describe('facts that pass through', () => {
  test('the contract and the domain name the same facts of a line', () => {
    expect(Object.keys(lineFactFields).sort()).toEqual([...lineFactNames].sort());
  });

  test('O1, I11 every fact of an order and its line is told by each service, up to the invoice', () => {
    const services = openServices();
    const orders = services.order('sales-order.placed.v1', order(1, 'first'));
    expect(ofType(orders, 'order.accepted.v1')).toMatchObject({ ...ofOrder('first'), lines: [ofLine('first'), {}] });
    expect(ofType(orders, 'shipment.released.v1')).toMatchObject({ ...ofOrder('first'), lines: [ofLine('first')] });
    const entitlements = services.fulfillment(orders);
    const all = { ...ofOrder('first'), ...ofLine('first') };
    expect(ofType(entitlements, 'entitlement.fulfilled.v1')).toMatchObject(all);
    const licenses = services.ledger(entitlements);
    expect(ofType(licenses, 'license.granted.v1').lot.references).toEqual(all);
    expect(ofType(services.invoicing(licenses), 'invoice.adjusted.v1').cause).toMatchObject(all);
  });

  test.each([
    ['says other facts', ofLine('second'), ofLine('second')],
    ['says none of the line any more', {}, {}],
  ])('O10 a revision that %s is followed by every service that hears of it before the line', (_, line, told) => {
    const services = openServices();
    const orders = services.order('sales-order.placed.v1', order(1, 'first'));
    const revised = services.order('sales-order.changed.v1', order(2, 'second', line));
    expect(ofType(revised, 'order.changed.v1').lines[1]).not.toHaveProperty([...lineFactNames][0] ?? '');
    const all = { ...ofOrder('second'), ...told };
    const named = [...headerFactNames, ...lineFactNames];
    const factsIn = (data: Record<string, unknown>) =>
      Object.fromEntries(named.flatMap((name) => (data[name] === undefined ? [] : [[name, data[name]]])));
    // Each hears of the line as the older revision had it.
    const entitlements = services.fulfillment(orders);
    expect(factsIn(ofType(openServices().fulfillment([...revised, ...orders]), 'entitlement.fulfilled.v1'))).toEqual(
      all,
    );
    services.ledger(revised);
    const licenses = services.ledger(entitlements);
    expect(factsIn(ofType(licenses, 'license.granted.v1').lot.references)).toEqual(all);
    const others = openServices();
    others.invoicing(revised);
    const granted = others.ledger(entitlements);
    expect(ofType(granted, 'license.granted.v1').lot.references).toEqual({ ...ofOrder('first'), ...ofLine('first') });
    expect(factsIn(ofType(others.invoicing(granted), 'invoice.adjusted.v1').cause)).toEqual(all);
  });
});
