import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FulfillmentModule } from '#apps/fulfillment/src/fulfillment.module.ts';
import { LedgerModule } from '#apps/ledger/src/ledger.module.ts';
import { routes } from '#contracts/http/http.ts';
import { freePort } from '#runtime/environment/ports.ts';
import { readSettings } from '#runtime/environment/settings.ts';
import { issueToken } from '#runtime/http/access/auth.ts';
import { revoke } from '#runtime/http/access/revoked-tokens.ts';
import { type RunningProcess, startProcess } from '#runtime/process/process.ts';
import { startTestPostgres, type TestPostgres } from '../support/database.ts';
import { untilNothing } from '../support/waiting.ts';

/** What HTTP does for everybody: headers of every answer, limits on look-ups of secrets, tokens that were revoked. */

let postgres: TestPostgres;
let folder: string;
let running: RunningProcess;
let metricsPort: number;

async function start(variables: Record<string, string> = {}): Promise<RunningProcess> {
  const services = [
    { name: 'fulfillment', module: FulfillmentModule },
    { name: 'ledger', module: LedgerModule },
  ];
  const given = { DATABASE_URL: postgres.url, DATA_DIR: path.join(folder, 'data'), PORT: '0', LOG_LEVEL: 'silent' };
  return await startProcess({ settings: readSettings({ ...given, OPERATORS: 'o@x.example', ...variables }), services });
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  folder = await mkdtemp(path.join(tmpdir(), 'seatwright-safety-'));
  metricsPort = await freePort();
  running = await start({ LOOKUPS_PER_MINUTE: '3', METRICS_PORT: String(metricsPort) });
});

afterAll(async () => {
  await running?.stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

const tokenOf = (email: string, at = new Date()) => issueToken(email, running.context.settings.authKeyFile, at);

async function ask(token: string | undefined, address: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...(token && { authorization: `Bearer ${token}` }), ...init.headers };
  return await fetch(running.url + address, { ...init, headers });
}

async function lookUp(email: string): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ ssrn: '400000000000' });
  return await ask(await tokenOf(email), '/api/entitlements/lookup', { method: 'POST', headers, body });
}

describe('every answer', () => {
  const secure = {
    'x-content-type-options': 'nosniff',
    'content-security-policy': "frame-ancestors 'none'",
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cache-control': expect.stringMatching(/no-store|public/),
  };

  test.each([
    ['that is open', '/health/live', 200, undefined],
    ['without a token', '/api/accounts', 401, undefined],
    ['with data', '/api/accounts', 200, 'o@x.example'],
    ['about what is not there', '/api/nothing', 404, 'o@x.example'],
    ['about an address that is none', '/api/accounts/%E0%A4%A', 400, 'o@x.example'],
  ])(
    '%s says how it is to be handled, and not that HTTPS is for ever where there is none',
    async (_what, address, status, email) => {
      const answer = await ask(email && (await tokenOf(email)), address);
      const headers = Object.fromEntries(answer.headers);
      expect([answer.status, headers]).toEqual([status, expect.objectContaining(secure)]);
      expect(headers).not.toHaveProperty('strict-transport-security');
    },
  );

  test('behind HTTPS says so as well, and what is personal is kept by nobody', async () => {
    const other = await start({ PUBLIC_URL: 'https://licenses.example' });
    const authorization = `Bearer ${await tokenOf('o@x.example')}`;
    const answer = await fetch(`${other.url}/api/accounts`, { headers: { authorization } });
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    await other.stop();
  });
});

