import { randomBytes } from 'node:crypto';
import { codeHash } from '#apps/fulfillment/src/codes/codes.ts';
import { listEntitlements } from '#apps/fulfillment/src/entitlement-list.views.ts';
import { fulfillmentContext, resendCommand } from '#apps/fulfillment/src/fulfillment.slices.ts';
import { fulfillmentStore } from '#apps/fulfillment/src/fulfillment.store.ts';
import { fulfillmentTables } from '#apps/fulfillment/src/fulfillment.tables.ts';
import {
  entitlementOf,
  entitlementsOfShipments,
  licenseFactsOf,
  type StoredEntitlement,
} from '#apps/fulfillment/src/fulfillment.views.ts';
import { fulfillmentMigrations } from '#apps/fulfillment/src/migrations/migrations.ts';
import { entitlementFulfilled } from '#contracts/entitlements.ts';
import type { OrderChanged, ShipmentReleased } from '#contracts/orders.ts';
import { checkActivationCode } from '#domain/entitlements/activation-code.ts';
import { checkSsrn } from '#domain/entitlements/ssrn.ts';
import { codeKeysOf, openSealedCode } from '#runtime/environment/keys/sealed-codes.ts';
import { Memberships } from '#runtime/http/access/memberships.ts';
import { failureKind } from '#runtime/slices/failures.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { delivery } from '#test/support/samples/deliveries.ts';
import { shipmentReleased } from '#test/support/samples/shipments.ts';
import { startService } from '#test/support/service.ts';

const keys = codeKeysOf(randomBytes(32));
const store = fulfillmentStore({ keys, mailDomain: 'mail.example' });

let postgres: TestPostgres;
let fulfillment: Awaited<ReturnType<typeof start>>;

function start() {
  return startService(postgres.url, {
    name: 'fulfillment',
    entities: fulfillmentTables,
    migrations: fulfillmentMigrations,
    context: fulfillmentContext,
    store,
  });
}

const released = (shipment: ShipmentReleased, id?: string) =>
  delivery('orders', 'shipment.released.v1', shipment, id === undefined ? {} : { id });

async function deliver(...messages: ReturnType<typeof delivery>[]) {
  await fulfillment.runner.deliver(messages);
  return await fulfillment.announced();
}

/** A revision of a released order, as intake announces it. */
const changed = (orderNumber: string, revision: number, changes: Partial<OrderChanged> = {}) => {
  const { accounts, emails, currency } = shipmentReleased(orderNumber);
  const data = { orderNumber, revision, purchaseOrder: 'PO-78', accounts, emails, currency, lines: [], ...changes };
  return delivery('orders', 'order.changed.v1', { ...data, at: '2026-11-21T10:00:00Z' });
};

async function count(table: string, where = 'true'): Promise<number> {
  const [row] = await fulfillment.database.sql<{ n: number }>(
    `select count(*)::int as n from fulfillment.${table} where ${where}`,
  );
  return row?.n ?? 0;
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  fulfillment = await start();
});

afterAll(async () => {
  await fulfillment.database.close();
  await postgres.stop();
});

