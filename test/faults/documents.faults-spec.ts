import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type FakeS4, startFakeS4 } from '../documents/fake-s4.ts';
import { describeWithKafka, kafkaClient } from '../support/processes/kafka.ts';
import { type System, startSystem } from '../support/processes/system.ts';
import { sampleDocument, writeSenders } from '../support/samples/documents.ts';
import { untilThere } from '../support/waiting.ts';
import { longestMilliseconds } from './rounds.ts';

/** Whoever keeps a document of this format sleeps before the commit, which is made long enough to be met by that. */
const sleeping = (
  format: string,
) => `create or replace function intake.a_point() returns trigger language plpgsql as $body$
  begin
    if exists (select 1 from intake.order_document where format = '${format}') then perform pg_sleep(30); end if;
    return null;
  end $body$;
  create or replace trigger a_point after insert on intake.order_document for each statement execute function intake.a_point()`;

/** Whoever writes down that an answer was taken sleeps before the commit. */
const sleepingOnAnswer = (
  orderNumber: string,
) => `create or replace function intake.a_point() returns trigger language plpgsql as $body$
  begin
    if exists (select 1 from intake.order_answer where order_number = '${orderNumber}' and state = 'sent') then perform pg_sleep(30); end if;
    return null;
  end $body$;
  create or replace trigger a_point after update on intake.order_answer for each statement execute function intake.a_point()`;

