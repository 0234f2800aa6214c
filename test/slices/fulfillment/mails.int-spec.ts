import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FulfillmentModule } from '#apps/fulfillment/src/fulfillment.module.ts';
import { InvoicingModule } from '#apps/invoicing/src/invoicing.module.ts';
import { LedgerModule } from '#apps/ledger/src/ledger.module.ts';
import { binaryHeaders } from '#contracts/cloud-event.ts';
import type { TopicName } from '#contracts/topics.ts';
import { readSettings } from '#runtime/environment/settings.ts';
import { issueToken } from '#runtime/http/access/auth.ts';
import { type RunningProcess, startProcess } from '#runtime/process/process.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { type SmtpSink, startSmtpSink } from '#test/support/processes/smtp-sink.ts';
import { shipmentReleased } from '#test/support/samples/shipments.ts';
import { untilThere } from '#test/support/waiting.ts';

/** F10: every mail of the system is in one list, with what has become of it, and can be sent again; services as they are shipped. */

const operator = 'operator@seatwright.example';
const owner = 'owner@site-1.example';
const reader = 'reader@site-1.example';
const stranger = 'stranger@elsewhere.example';

interface ShownMail {
  readonly id: string;
  readonly kind: string;
  readonly about: string;
  readonly state: string;
  readonly round: number;
  readonly attempts: number;
  readonly doubtful: number;
  readonly to: readonly string[];
  readonly recipients: readonly { readonly address: string; readonly state: string; readonly answer?: string }[];
}

let postgres: TestPostgres;
let folder: string;
let sink: SmtpSink;
let running: RunningProcess;
let now = new Date('2026-10-21T10:00:00Z');

async function publish(topic: TopicName, type: string, data: unknown): Promise<void> {
  const headers = binaryHeaders({ id: `${type}-${Math.random()}`, source: '/test', type });
  await running.context.broker.publish([{ topic, key: 'k', headers, value: JSON.stringify(data) }]);
}

async function request(email: string, pathname: string, method = 'GET'): Promise<Response> {
  const token = await issueToken(email, running.context.settings.authKeyFile, new Date());
  return await fetch(running.url + pathname, { method, headers: { authorization: `Bearer ${token}` } });
}

async function mails(email: string, query = ''): Promise<ShownMail[]> {
  return ((await (await request(email, `/api/mails?limit=100${query}`)).json()) as { items: ShownMail[] }).items;
}

/** The mails of a query, once there are so many in that state. */
async function inState(query: string, state: string, count = 1): Promise<ShownMail[]> {
  return await untilThere(
    `${count} mails of ${query} that are ${state}`,
    async () => {
      const found = (await mails(operator, query)).filter((mail) => mail.state === state);
      return found.length >= count ? found : undefined;
    },
    30_000,
  );
}

const resend = (email: string, id: string) => request(email, `/api/mails/${encodeURIComponent(id)}/resend`, 'POST');

function start(): Promise<RunningProcess> {
  const common = { DATABASE_URL: postgres.url, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'fatal', OPERATORS: operator };
  const services = [
    { name: 'fulfillment', module: FulfillmentModule },
    { name: 'ledger', module: LedgerModule },
    { name: 'invoicing', module: InvoicingModule },
  ];
  return startProcess({ settings: readSettings({ ...common, SMTP_URL: sink.url }), services, now: () => now });
}

const site = (accountId: string, invoiceEmails: string[]) =>
  publish('accounts', 'account.updated.v1', {
    ...{ accountId, kind: 'customer', name: accountId, country: 'PL', taxRate: '23', invoiceEmails },
    address: { street: 'ul. Piotrkowska 104', postalCode: '90-926', city: 'Łódź' },
  });

const lot = {
  ...{ lotId: 'PUR-1', sku: 'MDM-PREMIUM', name: 'Device management', program: 'miradore', category: 'paid' },
  ...{ billing: 'monthly', unitPrice: '3.00', currency: 'EUR', startsOn: '2026-01-01', originAccountId: 'SITE-1' },
};

beforeAll(async () => {
  postgres = await startTestPostgres();
  folder = await mkdtemp(path.join(tmpdir(), 'seatwright-mails-'));
  sink = await startSmtpSink();
  sink.behavior = (address) => (address.startsWith('bad@') ? 'refuse-for-good' : 'accept');
  running = await start();
  await site('SITE-1', ['bad@site-1.example']);
  await site('SITE-2', []);
  const administer = (email: string, access: string) =>
    publish('accounts', 'administrator.updated.v1', { accountId: 'SITE-1', email, role: 'admin', access });
  await administer(owner, 'full');
  await administer(reader, 'read-only');
  for (const [index, accountId] of ['SITE-1', 'SITE-2'].entries()) {
    const at = '2026-10-20T10:00:00Z';
    const data = { journalId: `J${index}`, at, initiatedBy: owner, accountId, quantity: 7, lot };
    await publish('licenses', 'license.purchased.v1', data);
  }
  await untilThere('both accounts', async () =>
    (await request(operator, '/api/accounts/SITE-2/next-invoice')).ok ? true : undefined,
  );
  await running.stop();
  now = new Date('2026-11-02T10:00:00Z');
  running = await start();
}, 60_000);