describe('fulfillment on PostgreSQL', () => {
  test('F1 F3 a line becomes an entitlement and an event that fits its contract', async () => {
    const [event, ...rest] = await deliver(released(shipmentReleased('SO-1')));
    expect(rest).toEqual([]);
    expect([event?.topic, event?.type, event?.key]).toEqual(['entitlements', 'entitlement.fulfilled.v1', 'ACC-100']);
    const data = entitlementFulfilled.strict().parse(event?.data);
    expect(data).toMatchObject({
      entitlementId: 'ENT-SO-1-1',
      startsOn: '2026-11-21',
      endsOn: '2027-11-21',
      graceEndsOn: '2027-12-21',
      fulfilledAt: '2026-11-21T10:00:00.000Z',
    });
    expect(checkSsrn(data.ssrn).ok).toBe(true);
  });

  test('I11 what the customer calls order and line travels with the entitlement', async () => {
    const shipment = shipmentReleased('SO-REF');
    const lines = shipment.lines.map((line) => ({ ...line, buyerLineReference: '00010' }));
    const [event] = await deliver(released({ ...shipment, buyerReference: '04011000-12345-39', lines }));
    const called = { buyerReference: '04011000-12345-39', buyerLineReference: '00010' };
    expect(entitlementFulfilled.strict().parse(event?.data)).toMatchObject(called);
  });

  test('O11 a line with an activation date is entitled and mailed at once, its term runs from that day', async () => {
    const shipment = shipmentReleased('SO-O11');
    const lines = shipment.lines.map((line) => ({ ...line, activationDate: '2027-03-01' }));
    const [event] = await deliver(released({ ...shipment, lines }));
    const term = { startsOn: '2027-03-01', endsOn: '2028-03-01', graceEndsOn: '2028-03-31' };
    expect(entitlementFulfilled.strict().parse(event?.data)).toMatchObject(term);
    expect(await count('mail', "order_number = 'SO-O11'")).toBe(1);
  });

  test('F4 F7 documents are in the language that the end customer read when they were issued, whatever it reads later', async () => {
    const memberships = new Memberships(fulfillment.database, () => new Date('2026-11-21T09:00:00Z'));
    const reads = (accountId: string, language: string | undefined, time: string) =>
      memberships.deliver([
        delivery('accounts', 'account.updated.v1', { accountId, kind: 'customer', name: 'K', language }, { time }),
      ]);
    await reads('ACC-100', 'de-AT', '2026-11-21T08:00:00Z');
    await reads('ACC-100', 'fr', '2026-11-21T07:00:00Z');
    const [event] = await deliver(released(shipmentReleased('SO-DE')));
    expect(entitlementFulfilled.strict().parse(event?.data).language).toBe('de');
    for (const [number, language] of [
      [1, 'pt-BR'],
      [2, 'en-GB'],
      [3, undefined],
    ] as const) {
      await reads('ACC-100', language, `2026-11-21T08:0${number}:00Z`);
      const [other] = await deliver(released(shipmentReleased(`SO-DE-${number}`)));
      expect(other?.data).not.toHaveProperty('language');
    }
    const [entitlement] = await entitlementsOfShipments(fulfillment.database.sql, ['SO-DE-S1']);
    expect(licenseFactsOf(entitlement as StoredEntitlement, keys).language).toBe('de');
  });

  test('F2 the code is valid, sealed in the event and in the table, and found by its keyed hash', async () => {
    const [event] = await deliver(released(shipmentReleased('SO-2')));
    const { entitlementId, sealedActivationCode } = event?.data ?? {};
    const code = openSealedCode(keys, entitlementId, sealedActivationCode);
    expect(checkActivationCode(code)).toEqual({ ok: true, value: code });
    expect(JSON.stringify(event)).not.toContain(code);
    expect(await count('entitlement', `activation_code_hash = '${codeHash(keys, code)}'`)).toBe(1);
    expect(await count('entitlement', `entitlement::text like '%${code}%'`)).toBe(0);
  });

  describe('O10 a revision after release takes effect', () => {
    const { sql } = { sql: (text: string) => fulfillment.database.sql(text) };
    const late = { accountId: 'ACC-LATE', role: 'partner' as const, name: 'Später GmbH' };
    const resend = (orderNumber: string) =>
      fulfillment.database.transaction((sql) =>
        fulfillment.runner.decideAndSave(sql, [
          {
            ...{ id: `resend-${orderNumber}`, source: '/test', type: resendCommand, time: '', correlationId: 'x' },
            data: { orderNumber, shipmentId: `${orderNumber}-S1` },
          },
        ]),
      );
    const recipients = async (orderNumber: string) => {
      const rows = await sql(
        `select recipients from fulfillment.mail where order_number = '${orderNumber}' order by round`,
      );
      return rows.map((row) => (row.recipients as { address: string }[]).map(({ address }) => address));
    };

    const orders = {
      'after its shipment': (n: string) => [[released(shipmentReleased(n))], [changed(n, 2, revision)]],
      'in one batch with it': (n: string) => [[released(shipmentReleased(n)), changed(n, 2, revision)]],
      'before it': (n: string) => [[changed(n, 2, revision)], [released(shipmentReleased(n))]],
      'before an older one': (n: string) => [
        [released(shipmentReleased(n)), changed(n, 2, revision), changed(n, 1, { purchaseOrder: 'OLD' })],
      ],
    };
    const { accounts } = shipmentReleased('any');
    const revision = { emails: ['right@lodz.example'], accounts: [...accounts.slice(0, 1), late] };

    test.each(Object.entries(orders))('O10 when it comes %s', async (how, batches) => {
      const orderNumber = `SO-O10 ${how}`;
      for (const batch of batches(orderNumber)) await deliver(...batch);
      const list = async (visible: readonly string[]) =>
        (await listEntitlements(fulfillment.database.sql, visible, '2026-11-21', { orderNumber })).items;
      const shown = await list(['ACC-LATE']);
      expect(shown).toMatchObject([{ purchaseOrder: 'PO-78', accounts: revision.accounts }]);
      expect(await list(['ACC-900'])).toEqual([]);
      await resend(orderNumber);
      expect((await recipients(orderNumber)).at(-1)).toEqual(['right@lodz.example']);
    });

    test('O10 a mail that waits is replaced by one to the corrected addresses, unless somebody is at it', async () => {
      const states = (orderNumber: string) =>
        sql(
          `select round, state, recipients from fulfillment.mail where order_number = '${orderNumber}' order by round`,
        );
      await deliver(released(shipmentReleased('SO-W1')), released(shipmentReleased('SO-W2')));
      await sql(`update fulfillment.mail set state = 'claimed' where order_number = 'SO-W2'`);
      await deliver(changed('SO-W1', 2, revision), changed('SO-W2', 2, revision));
      expect(await states('SO-W1')).toMatchObject([
        { round: 1, state: 'superseded' },
        { round: 2, state: 'waiting', recipients: [{ address: 'right@lodz.example', state: 'waiting' }] },
      ]);
      expect(await states('SO-W2')).toMatchObject([{ round: 1, state: 'claimed' }]);
      // In one batch, the mail is written once, as it is to be sent.
      await deliver(released(shipmentReleased('SO-W3')), changed('SO-W3', 2, revision));
      expect(await states('SO-W3')).toMatchObject([{ round: 1, recipients: [{ address: 'right@lodz.example' }] }]);
    });

    test('O10 what an order and its lines say is shown with the entitlement, and follows a revision', async () => {
      const [line] = shipmentReleased('SO-FACTS').lines as [ShipmentReleased['lines'][number]];
      const lines = [1, 2].map((lineNumber) => ({ ...line, lineNumber, buyerLineReference: `000${lineNumber}0` }));
      const shown = async () => {
        const { sql } = fulfillment.database;
        const page = await listEntitlements(sql, 'everything', '2026-11-21', { orderNumber: 'SO-FACTS' });
        return page.items.toReversed().map(({ purchaseOrder, buyerReference, buyerLineReference }) => {
          return [purchaseOrder, buyerReference, buyerLineReference];
        });
      };
      await deliver(released(shipmentReleased('SO-FACTS', { lines, buyerReference: 'CC-4711' })));
      expect(await shown()).toEqual([
        ['PO-77/2026', 'CC-4711', '00010'],
        ['PO-77/2026', 'CC-4711', '00020'],
      ]);
      const accepted = lines.map(({ lineNumber, sku, quantity, unitPrice }) => {
        const facts = lineNumber === 1 ? { buyerLineReference: '00011' } : {};
        return { lineNumber, sku, quantity, unitPrice, state: 'released' as const, ...facts };
      });
      await deliver(changed('SO-FACTS', 2, { lines: accepted }));
      expect(await shown()).toEqual([
        ['PO-78', undefined, '00011'],
        ['PO-78', undefined, undefined],
      ]);
    });

    test('R7 what earlier releases fulfilled has no such facts, and is shown as it was', async () => {
      await deliver(released(shipmentReleased('SO-OLD', { buyerReference: 'CC-4711' })));
      await sql(`update fulfillment.entitlement set facts = null where order_number = 'SO-OLD'`);
      const old = await entitlementOf(fulfillment.database.sql, 'ENT-SO-OLD-1');
      expect(old).toMatchObject({ purchaseOrder: 'PO-77/2026' });
      expect(old).not.toHaveProperty('facts');
      expect(old).not.toHaveProperty('buyerReference');
      await deliver(changed('SO-OLD', 2, { buyerReference: 'CC-4712' }));
      const revised = await entitlementOf(fulfillment.database.sql, 'ENT-SO-OLD-1');
      expect(revised).toMatchObject({ purchaseOrder: 'PO-78', buyerReference: 'CC-4712' });
    });

    test('O10 a later shipment of the order is announced as the newest revision has it', async () => {
      await deliver(released(shipmentReleased('SO-O10')), changed('SO-O10', 3, revision));
      const lines = shipmentReleased('SO-O10', {}, 2).lines.slice(1);
      const [event] = await deliver(
        released(shipmentReleased('SO-O10', { shipmentId: 'SO-O10-S2', revision: 2, lines })),
      );
      expect(event?.data).toMatchObject({ lineNumber: 2, revision: 3, purchaseOrder: 'PO-78' });
    });
  });

  test('F1 exactly one entitlement and one mail, whatever is redelivered, in one batch and later', async () => {
    const shipment = shipmentReleased('SO-3', {}, 3);
    const once = released(shipment, 'so-3');
    expect(await deliver(once, released(shipment), once)).toHaveLength(3);
    const before = await entitlementOf(fulfillment.database.sql, 'ENT-SO-3-2');
    fulfillment.clock.now = '2026-11-22T10:00:00.000Z';
    expect(await deliver(released(shipment), once)).toEqual([]);
    fulfillment.clock.now = '2026-11-21T10:00:00.000Z';
    expect(await entitlementOf(fulfillment.database.sql, 'ENT-SO-3-2')).toEqual(before);
    expect(await count('entitlement', `order_number = 'SO-3'`)).toBe(3);
    expect(await count('mail', `order_number = 'SO-3'`)).toBe(1);
  });

  test('F1 two processes with the same shipment at once make one entitlement per line', async () => {
    const other = await start();
    const shipments = Array.from({ length: 40 }, (_, index) => shipmentReleased(`SO-RACE-${index}`));
    await Promise.all([
      fulfillment.runner.deliver(shipments.map((shipment) => released(shipment))),
      other.runner.deliver(shipments.toReversed().map((shipment) => released(shipment))),
    ]);
    expect(await count('entitlement', `order_number like 'SO-RACE-%'`)).toBe(40);
    expect(await fulfillment.announced()).toHaveLength(40);
    expect(await count('dead_letter')).toBe(0);
    await other.database.close();
  });

  test('F2 a clash on a unique number runs the batch again with new candidates', async () => {
    const [event] = await deliver(released(shipmentReleased('SO-4')));
    await fulfillment.database.sql(`select setval('fulfillment.ssrn_series', $1::bigint, false)`, [
      event?.data.ssrn.slice(0, 11),
    ]);
    const events = await deliver(released(shipmentReleased('SO-5')), released(shipmentReleased('SO-6')));
    expect(events.map(({ data }) => data.entitlementId)).toEqual(['ENT-SO-5-1', 'ENT-SO-6-1']);
    expect(new Set([event, ...events].map((each) => each?.data.ssrn)).size).toBe(3);
  });

  test('F2 codes and SSRNs of many entitlements are all different', async () => {
    await deliver(...Array.from({ length: 50 }, (_, index) => released(shipmentReleased(`SO-MANY-${index}`, {}, 10))));
    const [row] = await fulfillment.database.sql<{ codes: number; numbers: number }>(
      `select count(distinct activation_code_hash)::int as codes, count(distinct ssrn)::int as numbers
       from fulfillment.entitlement where order_number like 'SO-MANY-%'`,
    );
    expect(row).toEqual({ codes: 500, numbers: 500 });
  });

  test('F2 a code that was drawn before is a clash, after which a batch is tried again with other codes', async () => {
    await deliver(released(shipmentReleased('SO-CODE-1')), released(shipmentReleased('SO-CODE-2')));
    const again = fulfillment.database.sql(
      `update fulfillment.entitlement set activation_code_hash = (
         select activation_code_hash from fulfillment.entitlement where order_number = 'SO-CODE-1' limit 1)
       where order_number = 'SO-CODE-2'`,
    );
    expect(failureKind(await again.catch((error) => error))).toBe('conflict');
  });

  test('O5 other types of the topic are skipped, what nobody could read is kept', async () => {
    const cancelled = {
      orderNumber: 'SO-7',
      revision: 2,
      cancelledLines: [],
      releasedLines: [],
      at: '2026-11-21T10:00:00Z',
    };
    expect(await deliver(delivery('orders', 'order.cancelled.v1', cancelled))).toEqual([]);
    expect(await count('dead_letter')).toBe(0);
    await deliver(delivery('orders', 'shipment.released.v1', { shipmentId: 'SO-8-S1' }));
    expect(await count('dead_letter')).toBe(1);
  });

  test('F5 entitlements are visible at once to every account on the order, newest first, and to nobody else', async () => {
    const accounts = [
      { accountId: 'ACC-7', role: 'end-customer' as const },
      { accountId: 'ACC-8', role: 'distributor' as const },
    ];
    await deliver(...[1, 2, 3].map((n) => released(shipmentReleased(`SO-SEEN-${n}`, { accounts }))));
    const seenBy = async (visible: readonly string[] | 'everything', cursor?: string) =>
      await listEntitlements(fulfillment.database.sql, visible, '2026-11-21', { cursor, limit: '2' });
    const first = await seenBy(['ACC-8', 'ACC-NONE']);
    expect(first.items.map(({ orderNumber }) => orderNumber)).toEqual(['SO-SEEN-3', 'SO-SEEN-2']);
    const second = await seenBy(['ACC-8'], first.nextCursor ?? '');
    expect(second.items.map(({ orderNumber }) => orderNumber)).toEqual(['SO-SEEN-1']);
    expect((await seenBy(['ACC-NONE'])).items).toEqual([]);
    expect((await seenBy([])).items).toEqual([]);
    expect((await seenBy('everything')).items).toHaveLength(2);
  });
});
