import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import PostalMime from 'postal-mime';
import { InvoicingModule } from '#apps/invoicing/src/invoicing.module.ts';
import { binaryHeaders } from '#contracts/cloud-event.ts';
import type { TopicName } from '#contracts/topics.ts';
import { readSettings } from '#runtime/environment/settings.ts';
import { issueToken } from '#runtime/http/access/auth.ts';
import { Database } from '#runtime/postgres/database.ts';
import { type RunningProcess, startProcess } from '#runtime/process/process.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { type SmtpSink, startSmtpSink } from '#test/support/processes/smtp-sink.ts';

/** Issued documents over HTTP and by mail, and credit notes; the service as it is shipped, its month closed by itself. */

const lot = {
  ...{ lotId: 'PUR-1', sku: 'MDM-PREMIUM', name: 'Device management', program: 'miradore', category: 'paid' },
  ...{ billing: 'monthly', unitPrice: '3.00', currency: 'EUR', startsOn: '2026-01-01', originAccountId: 'SITE-1' },
};
const operator = 'operator@seatwright.example';
const owner = 'owner@site-1.example';
const number = 'INV-2026-000001';

let postgres: TestPostgres;
let folder: string;
let sink: SmtpSink;
let running: RunningProcess;
let now = new Date('2026-10-21T10:00:00Z');

async function publish(topic: TopicName, type: string, data: unknown): Promise<void> {
  const headers = binaryHeaders({
    id: `${type}-${Math.random()}`,
    source: '/test',
    type,
    time: '2026-10-01T09:30:00Z',
  });
  await running.context.broker.publish([{ topic, key: 'k', headers, value: JSON.stringify(data) }]);
}

async function request(email: string, pathname: string, init: RequestInit = {}): Promise<Response> {
  const token = await issueToken(email, running.context.settings.authKeyFile, new Date());
  const headers = { ...init.headers, authorization: `Bearer ${token}` };
  return await fetch(running.url + pathname, { ...init, headers });
}

// biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for
const json = async (email: string, pathname: string): Promise<any> => await (await request(email, pathname)).json();

