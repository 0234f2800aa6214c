import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import PostalMime, { type Email } from 'postal-mime';
import { binaryHeaders } from '#contracts/cloud-event.ts';
import { readWaiting } from '../support/oracle/facts.ts';
import { type FakeSchema, framed, startFakeRegistry } from '../support/processes/fake-registry.ts';
import { describeWithKafka } from '../support/processes/kafka.ts';
import {
  describeWithKcat,
  publishBinary,
  publishBytes,
  publishStructured,
  readTopic,
} from '../support/processes/kcat.ts';
import { type System, startSystem } from '../support/processes/system.ts';
import { runProgram } from '../support/programs.ts';
import { avro, orderInAvro, orderSchema } from '../support/samples/avro-orders.ts';
import { sampleDocument, writeSenders } from '../support/samples/documents.ts';
import { exampleOrder, sampleEvents } from '../support/samples/samples.ts';
import { untilNothingMoves, untilThere } from '../support/waiting.ts';

// biome-ignore lint/suspicious/noExplicitAny: JSON from outside; each test knows what it looks for
type Json = any;

const noPdftotext = spawnSync('pdftotext', ['-v']).error ? 'pdftotext is missing (Debian: poppler-utils)' : undefined;
const longestMilliseconds = 600_000;

describeWithKcat('the whole pipeline, seen from outside', () => {
  describeWithKafka('with real Kafka, PostgreSQL and SMTP', pipeline);
});

