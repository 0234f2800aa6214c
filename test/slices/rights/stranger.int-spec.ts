import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FulfillmentModule } from '#apps/fulfillment/src/fulfillment.module.ts';
import { IntakeModule } from '#apps/intake/src/intake.module.ts';
import { InvoicingModule } from '#apps/invoicing/src/invoicing.module.ts';
import { LedgerModule } from '#apps/ledger/src/ledger.module.ts';
import { addresses } from '#apps/portal/src/browser/addresses.ts';
import { PortalModule } from '#apps/portal/src/portal.module.ts';
import { portalSettings } from '#apps/portal/src/portal.settings.ts';
import { binaryHeaders } from '#contracts/cloud-event.ts';
import { routes } from '#contracts/http/http.ts';
import type { Route } from '#contracts/http/http-route.ts';
import type { TopicName } from '#contracts/topics.ts';
import { readSettings } from '#runtime/environment/settings.ts';
import { issueToken } from '#runtime/http/access/auth.ts';
import { type RunningProcess, startProcess } from '#runtime/process/process.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { until } from '../ledger/ledger-stage.ts';
import { signedInBrowsers } from '../portal/signed-in.ts';

/** Every route of the contract with the token of a person to whom all that is there is foreign, and with nonsense. */

const owner = 'owner@mine.example';
const stranger = 'stranger@elsewhere.example';
const operator = 'operator@seatwright.example';
const services = [
  { name: 'intake', module: IntakeModule },
  { name: 'fulfillment', module: FulfillmentModule },
  { name: 'ledger', module: LedgerModule },
  { name: 'invoicing', module: InvoicingModule },
  { name: 'portal', module: PortalModule, settings: portalSettings },
];

let postgres: TestPostgres;
let folder: string;
let running: RunningProcess;
let now = new Date('2026-10-21T10:00:00Z');
/** What the parameters of the routes are for the owner's data. */
let mine: Record<string, string>;
let bodies: Record<string, object>;

async function start(): Promise<void> {
  const variables = {
    DATABASE_URL: postgres.url,
    DATA_DIR: folder,
    PORT: '0',
    LOG_LEVEL: 'silent',
    OPERATORS: operator,
  };
  const settings = readSettings(variables, [portalSettings]);
  running = await startProcess({ settings, services, now: () => now });
}

let published = 0;

async function publish(topic: TopicName, type: string, data: object): Promise<void> {
  published += 1;
  const headers = binaryHeaders({ id: `m-${published}`, source: '/test', type, time: now.toISOString() });
  await running.context.broker.publish([{ topic, key: 'MINE', headers, value: JSON.stringify(data) }]);
}

interface Answer {
  readonly status: number;
  readonly text: string;
  /** It was given before, to the same person under the same Idempotency-Key. */
  readonly replayed: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for
  readonly body: any;
}

async function request(
  email: string | undefined,
  method: string,
  address: string,
  body?: object,
  key?: string,
): Promise<Answer> {
  const token = email && (await issueToken(email, running.context.settings.authKeyFile, new Date()));
  const headers = {
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(body ? { 'content-type': 'application/json' } : {}),
    ...(key ? { 'idempotency-key': key } : {}),
  };
  const response = await fetch(running.url + address, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const replayed = response.headers.get('idempotent-replayed') === 'true';
  return { status: response.status, text, replayed, body: isJson ? JSON.parse(text) : undefined };
}

/** A request to an address as it stands: `fetch` takes steps out of it. */
async function asSent(method: string, address: string, body?: string): Promise<{ status: number; text: string }> {
  const token = await issueToken(operator, running.context.settings.authKeyFile, new Date());
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body && { 'content-type': 'application/json', 'content-length': body.length }),
  };
  const { hostname, port } = new URL(running.url);
  const sent = httpRequest({ hostname, port, method, path: address, headers });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of response) text += String(part);
  return { status: response.statusCode ?? 0, text };
}

const get = (address: string) => request(operator, 'GET', address);

