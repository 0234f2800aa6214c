import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FulfillmentModule } from '#apps/fulfillment/src/fulfillment.module.ts';
import { IntakeModule } from '#apps/intake/src/intake.module.ts';
import { InvoicingModule } from '#apps/invoicing/src/invoicing.module.ts';
import { LedgerModule } from '#apps/ledger/src/ledger.module.ts';
import { binaryHeaders } from '#contracts/cloud-event.ts';
import type { TopicName } from '#contracts/topics.ts';
import { readSettings } from '#runtime/environment/settings.ts';
import { issueToken } from '#runtime/http/access/auth.ts';
import { type RunningProcess, startProcess } from '#runtime/process/process.ts';
import { type CollectedSpan, type Collector, startCollector } from '#test/support/collector.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { untilNothing, untilThere } from '#test/support/waiting.ts';

/** What an order's trace has, from the request or message that it came with to its mail, as a collector gets it. */

const operator = 'operator@seatwright.example';
const services = [
  { name: 'intake', module: IntakeModule },
  { name: 'fulfillment', module: FulfillmentModule },
  { name: 'ledger', module: LedgerModule },
  { name: 'invoicing', module: InvoicingModule },
];
const now = () => new Date(Date.parse('2026-10-21T10:00:00Z') + performance.now());
const samples = path.join(import.meta.dirname, '../../deploy/sample');

let postgres: TestPostgres;
let collector: Collector;
let folder: string;
let running: RunningProcess;
let system: Server;
/** The Trace Context of each request that came to the system of the senders, by its method. */
const asked: { readonly method?: string; readonly traceparent?: string }[] = [];

/** Starts a system whose one order is read back, and which takes every answer; two senders have it. */
async function startSenders(): Promise<void> {
  const order = readFileSync(path.join(samples, 'documents/s4-order.json'));
  system = createServer((request, response) => {
    const { method, headers } = request;
    asked.push({ method, traceparent: headers.traceparent?.toString() });
    request.resume();
    if (method === 'POST') response.writeHead(204).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(order);
  });
  await new Promise<void>((resolve) => system.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(system.address() as AddressInfo).port}`;
  const secretFile = path.join(folder, 'secret');
  writeFileSync(secretFile, 'secret');
  const credentials = { kind: 'api-key', header: 'x-key', secretFile };
  const s4 = JSON.parse(readFileSync(path.join(samples, 'senders/s4.json'), 'utf8'));
  const profiles = [
    {
      ...{
        ...s4,
        authentication: undefined,
        parties: { unknown: 'pass-through' },
        skus: { 'AP-STD': { sku: 'ONCE' } },
      },
      lookup: { system: 's4-v2', address, credentials },
    },
    {
      ...{ sender: 'erp', formats: ['json'], order: { kind: 'sales-order' }, mayOrderFor: ['*'] },
      ...{ parties: { unknown: 'pass-through' }, answer: { formats: ['order-answer'], to: address, credentials } },
    },
  ];
  for (const profile of profiles) writeFileSync(path.join(folder, `${profile.sender}.json`), JSON.stringify(profile));
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  collector = await startCollector();
  folder = await mkdtemp(path.join(tmpdir(), 'seatwright-traces-'));
  await startSenders();
  const settings = readSettings({
    ...{ DATABASE_URL: postgres.url, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error', OPERATORS: operator },
    SENDERS_DIR: folder,
    ...{ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%2Cb' },
  });
  running = await startProcess({ settings, services, now });
  await publish('accounts', 'account.updated.v1', { accountId: 'MINE', kind: 'customer', name: 'Mine' });
  await publish('catalog', 'product.published.v1', {
    ...{ sku: 'ONCE', name: 'Wi-Fi', description: 'x', instructionsUrl: 'https://docs.example/x' },
    ...{ program: 'open', scenario: 'activation', termMonths: 12, prices: { EUR: '10.00' } },
  });
});
afterAll(async () => {
  await running?.stop();
  await collector?.stop();
  system?.closeAllConnections();
  system?.close();
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

let published = 0;

async function publish(topic: TopicName, type: string, data: object, traceparent?: string): Promise<void> {
  published += 1;
  const headers = binaryHeaders({
    id: `m-${published}`,
    source: '/test',
    type,
    time: now().toISOString(),
    traceparent,
  });
  await running.context.broker.publish([{ topic, key: 'MINE', headers, value: JSON.stringify(data) }]);
}

async function publishDocument(sender: string, value: string, { traceparent }: Begun): Promise<void> {
  const headers = { sender, 'content-type': 'application/json', traceparent };
  await running.context.broker.publish([{ topic: 'order-documents', key: 'MINE', headers, value }]);
}

const order = (orderNumber: string) => ({
  ...{ orderNumber, revision: 1, currency: 'EUR', emails: ['it@mine.example'] },
  accounts: [{ accountId: 'MINE', role: 'end-customer', name: 'Mine' }],
  lines: [{ lineNumber: 1, sku: 'ONCE', quantity: 9, unitPrice: '10.00', kind: 'initial' }],
});

interface Begun {
  readonly traceId: string;
  readonly traceparent: string;
}

/** A trace that somebody else began, who keeps it. */
function begun(flags = '01'): Begun {
  const traceId = randomBytes(16).toString('hex');
  return { traceId, traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-${flags}` };
}

