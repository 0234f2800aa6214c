import { generateKeyPairSync, randomBytes } from 'node:crypto';
import PostalMime from 'postal-mime';
import { shipmentMailKind } from '#apps/fulfillment/src/delivery/shipment-mails.ts';
import { Documents } from '#apps/fulfillment/src/documents.ts';
import { fulfillmentContext, resendCommand } from '#apps/fulfillment/src/fulfillment.slices.ts';
import { fulfillmentStore } from '#apps/fulfillment/src/fulfillment.store.ts';
import { fulfillmentTables } from '#apps/fulfillment/src/fulfillment.tables.ts';
import { fulfillmentMigrations } from '#apps/fulfillment/src/migrations/migrations.ts';
import { saveHeaders } from '#apps/fulfillment/src/order-header.rows.ts';
import { codeKeysOf } from '#runtime/environment/keys/sealed-codes.ts';
import { createLog } from '#runtime/environment/log.ts';
import { createMetrics } from '#runtime/environment/metrics.ts';
import { MailJob } from '#runtime/mail/sending/mail.job.ts';
import { smtpSender } from '#runtime/mail/sending/smtp.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { type SmtpSink, startSmtpSink } from '#test/support/processes/smtp-sink.ts';
import { delivery } from '#test/support/samples/deliveries.ts';
import { product, shipmentReleased } from '#test/support/samples/shipments.ts';
import { startService } from '#test/support/service.ts';
import { untilThere } from '#test/support/waiting.ts';

/** Mails that are larger than a server takes (F9), with real certificates, over SMTP. */

const letterhead = { from: 'Seatwright <licenses@mail.example>', publicUrl: 'https://licenses.example' };
const keys = codeKeysOf(randomBytes(32));
const { privateKey, publicKey } = generateKeyPairSync('ed25519');

let postgres: TestPostgres;
let fulfillment: Awaited<ReturnType<typeof start>>;
let documents: Documents;
let sinks: SmtpSink[] = [];
let jobs: { stop(): Promise<void> }[] = [];

function start() {
  return startService(postgres.url, {
    name: 'fulfillment',
    entities: fulfillmentTables,
    migrations: fulfillmentMigrations,
    context: fulfillmentContext,
    store: fulfillmentStore({ keys, mailDomain: 'mail.example', letterhead }),
  });
}

async function startSink(options: Parameters<typeof startSmtpSink>[0]): Promise<SmtpSink> {
  const sink = await startSmtpSink(options);
  sinks.push(sink);
  return sink;
}

async function startJob(sink: SmtpSink, largest = 8_000_000) {
  const metrics = createMetrics();
  const job = new MailJob({
    database: fulfillment.database,
    kind: shipmentMailKind({
      letterhead,
      compose: (mail) => documents.mail(mail),
      divide: (mail, size) => documents.divide(mail, size),
    }),
    largest,
    sender: smtpSender(sink.url),
    now: () => new Date(),
    log: createLog('silent'),
    metrics,
  });
  await job.start();
  jobs.push(job);
}

async function release(orderNumber: string, lines: number, changes: Parameters<typeof shipmentReleased>[1] = {}) {
  fulfillment.clock.now = new Date().toISOString();
  const emails = changes.emails ?? ['it@customer.example'];
  const shipment = shipmentReleased(orderNumber, { emails, ...changes }, lines);
  await fulfillment.runner.deliver([delivery('orders', 'shipment.released.v1', shipment)]);
}

interface Row {
  messageId: string;
  state: string;
  part: number;
  parts: number;
  recipients: { address: string; state: string; answer: string }[];
}

async function settled(orderNumber: string): Promise<Row[]> {
  const rows = () =>
    fulfillment.database.sql<Row>(
      `select message_id as "messageId", state, part, parts, recipients from fulfillment.mail
       where order_number = $1 order by queued_at, parts_of nulls first, part`,
      [orderNumber],
    );
  return await untilThere(
    `outcome of ${orderNumber}`,
    async () => {
      const all = await rows();
      return all.every(({ state }) => state !== 'waiting' && state !== 'claimed') ? all : undefined;
    },
    60_000,
  );
}