/** The address of a route, about the owner's data. */
function addressOf({ id, path: pattern }: Route): string {
  const names = mine;
  const ofId = pattern.includes('dead-letters') ? 'deadLetter' : pattern.includes('mails') ? 'mail' : 'entitlement';
  return pattern.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const value = names[name === 'id' ? ofId : name];
    if (value === undefined) throw new Error(`the test does not know what ${name} of route ${id} is`);
    return encodeURIComponent(value);
  });
}

/** The same with what a search has to say. */
const askedOf = (route: Route) => addressOf(route) + (route.id.startsWith('search') ? '?q=MINE' : '');

const ask = (email: string | undefined, route: Route, key?: string) =>
  request(email, route.method, askedOf(route), route.method === 'GET' ? undefined : (bodies[route.id] ?? {}), key);

beforeAll(async () => {
  postgres = await startTestPostgres();
  folder = await mkdtemp(path.join(tmpdir(), 'seatwright-stranger-'));
  await start();
  const account = (accountId: string, facts: object = {}) =>
    publish('accounts', 'account.updated.v1', { accountId, kind: 'customer', name: `Name of ${accountId}`, ...facts });
  const administrator = (accountId: string, email: string, facts: object = {}) =>
    publish('accounts', 'administrator.updated.v1', { accountId, email, role: 'owner', ...facts });
  const invoiced = { taxRate: '23', country: 'PL', invoiceEmails: ['ap@mine.example'] };
  const site = { licensingModel: 'per-device', link: 'https://n1.example/mine', ...invoiced };
  for (const id of ['MINE', 'MINE-TOO']) {
    await account(id, site);
    await administrator(id, owner, { passcode: '1234' });
  }
  await account('THEIRS');
  await administrator('THEIRS', stranger);
  await publish('catalog', 'product.published.v1', {
    ...{ sku: 'MX', name: 'MX', description: 'x', instructionsUrl: 'https://docs.example/x', scenario: 'license-key' },
    ...{ program: 'meraki', deviceType: 'MX', billing: 'monthly', termMonths: 12, prices: { EUR: '10.00' } },
  });
  await publish('catalog', 'product.published.v1', {
    ...{ sku: 'CAM', name: 'Camera', description: 'x', instructionsUrl: 'https://docs.example/x', scenario: 'paper' },
    ...{ program: 'mist', deviceType: 'MX-CAM', prices: { EUR: '10.00' } },
  });
  await account('MINE-R', { kind: 'reseller', currency: 'EUR' });
  await administrator('MINE-R', owner);
  await publish('catalog', 'product.published.v1', {
    ...{ sku: 'MX-STOCK', name: 'Stock', description: 'x', instructionsUrl: 'https://docs.example/x' },
    ...{ scenario: 'activation', program: 'stock', prices: { EUR: '10.00' } },
  });
  await publish('devices', 'device-count.reported.v1', { accountId: 'MINE', deviceType: 'MX-CAM', inUse: 1 });
  const order = {
    ...{ orderNumber: 'SO-MINE', revision: 1, currency: 'EUR', emails: ['it@mine.example'] },
    accounts: [{ accountId: 'MINE', role: 'end-customer', name: 'Name of MINE' }],
    lines: [{ lineNumber: 1, sku: 'MX', quantity: 9, unitPrice: '10.00', kind: 'initial' }],
  };
  const headers = { sender: 'erp', 'content-type': 'application/json' };
  await running.context.broker.publish([
    { topic: 'order-documents', key: 'MINE', headers, value: JSON.stringify(order) },
  ]);
  await publish('sales-orders', 'sales-order.placed.v1', { orderNumber: 'MINE that nobody can read' });
  await running.context.broker.publish([{ topic: 'sales-orders', key: 'MINE', headers: {}, value: 'MINE, not JSON' }]);
  await until(async () => (await get('/api/accounts/MINE/devices')).body.items?.length === 1);
  await until(async () => (await get('/api/accounts/MINE/licenses')).body.items?.length === 1);
  await until(async () => (await get('/api/accounts/MINE/next-invoice')).status === 200);
  await until(async () => (await get('/api/mails')).body.items[0]?.state === 'sent');
  // The scheduler looks when the services start: November has begun meanwhile.
  await running.stop();
  now = new Date('2026-11-02T10:00:00Z');
  await start();
  await until(async () => (await get('/api/invoices')).body.items.length === 1);
  await until(async () => (await get('/api/dead-letters')).body.items.length > 0);
  const [lot] = (await get('/api/accounts/MINE/licenses')).body.items;
  const transfer = { from: 'MINE', to: 'MINE-TOO', lines: [{ lotId: lot.lotId, quantity: 1 }] };
  const made = await request(owner, 'POST', '/api/transfers', transfer);
  const bought = { contractId: 'C', accountId: 'MINE-R', sku: 'MX-STOCK', quantity: 5 };
  expect((await request(owner, 'POST', '/api/stock-purchases', bought)).status).toBe(201);
  const details = ['scope', 'frequency', 'startTime', 'relatedCases', 'testResults', 'workaround', 'businessImpact'];
  const submission = {
    ...transfer,
    ...{ destinationName: 'Name of MINE-TOO', destinationLink: site.link },
    passcodes: { source: '1234', destination: '1234' },
    lines: [{ licenseKey: lot.licenseKey, deviceType: 'MX', quantity: 1 }],
    details: Object.fromEntries(details.map((name) => [name, 'none'])),
  };
  const submitted = await request(owner, 'POST', '/api/transfer-cases', submission);
  mine = {
    accountId: 'MINE',
    sku: 'MX',
    email: owner,
    orderNumber: 'SO-MINE',
    transferId: made.body.transferId,
    lotId: lot.lotId,
    code: 'RETURN_ONLY',
    caseId: submitted.body.caseId,
    documentId: (await get('/api/order-documents')).body.items[0].documentId,
    number: (await get('/api/invoices')).body.items[0].number,
    paymentId: 'PAY-MINE',
    entitlement: (await get('/api/entitlements')).body.items[0].entitlementId,
    mail: (await get('/api/mails?kind=shipment')).body.items[0].messageId,
    deadLetter: (await get('/api/dead-letters')).body.items[0].id,
  };
  const payment = { paymentId: mine.paymentId, amount: '1.00', receivedOn: '2026-11-01' };
  expect((await request(operator, 'POST', `/api/invoices/${mine.number}/payments`, payment)).status).toBe(201);
  const count = { accountId: 'MINE', sku: 'MX', quantity: 1 };
  const move = { from: 'MINE', to: 'MINE-TOO', lotId: lot.lotId, quantity: 1 };
  bodies = {
    placeSalesOrder: {
      ...{ specversion: '1.0', id: 'x', source: '/x', type: 'sales-order.cancelled.v1' },
      data: { orderNumber: 'SO-MINE', revision: 2 },
    },
    lookUpEntitlement: { activationCode: lot.activationCode },
    putAccount: { kind: 'customer', name: 'Taken over' },
    patchAccount: { name: 'Taken over' },
    putAdministrator: { role: 'owner' },
    putProduct: {
      ...{ name: 'Free', description: 'x', instructionsUrl: 'https://docs.example/x', scenario: 'activation' },
      ...{ program: 'meraki', prices: { EUR: '0.00' } },
    },
    reportDevices: { sku: 'MX', inUse: 9 },
    submitTransferCase: submission,
    commentTransferCase: { comment: 'hello' },
    refuseTransferCase: { comment: 'no' },
    creditInvoice: { reason: 'why not' },
    previewCreditInvoice: { reason: 'why not' },
    holdInvoice: { reason: 'not mine' },
    recordPayment: { amount: '1.00', receivedOn: '2026-11-02' },
    returnPayment: { returnedOn: '2026-11-02' },
    ...{ commitTransfer: transfer, previewTransfer: transfer },
    replayDeadLetters: { ids: [mine.deadLetter] },
    previewNextInvoice: { nextInvoice: [] },
    commitTransferBatch: { transfers: [transfer] },
    previewTransferBatch: { transfers: [transfer] },
    commitStockMoveBatch: { moves: [move] },
    previewStockMoveBatch: { moves: [move] },
    ...{ commitPurchase: count, previewPurchase: count, commitDecrease: count, previewDecrease: count },
    commitStockPurchase: { ...count, contractId: 'C' },
    previewStockPurchase: { ...count, contractId: 'C' },
    ...{ commitStockMove: move, previewStockMove: move },
  };
});

