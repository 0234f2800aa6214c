import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { answersFinding } from '#apps/intake/src/doctor.ts';
import { AnswerJob } from '#apps/intake/src/documents/answers/answer.job.ts';
import type { Answering } from '#apps/intake/src/documents/answers/answering.ts';
import { countAnswers } from '#apps/intake/src/documents/answers/answers.views.ts';
import { claimAnswers } from '#apps/intake/src/documents/answers/waiting-answers.rows.ts';
import { documentEvents } from '#apps/intake/src/documents/document.messages.ts';
import { DocumentIntake } from '#apps/intake/src/documents/document-intake.ts';
import { senderProfile } from '#apps/intake/src/documents/senders/profile.ts';
import type { Senders } from '#apps/intake/src/documents/senders/senders.files.ts';
import { intakeContext, releaseDueLines } from '#apps/intake/src/intake.slices.ts';
import { intakeStore } from '#apps/intake/src/intake.store.ts';
import { intakeTables } from '#apps/intake/src/intake.tables.ts';
import { intakeMigrations } from '#apps/intake/src/migrations/migrations.ts';
import type { Delivery } from '#runtime/broker/broker.ts';
import { createLog } from '#runtime/environment/log.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { delivery, rawDelivery } from '#test/support/samples/deliveries.ts';
import { type Announced, startService } from '#test/support/service.ts';

type Told = { readonly body: string; readonly headers: IncomingMessage['headers'] };
type Mood = (request: IncomingMessage, response: ServerResponse) => void;

const yes: Mood = (_, response) => response.writeHead(204).end();
const says = (status: number, headers = {}): Mood => {
  return (_, response) => response.writeHead(status, headers).end();
};

const samples = path.join(import.meta.dirname, '../../../deploy/sample');

let postgres: TestPostgres;
let folder: string;
let system: Server;
let answers: Mood;
let told: Told[];
let intake: Awaited<ReturnType<typeof start>>['service'];
let job: AnswerJob;
let hasty: AnswerJob;
let senders: Senders;

async function start() {
  const { port } = system.address() as AddressInfo;
  const credentials = { kind: 'basic', user: 'we', secretFile: path.join(folder, 'secret') };
  const answer = { formats: ['order-response', 'advanced-response'], acknowledge: true };
  const profileOf = (sender: string, more: object) =>
    senderProfile.parse({
      ...{ sender, formats: ['ubl'], order: { kind: 'purchase-order', number: `${sender}-{id}` } },
      ...{ mayOrderFor: ['ACC-1'], parties: { ids: { '0088:4000001000104': 'ACC-1', '0088:4000001000111': 'ACC-1' } } },
      answer: { ...answer, ...more },
    });
  const profiles = [
    profileOf('net', { to: `http://127.0.0.1:${port}/answers`, credentials }),
    profileOf('file', { acknowledge: false }),
    profileOf('mute', { formats: [] }),
    profileOf('told', { formats: ['order-response', 'despatch-advice'], acknowledge: false }),
    sampleProfile('gulf', { formats: ['855', '856'], to: `http://127.0.0.1:${port}/answers`, credentials }),
    sampleProfile('hafen', { formats: ['ordrsp', 'desadv'] }),
  ];
  senders = new Map(profiles.map((profile) => [profile.sender, profile]));
  const answering = { senders, hasFolders: true };
  const service = await serve(answering);
  const { database, clock } = service;
  const options = { database, answering, now: () => new Date(clock.now), log: createLog('silent') };
  const jobOf = (patience?: number) => new AnswerJob({ ...options, folder, patience });
  return { service, job: jobOf(), hasty: jobOf(150) };
}

/** A sender as the samples have it, who is answered so; its one item is known by its own number. */
function sampleProfile(sender: string, answer: object) {
  const sample = JSON.parse(readFileSync(path.join(samples, 'senders', `${sender}.json`), 'utf8'));
  return senderProfile.parse({ ...sample, skus: { 'AP-STD': { sku: 'AP-STD' } }, answer });
}

