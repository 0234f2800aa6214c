import PostalMime from 'postal-mime';
import { type SmtpSink, startSmtpSink } from '#test/support/processes/smtp-sink.ts';
import { type LedgerStage, startLedgerStage, until } from './ledger-stage.ts';

/** T11, F9, F10: who hears of a case, what its mails say, and what is said when the mail server takes none from us. */

const requester = 'net@firm.example';
const support = 'agent@vendor.example';
const desk = 'help@vendor.example';

let sink: SmtpSink;
let stage: LedgerStage;
let licenseKey: string;
/** A case that is not closed. */
let open: string;

beforeAll(async () => {
  sink = await startSmtpSink();
  stage = await startLedgerStage({
    ...{ SMTP_URL: sink.url, SUPPORT_EMAIL: desk, PUBLIC_URL: 'https://licenses.example', LOG_LEVEL: 'fatal' },
  });
  const { account, administrator, entitlement, request } = stage;
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

afterAll(async () => {
  await stage?.stop();
  await sink?.stop();
});

async function submit(): Promise<string> {
  const { status, body } = await stage.request(requester, 'transfer-cases', {
    ...{ from: 'KA', to: 'KB', lines: [{ licenseKey, deviceType: 'MX', quantity: 1 }] },
    ...{ destinationName: 'Account KB', destinationLink: 'https://n1.example/KB' },
    passcodes: { source: '1234', destination: '1234' },
    details: {
      ...{ scope: 'one key', frequency: 'once', startTime: 'today', relatedCases: 'none', testResults: 'none' },
      ...{ workaround: 'none', businessImpact: 'a branch without licenses' },
    },
  });
  expect(status).toBe(201);
  return body.caseId;
}

async function ready() {
  const response = await fetch(`${stage.running.url}/health/ready`);
  return { status: response.status, body: (await response.json()) as { status: string; warnings: string[] } };
}

test('T11 support hears of a new case; its mails say where it is, whom to ask and how to add to it', async () => {
  const caseId = await submit();
  open = caseId;
  const [mail] = await sink.received(1);
  expect(mail?.to).toEqual([requester, desk]);
  const { text = '', html = '', replyTo } = await PostalMime.parse(mail?.raw ?? '');
  expect(replyTo).toMatchObject([{ address: desk }]);
  for (const body of [text, html]) {
    expect(body).toContain(`https://licenses.example/cases/${caseId}`);
    expect(body).toContain(`answer this message: it reaches ${desk}`);
  }
});

test('K8 the queue says which cases hold the rules now, to each reader what is theirs', async () => {
  const oneSide = 'near@firm.example';
  await stage.administrator('KB', oneSide);
  const rulesFor = async (email: string) => {
    const { body } = await stage.request(email, 'transfer-cases?state=submitted&rules=true');
    return body.items.map(({ rulesNow }: { rulesNow: { code: string }[] }) => rulesNow.map(({ code }) => code));
  };
  await until(async () => (await rulesFor(oneSide)).length === 1);
  expect(await rulesFor(support)).toEqual([[]]);
  await counted(15);
  expect(await rulesFor(support)).toEqual([[]]);
  await counted(20);
  expect(await rulesFor(support)).toEqual([['EXCEEDS_TRANSFERABLE']]);
  expect(await rulesFor(oneSide)).toEqual([['NOT_TOLD']]);
  const { rulesNow } = (await stage.request(requester, `transfer-cases/${open}`)).body;
  expect(rulesNow).toMatchObject([{ code: 'EXCEEDS_TRANSFERABLE', actual: '1', limit: '0' }]);
  await counted(0);
  expect(await rulesFor(support)).toEqual([[]]);
  const [plain] = (await stage.request(support, 'transfer-cases')).body.items;
  expect(plain.rulesNow).toBeUndefined();
  expect((await stage.request(support, 'transfer-cases?rules=true&limit=101')).status).toBe(400);
});

async function counted(inUse: number): Promise<void> {
  await stage.publish('devices', 'device-count.reported.v1', { accountId: 'KA', deviceType: 'MX', inUse });
  await until(async () => (await stage.request(requester, 'accounts/KA')).body.products[0].inUse === inUse);
}

test('T11 a failed approval is mailed, with what stands in the way', async () => {
  const caseId = await submit();
  await sink.received(2);
  await counted(1000);
  const failed = await stage.request(support, `transfer-cases/${caseId}/approve`, { comment: 'at last' });
  expect(failed.status).toBe(422);
  const mail = (await sink.received(3)).at(-1);
  expect([...(mail?.to ?? [])].sort()).toEqual([support, desk, requester].sort());
  const { subject, text = '' } = await PostalMime.parse(mail?.raw ?? '');
  expect(subject).toContain('could not be approved');
  expect(text).toContain('at last');
  expect(text).toContain(failed.body.violations[0].message);
});

test('F9 while the mail server takes no mail from us the process is ready and degraded, in words', async () => {
  expect(await ready()).toMatchObject({ status: 200, body: { status: 'ok', warnings: [] } });
  sink.behavior = () => 'refuse-us';
  await stage.request(requester, `transfer-cases/${open}/comment`, { comment: 'any news?' });
  await until(async () => (await ready()).body.status === 'degraded');
  const { status, body } = await ready();
  expect(status).toBe(200);
  expect(body.warnings).toEqual([expect.stringMatching(/^mail of ledger: .*password, relay or policy/)]);
  const metric = await stage.running.context.metrics.registry.metrics();
  expect(metric).toContain('seatwright_mail_refused_us');
  sink.behavior = () => 'accept';
  await until(async () => (await ready()).body.status === 'ok');
});
