import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serviceEntries } from '#apps/all-in-one/src/services.ts';
import { binaryHeaders } from '#contracts/cloud-event.ts';
import type { TopicName } from '#contracts/topics.ts';
import { readSettings } from '#runtime/environment/settings.ts';
import { issueToken } from '#runtime/http/access/auth.ts';
import { type RunningProcess, startProcess } from '#runtime/process/process.ts';
import { pdfSource } from '#test/support/pdf-text.ts';
import { startTestPostgres, type TestPostgres } from '../support/database.ts';
import { until } from './ledger/ledger-stage.ts';

/** I13: with NOW everything goes by the time that was set: what is decided, dated, issued and expires; tokens do not. */

const operator = 'operator@seatwright.example';

let postgres: TestPostgres;
let folder: string;
let running: RunningProcess;

async function start(NOW: string): Promise<void> {
  const variables = {
    NOW,
    DATA_DIR: folder,
    PORT: '0',
    LOG_LEVEL: 'silent',
    OPERATORS: operator,
    MAIL_MAX_BYTES: '120000',
  };
  // The settings are those of the embedded default; its database is the one that the tests share.
  const settings = { ...readSettings(variables), databaseUrl: postgres.url };
  running = await startProcess({ settings, services: serviceEntries });
}

async function publish(topic: TopicName, type: string, data: object): Promise<void> {
  const headers = binaryHeaders({ id: `${type}/${JSON.stringify(data)}`.slice(0, 200), source: '/test', type });
  await running.context.broker.publish([{ topic, key: 'NOW-1', headers, value: JSON.stringify(data) }]);
}

// biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for
async function get(address: string): Promise<any> {
  const token = await issueToken(operator, running.context.settings.authKeyFile, new Date());
  const answer = await fetch(`${running.url}${address}`, { headers: { authorization: `Bearer ${token}` } });
  const type = answer.headers.get('content-type');
  if (type?.includes('pdf')) return pdfSource(Buffer.from(await answer.arrayBuffer()));
  return type?.includes('json') ? await answer.json() : await answer.text();
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  folder = await mkdtemp(path.join(tmpdir(), 'seatwright-now-'));
  await start('2031-02-27T23:00:00Z');
  await publish('accounts', 'account.updated.v1', {
    ...{ accountId: 'NOW-1', kind: 'customer', name: 'Now', country: 'PL', taxRate: '23' },
    invoiceEmails: ['invoices@now.example'],
  });
  await publish('sales-orders', 'sales-order.placed.v1', {
    ...{ orderNumber: 'SO-NOW', revision: 1, currency: 'EUR', emails: ['it@now.example'] },
    accounts: [{ accountId: 'NOW-1', role: 'end-customer', name: 'Now' }],
    lines: [{ lineNumber: 1, sku: 'MIST-AP-STD-1Y', quantity: 3, unitPrice: '118.00', kind: 'renewal' }],
  });
  await until(async () => (await get('/api/accounts/NOW-1/licenses')).items?.length === 1);
  await until(async () => (await get('/api/mails')).items?.[0]?.state === 'sent');
});

afterAll(async () => {
  await running?.stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('I13 NOW', () => {
  test('terms, events, mails and documents are of that time', async () => {
    const [license] = (await get('/api/accounts/NOW-1/licenses')).items;
    expect(license).toMatchObject({ startsOn: '2031-02-27', endsOn: '2032-02-27', status: 'active' });
    const [entitlement] = (await get('/api/entitlements')).items;
    expect(entitlement.fulfilledAt).toMatch(/^2031-02-27T23:/);
    expect((await get('/api/orders/SO-NOW')).receivedAt).toMatch(/^2031-02-27T23:/);
    expect((await get('/api/event-log')).items[0].date).toMatch(/^2031-02-27T23:/);
    expect(await get(`/api/entitlements/${encodeURIComponent(entitlement.entitlementId)}/certificate.pdf`)).toMatch(
      /\(D:20310227/,
    );
    const [file = ''] = (await readdir(path.join(folder, 'mail'))).filter((name) => name.startsWith('SO-NOW'));
    expect(await readFile(path.join(folder, 'mail', file), 'utf8')).toMatch(/^Date: Thu, 27 Feb 2031 23:/m);
    expect((await get('/api/accounts/NOW-1/next-invoice')).period).toBe('2031-03');
  });

  test('F9 parts of mails go at once, and mails are settled by that time', async () => {
    await publish('sales-orders', 'sales-order.placed.v1', {
      ...{ orderNumber: 'SO-PARTS', revision: 1, currency: 'EUR', emails: ['it@now.example'] },
      accounts: [{ accountId: 'NOW-2', role: 'end-customer', name: 'Parts' }],
      lines: [1, 2, 3, 4].map((lineNumber) => ({
        lineNumber,
        sku: 'MIST-AP-STD-1Y',
        quantity: 1,
        unitPrice: '118.00',
      })),
    });
    const mails = async () => (await get('/api/mails?about=SO-PARTS-S1')).items;
    const isSettled = ({ state }: { state: string }) => state === 'sent' || state === 'superseded';
    await until(async () => (await mails()).length > 1 && (await mails()).every(isSettled));
    for (const { settledAt } of await mails()) expect(settledAt).toMatch(/^2031-02-27T23:/);
  });

  test('a later start finds months closed, invoices of that day, and what has expired', async () => {
    await running.stop();
    await start('2032-05-03T12:00:00Z');
    await until(async () => (await get('/api/invoices')).items?.length === 1);
    const [invoice] = (await get('/api/invoices')).items;
    expect(invoice).toMatchObject({ period: '2031-03', issuedOn: '2032-05-03', dueOn: '2032-05-17' });
    expect(invoice.number).toMatch(/-2032-/);
    const [license] = (await get('/api/accounts/NOW-1/licenses')).items;
    expect(license).toMatchObject({ status: 'expired', transferableQuantity: 0 });
  });
});