const serve = (answering: Answering, shared: string[][] = []) =>
  startService(postgres.url, {
    name: 'intake',
    entities: intakeTables,
    migrations: intakeMigrations,
    context: intakeContext,
    store: intakeStore(shared, [], answering),
    translate: documentEvents(answering.senders),
  });

const document = async (name: string, change: (text: string) => string = (text) => text) => {
  const file = path.join(import.meta.dirname, `../../documents/ubl/peppol-${name}.xml`);
  return change(await readFile(file, 'utf8'));
};

/** Takes a document, and what it becomes as intake itself hears it. */
async function take(text: string, sender = 'net', over: 'kafka' | 'http' = 'kafka'): Promise<Announced[]> {
  const profile = senders.get(sender);
  if (over === 'http' && profile)
    await new DocumentIntake(senders, intake.database, intake.runner, () => new Date(intake.clock.now)).take(profile, {
      bytes: Buffer.from(text),
    });
  else
    await intake.runner.deliver([
      rawDelivery('order-documents', text, {
        sender,
        ...(text.startsWith('<') ? { 'content-type': 'application/xml' } : {}),
      }),
    ]);
  const events = await intake.announced();
  await intake.runner.deliver(events.filter(({ topic }) => topic === 'sales-orders').map(heard));
  return [...events, ...(await intake.announced())];
}

const heard = ({ type, data, id, source }: Announced): Delivery => delivery('sales-orders', type, data, { id, source });

const rows = async () =>
  await intake.database.sql<{ about: string; outcome: string | null; state: string; tries: number; error: string }>(
    `select about, outcome, state, tries, last_error as error from intake.order_answer
     order by queued_at, outcome = 'received' desc, id`,
  );
const states = async () => (await rows()).map(({ outcome, state }) => `${outcome} ${state}`);
const makeDue = async () => await intake.database.sql(`update intake.order_answer set due_at = clock_timestamp()`);
const codes = () => told.map(({ body }) => /<cbc:OrderResponseCode>(\w+)</.exec(body)?.[1]);
const lineStates = (body = '') => [...body.matchAll(/<cbc:LineStatusCode>(\d+)</g)].map((match) => match[1]);

/** An entitlement that came of a line; its shipment has that line, and for `told-4500017` another. */
const fulfilled = (lineNumber: number, n = 1, orderNumber = 'told-4500017'): Delivery => {
  const product = { name: 'x', description: 'x', instructionsUrl: 'https://docs.example/x', program: 'mist' };
  const data = {
    ...{
      entitlementId: `ENT-${orderNumber}-${lineNumber}`,
      shipmentId: `${orderNumber}-S1`,
      orderNumber,
      lineNumber,
    },
    ...{
      accountId: 'ACC-1',
      accounts: [],
      sku: 'AP-STD',
      product,
      quantity: 25,
      unitPrice: '118.00',
      currency: 'EUR',
    },
    ...{ kind: 'initial', startsOn: '2027-01-10', ssrn: '123456789012', sealedActivationCode: 'SEALED-CODE' },
    fulfilledAt: `2027-01-10T10:00:0${lineNumber}.000Z`,
  };
  const id = `fulfilled/${orderNumber}/${lineNumber}/${n}`;
  return delivery('entitlements', 'entitlement.fulfilled.v1', data, { id });
};

async function releaseOn(orderNumber: string) {
  const { type } = releaseDueLines;
  const message = {
    id: `release/${intake.clock.now}`,
    type,
    source: '/test',
    time: intake.clock.now,
    correlationId: '',
  };
  await intake.database.transaction((sql) => intake.runner.decideAndSave(sql, [{ ...message, data: { orderNumber } }]));
  await intake.announced();
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  folder = await mkdtemp(path.join(tmpdir(), 'seatwright-answers-'));
  await writeFile(path.join(folder, 'secret'), 'known to both\n');
  system = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    told.push({ body: Buffer.concat(parts).toString(), headers: request.headers });
    answers(request, response);
  });
  await new Promise<void>((resolve) => system.listen(0, '127.0.0.1', resolve));
  ({ service: intake, job, hasty } = await start());
  const facts = {
    description: 'x',
    instructionsUrl: 'https://docs.example/x',
    program: 'mist',
    scenario: 'activation',
  };
  for (const sku of ['AP-STD', 'VPN-RNW']) {
    const product = { sku, name: sku, ...facts, termMonths: 12, prices: { EUR: '118.00' } };
    await intake.runner.deliver([delivery('catalog', 'product.published.v1', product)]);
  }
});