/** Who takes answers; of the next one it says nothing, where it is told to. */
async function startAnswered() {
  const received: Buffer[] = [];
  const state = { received, saysNothing: false, address: '', close: () => {} };
  const server = createServer(async (request, response) => {
    received.push(await buffer(request));
    if (state.saysNothing) state.saysNothing = false;
    else response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  state.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  state.close = () => {
    server.close();
    server.closeAllConnections();
  };
  return state;
}

/** In place of the trigger, which could only be dropped when nobody sleeps in it any more. */
const awake = `create or replace function intake.a_point() returns trigger language plpgsql as $body$
  begin return null; end $body$`;

describeWithKafka('kill -9 while documents are taken', (brokers) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'seatwright-documents-'));
  let system: System;
  let s4: FakeS4;
  let answered: Awaited<ReturnType<typeof startAnswered>>;

  beforeAll(async () => {
    s4 = await startFakeS4();
    answered = await startAnswered();
    const secretFile = path.join(folder, 'secret');
    writeFileSync(secretFile, 'secret');
    const credentials = { kind: 'basic', user: 'user', secretFile };
    const lookup = { system: 's4-v2', address: s4.address, credentials };
    const emails = { always: ['it@nautilia.example'] };
    const sendersDir = path.join(folder, 'senders');
    const answer = { to: answered.address, formats: ['order-response'] };
    writeSenders(sendersDir, { kanal: { answer }, s4: { lookup, emails, authentication: undefined } });
    system = await startSystem({ services: { intake: 1 }, brokers, settings: { SENDERS_DIR: sendersDir } });
  }, longestMilliseconds);
  afterAll(async () => {
    await system?.close();
    await s4?.close();
    answered?.close();
    rmSync(folder, { recursive: true });
  });

  const step = (name: string, body: () => Promise<void>) => test(name, () => system.watched(body), longestMilliseconds);

  async function publish(sender: string, value: Buffer, contentType: string): Promise<void> {
    const producer = kafkaClient(brokers).producer();
    await producer.connect();
    await producer.send({
      topic: 'order-documents',
      messages: [{ key: sender, value, headers: { sender, 'content-type': contentType } }],
    });
    await producer.disconnect();
  }

  let orders = 0;
  const sentOn = async (topic: string) => {
    const admin = kafkaClient(brokers).admin();
    await admin.connect();
    const partitions = await admin.fetchTopicOffsets(topic);
    await admin.disconnect();
    return partitions.reduce((sum, { offset }) => sum + Number(offset), 0);
  };

  const count = async (from: string) => {
    const [row] = await system.postgres.query<{ count: string }>(`select count(*) from ${from}`);
    return Number(row?.count);
  };

  async function killedInPgSleep(): Promise<void> {
    await untilThere('process that sleeps', async () => {
      return (await count(`pg_stat_activity where wait_event = 'PgSleep'`)) > 0 || undefined;
    });
    kill();
    await system.postgres.change(awake);
    await system.postgres.change(`select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep'`);
  }

  const kill = () => {
    for (const service of system.of('intake')) service.kill();
  };

  /** One order, one state: said once, kept once, of one document. */
  async function expectOne(orderNumber: string, format: string): Promise<void> {
    const order = `intake.sales_order where order_number = '${orderNumber}' and state = 'accepted' and revision = 1`;
    await untilThere(`order ${orderNumber}`, async () => (await count(order)) > 0 || undefined);
    await untilThere('empty outbox', async () => (await count('intake.outbox')) === 0 || undefined);
    expect(await count(`intake.order_document where format = '${format}'`)).toBe(1);
    expect(await count(`intake.source_order where document ->> 'orderNumber' = '${orderNumber}'`)).toBe(1);
    expect(await sentOn('sales-orders')).toBe(++orders);
  }

  step('a document between claim and commit is taken by the process that comes after, once', async () => {
    await system.postgres.change(sleeping('ubl'));
    await publish('kanal', sampleDocument('kanal-order.xml'), 'application/xml');
    await killedInPgSleep();
    await expectOne('KANAL-P00041', 'ubl');
  });

  step('an order that was being read back, and was read and not saved yet, is read again and placed once', async () => {
    const item = {
      ...{ SalesOrderItem: '10', HigherLevelItem: '0', Material: 'AP-STD', RequestedQuantityISOUnit: 'PCE' },
      ...{ RequestedQuantity: '25', NetAmount: '2950.00' },
    };
    s4.orders.set('4711', { SalesOrder: '4711', changed: Date.parse('2026-11-28T10:00:00Z'), items: [item] });
    // No answer comes to the first read.
    s4.troubles.push('slow');
    await publish('s4', sampleDocument('s4-event.json'), 'application/json');
    await untilThere('read', async () => s4.asked.length === 1 || undefined);
    kill();
    await system.postgres.change(sleeping('s4'));
    await leaseEnded();
    await killedInPgSleep();
    await leaseEnded();
    await expectOne('S4-4711', 's4');
    expect(s4.asked).toHaveLength(3);
    expect(await count(`intake.lookup where key = '4711' and state = 'read' and lease_until is null`)).toBe(1);
  });

  step(
    'an answer on its way, and one that was taken and not written down yet, comes again with the same bytes',
    async () => {
      const orderNumber = 'KANAL-P00042';
      const waiting = `intake.order_answer where order_number = '${orderNumber}' and state = 'waiting'`;
      // Its claim runs out after half a minute; nobody waits for it here.
      const due = () => system.postgres.change(`update intake.order_answer set due_at = now() where state = 'waiting'`);
      const before = answered.received.length;
      const came = (times: number) =>
        untilThere(`answer ${times}`, async () => answered.received.length === before + times || undefined);
      answered.saysNothing = true;
      const document = sampleDocument('kanal-order.xml').toString().replaceAll('P00041', 'P00042');
      await publish('kanal', Buffer.from(document), 'application/xml');
      await came(1);
      kill();
      await system.postgres.change(sleepingOnAnswer(orderNumber));
      await due();
      await came(2);
      await killedInPgSleep();
      expect(await count(waiting)).toBe(1);
      await due();
      await came(3);
      await untilThere('answer that is sent', async () => (await count(waiting)) === 0 || undefined);
      expect(
        await count(`intake.order_answer where order_number = '${orderNumber}' and state = 'sent' and tries = 3`),
      ).toBe(1);
      const [first, ...others] = answered.received.slice(before);
      expect(first?.toString()).toContain('<cbc:ID>P00042</cbc:ID>');
      for (const other of others) expect(other).toEqual(first);
    },
  );

  /** A lease is a minute; nobody waits for it here. */
  async function leaseEnded(): Promise<void> {
    await untilThere(
      'lease',
      async () => (await count(`intake.lookup where lease_until is not null`)) > 0 || undefined,
    );
    await system.postgres.change(
      `update intake.lookup set lease_until = now() - interval '1 second' where key = '4711'`,
    );
  }
});
