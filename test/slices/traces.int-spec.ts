import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
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
const now = () => new Date('2026-10-21T10:00:00Z');

let postgres: TestPostgres;
let collector: Collector;
let folder: string;
let running: RunningProcess;

beforeAll(async () => {
  postgres = await startTestPostgres();
  collector = await startCollector();
  folder = await mkdtemp(path.join(tmpdir(), 'seatwright-traces-'));
  const settings = readSettings({
    ...{ DATABASE_URL: postgres.url, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error', OPERATORS: operator },
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