describe('look-ups of codes and passcodes', () => {
  test('a person has so many a minute; the answer says when there are more, and others are not touched', async () => {
    const answers = [];
    for (let count = 0; count < 5; count += 1) answers.push(await lookUp('one@x.example'));
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 429, 429]);
    expect(Number(answers[3]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await answers[3]?.json()).toMatchObject({
      status: 429,
      detail: expect.stringContaining('too many look-ups'),
    });
    expect((await lookUp('other@x.example')).status).toBe(422);
  });

  test('an address has five times that, whoever it says it is', async () => {
    const statuses = [];
    for (let count = 0; count < 20; count += 1) statuses.push((await lookUp(`person-${count}@x.example`)).status);
    expect(statuses.at(0)).toBe(422);
    expect(statuses.at(-1)).toBe(429);
  });

  test('behind a proxy that is trusted each address counts for itself', async () => {
    const other = await start({ LOOKUPS_PER_MINUTE: '1', TRUSTED_PROXIES: 'loopback' });
    const asked = async (address: string, email: string) => {
      const authorization = `Bearer ${await tokenOf(email)}`;
      const headers = { authorization, 'content-type': 'application/json', 'x-forwarded-for': address };
      const body = JSON.stringify({ ssrn: '400000000000' });
      return (await fetch(`${other.url}/api/entitlements/lookup`, { method: 'POST', headers, body })).status;
    };
    for (let count = 0; count < 5; count += 1) expect(await asked('192.0.2.1', `p${count}@x.example`)).toBe(422);
    expect([await asked('192.0.2.1', 'p6@x.example'), await asked('192.0.2.2', 'p7@x.example')]).toEqual([429, 422]);
    await other.stop();
  });

  test('R15 what is open to everybody is limited by address, and takes nothing from people', async () => {
    const other = await start({ LOOKUPS_PER_MINUTE: '2' });
    const post = async (route: string, headers: Record<string, string>, body: object) =>
      await fetch(`${other.url}/api/${route}`, {
        ...{ method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) },
      });
    const check = async () => (await post('certificates/check', {}, { id: 'x' })).status;
    expect([await check(), await check(), await check()]).toEqual([422, 422, 429]);
    const authorization = `Bearer ${await tokenOf('p@x.example')}`;
    expect((await post('entitlements/lookup', { authorization }, { ssrn: '400000000000' })).status).toBe(422);
    await other.stop();
  });

  test('the contract says which routes are limited', () => {
    expect(routes.filter(({ limited }) => limited).map(({ id }) => id)).toEqual([
      'lookUpEntitlement',
      'checkCertificate',
      'submitTransferCase',
    ]);
  });
});

describe('tokens', () => {
  test('one that was revoked, and all that a person had up to then, count no longer; later ones do', async () => {
    const { authKeyFile } = running.context.settings;
    const early = new Date(Date.now() - 60_000);
    const [one, other, later] = [
      await tokenOf('r@x.example', early),
      await tokenOf('r@x.example', early),
      await tokenOf('r@x.example', new Date(Date.now() - 1000)),
    ];
    const { jti } = JSON.parse(Buffer.from(one.split('.')[1] ?? '', 'base64url').toString());
    const statusOf = async (token: string) => (await ask(token, '/api/accounts')).status;
    expect(await Promise.all([one, other, later].map(statusOf))).toEqual([200, 200, 200]);
    revoke(authKeyFile, { token: jti, at: new Date().toISOString() });
    await untilNothing(async () => ((await statusOf(one)) === 401 ? [] : ['the first token']), 10_000);
    expect(await Promise.all([other, later].map(statusOf))).toEqual([200, 200]);
    revoke(authKeyFile, { email: 'r@x.example', at: new Date(Date.now() - 30_000).toISOString() });
    await untilNothing(async () => ((await statusOf(other)) === 401 ? [] : ['the second token']), 10_000);
    expect(await statusOf(later)).toBe(200);
    expect(await (await ask(other, '/api/accounts')).json()).toMatchObject({ detail: 'the token was revoked' });
  });

  test('refused ones of an address are told apart after so many, and a good one is never turned away', async () => {
    const statuses = [];
    for (let count = 0; count < 40; count += 1) statuses.push((await ask('no.token.here', '/api/accounts')).status);
    expect([statuses[0], statuses.at(-1)]).toEqual([401, 429]);
    expect((await ask(await tokenOf('o@x.example'), '/api/accounts')).status).toBe(200);
  });
});

test('the folder of keys, mails and data is for its owner alone', async () => {
  for (const name of ['data', 'data/keys']) expect((await stat(path.join(folder, name))).mode & 0o077).toBe(0);
});

test('R8 metrics say how many order lines fulfillment and the ledger know of', async () => {
  const text = await (await ask(await tokenOf('o@x.example'), '/metrics')).text();
  for (const service of ['fulfillment', 'ledger'])
    expect(text).toContain(`seatwright_entitlements{service="${service}"} 0`);
});

test('R19 metrics are told without a token on a port of their own, and nothing else is', async () => {
  expect((await ask(undefined, '/metrics')).status).toBe(401);
  const inside = `http://127.0.0.1:${metricsPort}`;
  const answer = await fetch(`${inside}/metrics`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining('version=0.0.4')]);
  expect(await answer.text()).toContain('seatwright_entitlements{service="ledger"} 0');
  for (const address of ['/', '/api/accounts', '/health/ready'])
    expect((await fetch(inside + address)).status).toBe(404);
  expect((await fetch(`${inside}/metrics`, { method: 'POST', body: 'x' })).status).toBe(404);
});