function pipeline(brokers: string): void {
  let system: System;
  let registry: Awaited<ReturnType<typeof startFakeRegistry>>;
  const schemas: Record<string, FakeSchema> = {
    '/schemas/ids/1': { schema: orderSchema },
    '/schemas/ids/2': { schema: ['null', 'string'] },
  };
  const sendersDir = mkdtempSync(path.join(tmpdir(), 'seatwright-senders-'));
  const mails: Email[] = [];

  beforeAll(async () => {
    const services = { intake: 2, fulfillment: 2, ledger: 1, invoicing: 1 };
    writeSenders(sendersDir, { kanal: { answer: {} }, nordufer: { answer: {} } });
    await writeFile(path.join(sendersDir, 'outbox.json'), JSON.stringify(outboxSender));
    registry = await startFakeRegistry(schemas);
    const settings = { SENDERS_DIR: sendersDir, SCHEMA_REGISTRY_URL: registry.address };
    system = await startSystem({ services, brokers, keepMails: true, settings });
  }, longestMilliseconds);
  afterAll(async () => {
    await system?.close();
    await registry?.stop();
    rmSync(sendersDir, { recursive: true });
  });

  /** A test on the running system; when it fails, it shows the end of every log. */
  const step = (name: string, body: () => Promise<void>) => test(name, () => system.watched(body), longestMilliseconds);

  async function get(service: string, route: string): Promise<Json> {
    const answer = await system.request(service, route);
    if (!answer.ok) throw new Error(`GET ${route}: ${answer.status} ${await answer.text()}`);
    return await answer.json();
  }

  /** Waits until `count` mails were accepted and nothing is under way any more. */
  async function through(count: number): Promise<void> {
    await untilNothingMoves(async () => {
      const accepted = system.smtp.mails().length;
      return [...(accepted < count ? [`${accepted} of ${count} mails`] : []), ...(await readWaiting(system))];
    }, 60_000);
    expect(system.smtp.mails()).toHaveLength(count);
  }

  step('a foreign client publishes in both modes, a foreign server gets one mail per shipment', async () => {
    for (const account of sampleEvents('accounts.json', 'accounts')) await publishStructured(brokers, account);
    for (const [index, order] of sampleEvents('sales-orders.json', 'sales-orders').entries()) {
      await (index % 2 === 0 ? publishBinary : publishStructured)(brokers, order);
    }
    await publishBinary(brokers, exampleOrder('SO-BINARY'));
    const contentType = 'content-type=application/cloudevents+json; charset=utf-8';
    await publishStructured(brokers, exampleOrder('SO-STRUCTURED'), [contentType]);
    await through(10);
    const accepted = system.smtp.mails();
    expect(new Set(accepted.map(({ messageId }) => messageId)).size).toBe(10);
    for (const { file = '' } of accepted) mails.push(await PostalMime.parse(await readFile(file)));
  });

  step('the same order again, in the other mode or under another id, changes nothing (O4)', async () => {
    for (const [index, order] of sampleEvents('sales-orders.json', 'sales-orders').entries()) {
      await (index % 2 === 0 ? publishStructured : publishBinary)(brokers, order);
    }
    await publishBinary(brokers, { ...exampleOrder('SO-BINARY'), id: 'another-id' });
    await through(10);
  });

  step('orders, entitlements and mails are there over HTTP', async () => {
    const orders: Json[] = (await get('intake', '/api/orders?limit=100')).items;
    const states = Object.fromEntries(orders.map(({ orderNumber, state }) => [orderNumber, state]));
    expect(Object.keys(states)).toHaveLength(12);
    expect(states).toMatchObject({ 'SO-10009': 'cancelled', 'SO-10010': 'rejected' });
    const { lines } = await get('intake', '/api/orders/SO-10008');
    expect(lines.map(({ quantity, state }: Json) => [quantity, state])).toEqual([
      [5, 'released'],
      [14, 'waiting'],
    ]);
    const entitlements: Json[] = (await get('fulfillment', '/api/entitlements?limit=100')).items;
    expect(entitlements).toHaveLength(13);
    const written = mails.flatMap(({ text = '', html = '' }) => [text, html]).join('\n');
    for (const { activationCode, ssrn } of entitlements) {
      expect(written).toContain(activationCode);
      expect(written).toContain(ssrn);
    }
  });

  (noPdftotext ? test.skip : step)(
    `pdftotext reads the names in every script from what was attached${noPdftotext ? ` [skipped: ${noPdftotext}]` : ''}`,
    async () => {
      const texts = await Promise.all((await certificates()).map(pdfText));
      for (const name of [
        'Łódź Logistyka S.A.',
        '株式会社さくらネット',
        'Ελληνική Ναυτιλία Α.Ε.',
        'ТОВ «Київ Зв’язок»',
      ]) {
        expect(texts.filter((text) => text.includes(name))).not.toHaveLength(0);
      }
    },
  );

  step('a certificate and a license key file are genuine, and a changed one is not (F7)', async () => {
    const keyFile = mails
      .flatMap((mail) => mail.attachments)
      .find(({ filename }) => filename?.startsWith('license-key-'));
    const [certificate = new Uint8Array()] = await certificates();
    const key = bytesOf(keyFile?.content);
    const text = Buffer.from(key).toString();
    await verified('certificate', certificate, 0, /genuine/);
    await verified('license-key', key, 0, /genuine/);
    await verified('license-key', Buffer.from(text.replace('Quantity: ', 'Quantity: 9')), 1, /./);
    const changed = Buffer.from(certificate);
    const middle = Math.floor(changed.length / 2);
    changed.writeUInt8(changed.readUInt8(middle) ^ 1, middle);
    await verified('certificate', changed, 1, /./);
  });

  step('a transfer that a system asks for moves licenses and the next invoice of both sides', async () => {
    const [request] = sampleEvents('license-requests.json', 'license-requests');
    if (!request) throw new Error('there is no sample request');
    await publishBinary(brokers, request);
    const transferred = await untilThere('license.transferred.v1', () => eventOf('licenses', 'license.transferred.v1'));
    expect(transferred).toMatchObject({ from: 'ACC-101', to: 'ACC-100', lines: [{ quantity: 10 }] });
    const adjusted = await untilThere('two adjustments', async () => {
      const all = await eventsOf('invoices', 'invoice.adjusted.v1');
      const ofTransfer = all.filter(({ cause }) => cause.id === transferred.transferId);
      return ofTransfer.length === 2 ? ofTransfer : undefined;
    });
    expect(adjusted.map(({ accountId, quantity, amount }) => [accountId, quantity, amount]).sort()).toEqual([
      ['ACC-100', 10, '29.00'],
      ['ACC-101', -10, '-29.00'],
    ]);
    const held: Json[] = (await get('ledger', '/api/accounts/ACC-100/licenses')).items;
    expect(held.filter(({ sku }) => sku === 'MIRADORE-PREMIUM').map(({ quantity }) => quantity)).toEqual([10]);
    const invoice = await get('invoicing', '/api/accounts/ACC-100/next-invoice?currency=EUR');
    expect(JSON.stringify(invoice.lines)).toContain(transferred.transferId);
  });

  step('what nobody can read is a dead letter with its bytes; replayed it says why once more (O5)', async () => {
    const bytes = Buffer.from([0x7b, 0xff, 0x00, 0xfe]);
    await publishBytes(brokers, 'sales-orders', bytes);
    const letter = await untilThere('dead letter', () =>
      deadLetter((one) => one.topic === 'sales-orders' && one.size === bytes.length),
    );
    const answer = await system.request('intake', `/api/dead-letters/${letter.id}/replay`, { method: 'POST' });
    expect(answer.status).toBe(422);
    const kept = await system.request('intake', `/api/dead-letters/${letter.id}/content`);
    expect(Buffer.from(await kept.arrayBuffer())).toEqual(bytes);
  });

  step('a message that failed for a reason that is gone goes through when it is replayed', async () => {
    const before = system.smtp.mails().length;
    await system.postgres.change(
      `alter table intake.sales_order add constraint a_bug check (order_number <> 'SO-UNLUCKY')`,
    );
    await publishBinary(brokers, exampleOrder('SO-UNLUCKY'));
    await publishBinary(brokers, exampleOrder('SO-LUCKY'));
    const letter = await untilThere('dead letter', () => deadLetter(({ error }) => error.includes('a_bug')));
    await through(before + 1); // what came after it was not held up
    await system.postgres.change('alter table intake.sales_order drop constraint a_bug');
    const answer = await system.request('intake', `/api/dead-letters/${letter.id}/replay`, { method: 'POST' });
    expect(answer.ok).toBe(true);
    await through(before + 2);
    expect(await deadLetter(({ id }) => id === letter.id)).toBeUndefined();
  });

  step(
    'documents on topic order-documents, and beside our own orders on sales-orders, become orders of their senders',
    async () => {
      const before = system.smtp.mails().length;
      const headers = (sender: string) => [`sender=${sender}`, 'content-type=application/xml'];
      await publishBytes(brokers, 'order-documents', sampleDocument('nordufer-order.xml'), headers('nordufer'));
      await publishBytes(brokers, 'sales-orders', sampleDocument('kanal-order.xml'), headers('kanal'));
      // The same on the other topic is the same document.
      await publishBytes(brokers, 'order-documents', sampleDocument('kanal-order.xml'), headers('kanal'));
      await publishBytes(brokers, 'order-documents', sampleDocument('kanal-order.xml'), headers('nobody'));
      await through(before + 2);
      for (const [sender, orderNumber] of [['nordufer', 'NU-4500017'] as const, ['kanal', 'KANAL-P00041'] as const]) {
        expect(await get('intake', `/api/orders/${orderNumber}`)).toMatchObject({ state: 'accepted', revision: 1 });
        const { items } = await get('intake', `/api/order-documents?sender=${sender}`);
        expect(items.map(({ orders }: Json) => orders[0].orderNumber)).toEqual([orderNumber]);
      }
      const letter = await untilThere('dead letter', () => deadLetter(({ topic }) => topic === 'order-documents'));
      expect(letter.error).toContain('UNKNOWN_SENDER');
    },
  );

  step(
    'orders in Avro, framed by a schema registry, and rows of an outbox as Debezium sends them (O1, O12)',
    async () => {
      const before = system.smtp.mails().length;
      const ceHeaders = (id: string) =>
        Object.entries(binaryHeaders({ id, source: '/avro', type: 'sales-order.placed.v1' })).map((pair) =>
          pair.join('='),
        );
      const inAvro = (orderNumber: string) => {
        return avro(orderSchema, orderInAvro(orderNumber, { sku: 'MIST-AP-STD-1Y', requestedShipDate: null }));
      };
      const { revision: _, placedAt: __, purchaseOrder: ___, lines, ...state } = orderInAvro('OUT-2');
      const [line] = lines.map(({ requestedShipDate: ____, ...each }) => ({
        ...each,
        sku: 'MIST-AP-STD-1Y',
        unitPrice: '118.00',
      }));
      const row = JSON.stringify({ ...state, lines: [line] });
      const rowHeaders = ['sender=outbox', 'id=0b5f3a2c'];
      await publishBytes(brokers, 'sales-orders', framed(1, inAvro('AVRO-1')), ceHeaders('avro-1'));
      await publishBytes(brokers, 'order-documents', framed(2, avro(['null', 'string'], row)), rowHeaders);
      // Kafka Connect sends a row again when it was not told that it arrived.
      await publishBytes(brokers, 'order-documents', framed(2, avro(['null', 'string'], row)), rowHeaders);
      await publishBytes(brokers, 'sales-orders', framed(3, inAvro('AVRO-3')), ceHeaders('avro-3'));
      await through(before + 2);
      for (const orderNumber of ['AVRO-1', 'OUT-2']) {
        const order = await get('intake', `/api/orders/${orderNumber}`);
        expect(order).toMatchObject({ state: 'accepted', revision: 1, lines: [{ quantity: 25, unitPrice: '118.00' }] });
      }
      const letter = await untilThere('dead letter', () => deadLetter(({ error }) => error.includes('schema 3')));
      schemas['/schemas/ids/3'] = { schema: orderSchema };
      const answer = await system.request('intake', `/api/dead-letters/${letter.id}/replay`, { method: 'POST' });
      expect(answer.ok).toBe(true);
      await through(before + 3);
    },
  );

  step('an order right after its account is told of is mailed in the language that was told (F4)', async () => {
    const before = system.smtp.mails().length;
    const accounts = [{ accountId: 'DE-1', role: 'end-customer', name: 'Müller Logistik GmbH' }];
    const event = exampleOrder('SO-DE');
    const account = { accountId: 'DE-1', kind: 'customer', name: 'Müller Logistik GmbH', language: 'de' };
    const told = { key: 'DE-1', id: 'de-1', source: '/crm', type: 'account.updated.v1', data: account };
    await publishBinary(brokers, { topic: 'accounts', ...told });
    await publishBinary(brokers, { ...event, data: { ...(event.data as object), accounts } });
    await through(before + 1);
    const { file = '' } = system.smtp.mails().at(-1) ?? {};
    expect((await PostalMime.parse(await readFile(file))).html).toContain('<html lang="de"');
  });

  async function certificates(): Promise<Uint8Array[]> {
    const attached = mails.flatMap((mail) => mail.attachments).filter(({ mimeType }) => mimeType === 'application/pdf');
    expect(attached).toHaveLength(13);
    return attached.map(({ content }) => bytesOf(content));
  }

  async function pdfText(bytes: Uint8Array): Promise<string> {
    return execFileSync('pdftotext', ['-', '-'], { input: bytes, encoding: 'utf8' }).replace(/\s+/g, ' ');
  }

  async function verified(kind: string, bytes: Uint8Array, code: number, words: RegExp): Promise<void> {
    const file = path.join(system.folder, 'check', `${kind}-${code}`);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes);
    const env = { DATA_DIR: path.join(system.folder, 'data') };
    const ended = await runProgram('all-in-one/src/verify.js', [kind, file], env);
    expect(ended).toMatchObject({ code });
    expect(ended.output + ended.errors).toMatch(words);
  }

  async function eventsOf(topic: string, type: string): Promise<Json[]> {
    const messages = await readTopic(brokers, topic);
    return messages
      .filter(({ headers }) => headers[headers.indexOf('ce_type') + 1] === type)
      .map(({ payload }) => JSON.parse(payload));
  }

  async function eventOf(topic: string, type: string): Promise<Json | undefined> {
    return (await eventsOf(topic, type))[0];
  }

  async function deadLetter(wanted: (letter: Json) => boolean): Promise<Json | undefined> {
    const { items } = await get('intake', '/api/dead-letters?limit=100');
    return items.find(wanted);
  }
}

/** A system that writes each state of an order as a row of its outbox, in our own JSON. */
const outboxSender = {
  ...{ sender: 'outbox', formats: ['json'], order: { kind: 'sales-order' }, mayOrderFor: ['*'] },
  parties: { unknown: 'pass-through' },
};

function bytesOf(content: string | ArrayBuffer | Uint8Array | undefined): Uint8Array {
  if (content === undefined) return new Uint8Array();
  return typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content);
}
