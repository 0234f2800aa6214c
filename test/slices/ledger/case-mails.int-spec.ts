import { LedgerModule } from '#apps/ledger/src/ledger.module.ts';
import { issueToken } from '#runtime/http/access/auth.ts';
import { Database } from '#runtime/postgres/database.ts';
import { type RunningProcess, startProcess } from '#runtime/process/process.ts';
import { type SmtpSink, startSmtpSink } from '#test/support/processes/smtp-sink.ts';
import { type LedgerStage, startLedgerStage, until } from './ledger-stage.ts';

/** The mails of transfer cases over SMTP, with two processes of the ledger over one database. */

const requester = 'net@firm.example';
const support = 'support@vendor.example';

interface ShownMail {
  readonly step: number;
  readonly messageId: string;
  readonly state: string;
  readonly attempts: number;
  readonly doubtful: number;
  readonly recipients: readonly { readonly address: string; readonly state: string; readonly answer?: string }[];
}

let sink: SmtpSink;
let stage: LedgerStage;
let other: RunningProcess;
let database: Database;
let licenseKey: string;

beforeAll(async () => {
  sink = await startSmtpSink();
  stage = await startLedgerStage({ SMTP_URL: sink.url });
  const { account, administrator, entitlement, request, running } = stage;
  const { settings, databaseUrl } = running.context;
  other = await startProcess({ settings, services: [{ name: 'ledger', module: LedgerModule }] });
  database = await Database.open({ url: databaseUrl, schema: 'ledger', entities: [], migrations: [] });
  for (const id of ['KA', 'KB']) {
    await account(id, { licensingModel: 'co-termination', link: `https://n1.example/${id}` });
    await administrator(id, requester, { passcode: '1234' });
  }
  await account('X', {});
  await administrator('X', support, { role: 'support' });
  await entitlement('E-MX', 'KA', { program: 'meraki', deviceType: 'MX' });
  await until(async () => (await request(support, 'event-log')).body.items?.length === 1);
  await until(async () => (await request(requester, 'accounts')).body.items.length === 2);
  licenseKey = (await request(requester, 'accounts/KA/licenses')).body.items[0].licenseKey;
});

beforeEach(() => {
  sink.mails.length = 0;
  sink.behavior = () => 'accept';
});

afterAll(async () => {
  await database?.close();
  await other?.stop();
  await stage?.stop();
  await sink?.stop();
});

/** @returns the case's id */
async function submit(): Promise<string> {
  const { status, body } = await stage.request(requester, 'transfer-cases', submission());
  expect(status).toBe(201);
  return body.caseId;
}

function submission() {
  return {
    ...{ from: 'KA', to: 'KB', lines: [{ licenseKey, deviceType: 'MX', quantity: 1 }] },
    ...{ destinationName: 'Account KB', destinationLink: 'https://n1.example/KB' },
    passcodes: { source: '1234', destination: '1234' },
    details: {
      ...{ scope: 'one key', frequency: 'once', startTime: 'today', relatedCases: 'none', testResults: 'none' },
      ...{ workaround: 'none', businessImpact: 'a branch without licenses' },
    },
  };
}

async function take(email: string, caseId: string, step: string): Promise<void> {
  const { status } = await stage.request(email, `transfer-cases/${caseId}/${step}`, { comment: 'as agreed' });
  expect(status).toBe(200);
}

async function mailsOf(caseId: string): Promise<readonly ShownMail[]> {
  return (await stage.request(requester, `transfer-cases/${caseId}`)).body.mails;
}

/** The mails of a case when nothing is to be done about any of them. */
async function settled(caseId: string): Promise<readonly ShownMail[]> {
  const underWay = ({ state }: ShownMail) => state === 'waiting' || state === 'claimed';
  await until(async () => !(await mailsOf(caseId)).some(underWay));
  return await mailsOf(caseId);
}

/** Who got which mail, a line for each time. */
const delivered = () =>
  sink.mails.flatMap(({ messageId, to }) => to.map((address) => `${messageId} ${address}`)).sort();