afterAll(async () => {
  await running?.stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

const guarded = routes.filter(({ open }) => !open);
/** Routes that hold nobody's data. */
const common = [
  'readMetrics',
  'listProducts',
  'showProduct',
  'listPrograms',
  'listRules',
  'showRule',
  'countDeadLetters',
];
const reads = guarded.filter(({ id, method }) => method === 'GET' && !common.includes(id));
const writes = guarded.filter(({ method }) => method !== 'GET');
const isList = ({ path: pattern }: Route) => !pattern.includes('{');

/** Everything that can be read of the owner's data. */
async function everything(): Promise<Record<string, string>> {
  const answers = await Promise.all(reads.map(async (route) => [route.id, (await ask(operator, route)).text] as const));
  return Object.fromEntries(answers);
}

describe('P1 every route with the token of a stranger', () => {
  test.each(guarded)('$method $path needs a token', async (route) => {
    expect((await ask(undefined, route)).status).toBe(401);
  });

  test.each(reads)(
    'GET $path shows the owner and operators what is theirs, a stranger nothing of it',
    async (route) => {
      const [seen, foreign] = [await ask(operator, route), await ask(stranger, route)];
      expect(seen.status).toBe(200);
      if (!/\.pdf$/.test(route.path)) expect(seen.text).toMatch(/MINE|MX/);
      expect(foreign.text.replaceAll(addressOf(route), '').replaceAll(/no [^"]*/g, '')).not.toMatch(/MINE|@mine|MX/);
      if (!isList(route)) expect(foreign.status).toBe(404);
      else if (foreign.status !== 403) expect([200, 404]).toContain(foreign.status);
    },
  );

  test('nothing is changed for a stranger by any route, and they learn of no difference to what is not there', async () => {
    const before = await everything();
    const answers: [string, number][] = [];
    for (const route of writes) answers.push([route.id, (await ask(stranger, route)).status]);
    const refused = [403, 404];
    expect(answers.filter(([, status]) => !refused.includes(status))).toEqual([]);
    expect(answers.length).toBeGreaterThan(20);
    expect(await everything()).toEqual(before);
  });
});

describe('W12 every route and every page with the session of a stranger', () => {
  let people: Awaited<ReturnType<typeof signedInBrowsers>>;

  beforeAll(async () => {
    people = await signedInBrowsers(running, [owner, stranger, operator]);
  });

  /** A route as the browser's part of the portal asks it. */
  const through = (email: string, route: Route, headers: Record<string, string> = {}) => {
    const body = route.method === 'GET' ? undefined : JSON.stringify(bodies[route.id] ?? {});
    const type: Record<string, string> = body ? { 'content-type': 'application/json' } : {};
    return people
      .browserOf(email)
      .ask(route.method, `/portal${askedOf(route)}`, { body, headers: { ...type, ...headers } });
  };

  test.each(reads)('GET /portal$path shows who may see it what is theirs, a stranger nothing of it', async (route) => {
    const [seen, foreign] = [await through(operator, route), await through(stranger, route)];
    expect(seen.status).toBe(200);
    expect(foreign.text.replaceAll(addressOf(route), '').replaceAll(/no [^"]*/g, '')).not.toMatch(/MINE|@mine|MX/);
    if (!isList(route)) expect(foreign.status).toBe(404);
    else if (foreign.status !== 403) expect([200, 404]).toContain(foreign.status);
  });

  test('guests get nothing from any of them', async () => {
    const ofInterface = guarded.filter(({ path: pattern }) => pattern.startsWith('/api/'));
    const answers = await Promise.all(
      ofInterface.map(async (route) => await people.guest.ask(route.method, `/portal${askedOf(route)}`)),
    );
    expect([...new Set(answers.map(({ status }) => status))]).toEqual([401]);
  });

  test('a write changes nothing for a stranger who has the token of their session', async () => {
    const before = await everything();
    const token = { 'x-csrf-token': await people.csrfOf(stranger) };
    const answers: [string, number][] = [];
    for (const route of writes) answers.push([route.id, (await through(stranger, route, token)).status]);
    expect(answers.filter(([, status]) => ![403, 404].includes(status))).toEqual([]);
    expect(await everything()).toEqual(before);
  });

  test.each([
    ['without the token', async () => ({})],
    ['with the token of somebody else', async () => ({ 'x-csrf-token': await people.csrfOf(stranger) })],
    ['from another site', async () => ({ 'x-csrf-token': await people.csrfOf(owner), 'sec-fetch-site': 'cross-site' })],
    ['from a sister site', async () => ({ 'x-csrf-token': await people.csrfOf(owner), 'sec-fetch-site': 'same-site' })],
  ])('a write %s changes nothing, whoever may do it', async (_, headersOf) => {
    const before = await everything();
    const headers: Record<string, string> = await headersOf();
    for (const email of [owner, operator])
      for (const route of writes)
        expect([route.id, (await through(email, route, headers)).status]).toEqual([route.id, 403]);
    for (const [method, address] of ownWrites)
      expect([address, (await people.browserOf(owner).ask(method, address, { headers })).status]).toEqual([
        address,
        403,
      ]);
    expect(await everything()).toEqual(before);
    expect((await people.browserOf(owner).session()).status).toBe(200);
  });

  const ownWrites = [
    ['POST', '/portal/sign-out'],
    ['POST', '/portal/password'],
    ['POST', '/portal/settings'],
    ['DELETE', '/portal/sessions'],
    ['PUT', '/portal/views/orders'],
    ['DELETE', '/portal/views/orders'],
  ] as const;

  /** Whose id a page's parameter is. */
  const pageNames: Readonly<Record<string, string>> = {
    organizations: 'accountId',
    documents: 'documentId',
    stock: 'lotId',
    entitlements: 'entitlement',
    orders: 'orderNumber',
    invoices: 'number',
    cases: 'caseId',
    transfers: 'transferId',
    lots: 'lotId',
    rules: 'code',
    operations: 'deadLetter',
  };

  test.each(addresses.map(({ pattern }) => pattern))('%s shows a stranger nothing of it', async (pattern) => {
    const [, area = ''] = pattern.split('/');
    const address = pattern.replaceAll(/:\w+/g, () =>
      encodeURIComponent(mine[pageNames[area] ?? ''] ?? `unknown in ${area}`),
    );
    expect(address).not.toContain('unknown');
    const query = `${address}?from=MINE&to=MINE-TOO&account=MINE&for=MINE&q=MINE&search=MINE`;
    for (const asked of [address, query]) {
      const page = await people.browserOf(stranger).get(asked);
      expect([200, 404]).toContain(page.status);
      const shown = page.text.replaceAll(/"\/api\/[^"]*":/g, '').replaceAll(/no [^"]*/g, '');
      expect(shown).not.toMatch(/MINE|@mine/);
      expect((await people.guest.get(asked)).text).not.toMatch(/@mine|Name of/);
    }
  });
});

describe('L6 every route with what makes no sense', () => {
  const parameters = guarded.flatMap((route) =>
    Object.keys(route.query ?? {}).map((name) => [route.id, name, route] as const),
  );

  /** The problem document of an answer that is a refusal, and a 4xx. */
  function expectRefusal({ status, body }: Answer, expected: number, detail: RegExp): void {
    expect([status, body?.detail]).toEqual([expected, expect.stringMatching(detail)]);
  }

  test.each(parameters)('%s: %s is refused with U+0000 in it and when it is there twice', async (_id, name, route) => {
    const address = addressOf(route);
    expectRefusal(await request(operator, route.method, `${address}?${name}=a%00b`), 400, /U\+0000/);
    expectRefusal(await request(operator, route.method, `${address}?${name}=1&${name}=1`), 400, /more than once/);
  });

  test.each(parameters)('%s: %s is no name of the language that this is written in', async (_id, name, route) => {
    for (const inherited of ['__proto__', 'constructor']) {
      const { status } = await request(operator, route.method, `${addressOf(route)}?${name}=${inherited}`);
      expect([200, 400, 404]).toContain(status);
    }
  });

  const lists = guarded.filter(({ query }) => query && 'cursor' in query);

  test.each(lists)('R15 $id: a cursor that no page of it gave is refused, whatever is in it', async (route) => {
    const encoded = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url');
    const keys = [
      ...[
        ['garbage', '1'],
        ['2026-99-99', 'x'],
        ['0000-01-01', 'x'],
        ['2026-02-30T10:00:00Z', 'x'],
        ['a\0', 'a\0'],
        ['a\0'],
      ],
      ...[[], [1], [null, null], ['1', '2', '3'], ['9'.repeat(30)], ['9'.repeat(30), '9'.repeat(30)], {}, 'x', null],
      ...[['nobody', '1'], ['intake', 'x'], ['intake', '9'.repeat(19)], ['x'.repeat(9000)]],
    ];
    for (const cursor of ['garbage', 'intake-1', 'intake-99999999999999999999', '!', ...keys.map(encoded)]) {
      const answer = await request(operator, 'GET', `${addressOf(route)}?cursor=${encodeURIComponent(cursor)}`);
      // An id is any text: the list begins behind it.
      if (answer.status === 200 && /^\["9*"\]$/.test(Buffer.from(cursor, 'base64url').toString())) continue;
      expectRefusal(answer, 400, /cursor is none that a page of this list gave/);
    }
  });

  test.each(lists)('R15 $id: the cursor of a page leads to the next one', async (route) => {
    const seen: unknown[] = [];
    // What is paged in an invoice are its lines.
    const partOf = ({ body }: Answer): unknown[] => body.items ?? body.lines;
    for (let cursor: string | null = ''; cursor !== null && seen.length < 100; ) {
      const page: Answer = await get(`${addressOf(route)}?limit=1${cursor && `&cursor=${cursor}`}`);
      expect(page.status).toBe(200);
      expect(partOf(page).length).toBeLessThanOrEqual(1);
      seen.push(...partOf(page));
      cursor = page.body.nextCursor;
    }
    expect(seen).toEqual(partOf(await get(`${addressOf(route)}?limit=100`)));
  });

  test.each(writes)('R15 $id: a body with levels upon levels is refused before anybody walks it', async (route) => {
    const token = await issueToken(operator, running.context.settings.authKeyFile, new Date());
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    for (const body of [
      `{"lines":${'['.repeat(3000)}${']'.repeat(3000)}}`,
      `${'{"a":'.repeat(65)}1${'}'.repeat(65)}`,
    ]) {
      const answer = await fetch(running.url + addressOf(route), { method: route.method, headers, body });
      const { detail } = (await answer.json()) as { detail: string };
      expect([answer.status, detail]).toEqual([400, expect.stringContaining('more than 64 levels')]);
    }
  });

  test.each(guarded.filter((route) => !isList(route)))('$id: no name in the path has U+0000', async (route) => {
    const address = route.path.replaceAll(/\{\w+\}/g, 'a%00b');
    expectRefusal(
      await request(operator, route.method, address, writes.includes(route) ? {} : undefined),
      400,
      /U\+0000/,
    );
  });

  test.each(guarded.filter((route) => !isList(route)))('U5 $id: no name in the path is a step', async (route) => {
    for (const step of ['%2E', '%2e%2E']) {
      const address = route.path.replaceAll(/\{\w+\}/g, step);
      const { status, text } = await asSent(route.method, address, writes.includes(route) ? '{}' : undefined);
      expect([status, text]).toEqual([400, expect.stringContaining('which is a step in an address')]);
    }
  });

  test.each(writes)('$id: nothing in the body has half a character', async (route) => {
    const body = { ...(bodies[route.id] ?? {}), note: ['fine', '\ud842'] };
    const answer = await request(operator, route.method, addressOf(route), body);
    expectRefusal(answer, 422, /note\[1\] has .* half of a surrogate pair/);
  });

  test.each(guarded)('$id: a parameter that the route does not take is refused', async (route) => {
    const address = `${addressOf(route)}?limmit=1`;
    const { status, body } = await request(operator, route.method, address, bodies[route.id]);
    const remedy = 'limit' in (route.query ?? {}) ? 'write limit' : expect.stringContaining('leave it out');
    expect(status).toBe(400);
    expect(body.violations).toMatchObject([{ code: 'UNKNOWN_PARAMETER', path: 'limmit', remedy }]);
  });

  // Orders keep what they do not know (O1).
  const commands = writes.filter(({ id }) => id !== 'placeSalesOrder');

  test.each(commands)('$id: a field that the command does not have is refused, and nothing is done', async (route) => {
    const before = await everything();
    const sent = { ...(bodies[route.id] ?? {}), quantitiy: 1 };
    const { status, body } = await request(operator, route.method, addressOf(route), sent);
    expect(status).toBe(422);
    expect(body.violations).toMatchObject([{ code: 'UNKNOWN_FIELD', path: 'quantitiy' }]);
    expect(await everything()).toEqual(before);
  });

  test.each(writes.filter(({ path }) => /\/(transfers|return|purchases|decreases|stock-)/.test(path)))(
    'T2 $id: nobody asks in the name of somebody else',
    async (route) => {
      const sent = { ...(bodies[route.id] ?? {}), requestedBy: 'somebody@else.example' };
      const { status, body } = await request(operator, route.method, addressOf(route), sent);
      expect([status, body.violations]).toMatchObject([422, [{ code: 'UNKNOWN_FIELD', path: 'requestedBy' }]]);
    },
  );

  const choices = lists.flatMap((route) =>
    Object.entries(route.query ?? {})
      .filter(([, { schema }]) => schema.def.type === 'enum')
      .map(([name]) => [route.id, name, route] as const),
  );

  test.each(choices)('T16 %s: a value that %s does not have is refused and not ignored', async (_id, name, route) => {
    for (const value of ['yes', 'TRUE', '1', '']) {
      const { status, body } = await request(operator, 'GET', `${addressOf(route)}?${name}=${value}`);
      expect([status, body.violations]).toMatchObject([400, [{ code: 'UNKNOWN_VALUE', path: name, value }]]);
    }
  });

  test('an address that is none, and a form, are told in the same way', async () => {
    expectRefusal(await get('/api/accounts/%E0%A4%A'), 400, /%E0%A4%A/);
    const token = await issueToken(operator, running.context.settings.authKeyFile, new Date());
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await fetch(`${running.url}/api/transfers`, { method: 'POST', headers, body: 'from=MINE' });
    const { detail } = (await answer.json()) as { detail: string };
    expect([answer.status, detail]).toEqual([415, expect.stringContaining('application/json')]);
    const bytes = Buffer.from('{"from":"\xff"}', 'latin1');
    const json = { ...headers, 'content-type': 'application/json' };
    const broken = await fetch(`${running.url}/api/transfers`, { method: 'POST', headers: json, body: bytes });
    expect([broken.status, ((await broken.json()) as { detail: string }).detail]).toEqual([
      400,
      'the body is not UTF-8',
    ]);
    expectRefusal(await get(`/api/accounts/${'%E6%A0%AA'.repeat(256)}`), 404, /no account/);
  });
});

describe('L9 an Idempotency-Key is its person’s alone, on every route that writes', () => {
  const keyed = writes.filter(({ idempotent }) => idempotent);
  // What only the requester of a case may do.
  const asker = ({ id }: Route) => (id === 'withdrawTransferCase' ? owner : operator);

  test('every route that writes takes one, but those that ask, and those that say themselves that it was done', () => {
    const without = writes.filter((route) => !keyed.includes(route) && !route.id.startsWith('preview'));
    expect(without.map(({ id }) => id).sort()).toEqual([
      ...['lookUpEntitlement', 'replayDeadLetter', 'replayDeadLetters', 'settleDeadLetter'],
    ]);
  });

  test.each(keyed)(
    '$id: under the key of another person a stranger is told what they are told without it',
    async (route) => {
      const key = `key-of-${route.id}`;
      const first = await ask(asker(route), route, key);
      const again = await ask(asker(route), route, key);
      expect([again.status, again.text, again.replayed]).toEqual([first.status, first.text, true]);
      const [foreign, without] = [await ask(stranger, route, key), await ask(stranger, route)];
      expect([403, 404]).toContain(foreign.status);
      expect({ ...foreign, text: '' }).toEqual({ ...without, text: '' });
      // Who may do the same does it anew, and is not given what another was told.
      expect((await ask(asker(route) === owner ? operator : owner, route, key)).replayed).toBe(false);
      expect((await ask(asker(route), route, key)).text).toBe(first.text);
    },
  );
});