afterAll(async () => {
  await running?.stop();
  await sink?.stop();
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('every mail of the system', () => {
  test('F10 K17 what became of an invoice’s mail is in the list, for those who may read its account alone', async () => {
    const [mail] = await inState('&kind=invoice', 'undeliverable');
    expect(mail).toMatchObject({
      ...{ kind: 'invoice', about: 'INV-2026-000001', round: 1, attempts: 1, doubtful: 0 },
      recipients: [{ address: 'bad@site-1.example', state: 'undeliverable', answer: '550 no such mailbox' }],
    });
    for (const email of [owner, reader]) expect((await mails(email)).map(({ id }) => id)).toEqual([mail?.id]);
    expect(await mails(stranger)).toEqual([]);
  });

  test('F10 a mail is sent again for those who may change something there, to the addresses of now', async () => {
    const [mail] = await inState('&about=INV-2026-000001', 'undeliverable');
    if (!mail) throw new Error('no mail');
    expect((await resend(stranger, mail.id)).status).toBe(404);
    expect((await resend(reader, mail.id)).status).toBe(403);
    await site('SITE-1', ['good@site-1.example']);
    await untilThere('the new address', async () => {
      const response = await request(operator, '/api/accounts/SITE-1');
      return JSON.stringify(await response.json()).includes('good@site-1.example') ? true : undefined;
    });
    const answer = await resend(owner, mail.id);
    expect(answer.status).toBe(202);
    const [again] = await inState('&about=INV-2026-000001', 'sent');
    expect(again).toMatchObject({ round: 2, to: ['good@site-1.example'], id: mail.id.replace('@', '.r2@') });
    expect(sink.mails.at(-1)?.to).toEqual(['good@site-1.example']);
  });

  test('F10 an invoice that was issued before an address was known is mailed when the address comes, once', async () => {
    expect(await mails(operator, '&about=INV-2026-000002')).toEqual([]);
    await site('SITE-2', ['new@site-2.example']);
    const [mail] = await inState('&about=INV-2026-000002', 'sent');
    expect(mail).toMatchObject({ to: ['new@site-2.example'], round: 1 });
    await site('SITE-2', ['new@site-2.example', 'other@site-2.example']);
    await site('SITE-2', ['new@site-2.example']);
    expect(await mails(operator, '&about=INV-2026-000002')).toHaveLength(1);
  });

  test('F10 mails of shipments are in the same list and are sent again by the same route', async () => {
    await publish('orders', 'shipment.released.v1', shipmentReleased('SO-1', { emails: ['it@customer.example'] }));
    const [mail] = await inState('&kind=shipment', 'sent');
    expect(mail).toMatchObject({ about: 'SO-1-S1', to: ['it@customer.example'] });
    const answer = await resend(operator, mail?.id.slice(1, -1) ?? '');
    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({ kind: 'shipment', about: 'SO-1-S1', round: 2 });
    await inState('&about=SO-1', 'sent', 2);
    const kinds = new Set((await mails(operator)).map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(['invoice', 'shipment']);
  });

  test('F10 a mail that one of its addresses did not get is among the undeliverable ones', async () => {
    const emails = ['it@customer.example', 'bad@customer.example'];
    await publish('orders', 'shipment.released.v1', shipmentReleased('SO-2', { emails }));
    const [mail] = await inState('&about=SO-2', 'sent');
    expect(await mails(operator, '&about=SO-2&state=undeliverable')).toEqual([mail]);
    expect(await mails(operator, '&about=SO-1&state=undeliverable')).toEqual([]);
  });

  test('F10 filters that there are none of are refused, and there is no mail of an unknown id', async () => {
    expect((await request(operator, '/api/mails?kind=letter')).status).toBe(400);
    expect((await request(operator, '/api/mails?state=lost')).status).toBe(400);
    expect((await resend(operator, '<nobody@mail.example>')).status).toBe(404);
    expect(await mails(operator, '&state=doubtful')).toEqual([]);
    expect(await mails(operator, '&address=bad%40site-1.example')).toHaveLength(1);
  });
});