/** Names of the certificates in mails, with how often each is there. */
function certificates(raw: readonly Buffer[]): Map<string, number> {
  const names = raw.flatMap((mail) => [...mail.toString('latin1').matchAll(/filename=(certificate-\S+\.pdf)/g)]);
  const counts = new Map<string, number>();
  for (const [, name = ''] of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

const subjects = async (sink: SmtpSink) =>
  await Promise.all(sink.mails.map(async ({ raw }) => (await PostalMime.parse(raw)).subject?.replace(/\u00a0/g, ' ')));

beforeAll(async () => {
  postgres = await startTestPostgres();
  fulfillment = await start();
  documents = new Documents({ keys, signingKey: { privateKey, publicKey }, publicUrl: letterhead.publicUrl } as never);
});

afterEach(async () => {
  await Promise.all(jobs.map((job) => job.stop()));
  await Promise.all(sinks.map((sink) => sink.stop()));
  jobs = [];
  sinks = [];
  await fulfillment.announced();
});

afterAll(async () => {
  await documents?.close();
  await fulfillment?.database.close();
  await postgres?.stop();
});

describe('mails that are too large for one', () => {
  test('F9 an order of 500 lines arrives whole, in numbered parts of at most MAIL_MAX_BYTES', async () => {
    const sink = await startSink({});
    await startJob(sink, 8_000_000);
    await release('SO-500', 500);
    const [whole, ...parts] = await settled('SO-500');
    expect(whole).toMatchObject({ state: 'superseded', part: 1, parts: 1 });
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.map(({ state, part, parts: of }) => [state, part, of])).toEqual(
      parts.map((_, index) => ['sent', index + 1, parts.length]),
    );
    const counts = certificates(sink.mails.map(({ raw }) => raw));
    expect(counts.size).toBe(500);
    expect([...counts.values()].every((count) => count === 1)).toBe(true);
    for (const { raw } of sink.mails) expect(raw.length).toBeLessThanOrEqual(8_000_000);
    const numbers = (await subjects(sink)).map(
      (subject) => /^Order SO-500: .* licenses \((.*)\)$/.exec(`${subject}`)?.[1],
    );
    expect(numbers.sort()).toEqual(parts.map((_, index) => `${index + 1} of ${parts.length}`));
  }, 120_000);

  test('F9 what EHLO says of SIZE is kept to, and nothing is sent that is larger', async () => {
    const sink = await startSink({ size: 1_024_000 });
    await startJob(sink);
    await release('SO-EHLO', 40);
    const rows = await settled('SO-EHLO');
    expect(rows.filter(({ state }) => state === 'sent').length).toBeGreaterThan(1);
    expect(certificates(sink.mails.map(({ raw }) => raw)).size).toBe(40);
    for (const { raw } of sink.mails) expect(raw.length).toBeLessThanOrEqual(1_024_000);
    // The next one is divided before it is offered.
    await release('SO-EHLO-2', 40);
    const next = await settled('SO-EHLO-2');
    expect(next[0]?.recipients[0]?.answer).toContain('bytes that a mail may have');
  }, 60_000);

  test('F9 a 552 after the mail is answered by smaller parts, numbered as if nothing had happened', async () => {
    const sink = await startSink({ silentSize: 700_000 });
    await startJob(sink, 1_500_000);
    await release('SO-552', 60, { emails: ['it@customer.example', 'orders@partner.example'] });
    const rows = await settled('SO-552');
    const sent = rows.filter(({ state }) => state === 'sent');
    expect(rows.every(({ recipients }) => recipients.every(({ state }) => state !== 'undeliverable'))).toBe(true);
    expect(sent.map(({ part, parts }) => [part, parts])).toEqual(sent.map((_, index) => [index + 1, sent.length]));
    const counts = certificates(sink.mails.map(({ raw }) => raw));
    expect(counts.size).toBe(60);
    expect([...counts.values()].every((count) => count === 1)).toBe(true);
    expect(sink.refused.length).toBeGreaterThan(0);
    // F8: no Message-ID has two contents, those that were refused among them.
    const contents = new Map<string, Set<string>>();
    for (const raw of [...sink.refused, ...sink.mails.map((mail) => mail.raw)]) {
      const id = /^Message-ID:\s*(\S+)/im.exec(raw.toString('latin1'))?.[1] ?? '';
      contents.set(id, (contents.get(id) ?? new Set()).add(raw.toString('latin1')));
    }
    expect([...contents.values()].every((bytes) => bytes.size === 1)).toBe(true);
  }, 60_000);

  test('F9 a retry sends again only the part whose answer was lost', async () => {
    const sink = await startSink({ size: 1_024_000 });
    const seen: number[] = [];
    sink.behavior = (_, attempt) => {
      seen.push(attempt);
      return attempt === 3 ? 'refuse-for-now' : 'accept';
    };
    await startJob(sink);
    await release('SO-RETRY', 40);
    const rows = await settled('SO-RETRY');
    expect(new Set(sink.mails.map(({ messageId }) => messageId)).size).toBe(sink.mails.length);
    expect(sink.mails).toHaveLength(rows.filter(({ state }) => state === 'sent').length);
    expect(certificates(sink.mails.map(({ raw }) => raw)).size).toBe(40);
  }, 60_000);

  test('F8 a revision of the order between two attempts changes nothing in the mail that was tried', async () => {
    const sink = await startSink({});
    sink.behavior = (address, attempt) =>
      attempt > 1 ? 'accept' : address.startsWith('it@') ? 'refuse-for-now' : 'accept';
    await startJob(sink);
    const emails = ['it@customer.example', 'ok@customer.example'];
    await release('SO-REV', 1, { emails });
    await sink.received(1);
    await untilThere('its outcome', async () => {
      const [row] = await fulfillment.database.sql<{ n: number }>(
        `select count(*)::int as n from fulfillment.mail where order_number = 'SO-REV' and state = 'waiting' and attempts = 1`,
      );
      return row?.n === 1 ? true : undefined;
    });
    await fulfillment.database.transaction((sql) =>
      saveHeaders(
        sql,
        new Map([
          ['SO-REV', { orderNumber: 'SO-REV', revision: 2, purchaseOrder: 'PO-NEW', accounts: [], emails }],
        ]) as never,
        [{ type: 'OrderFollowed', orderNumber: 'SO-REV' }] as never,
      ),
    );
    await sink.received(2);
    const [first, second] = sink.mails;
    expect(second?.messageId).toBe(first?.messageId);
    expect(second?.raw.equals(first?.raw ?? Buffer.alloc(0))).toBe(true);
  }, 60_000);

  test('F9 a certificate that is too large by itself goes by link', async () => {
    const sink = await startSink({ size: 45_000 });
    await startJob(sink);
    await release('SO-LINK', 2, {
      lines: [1, 2].map((lineNumber) => ({
        ...{ lineNumber, sku: 'KEY', quantity: 1, unitPrice: '1.00', kind: 'initial' as const, termMonths: 12 },
        product: { ...product, scenario: 'license-key' as const },
      })),
    });
    const rows = await settled('SO-LINK');
    expect(rows.filter(({ state }) => state === 'sent').length).toBeGreaterThan(0);
    expect(rows.flatMap(({ recipients }) => recipients).some(({ state }) => state === 'undeliverable')).toBe(false);
    const text = sink.mails.map(({ raw }) => raw.toString('latin1').replace(/=\r\n/g, '')).join('\n');
    expect(text).not.toContain('filename=');
    expect(text).toContain('too large for your mail server');
    expect(text).toContain('https://licenses.example/entitlements/ENT-SO-LINK-1');
    expect(text).toContain('https://licenses.example/entitlements/ENT-SO-LINK-2');
  }, 60_000);

  test('F9 what is too large even so is undeliverable, with the size as the reason', async () => {
    const sink = await startSink({ size: 3000 });
    await startJob(sink);
    await release('SO-TINY', 1);
    const rows = await settled('SO-TINY');
    expect(rows.at(-1)).toMatchObject({
      state: 'undeliverable',
      recipients: [{ answer: expect.stringContaining('larger than the server takes') }],
    });
    const events = await fulfillment.announced();
    expect(events.filter(({ type }) => type === 'fulfillment-mail.undeliverable.v1')).toHaveLength(1);
  }, 60_000);

  test('F2 F9 a resend of a shipment in parts goes to the same addresses, in parts of its own', async () => {
    const sink = await startSink({ size: 1_024_000 });
    await startJob(sink);
    await release('SO-AGAIN', 40, { emails: ['a@customer.example', 'b@customer.example'] });
    const first = (await settled('SO-AGAIN')).filter(({ state }) => state === 'sent').length;
    const { database, runner, clock } = fulfillment;
    const resend = {
      ...{ id: 'again', correlationId: 'again', type: resendCommand, source: '/test', time: clock.now },
      data: { shipmentId: 'SO-AGAIN-S1', orderNumber: 'SO-AGAIN' },
    };
    await database.transaction((sql) => runner.decideAndSave(sql, [resend]));
    const all = (await settled('SO-AGAIN')).filter(({ state }) => state === 'sent');
    expect(all).toHaveLength(2 * first);
    expect(sink.mails).toHaveLength(2 * first);
    for (const { to } of sink.mails) expect(to).toEqual(['a@customer.example', 'b@customer.example']);
  }, 60_000);
});