/** Mails that both processes counted so far. */
async function counted(outcome: string): Promise<number> {
  const processes = [stage.running, other].map(async ({ context }) => (await context.metrics.mails.get()).values);
  const values = (await Promise.all(processes)).flat();
  return values.reduce((sum, { labels, value }) => sum + (labels.outcome === outcome ? value : 0), 0);
}

describe('mails of transfer cases', () => {
  test('K8 every step of a case is mailed once to requester and support, whichever process sends it', async () => {
    const caseIds = await Promise.all(Array.from({ length: 6 }, submit));
    for (const [email, step] of [
      [support, 'comment'],
      [requester, 'comment'],
      [support, 'approve'],
    ] as const)
      await Promise.all(caseIds.map((caseId) => take(email, caseId, step)));
    const expected: string[] = [];
    for (const caseId of caseIds) {
      const mails = await settled(caseId);
      expect(mails.map(({ step, messageId }) => [step, messageId])).toEqual(
        [1, 2, 3, 4].map((step) => [step, `<case.${caseId}.${step}@seatwright.example>`]),
      );
      for (const { step, messageId, ...outcome } of mails) {
        const addresses = step === 1 ? [requester] : [requester, support];
        const recipients = addresses.map((address) => expect.objectContaining({ address, state: 'accepted' }));
        expect(outcome).toEqual({ state: 'sent', attempts: 1, doubtful: 0, recipients });
        expected.push(...addresses.map((address) => `${messageId} ${address}`));
      }
    }
    expect(delivered()).toEqual(expected.sort());
    await until(async () => (await counted('sent')) === caseIds.length * 4);
  });

  test('F8 a server that refuses for now gets the mail later, after growing waits, and only for whom it refused', async () => {
    const asked: number[] = [];
    sink.behavior = (address) => {
      if (address !== support) return 'accept';
      asked.push(performance.now());
      return asked.length < 3 ? 'refuse-for-now' : 'accept';
    };
    const caseId = await submit();
    await take(support, caseId, 'refuse');
    const [, mail] = await settled(caseId);
    expect(mail).toMatchObject({
      ...{ state: 'sent', attempts: 3, doubtful: 0 },
      recipients: [
        { address: requester, state: 'accepted' },
        { address: support, state: 'accepted' },
      ],
    });
    const [first, second] = [1, 2].map((step) => `<case.${caseId}.${step}@seatwright.example>`);
    expect(delivered()).toEqual([`${first} ${requester}`, `${second} ${requester}`, `${second} ${support}`]);
    const [one = 0, two = 0, three = 0] = asked;
    expect(two - one).toBeGreaterThan(1000);
    expect(three - two).toBeGreaterThan(4000);
  });

  test('F8 an address that is refused for good is shown as undeliverable; the others have their mail', async () => {
    sink.behavior = (address) => (address === support ? 'refuse-for-good' : 'accept');
    const caseId = await submit();
    const before = await counted('undeliverable');
    await take(support, caseId, 'comment');
    const [, mail] = await settled(caseId);
    expect(mail).toMatchObject({
      ...{ state: 'sent', attempts: 1 },
      recipients: [
        { address: requester, state: 'accepted' },
        { address: support, state: 'undeliverable', answer: '550 no such mailbox' },
      ],
    });
    await until(async () => (await counted('undeliverable')) === before + 1);
    sink.behavior = () => 'refuse-for-good';
    const [alone] = await settled(await submit());
    const recipients = [{ address: requester, state: 'undeliverable', answer: '550 no such mailbox' }];
    expect(alone).toMatchObject({ state: 'undeliverable', attempts: 1, recipients });
  });

  test('F8 an outcome that the database does not take at first is recorded later, and nothing is sent again', async () => {
    await database.sql('create sequence ledger.refusals');
    await database.sql(
      `create function ledger.refuse_outcomes() returns trigger language plpgsql as
       $$ begin perform nextval('ledger.refusals'); raise 'not now'; end $$`,
    );
    await database.sql(
      `create trigger refuse_outcomes before update on ledger.case_mail for each row
       when (new.state = 'sent') execute function ledger.refuse_outcomes()`,
    );
    const caseId = await submit();
    await until(async () => {
      const [row] = await database.sql<{ refused: boolean }>('select is_called as refused from ledger.refusals');
      return row?.refused === true;
    });
    await database.sql('drop function ledger.refuse_outcomes cascade');
    expect(await settled(caseId)).toMatchObject([{ state: 'sent', attempts: 1, doubtful: 0 }]);
    expect(sink.mails).toHaveLength(1);
  });

  test('F8 a claim is renewed while the server takes its time; when it goes without an answer the mail is sent again', async () => {
    sink.behavior = () => 'hang';
    const caseId = await submit();
    /** When its claim ends, in seconds; 0 before it is claimed. */
    const claimedUntil = async () => {
      const [row] = await database.sql<{ seconds: number }>(
        `select extract(epoch from due_at)::float8 as seconds from ledger.case_mail
         where case_id = $1 and state = 'claimed' and attempts = 1`,
        [caseId],
      );
      return row?.seconds ?? 0;
    };
    await until(async () => (await claimedUntil()) > 0);
    const first = await claimedUntil();
    await until(async () => (await claimedUntil()) > first);
    const port = Number(new URL(sink.url).port);
    await sink.stop();
    sink = await startSmtpSink({ port });
    expect(await settled(caseId)).toMatchObject([{ state: 'sent', doubtful: 1 }]);
    expect(delivered()).toEqual([`<case.${caseId}.1@seatwright.example> ${requester}`]);
  });

  test('F8 a claim whose process died is sent again with the same Message-ID, and counted as doubtful', async () => {
    const caseId = await submit();
    const [sent] = await settled(caseId);
    const before = await counted('doubtful');
    await database.sql(
      `update ledger.case_mail set state = 'claimed', claimed_by = 'gone', settled_at = null,
         due_at = clock_timestamp() - interval '1 s', recipients = $2::jsonb where case_id = $1`,
      [caseId, JSON.stringify([{ address: requester, state: 'waiting' }])],
    );
    // Not taken over within a lease of the database's start: nobody could renew it before.
    await sink.received(2, 45_000);
    expect(await settled(caseId)).toMatchObject([
      { messageId: sent?.messageId, state: 'sent', attempts: 2, doubtful: 1 },
    ]);
    expect(delivered()).toEqual(Array(2).fill(`${sent?.messageId} ${requester}`));
    await until(async () => (await counted('doubtful')) === before + 1);
  });

  test('F8 a process that ends finishes what it has begun and leaves the rest to the other', async () => {
    const caseId = await submit();
    const comments = Promise.all(Array.from({ length: 12 }, () => take(requester, caseId, 'comment')));
    await sink.received(3);
    await other.stop();
    await comments;
    const mails = await settled(caseId);
    expect(mails).toHaveLength(13);
    for (const mail of mails) expect(mail).toMatchObject({ state: 'sent', doubtful: 0 });
    expect(delivered()).toEqual(mails.map(({ messageId }) => `${messageId} ${requester}`).sort());
  });

  test('K8 L3 a case that is taken back is told as every step; a stale preview submits none', async () => {
    const caseId = await submit();
    expect((await stage.request(support, `transfer-cases/${caseId}/withdraw`, {})).status).toBe(422);
    const token = await issueToken(requester, stage.running.context.settings.authKeyFile, new Date());
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const address = `${stage.running.url}/api/transfer-cases/${caseId}/withdraw`;
    // A body that may be left out is left out, whatever the header says.
    const response = await fetch(address, { method: 'POST', headers });
    const answer = { body: (await response.json()) as object };
    expect(answer.body).toMatchObject({ state: 'withdrawn' });
    const mails = await settled(caseId);
    expect(mails.map(({ step, state }) => [step, state])).toEqual([
      [1, 'sent'],
      [2, 'sent'],
    ]);
    expect(sink.mails).toHaveLength(2);
    const log = (await stage.request(requester, 'event-log')).body.items;
    expect(log[0]).toMatchObject({ type: 'case-withdrawn', reference: caseId });
    const stale = await stage.request(requester, 'transfer-cases', { ...submission(), planHash: '0'.repeat(64) });
    expect([stale.status, stale.body.violations[0].code]).toEqual([409, 'PLAN_STALE']);
  });
});