const credit = (email: string, of: string, key: string, reason: unknown = 'wrong company name', part: object = {}) =>
  request(email, `/api/invoices/${of}/credit`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ reason, ...part }),
  });

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function start(variables: Record<string, string>): Promise<RunningProcess> {
  const common = { DATABASE_URL: postgres.url, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error', OPERATORS: operator };
  const settings = readSettings({ ...common, ...variables });
  return startProcess({ settings, services: [{ name: 'invoicing', module: InvoicingModule }], now: () => now });
}

const site = (accountId: string, invoiceEmails: string[]) =>
  publish('accounts', 'account.updated.v1', {
    ...{ accountId, kind: 'customer', name: 'Łódź Logistyka & Sons', country: 'PL', taxRate: '23', invoiceEmails },
    address: { street: 'ul. Piotrkowska 104', postalCode: '90-926', city: 'Łódź' },
  });

beforeAll(async () => {
  postgres = await startTestPostgres();
  folder = await mkdtemp(path.join(tmpdir(), 'seatwright-invoices-'));
  sink = await startSmtpSink();
  running = await start({ SMTP_URL: sink.url });
  await site('SITE-1', ['billing@site-1.example', 'it@site-1.example']);
  await site('SITE-2', []);
  await publish('accounts', 'administrator.updated.v1', { accountId: 'SITE-1', email: owner, role: 'admin' });
  for (const [index, accountId] of ['SITE-1', 'SITE-2'].entries()) {
    const data = {
      journalId: `J${index}`,
      at: '2026-10-20T10:00:00Z',
      initiatedBy: owner,
      accountId,
      quantity: 7,
      lot,
    };
    await publish('licenses', 'license.purchased.v1', data);
  }
  await until('both accounts', async () => (await request(operator, '/api/accounts/SITE-2/next-invoice')).ok);
  // The scheduler looks when the service starts: November has begun meanwhile.
  await running.stop();
  now = new Date('2026-11-02T10:00:00Z');
  running = await start({ SMTP_URL: sink.url });
  await until('invoices', async () => (await json(operator, '/api/invoices')).items.length === 2);
});

afterAll(async () => {
  await running?.stop();
  await sink.stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('issued documents', () => {
  test('I8 what is held is asked for by its state, and a state that there is none of is refused', async () => {
    expect(await json(operator, '/api/invoices?state=held')).toEqual({ items: [], nextCursor: null });
    expect((await json(operator, '/api/invoices?state=issued')).items).toHaveLength(2);
    expect((await request(operator, '/api/invoices?state=open')).status).toBe(400);
    const metrics = await (await request(operator, '/metrics')).text();
    expect(metrics).toContain('seatwright_invoices_held 0');
  });

  test('I6 each is mailed once to the addresses of its account, with PDF and XML; HTTP answers the same bytes', async () => {
    const [mail] = await sink.received(1);
    expect(mail?.to).toEqual(['billing@site-1.example', 'it@site-1.example']);
    expect(mail?.messageId).toBe(`<invoice.${number}@seatwright.example>`);
    const { attachments, subject } = await PostalMime.parse(mail?.raw ?? '');
    expect(subject).toBe(`Invoice ${number} from Seatwright Licensing GmbH`);
    expect(attachments.map(({ filename, mimeType }) => [filename, mimeType])).toEqual([
      [`${number}.pdf`, 'application/pdf'],
      [`${number}.xml`, 'application/xml'],
    ]);
    for (const [index, kind] of ['pdf', 'xml'].entries()) {
      const answer = await request(owner, `/api/invoices/${number}.${kind}`);
      expect(answer.headers.get('content-type')).toBe(`application/${kind}`);
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.from(attachments[index]?.content as ArrayBuffer));
    }
  });

  test('P8 nobody sees documents of others', async () => {
    for (const pathname of ['/api/invoices/INV-2026-000002.pdf', '/api/invoices/INV-2026-000002.xml']) {
      expect((await request(owner, pathname)).status).toBe(404);
      expect((await request(operator, pathname)).status).toBe(200);
    }
  });

  test('I3 an operator credits an invoice once; the invoice stays, and the next one bills it again', async () => {
    const before = await json(owner, `/api/invoices/${number}`);
    expect((await credit(owner, number, 'k0')).status).toBe(403);
    expect((await credit(operator, number, 'k1', '')).status).toBe(422);
    expect((await credit(operator, 'INV-2026-000099', 'k1')).status).toBe(404);
    const answers = await Promise.all(['k2', 'k2'].map((key) => credit(operator, number, key)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect((await credit(operator, number, 'k3')).status).toBe(422);
    const [listed] = (await json(owner, '/api/invoices')).items;
    expect(listed).toMatchObject({ number: 'CN-2026-000001', invoiceNumber: number, net: '-21.00', total: '-25.83' });
    // Beside what is left to pay, which a credit note changes (I14).
    const payment = { state: 'credited', paid: '0.00', credited: '25.83', open: '0.00', overdue: false };
    expect(await json(owner, `/api/invoices/${number}`)).toEqual({ ...before, payment });
    expect(before).toMatchObject({
      total: '25.83',
      dueOn: '2026-11-16',
      documents: { pdf: `/api/invoices/${number}.pdf` },
    });
    const next = await json(owner, '/api/accounts/SITE-1/next-invoice');
    expect(next.lines.map((line: { amount: string }) => line.amount)).toEqual(['21.00', '21.00']);
    const [, mail] = await sink.received(2);
    expect(mail?.raw.toString()).toContain('CN-2026-000001.pdf');
    expect((await credit(operator, 'CN-2026-000001', 'k4')).status).toBe(422);
  });

  test('I14 an operator records payments: each once, and a list of what is left to pay', async () => {
    const unpaid = 'INV-2026-000002';
    const pay = (email: string, of: string, body: object, key?: string) =>
      request(email, `/api/invoices/${of}/payments`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) },
        body: JSON.stringify(body),
      });
    const part = { paymentId: 'BANK-1', amount: '5.83', receivedOn: '2026-11-02', reference: 'Łódź' };
    expect((await pay(owner, unpaid, part)).status).toBe(403);
    expect((await pay(operator, 'INV-2026-000099', part)).status).toBe(404);
    const answers = await Promise.all([1, 2].map(() => pay(operator, unpaid, part)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    const recorded = { paymentId: 'BANK-1', amount: '5.83', currency: 'EUR', recordedBy: operator };
    expect(await answers[0]?.json()).toMatchObject({
      ...recorded,
      payment: { state: 'part-paid', paid: '5.83', open: '20.00', overdue: false },
    });
    const other = await pay(operator, unpaid, { ...part, amount: '6.00' });
    expect([other.status, await other.json()]).toMatchObject([409, { violations: [{ code: 'PAYMENT_CONFLICT' }] }]);
    for (const [body, code] of [
      [{ amount: '1.00', currency: 'USD' }, 'PAYMENT_CURRENCY_DIFFERS'],
      [{ amount: '0' }, 'AMOUNT_NOT_POSITIVE'],
    ] as const) {
      const refused = await pay(operator, unpaid, { receivedOn: '2026-11-02', ...body });
      expect([refused.status, await refused.json()]).toMatchObject([422, { violations: [{ code }] }]);
    }
    const numbers = async (payment: string) =>
      (await json(operator, `/api/invoices?payment=${payment}`)).items.map((item: { number: string }) => item.number);
    expect([await numbers('open'), await numbers('overdue'), await numbers('paid')]).toEqual([[unpaid], [], []]);
    now = new Date('2026-11-17T10:00:00Z');
    expect(await numbers('overdue')).toEqual([unpaid]);
    now = new Date('2026-11-02T10:00:00Z');
    const rest = { amount: '20.00', receivedOn: '2026-11-02' };
    const twice = await Promise.all([1, 2].map(() => pay(operator, unpaid, rest, 'pay-1')));
    expect(twice.map(({ status }) => status)).toEqual([201, 201]);
    expect(await numbers('paid')).toEqual([unpaid]);
    expect(await json(operator, `/api/invoices/${unpaid}`)).toMatchObject({
      payment: { state: 'paid', paid: '25.83', open: '0.00' },
      payments: [recorded, { amount: '20.00', receivedOn: '2026-11-02' }],
    });
    expect((await request(operator, '/api/invoices?payment=unpaid')).status).toBe(400);
  });

  test('I14 an operator takes back a payment that the bank took back: once, and the invoice is to be paid again', async () => {
    const [paid, other] = ['INV-2026-000002', number];
    const back = (email: string, of: string, id: string, body: object) =>
      request(email, `/api/invoices/${of}/payments/${encodeURIComponent(id)}/return`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const asked = { returnedOn: '2026-11-02', reason: 'AC04' };
    expect((await back(owner, paid, 'BANK-1', asked)).status).toBe(403);
    expect((await back(operator, other, 'BANK-1', asked)).status).toBe(404);
    expect((await back(operator, paid, 'BANK/9', asked)).status).toBe(404);
    const early = await back(operator, paid, 'BANK-1', { returnedOn: '2026-11-01' });
    expect([early.status, await early.json()]).toMatchObject([422, { violations: [{ code: 'RETURNED_TOO_EARLY' }] }]);
    const answers = await Promise.all([1, 2].map(() => back(operator, paid, 'BANK-1', asked)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    const returned = { ...asked, recordedBy: operator };
    const standing = { state: 'part-paid', paid: '20.00', open: '5.83', overdue: false };
    expect(await answers[1]?.json()).toMatchObject({ paymentId: 'BANK-1', returned, payment: standing });
    const otherwise = await back(operator, paid, 'BANK-1', { ...asked, reason: 'MS03' });
    expect([otherwise.status, await otherwise.json()]).toMatchObject([
      409,
      { violations: [{ code: 'PAYMENT_CONFLICT' }] },
    ]);
    now = new Date('2026-11-17T10:00:00Z');
    const { items } = await json(operator, '/api/invoices?payment=overdue');
    expect(items).toMatchObject([{ number: paid, payment: { ...standing, overdue: true } }]);
    now = new Date('2026-11-02T10:00:00Z');
    const invoice = await json(operator, `/api/invoices/${paid}`);
    expect(invoice.payments).toMatchObject([{ paymentId: 'BANK-1', amount: '5.83', returned }, { amount: '20.00' }]);
    const again = await request(operator, `/api/invoices/${paid}/payments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ amount: '5.83', receivedOn: '2026-11-02' }),
    });
    expect(await again.json()).toMatchObject({ payment: { state: 'paid', open: '0.00' } });
  });

  test('I14 a system tells of payments over topic payments; what cannot be is a dead letter with its code', async () => {
    const invoiceNumber = 'INV-2026-000002';
    const payment = { paymentId: 'ERP-1', invoiceNumber, amount: '1.00', currency: 'EUR', receivedOn: '2026-11-02' };
    await publish('payments', 'payment.received.v1', payment);
    await publish('payments', 'payment.received.v1', payment);
    await publish('payments', 'payment.received.v1', { ...payment, amount: '2.00' });
    await publish('payments', 'payment.received.v1', { ...payment, paymentId: 'ERP-2', invoiceNumber: 'INV-9' });
    await publish('payments', 'payment.received.v1', { ...payment, paymentId: 'ERP-3', amount: '-1.00' });
    const dead = async (): Promise<{ error: string }[]> => (await json(operator, '/api/dead-letters')).items;
    await until('three dead letters', async () => (await dead()).length === 3);
    const errors = (await dead()).map(({ error }) => error).join('\n');
    for (const code of ['PAYMENT_CONFLICT', 'INVOICE_UNKNOWN', 'amount']) expect(errors).toContain(code);
    await until('the payment', async () => {
      const { payment: standing } = await json(operator, `/api/invoices/${invoiceNumber}`);
      return standing.state === 'overpaid' && standing.open === '-1.00';
    });
    const back = { paymentId: 'ERP-1', invoiceNumber, returnedOn: '2026-11-03' };
    await publish('payments', 'payment.returned.v1', back);
    await publish('payments', 'payment.returned.v1', back);
    await publish('payments', 'payment.received.v1', payment);
    await publish('payments', 'payment.returned.v1', { ...back, paymentId: 'ERP-9' });
    await until('a fourth dead letter', async () =>
      (await dead()).some(({ error }) => error.includes('PAYMENT_UNKNOWN')),
    );
    const { payment: standing, payments } = await json(operator, `/api/invoices/${invoiceNumber}`);
    expect(standing).toMatchObject({ state: 'paid', open: '0.00' });
    const ofErp = payments.filter(({ paymentId }: { paymentId: string }) => paymentId === 'ERP-1');
    expect(ofErp).toMatchObject([{ returned: { returnedOn: '2026-11-03' } }]);
    expect(await dead()).toHaveLength(4);
  });

  test('I6 a claim whose process died is sent again with the same Message-ID, and counted as doubtful', async () => {
    const database = await Database.open({ url: postgres.url, schema: 'invoicing', entities: [], migrations: [] });
    const sent = sink.mails.length;
    await database.sql(
      `update invoicing.mail set state = 'claimed', claimed_by = 'gone', due_at = clock_timestamp() - interval '1 s',
         recipients = '[{"address":"late@site-1.example","state":"waiting"}]' where number = $1`,
      [number],
    );
    await sink.received(sent + 1, 45_000);
    expect(sink.mails.at(-1)?.messageId).toBe(sink.mails[0]?.messageId);
    await until('its outcome', async () => {
      const [row] = await database.sql<{ state: string }>('select state from invoicing.mail where number = $1', [
        number,
      ]);
      return row?.state === 'sent';
    });
    const [row] = await database.sql('select doubtful, attempts from invoicing.mail where number = $1', [number]);
    expect(row).toEqual({ doubtful: 1, attempts: 2 });
    await database.close();
  });

  test('I6 without an SMTP server mails are kept as files', async () => {
    await running.stop();
    running = await start({});
    const part = { amount: '1.00', reasonCode: 'goodwill' };
    const answer = await credit(operator, 'INV-2026-000002', 'k5', 'two days without service', part);
    expect(await answer.json()).toMatchObject({
      ...{
        number: 'CN-2026-000002',
        invoiceNumber: 'INV-2026-000002',
        net: '-1.00',
        rebilled: false,
        reasonCode: 'goodwill',
      },
    });
    const preview = async (email: string, of: string, body: object) =>
      await request(email, `/api/invoices/${of}/credit/preview`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ reason: 'seen first', ...body }),
      });
    // I12: what is seen first is what would be issued, and nothing is.
    const seen = await preview(operator, 'INV-2026-000002', { lines: [{ line: 1, amount: '2.00' }] });
    expect([seen.status, await seen.json()]).toMatchObject([
      200,
      { violations: [], creditNote: { net: '-2.00', tax: '-0.46', total: '-2.46', rebilled: false } },
    ]);
    const large = await preview(operator, 'INV-2026-000002', { amount: '999.00' });
    expect(await large.json()).toMatchObject({ violations: [{ code: 'CREDIT_TOO_LARGE' }] });
    expect((await preview(owner, 'INV-2026-000002', {})).status).toBe(403);
    expect((await preview(operator, 'INV-2026-000099', {})).status).toBe(404);
    const both = await credit(operator, 'INV-2026-000002', 'k6', 'both', { ...part, lines: [{ line: 1 }] });
    expect([both.status, await both.json()]).toMatchObject([422, { violations: [{ path: 'amount' }] }]);
    expect(await readdir(path.join(folder, 'mail')).catch(() => [])).toEqual([]);
    await site('SITE-2', ['new@site-2.example']);
    const database = await Database.open({ url: postgres.url, schema: 'invoicing', entities: [], migrations: [] });
    await database.sql(
      `insert into invoicing.mail (number, message_id, state, recipients, queued_at)
       values ('CN-2026-000002', '<x@y>', 'waiting', '[{"address":"new@site-2.example","state":"waiting"}]', now())`,
    );
    await database.close();
    const file = 'CN-2026-000002.eml';
    await until('the file', async () =>
      (await readdir(path.join(folder, 'mail')).catch((): string[] => [])).includes(file),
    );
    const { subject } = await PostalMime.parse(await readFile(path.join(folder, 'mail', file)));
    expect(subject).toBe('Credit note CN-2026-000002 from Seatwright Licensing GmbH');
  });

  test('I8 what is held is issued by itself once what it lacks is told', async () => {
    const late = {
      journalId: 'J-LATE',
      at: '2026-10-20T10:00:00Z',
      initiatedBy: owner,
      accountId: 'LATE',
      quantity: 7,
      lot,
    };
    await publish('licenses', 'license.purchased.v1', late);
    await until('the purchase', async () => (await request(operator, '/api/accounts/LATE/next-invoice')).ok);
    // The scheduler looks when the service starts.
    await running.stop();
    now = new Date('2026-12-02T10:00:00Z');
    running = await start({ SMTP_URL: sink.url });
    const held = async () => (await json(operator, '/api/invoices?state=held')).items;
    await until('what is held', async () => (await held()).length === 1);
    expect(await held()).toMatchObject([
      {
        accountId: 'LATE',
        missing: [{ code: 'TAX_RATE_UNKNOWN' }, { code: 'COUNTRY_UNKNOWN' }, { code: 'ADDRESS_UNKNOWN' }],
      },
    ]);
    await site('LATE', []);
    await until('its invoice', async () => (await json(operator, '/api/invoices?accountId=LATE')).items.length > 0);
    expect(await held()).toEqual([]);
  });

  test('I15 with a review window a month is a draft first: listed, held with a reason, issued when it is approved', async () => {
    const facts = { accountId: 'SEEN', kind: 'customer', name: 'Seen first', country: 'PL', taxRate: '23' };
    const invoiceEmails = ['ap@seen.example'];
    await publish('accounts', 'account.updated.v1', { ...facts, invoiceEmails, invoiceReviewDays: 3 });
    const bought = {
      journalId: 'J-SEEN',
      at: '2026-12-02T09:00:00Z',
      initiatedBy: owner,
      accountId: 'SEEN',
      quantity: 4,
    };
    await publish('licenses', 'license.purchased.v1', { ...bought, lot });
    await until('the purchase', async () => (await request(operator, '/api/accounts/SEEN/next-invoice')).ok);
    const step = (email: string, name: string, body?: object) =>
      request(email, `/api/accounts/SEEN/next-invoice/${name}`, {
        method: 'POST',
        headers: body && { 'content-type': 'application/json' },
        body: body && JSON.stringify(body),
      });
    const early = await step(operator, 'approve');
    expect([early.status, await early.json()]).toMatchObject([422, { violations: [{ code: 'NOT_IN_REVIEW' }] }]);
    await running.stop();
    now = new Date('2027-01-02T10:00:00Z');
    running = await start({ SMTP_URL: sink.url });
    const drafts = async () => (await json(operator, '/api/invoices?state=draft')).items;
    await until('its draft', async () => (await drafts()).length === 1);
    const until3 = '2027-01-05T10:00:00.000Z';
    expect(await drafts()).toMatchObject([
      { state: 'draft', accountId: 'SEEN', period: '2027-01', net: '12.00', review: { until: until3 } },
    ]);
    expect((await json(owner, '/api/invoices?state=draft')).items).toEqual([]);
    expect((await json(operator, '/api/accounts/SEEN/next-invoice')).review).toMatchObject({ until: until3 });
    expect((await step(owner, 'hold', { reason: 'mine' })).status).toBe(403);
    expect((await step(operator, 'hold', {})).status).toBe(422);
    const held = await step(operator, 'hold', { reason: 'the price is discussed' });
    expect([held.status, await held.json()]).toMatchObject([201, { issued: [], review: { hold: { by: operator } } }]);
    expect((await step(operator, 'release')).status).toBe(201);
    expect((await step(operator, 'release')).status).toBe(422);
    const approved = await step(operator, 'approve');
    const { issued } = (await approved.json()) as { issued: string[] };
    expect(issued).toEqual([expect.stringMatching(/^INV-2027-0000\d\d$/)]);
    expect(await json(operator, `/api/invoices/${issued[0]}`)).toMatchObject({ accountId: 'SEEN', net: '12.00' });
    expect(await drafts()).toEqual([]);
    expect((await step(operator, 'approve')).status).toBe(422);
  });
});