const inTrace = (traceId: string) => collector.spans.filter((span) => span.traceId === traceId);
const named = (spans: readonly CollectedSpan[], name: string) => spans.find((span) => span.name === name);
const said = (span: CollectedSpan | undefined, key: string) =>
  Object.values(span?.attributes.find((attribute) => attribute.key === key)?.value ?? {})[0];

/** The names of a span and of what it came of, up to the first of its trace that was ours. */
function way(spans: readonly CollectedSpan[], name: string): string[] {
  const names: string[] = [];
  for (let span = named(spans, name); span; ) {
    names.unshift(span.name);
    const parent: string | undefined = span.parentSpanId;
    span = spans.find(({ spanId }) => spanId === parent);
  }
  return names;
}

const sentOf = ({ traceId }: Begun) =>
  untilThere('event of the mail', async () => {
    const spans = inTrace(traceId);
    return (named(spans, 'process fulfillment-mail.sent.v1') ?? named(spans, 'send entitlements')) ? spans : undefined;
  });

describe('traces by OpenTelemetry', () => {
  test('an order of another system is one trace, which that system began, until its mail was sent', async () => {
    const sender = begun();
    await publish('sales-orders', 'sales-order.placed.v1', order('SO-1'), sender.traceparent);
    await untilNothing(async () => (named(inTrace(sender.traceId), 'mail') ? [] : ['mail']), 30_000);
    const spans = inTrace(sender.traceId);
    expect(way(spans, 'mail')).toEqual([
      'process sales-order.placed.v1',
      'send orders',
      'process shipment.released.v1',
      'mail',
    ]);
    expect(said(named(spans, 'process shipment.released.v1'), 'seatwright.service')).toBe('fulfillment');
    expect(named(spans, 'process sales-order.placed.v1')?.service).toBe('seatwright');
    expect(await sentOf(sender)).toBeDefined();
  });

  test('a request over HTTP is the beginning of one, in the trace of whoever asks', async () => {
    const browser = begun();
    const token = await issueToken(operator, running.context.settings.authKeyFile, new Date());
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${running.url}/api/sales-orders`, {
      method: 'POST',
      headers: { ...headers, traceparent: browser.traceparent },
      body: JSON.stringify(order('SO-2')),
    });
    expect(response.status).toBe(202);
    await untilNothing(async () => (named(inTrace(browser.traceId), 'mail') ? [] : ['mail']), 30_000);
    const spans = inTrace(browser.traceId);
    expect(way(spans, 'mail').slice(0, 2)).toEqual(['POST /api/sales-orders', 'send sales-orders']);
    const asked = named(spans, 'POST /api/sales-orders');
    expect([asked?.kind, said(asked, 'http.response.status_code')]).toEqual([2, 202]);
    const statements = spans.filter(({ parentSpanId }) => parentSpanId === asked?.spanId).map(({ name }) => name);
    expect(statements).toContain('insert');
  });

  test('an order that is read back goes on in the trace of the event that named it, and so does its system', async () => {
    const sender = begun();
    await publishDocument('s4', readFileSync(path.join(samples, 'documents/s4-event.json'), 'utf8'), sender);
    await untilNothing(async () => (named(inTrace(sender.traceId), 'mail') ? [] : ['mail']), 30_000);
    const spans = inTrace(sender.traceId);
    const taken = 'process seatwright.take-document';
    expect(way(spans, 'mail').slice(-7)).toEqual([
      ...['look up', taken, 'send sales-orders', 'process sales-order.placed.v1', 'send orders'],
      ...['process shipment.released.v1', 'mail'],
    ]);
    expect(way(spans, 'GET').slice(-2)).toEqual(['look up', 'GET']);
    const request = named(spans, 'GET');
    expect([said(request, 'http.response.status_code'), said(request, 'server.address')]).toEqual([
      200,
      expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    ]);
    const got = asked.find(({ method }) => method === 'GET');
    expect(got?.traceparent).toBe(`00-${sender.traceId}-${request?.spanId}-01`);
    expect(JSON.stringify(spans)).not.toContain('A_SalesOrder(');
  });

  test('an answer to a document is in the trace of the document, and so is whoever takes it', async () => {
    const sender = begun();
    await publishDocument('erp', JSON.stringify({ ...order('SO-7'), revision: undefined }), sender);
    await untilNothing(async () => (named(inTrace(sender.traceId), 'answer') ? [] : ['answer']), 30_000);
    const spans = inTrace(sender.traceId);
    expect(way(spans, 'POST')).toEqual([
      ...['process seatwright.take-document', 'send sales-orders', 'process sales-order.placed.v1', 'answer', 'POST'],
    ]);
    const got = asked.find(({ method, traceparent = '' }) => method === 'POST' && traceparent.includes(sender.traceId));
    expect(got?.traceparent).toBe(`00-${sender.traceId}-${named(spans, 'POST')?.spanId}-01`);
  });

  test('statements are there with their text and never with their values', async () => {
    const texts = collector.spans.flatMap((span) => said(span, 'db.query.text') ?? []);
    expect(texts.some((text) => String(text).includes('.inbox'))).toBe(true);
    expect(JSON.stringify(collector.spans)).not.toContain('it@mine.example');
  });

  test('what its sender does not keep is not kept here', async () => {
    const sender = begun('00');
    await publish('sales-orders', 'sales-order.placed.v1', order('SO-3'), sender.traceparent);
    const kept = begun();
    await publish('sales-orders', 'sales-order.placed.v1', order('SO-4'), kept.traceparent);
    await untilNothing(async () => (named(inTrace(kept.traceId), 'mail') ? [] : ['mail']), 30_000);
    expect(inTrace(sender.traceId)).toEqual([]);
  });

  test('messages that are decided together share a span that is linked with each of theirs', async () => {
    const [one, other] = [begun(), begun()];
    const messages = [one, other].map(({ traceparent }, index) => ({
      topic: 'sales-orders',
      key: 'MINE',
      headers: binaryHeaders({ id: `t-${index}`, source: '/test', type: 'sales-order.placed.v1', traceparent }),
      value: JSON.stringify(order(`SO-1${index}`)),
    }));
    await running.context.broker.publish(messages);
    const batch = await untilThere('span of the batch', async () =>
      collector.spans.find(({ links = [] }) =>
        [one, other].every(({ traceId }) => links.some((link) => link.traceId === traceId)),
      ),
    );
    expect([batch.name, said(batch, 'messaging.batch.message_count')]).toEqual(['batch intake', 2]);
    expect(inTrace(batch.traceId).some(({ parentSpanId }) => parentSpanId === batch.spanId)).toBe(true);
  });

  test('every export has the headers that the settings name, and health is no trace', async () => {
    await fetch(`${running.url}/health/ready`);
    await running.stop();
    expect(new Set(collector.headers.map((headers) => headers['api-key']))).toEqual(new Set(['a,b']));
    expect(collector.spans.filter(({ name }) => name.includes('health'))).toEqual([]);
  });
});
