import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serviceEntries } from '#apps/all-in-one/src/services.ts';
import { readSettings } from '#runtime/environment/settings.ts';
import { issueToken } from '#runtime/http/access/auth.ts';
import { Database } from '#runtime/postgres/database.ts';
import { type RunningProcess, startProcess } from '#runtime/process/process.ts';
import { startTestPostgres, type TestPostgres } from '../support/database.ts';
import { until } from './ledger/ledger-stage.ts';

/** O10 through all services, over HTTP alone: another payer before the order is billed, and after. */

const operator = 'operator@seatwright.example';
let postgres: TestPostgres;
let folder: string;
let intake: Database;
let running: RunningProcess;
let now = new Date('2026-10-21T10:00:00Z');

async function start(): Promise<void> {
  const settings = readSettings({
    ...{ DATABASE_URL: postgres.url, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'silent', OPERATORS: operator },
  });
  running = await startProcess({ settings, services: serviceEntries, now: () => now });
}

interface Answer {
  readonly status: number;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for
  readonly body: any;
}

async function ask(method: string, address: string, body?: object): Promise<Answer> {
  const token = await issueToken(operator, running.context.settings.authKeyFile, new Date());
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(running.url + address, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const text = await response.text();
  return { status: response.status, text, body: text.startsWith('{') ? JSON.parse(text) : undefined };
}

const get = (address: string) => ask('GET', address);
const next = async (accountId: string) => (await get(`/api/accounts/${accountId}/next-invoice`)).body;
const linesOf = async (accountId: string) => (await next(accountId))?.lines?.length ?? 0;

const placed = (payer: string, revision: number) =>
  ask('POST', '/api/sales-orders', {
    ...{ orderNumber: 'SO-O03', revision, currency: 'EUR', emails: ['it@customer.example'] },
    ...{ purchaseOrder: 'PO-4711', buyerReference: '04011000-12345-39' },
    accounts: [
      { accountId: 'CU-O03', role: 'end-customer', name: 'Customer O3', country: 'DE' },
      { accountId: payer, role: 'bill-to', name: `Name of ${payer}`, country: 'DE' },
    ],
    lines: [{ lineNumber: 1, sku: 'MIST', quantity: 5, unitPrice: '118.00', buyerLineReference: '00010' }],
  });

/** What intake has heard of the invoice: another payer is taken until then. */
async function billedOn(): Promise<string | undefined> {
  const [row] = await intake.sql<{ invoice_number: string }>('select invoice_number from intake.billed_line');
  return row?.invoice_number;
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  folder = await mkdtemp(path.join(tmpdir(), 'seatwright-payer-'));
  await start();
  intake = await Database.open({ url: postgres.url, schema: 'intake', entities: [], migrations: [] });
  await ask('PUT', '/api/products/MIST', {
    ...{ name: 'Wireless', description: 'x', instructionsUrl: 'https://docs.example/x', scenario: 'activation' },
    ...{ program: 'mist', termMonths: 12, prices: { EUR: '118.00' } },
  });
  await until(async () => (await get('/api/products/MIST')).status === 200);
});

afterAll(async () => {
  await intake?.close();
  await running?.stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('an order that names another payer', () => {
  test('O10 before it is billed: the first is billed nothing, the other all of it', async () => {
    expect((await placed('PAY-OLD', 1)).status).toBe(202);
    await until(async () => (await next('PAY-OLD'))?.net === '590.00');
    expect((await placed('PAY-NEW', 2)).status).toBe(202);
    await until(async () => (await next('PAY-NEW'))?.net === '590.00');
    expect(await linesOf('PAY-OLD')).toBe(0);
    expect((await get('/api/orders/SO-O03')).body).toMatchObject({ revision: 2, refusals: [] });
  });

  test('O10, I11 once it is billed, the revision is refused with the number of the invoice, on which the references stand', async () => {
    for (const id of ['PAY-OLD', 'PAY-NEW']) {
      const facts = {
        kind: 'partner',
        name: `Name of ${id}`,
        country: 'DE',
        taxRate: '19',
        invoiceEmails: ['ap@pay.example'],
      };
      await ask('PUT', `/api/accounts/${id}`, facts);
      await until(async () => (await get(`/api/accounts/${id}`)).body?.kind === 'partner');
    }
    await until(async () => (await next('PAY-NEW'))?.state === 'open');
    // The scheduler looks when the services start: November has begun meanwhile.
    await running.stop();
    now = new Date('2026-11-02T10:00:00Z');
    await start();
    await until(async () => (await get('/api/invoices')).body.items.length === 1);
    const [{ number, accountId }] = (await get('/api/invoices')).body.items;
    expect(accountId).toBe('PAY-NEW');
    const { text } = await get(`/api/invoices/${number}.xml`);
    expect(text).toContain('<cbc:BuyerReference>04011000-12345-39</cbc:BuyerReference>');
    expect(text).toMatch(/<cac:OrderReference>\s*<cbc:ID>PO-4711</);
    expect(text).toMatch(/<cac:OrderLineReference>\s*<cbc:LineID>00010</);
    await until(async () => (await billedOn()) === number);
    const refused = async () => (await get('/api/orders/SO-O03')).body.refusals.at(-1);
    expect((await placed('PAY-OLD', 3)).status).toBe(202);
    await until(async () => (await refused()) !== undefined);
    expect(await refused()).toMatchObject({
      revision: 3,
      violations: [{ code: 'RELEASED_TERMS_FIXED', message: expect.stringContaining(`billed on invoice ${number}`) }],
    });
    expect((await get('/api/orders/SO-O03')).body.accounts).toContainEqual(
      expect.objectContaining({ accountId: 'PAY-NEW' }),
    );
    expect(await linesOf('PAY-OLD')).toBe(0);
  });
});