beforeEach(async () => {
  told = [];
  answers = yes;
  intake.clock.now = '2026-11-29T10:00:00.000Z';
  await intake.database.sql(
    'truncate intake.order_document, intake.source_order, intake.order_answer, intake.fulfilled_line, intake.sales_order, intake.inbox, intake.outbox',
  );
});

afterAll(async () => {
  system?.closeAllConnections();
  system?.close();
  await intake?.database.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('answers to documents', () => {
  test('the receipt first, then that lines wait for their day, each once and as it was written', async () => {
    await take(await document('order'));
    expect(await states()).toEqual(['received waiting', 'waiting waiting']);
    expect(await job.deliverDue()).toBe(2);
    expect(codes()).toEqual(['AB', 'CA']);
    expect(told[1]?.headers['content-type']).toBe('application/xml; charset=utf-8');
    expect(told[1]?.headers.authorization).toBe(`Basic ${Buffer.from('we:known to both').toString('base64')}`);
    expect(told[1]?.body).toContain('<cbc:StartDate>2027-01-04</cbc:StartDate>');
    expect(await job.deliverDue()).toBe(0);
    expect(await states()).toEqual(['received sent', 'waiting sent']);
    const events = await intake.announced();
    expect(events.map(({ topic, key, type, data }) => [topic, key, type, data.outcome, data.tries])).toEqual([
      ['orders', 'net-4500017', 'order-answer.sent.v1', 'received', 1],
      ['orders', 'net-4500017', 'order-answer.sent.v1', 'waiting', 1],
    ]);
  });

  test('O5 of an order that is refused: code and place in the document, at once where the document is refused', async () => {
    await take(await document('order', (text) => text.replaceAll('AP-STD', 'NOBODY-KNOWS')));
    const wrong = (text: string) => text.replace('4000001000111', '9999999999991').replace('>4500017<', '>4500018<');
    await take(await document('order', wrong));
    await job.deliverDue();
    expect(codes().sort()).toEqual(['AB', 'RE', 'RE']);
    const notes = told.map(({ body }) => /<cbc:Note>([^<]*)</.exec(body)?.[1] ?? '').sort();
    expect(notes[1]).toMatch(/^UNKNOWN_PARTY: .*\/Order\/cac:Delivery.*line 57/);
    expect(notes[2]).toMatch(/^UNKNOWN_SKU: .*\(\/Order\/cac:OrderLine.*line \d+\)/);
  });

  test('O4 of a change and of a cancellation after a line has gone out: 42 for that, in the advanced specification', async () => {
    await take(await document('order'));
    intake.clock.now = '2026-12-20T10:00:00.000Z';
    await releaseOn('net-4500017');
    const keepsLine2 = (text: string) => text.replace('<cbc:LineStatusCode>2<', '<cbc:LineStatusCode>3<');
    const again = (text: string) =>
      text.replace('4500017-A', '4500017-B').replace('>1</cbc:SequenceNumberID>', '>2</cbc:SequenceNumberID>');
    await take(await document('change', keepsLine2));
    // It takes line 2 off, which stays: nothing of it may look as if it were taken.
    await take(await document('change', again));
    await take(await document('cancellation'));
    await job.deliverDue();
    await job.deliverDue();
    const decided = told.filter(({ body }) => !body.includes('>AB<'));
    expect(decided.map(({ body }) => /trns:(\w+):3/.exec(body)?.[1])).toEqual([
      'order_response',
      'order_response_advanced',
      'order_response_advanced',
      'order_response_advanced',
    ]);
    expect(codes().filter((code) => code !== 'AB')).toEqual(['CA', 'CA', 'RE', 'CA']);
    expect(lineStates(decided[1]?.body)).toEqual(['42', '7']);
    expect(decided[1]?.body).toMatch(/<cbc:Note>LINE_RELEASED: /);
    expect(decided[2]?.body).toMatch(/<cbc:Note>LINE_RELEASED: /);
    expect(lineStates(decided[3]?.body)).toEqual(['42', '7']);
  });

  test('O4 of what came another way before: as it was decided then', async () => {
    const shared = await serve({ senders, hasFolders: true }, [['/erp', '/senders/net']]);
    const [event] = (await take(await document('order'))).filter(({ topic }) => topic === 'sales-orders');
    if (!event) throw new Error('nothing was placed');
    const fresh =
      'truncate intake.order_document, intake.source_order, intake.order_answer, intake.sales_order, intake.inbox';
    await intake.database.sql(fresh);
    await shared.runner.deliver([heard({ ...event, source: '/erp' })]);
    const headers = { sender: 'net', 'content-type': 'application/xml' };
    await shared.runner.deliver([rawDelivery('order-documents', await document('order'), headers)]);
    expect((await states()).sort()).toEqual(['null expected', 'received waiting']);
    await shared.runner.deliver([heard(event)]);
    await shared.database.close();
    expect(await states()).toEqual(['received waiting', 'waiting waiting']);
  });

  test('that nobody decides on are given up where people see it after a day, and have their answer when it is decided on', async () => {
    const text = await document('order');
    await intake.runner.deliver([
      rawDelivery('order-documents', text, { sender: 'file', 'content-type': 'application/xml' }),
    ]);
    const [event] = (await intake.announced()).filter(({ topic }) => topic === 'sales-orders');
    intake.clock.now = '2026-11-30T09:59:00.000Z';
    await job.giveUpUndecided();
    expect(await states()).toEqual(['null expected']);
    intake.clock.now = '2026-11-30T10:01:00.000Z';
    await job.giveUpUndecided();
    const error = 'its order was not decided on within 24 hours: look for it in the dead letters of intake';
    expect(await rows()).toMatchObject([{ outcome: null, state: 'undeliverable', error }]);
    expect(await countAnswers(intake.database.sql)).toContainEqual({ state: 'undeliverable', count: 1 });
    expect((await answersFinding(intake.database.sql))[0]?.says).toContain('1 undeliverable');
    if (event) await intake.runner.deliver([heard(event)]);
    expect(await states()).toEqual(['waiting waiting']);
    expect((await answersFinding(intake.database.sql))[0]?.ok).toBe(true);
  });

  test('are the same bytes when everything is decided anew', async () => {
    const once = async () => {
      await intake.database.sql(
        'truncate intake.order_document, intake.source_order, intake.order_answer, intake.sales_order, intake.inbox',
      );
      await take(await document('order'));
      const kept = await intake.database.sql<{ bytes: Uint8Array }>(
        'select bytes from intake.order_answer order by id',
      );
      return kept.map(({ bytes }) => Buffer.from(bytes).toString());
    };
    const first = await once();
    expect(first).toHaveLength(2);
    expect(await once()).toEqual(first);
  });

  test('of a document that says the same again: as before, once more', async () => {
    await take(await document('order'));
    await job.deliverDue();
    await take(await document('order', (text) => text.replace('<cbc:Note>Bitte an Haus 2.</cbc:Note>', '')));
    await job.deliverDue();
    await take(await document('order'), 'net', 'http');
    await job.deliverDue();
    expect(codes()).toEqual(['AB', 'CA', 'CA', 'CA']);
    expect(told.slice(2).map(({ body }) => body)).toEqual([told[1]?.body, told[1]?.body]);
  });

  test('to a sender without an address go to its folder, whole', async () => {
    await take(await document('order'), 'file');
    await job.deliverDue();
    const outbox = path.join(folder, 'file', 'outbox');
    const [name = '', ...others] = await readdir(outbox);
    expect([name, others]).toEqual([expect.stringMatching(/^[0-9a-f]{16}-1-order-response\.xml$/), []]);
    expect(await readFile(path.join(outbox, name), 'utf8')).toContain('<cbc:OrderResponseCode>CA<');
    expect(await states()).toEqual(['waiting sent']);
  });

  test('are not written for a sender whose profile wants none, nor for orders of no document', async () => {
    await take(await document('order'), 'mute');
    expect(await rows()).toEqual([]);
  });
});

describe('notices of shipments', () => {
  const notices = async () =>
    await intake.database.sql<{ id: string; state: string; bytes: Uint8Array }>(
      `select id, state, bytes from intake.order_answer where outcome = 'fulfilled'`,
    );

  beforeEach(async () => {
    await take(await document('order'), 'told');
    intake.clock.now = '2027-01-10T10:00:00.000Z';
    await releaseOn('told-4500017');
  });

  test('F1 one when every line of the shipment is fulfilled, whatever comes twice and in how many batches', async () => {
    await intake.runner.deliver([fulfilled(2)]);
    expect(await notices()).toEqual([]);
    await intake.runner.deliver([fulfilled(2, 2), fulfilled(2), fulfilled(1)]);
    await intake.runner.deliver([fulfilled(1, 2)]);
    const [notice, ...others] = await notices();
    expect([notice?.state, others]).toEqual(['waiting', []]);
    expect(notice?.id).toMatch(/^[0-9a-f]{16}-1-S1$/);
    const text = Buffer.from(notice?.bytes ?? []).toString();
    expect(text).toMatch(/^<\?xml[^>]*>\s*<DespatchAdvice /);
    expect([...text.matchAll(/<cac:OrderLineReference>\s*<cbc:LineID>(\d+)</g)].map(([, line]) => line)).toEqual([
      '1',
      '2',
    ]);
    // As the last of its lines was fulfilled.
    expect(text).toContain('<cbc:IssueTime>10:00:02Z</cbc:IssueTime>');
    expect(text).not.toMatch(/SEALED|123456789012/);
  });

  test('F1 one too where two processes have a line each at the same moment', async () => {
    await Promise.all([intake.runner.deliver([fulfilled(1)]), intake.runner.deliver([fulfilled(2)])]);
    expect(await notices()).toHaveLength(1);
  });

  test('say why they cannot be written, where the profile knows their lines no more', async () => {
    const profile = senders.get('told');
    const others = new Map([...senders]).set(
      'told',
      senderProfile.parse({ ...profile, skus: { OTHER: { sku: 'X' } } }),
    );
    const later = await serve({ senders: others, hasFolders: true });
    await later.runner.deliver([fulfilled(1), fulfilled(2)]);
    await later.database.close();
    expect(await rows()).toContainEqual(
      expect.objectContaining({
        outcome: 'fulfilled',
        state: 'undeliverable',
        error: 'the lines of told-4500017-S1 are not in the document as the profile of told reads it now',
      }),
    );
  });

  test('are not for senders whose profile names none, and keep nothing of their orders', async () => {
    await take(await document('order'), 'file');
    await releaseOn('file-4500017');
    await intake.runner.deliver([fulfilled(1, 3, 'file-4500017')]);
    expect(await intake.database.sql('select * from intake.fulfilled_line')).toEqual([]);
  });
});

describe('notices of shipments in EDI', () => {
  test('F1 an 856 is posted to a sender of X12 when its order is fulfilled, after its 855', async () => {
    const orderNumber = 'GH-PO-50017';
    await take(await readFile(path.join(samples, 'documents/gulf-order.x12'), 'utf8'), 'gulf');
    expect(await job.deliverDue()).toBe(1);
    await intake.runner.deliver([fulfilled(1, 1, orderNumber)]);
    expect(await job.deliverDue()).toBe(1);
    const [acknowledged, notice] = told;
    expect(acknowledged?.body).toContain('ST*855*');
    expect(notice?.headers).toMatchObject({
      'content-type': expect.stringMatching(/^application\/edi-x12/i),
      authorization: `Basic ${Buffer.from('we:known to both').toString('base64')}`,
    });
    const segments = notice?.body.split('~').map((segment) => segment.trim()) ?? [];
    expect(segments).toEqual(
      expect.arrayContaining([
        ...[expect.stringMatching(/^ST\*856\*/), 'DTM*011*20270110*1000', expect.stringMatching(/^PRF\*PO-50017\*/)],
        ...[`REF*VN*${orderNumber}`, expect.stringMatching(/^LIN\*1\*VP\*AP-STD/), 'SN1*1*2*PK', 'CTT*3'],
      ]),
    );
    expect(notice?.body).not.toMatch(/SEALED|123456789012/);
    expect(await states()).toEqual(['accepted sent', 'fulfilled sent']);
  });

  test('F1 a DESADV lies in the folder of a sender of EDIFACT when its order is fulfilled, beside its ORDRSP', async () => {
    const orderNumber = 'HD-70001';
    await take(await readFile(path.join(samples, 'documents/hafen-order.edi'), 'utf8'), 'hafen');
    await intake.runner.deliver([fulfilled(1, 1, orderNumber), fulfilled(1, 2, orderNumber)]);
    await job.deliverDue();
    await job.deliverDue();
    const outbox = path.join(folder, 'hafen', 'outbox');
    const names = (await readdir(outbox)).sort();
    expect(names).toEqual([expect.stringMatching(/-S1-desadv\.txt$/), expect.stringMatching(/-ordrsp\.txt$/)]);
    const notice = await readFile(path.join(outbox, names[0] ?? ''), 'latin1');
    const segments = notice.split("'").map((segment) => segment.trim());
    expect(segments).toEqual(
      expect.arrayContaining([
        ...[
          expect.stringMatching(/^UNH\+.*\+DESADV:D:96A:UN/),
          'DTM+11:20270110:102',
          'RFF+ON:70001',
          'RFF+VN:HD-70001',
        ],
        ...['LIN+1++AP-STD:SA', 'QTY+12:40:PCE', 'RFF+ON:70001:1', 'CNT+2:1'],
      ]),
    );
    expect(notice).not.toMatch(/SEALED|123456789012/);
  });
});

describe('the delivery of answers', () => {
  beforeEach(async () => {
    await take(await document('order', (text) => text.replace('4000001000111', '9999999999991')));
    expect(await states()).toEqual(['rejected waiting']);
  });

  test.each<[string, Mood, string]>([
    ['refuses', says(503), 'the system answers 503'],
    ['refuses for good', says(400), 'the system answers 400'],
    ['leads elsewhere', says(307, { location: '/elsewhere' }), 'the system answers 307'],
    ['hangs', () => {}, 'the system does not answer: no whole answer came in time'],
    ['hangs up', (request) => void request.socket.destroy(), 'the system does not answer: UND_ERR_SOCKET'],
  ])('waits for a system that %s, and tries again', async (_, mood, error) => {
    answers = mood;
    expect(await (error.endsWith('in time') ? hasty : job).deliverDue()).toBe(1);
    expect(told).toHaveLength(1);
    expect(await rows()).toMatchObject([{ state: 'waiting', tries: 1, error }]);
    expect(await job.deliverDue()).toBe(0);
    answers = yes;
    await makeDue();
    expect(await job.deliverDue()).toBe(1);
    expect(await rows()).toMatchObject([{ state: 'sent', tries: 2, error: null }]);
    expect(told[1]?.body).toBe(told[0]?.body);
  });

  test('is given up after 3 days, aloud', async () => {
    answers = says(500);
    intake.clock.now = '2026-12-02T10:00:00.000Z';
    await job.deliverDue();
    expect(await states()).toEqual(['rejected undeliverable']);
    const [event] = (await intake.announced()).filter(({ topic }) => topic === 'orders');
    expect(event).toMatchObject({
      type: 'order-answer.undeliverable.v1',
      data: { orderNumber: 'net-4500017', reason: 'given up after 3 days: the system answers 500' },
    });
  });

  test('of a process that died is taken over when its lease has run out, with the same bytes; the dead one records nothing', async () => {
    const [claimed] = await claimAnswers(intake.database.sql, 10);
    expect(await job.deliverDue()).toBe(0);
    await makeDue();
    expect(await job.deliverDue()).toBe(1);
    expect(told[0]?.body).toBe(Buffer.from(claimed?.bytes ?? []).toString());
    expect(await rows()).toMatchObject([{ state: 'sent', tries: 2 }]);
  });
});
