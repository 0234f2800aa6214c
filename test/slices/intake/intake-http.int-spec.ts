import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { catalogMessages } from '#apps/intake/src/catalog/catalog.files.ts';
import { IntakeModule } from '#apps/intake/src/intake.module.ts';
import { ReleaseJob } from '#apps/intake/src/release.job.ts';
import { binaryHeaders } from '#contracts/cloud-event.ts';
import { builtInRanks } from '#domain/values/names/ranked-editions.ts';
import { readSettings, StartError } from '#runtime/environment/settings.ts';
import { issueToken } from '#runtime/http/access/auth.ts';
import { Database } from '#runtime/postgres/database.ts';
import { type RunningProcess, startProcess } from '#runtime/process/process.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { untilNothing } from '#test/support/waiting.ts';

const owner = 'owner@customer.example';
const stranger = 'stranger@elsewhere.example';
const operator = 'operator@seatwright.example';

let postgres: TestPostgres;
let folder: string;
let running: RunningProcess;
let clock = new Date('2026-11-21T10:00:00Z');

beforeAll(async () => {
  postgres = await startTestPostgres();
  folder = await mkdtemp(path.join(tmpdir(), 'seatwright-http-'));
  const variables = {
    DATABASE_URL: postgres.url,
    DATA_DIR: folder,
    PORT: '0',
    LOG_LEVEL: 'error',
    OPERATORS: operator,
  };
  const services = [{ name: 'intake', module: IntakeModule }];
  running = await startProcess({ settings: readSettings(variables), services, now: () => clock });
  await publish('accounts', 'administrator.updated.v1', { accountId: 'ACC-1', email: owner, role: 'admin' }, 'admin-1');
});

afterAll(async () => {
  await running?.stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

async function publish(topic: string, type: string, data: unknown, id: string): Promise<void> {
  const headers = binaryHeaders({ id, source: '/test', type, time: '2026-11-21T09:30:00Z' });
  await running.context.broker.publish([{ topic, key: id, headers, value: JSON.stringify(data) }]);
}

async function request(email: string, pathname: string, init: RequestInit = {}): Promise<Response> {
  const token = await issueToken(email, running.context.settings.authKeyFile, new Date());
  const headers = { authorization: `Bearer ${token}`, ...init.headers };
  return await fetch(running.url + pathname, { ...init, headers });
}

// biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for
async function json(response: Response | Promise<Response>): Promise<any> {
  return await (await response).json();
}

function post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const init = {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  };
  return request(owner, '/api/sales-orders', init);
}

function order(orderNumber: string, changes: Record<string, unknown> = {}) {
  return {
    orderNumber,
    revision: 1,
    currency: 'EUR',
    accounts: [{ accountId: 'ACC-1', role: 'end-customer', name: 'Ελλάς Α.Ε.' }],
    emails: ['it@customer.example'],
    lines: [{ lineNumber: 1, sku: 'MIST-AP-STD-1Y', quantity: 2, unitPrice: '118.00' }],
    ...changes,
  };
}

/** The order, once intake has decided about it. */
async function decided(orderNumber: string, state: string, person = owner) {
  let found: Awaited<ReturnType<typeof json>>;
  const look = async () => {
    found = await json(request(person, `/api/orders/${orderNumber}`));
    return found.state === state ? [] : [`order ${orderNumber} to be ${state}, not ${found.state}`];
  };
  await untilNothing(look, 15_000, 20);
  return found;
}

describe('order intake over HTTP', () => {
  test('O1 plain JSON, a structured and a binary CloudEvent all place an order', async () => {
    expect((await post(order('SO-PLAIN'))).status).toBe(202);
    const structured = {
      specversion: '1.0',
      id: 's-1',
      source: '/erp',
      type: 'sales-order.placed.v1',
      data: order('SO-STRUCT'),
    };
    expect((await post(structured, { 'content-type': 'application/cloudevents+json' })).status).toBe(202);
    const binary = { 'ce-specversion': '1.0', 'ce-id': 'b-1', 'ce-source': '/erp', 'ce-type': 'sales-order.placed.v1' };
    expect((await post(order('SO-BINARY'), binary)).status).toBe(202);
    for (const orderNumber of ['SO-PLAIN', 'SO-STRUCT', 'SO-BINARY']) await decided(orderNumber, 'accepted');
  });

  test.each([
    [{ 'ce-source': '' }, 'header ce-source is missing'],
    [{ 'ce-specversion': '2.0' }, 'header ce-specversion is "2.0"'],
    [{ 'ce-time': 'Wed Nov 25 2026 10:00:00 GMT+0100 (CET)' }, 'header ce-time is not a time as RFC 3339'],
  ])('O1 what is wrong with an attribute is said by the name that it has over HTTP: %j', async (headers, detail) => {
    const right = { 'ce-specversion': '1.0', 'ce-id': 'b-9', 'ce-source': '/erp', 'ce-type': 'sales-order.placed.v1' };
    const sent = Object.entries({ ...right, ...headers }).filter(([, value]) => value !== '');
    const answer = await post(order('SO-CE'), Object.fromEntries(sent));
    const told = { detail: expect.stringContaining(detail) };
    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining(told)]);
  });

  test.each([
    ['{"orderNumber":"SO-T1","orderNumber":"SO-T2","revision":1}', 'orderNumber', 'orderNumber'],
    [
      '{"orderNumber":"SO-T3","revision":1,"lines":[{"lineNumber":1,"quantity":5,"quantity":500}]}',
      'quantity',
      'lines[0].quantity',
    ],
    [
      '{"specversion":"1.0","id":"t","source":"/a","type":"sales-order.placed.v1","data":{"a":{"x":1,"x":1}}}',
      'x',
      'data.a.x',
    ],
  ])('O5 a body that says a name twice says neither: %s', async (body, name, at) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await request(owner, '/api/sales-orders', { method: 'POST', headers, body });
    const detail = `the body has the name "${name}" twice in one object, as ${at}; say it once`;
    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ detail })]);
  });

  test('O4 a cancellation over HTTP stops what waits', async () => {
    const lines = [
      { lineNumber: 1, sku: 'MIST-AP-STD-1Y', quantity: 2, unitPrice: '118.00', requestedShipDate: '2060-01-01' },
    ];
    await post(order('SO-CANCEL', { lines }));
    await decided('SO-CANCEL', 'accepted');
    const cancelled = { orderNumber: 'SO-CANCEL', revision: 2 };
    const event = { specversion: '1.0', id: 'c-1', source: '/erp', type: 'sales-order.cancelled.v1', data: cancelled };
    expect((await post(event)).status).toBe(202);
    expect((await decided('SO-CANCEL', 'cancelled')).lines).toMatchObject([{ state: 'cancelled' }]);
  });

  test('O5 a refused order says why, one that cannot be told apart is a problem at once', async () => {
    await post(order('SO-WRONG', { emails: [], lines: [] }));
    const { refusals } = await decided('SO-WRONG', 'rejected');
    expect(refusals[0].violations.map((one: { path: string }) => one.path)).toEqual(['emails', 'lines']);
    const response = await post({ revision: '1', currency: 'EUR', accounts: [], lines: [{ lineNumber: 1 }] });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      422,
      'application/problem+json; charset=utf-8',
    ]);
    const { detail, violations } = await json(response);
    expect(detail).toContain('orderNumber or revision cannot be read');
    expect(violations.map((one: { path: string }) => one.path)).toEqual([
      ...['orderNumber', 'revision', 'accounts', 'emails', 'lines[0].sku', 'lines[0].quantity', 'lines[0].unitPrice'],
    ]);
    const cancelled = { specversion: '1.0', id: 'c-0', source: '/erp', type: 'sales-order.cancelled.v1', data: {} };
    const paths = (await json(post(cancelled))).violations.map((one: { path: string }) => one.path);
    expect(paths).toEqual(['orderNumber', 'revision']);
  });

  test('O13 numbers of fields that nobody knows are kept to the digit, over HTTP and over topics', async () => {
    const whole = JSON.stringify(order('SO-DIGITS', { lines: [{ ...order('x').lines[0], sapItemId: 'ITEM' }] }));
    const body = whole.replace('"ITEM"', '8389765929445198309').replace('{', '{"sapDocumentId":6150769120280496265,');
    const init = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
    expect((await request(owner, '/api/sales-orders', init)).status).toBe(202);
    await decided('SO-DIGITS', 'accepted');
    const shown = await (await request(owner, '/api/orders/SO-DIGITS')).text();
    expect(shown).toMatch(/"sapItemId":8389765929445198309,.*"sapDocumentId":6150769120280496265,/);
    const later = body.replace('"revision":1', '"revision":2').replace('496265', '496267');
    const sent = { id: 'digits-2', source: '/seatwright/http', person: owner };
    const headers = binaryHeaders({ ...sent, type: 'sales-order.changed.v1' });
    await running.context.broker.publish([{ topic: 'sales-orders', key: 'SO-DIGITS', headers, value: later }]);
    const revised = async () => ((await decided('SO-DIGITS', 'accepted')).revision === 2 ? [] : ['revision 2']);
    await untilNothing(revised, 15_000, 20);
    expect(await (await request(owner, '/api/orders/SO-DIGITS')).text()).toContain('6150769120280496267');
  });

  test('O13 an order number and a mailbox are one in every spelling', async () => {
    const emails = ['it@müller.example', 'it@xn--mller-kva.example'];
    expect(await json(post(order('SO-KO\u0308LN', { emails })))).toMatchObject({ orderNumber: 'SO-KÖLN' });
    expect((await decided(encodeURIComponent('SO-KÖLN'), 'accepted')).emails).toEqual(['it@xn--mller-kva.example']);
    expect((await decided('SO-KO%CC%88LN', 'accepted')).orderNumber).toBe('SO-KÖLN');
    expect((await post(order('..'))).status).toBe(422);
  });

  test('O5 orders are listed by a state that there is', async () => {
    const wrong = await request(owner, '/api/orders?state=foo');
    const told = await json(wrong);
    expect([wrong.status, told.detail]).toEqual([
      400,
      'state is foo; it has to be one of accepted, rejected, cancelled',
    ]);
    expect(told.violations).toMatchObject([
      { code: 'UNKNOWN_VALUE', path: 'state', limit: 'accepted, rejected, cancelled' },
    ]);
    expect((await request(owner, '/api/orders?state=rejected')).status).toBe(200);
  });

  test('L9 the same Idempotency-Key and body answer as before and say so; another body is refused', async () => {
    const key = { 'idempotency-key': 'order-once' };
    const first = await post(order('SO-ONCE'), key);
    const second = await post(order('SO-ONCE'), key);
    expect(await second.text()).toBe(await first.text());
    expect([first, second].map((one) => one.headers.get('idempotent-replayed'))).toEqual([null, 'true']);
    expect((await post(order('SO-OTHER'), key)).status).toBe(422);
  });

  test('R10 an order under a key whose answer an earlier release forgot is never swallowed', async () => {
    const key = { 'idempotency-key': 'order-forgotten' };
    expect((await post(order('SO-FORGOTTEN'), key)).status).toBe(202);
    await decided('SO-FORGOTTEN', 'accepted');
    const { sql } = running.app.get(Database, { strict: false });
    await sql(`delete from intake.idempotent_answer where key = 'order-forgotten'`);
    const other = await post(order('SO-FORGOTTEN-2'), key);
    expect([other.status, (await json(other)).violations[0].code]).toEqual([409, 'EVENT_ID_REUSED']);
    await sql('delete from intake.inbox');
    expect((await post(order('SO-FORGOTTEN-2'), key)).status).toBe(202);
    await decided('SO-FORGOTTEN-2', 'accepted');
  });

  test.each([
    ['not JSON', '{', 400],
    ['no object', '[1]', 422],
    [
      'a type of another topic',
      JSON.stringify({ specversion: '1.0', id: '1', source: '/x', type: 'device.enrolled.v1', data: {} }),
      422,
    ],
    ['no id', JSON.stringify({ specversion: '1.0', source: '/x', type: 'sales-order.placed.v1', data: {} }), 400],
  ])('a body that is %s is a problem, never a stack trace', async (_, body, status) => {
    const response = await request(owner, '/api/sales-orders', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(response.status).toBe(status);
    const problem = await response.json();
    expect(problem).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) });
    expect(JSON.stringify(problem)).not.toMatch(/node_modules|\.ts:|at Object/);
  });

  test('O2 a stranger sees no order, and no difference between one that is there and one that is not', async () => {
    await decided('SO-PLAIN', 'accepted');
    const [there, nowhere] = await Promise.all(
      ['SO-PLAIN', 'SO-NOWHERE'].map((one) => request(stranger, `/api/orders/${one}`)),
    );
    expect([there?.status, nowhere?.status]).toEqual([404, 404]);
    expect((await json(request(stranger, '/api/orders'))).items).toEqual([]);
    expect((await request(stranger, '/api/dead-letters')).status).toBe(403);
  });

  test('O2 a stranger can neither place, change nor cancel an order for somebody else’s account', async () => {
    const headers = { 'content-type': 'application/json' };
    const asStranger = (body: unknown) =>
      request(stranger, '/api/sales-orders', { method: 'POST', body: JSON.stringify(body), headers });
    expect((await asStranger(order('SO-FOREIGN'))).status).toBe(403);
    const cancel = { specversion: '1.0', id: 'x', source: '/x', type: 'sales-order.cancelled.v1' };
    expect((await asStranger({ ...cancel, data: { orderNumber: 'SO-PLAIN', revision: 9 } })).status).toBe(403);
    const mine = [{ accountId: 'ACC-STRANGER', role: 'end-customer' }];
    expect((await asStranger(order('SO-PLAIN', { revision: 9, accounts: mine }))).status).toBe(403);
    expect((await request(owner, '/api/orders/SO-FOREIGN')).status).toBe(404);
  });

  describe('O7 a person orders for accounts that he or she may change, at the catalog’s price', () => {
    const end = { accountId: 'ACC-1', role: 'end-customer' };
    const placed = (orderNumber: string, changes: object, person = owner) => {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify(order(orderNumber, { ...changes }));
      return request(person, '/api/sales-orders', { method: 'POST', body, headers });
    };
    const at = (unitPrice: string) => ({
      lines: [{ lineNumber: 1, sku: 'MIST-AP-STD-1Y', quantity: 2, unitPrice, requestedShipDate: '2060-01-01' }],
    });

    test.each(['bill-to', 'sold-to', 'end-customer'])('O7 not with a foreign account as %s', async (role) => {
      const accounts =
        role === 'end-customer' ? [{ ...end, accountId: 'VICTIM' }] : [end, { accountId: 'VICTIM', role }];
      expect((await placed(`SO-V-${role}`, { accounts })).status).toBe(403);
      expect((await placed(`SO-V-${role}`, { accounts }, operator)).status).toBe(202);
      // The order is there now: a revision that takes the foreign account out needs authority over it as well.
      await decided(`SO-V-${role}`, 'accepted', operator);
      expect((await placed(`SO-V-${role}`, { revision: 2 })).status).toBe(403);
    });

    test('O7 an account that only sees the order may be anybody’s', async () => {
      const accounts = [end, { accountId: 'SOME-PARTNER', role: 'partner' }];
      expect((await placed('SO-V-partner', { accounts })).status).toBe(202);
    });

    test.each([[[]], [[{ accountId: 'ACC-1', role: 'partner' }]], ['ACC-1'], [[null, 7]]])(
      'O7 not without a readable account that receives or pays: %j',
      async (accounts) => {
        expect((await placed('SO-V-none', { accounts })).status).toBe(403);
      },
    );

    test.each(['0.00', '117.99', '118.01', '236'])('O7 not at %s', async (unitPrice) => {
      const answer = await placed('SO-V-price', at(unitPrice));
      expect(answer.status).toBe(422);
      expect((await json(answer)).violations).toMatchObject([
        { code: 'PRICE_NOT_CATALOG', path: 'lines[0].unitPrice', limit: '118.00', actual: unitPrice },
      ]);
    });

    test('O7 not in a currency that the product has no price in', async () => {
      const answer = await placed('SO-V-price', { ...at('118.00'), currency: 'SEK' });
      expect((await json(answer)).violations).toMatchObject([{ code: 'PRICE_NOT_CATALOG' }]);
    });

    test('O7 at the catalog’s price in any way of writing it, and a line keeps the price that was agreed', async () => {
      expect((await placed('SO-V-price', at('118'))).status).toBe(202);
      expect((await placed('SO-V-agreed', at('99.00'), operator)).status).toBe(202);
      await decided('SO-V-agreed', 'accepted');
      expect((await placed('SO-V-agreed', { ...at('99.0'), revision: 2 })).status).toBe(202);
      expect((await placed('SO-V-agreed', { ...at('98.00'), revision: 3 })).status).toBe(422);
    });

    test.each([
      ['more of them', { quantity: 1000 }, ['lines[0].unitPrice']],
      ['another term', { termMonths: 240 }, ['lines[0].unitPrice', 'lines[0].termMonths']],
    ])('O7 what was agreed holds for no %s', async (_, change, paths) => {
      const agreed = at('1.00').lines[0];
      const orderNumber = `SO-V-more-${Object.keys(change)}`;
      expect((await placed(orderNumber, { lines: [agreed] }, operator)).status).toBe(202);
      await decided(orderNumber, 'accepted');
      const more = await placed(orderNumber, { revision: 2, lines: [{ ...agreed, ...change }] });
      expect(more.status).toBe(422);
      expect((await json(more)).violations.map(({ path }: { path: string }) => path)).toEqual(paths);
      expect((await placed(orderNumber, { revision: 2, lines: [{ ...agreed, quantity: 1 }] })).status).toBe(202);
    });

    test('O7 a term that an operator agreed goes to no further licenses at the catalog’s price', async () => {
      const agreed = { ...at('2000.00').lines[0], termMonths: 240 };
      expect((await placed('SO-V-term', { lines: [agreed] }, operator)).status).toBe(202);
      await decided('SO-V-term', 'accepted');
      const { termMonths, ...untold } = { ...agreed, quantity: 9, unitPrice: '118.00' };
      const answer = await placed('SO-V-term', { revision: 2, lines: [untold] });
      expect((await json(answer)).violations).toMatchObject([
        { code: 'TERM_NOT_CATALOG', path: 'lines[0].termMonths', limit: '12', actual: String(termMonths) },
      ]);
    });

    test.each([1, 12, 24, 240])('O7 a person buys no term but the catalog’s: %d months', async (termMonths) => {
      const answer = await placed(`SO-V-months-${termMonths}`, { lines: [{ ...at('118.00').lines[0], termMonths }] });
      expect(answer.status).toBe(termMonths === 12 ? 202 : 422);
    });

    test('O8 a person’s revision is not far above the last', async () => {
      expect((await placed('SO-V-far', { revision: 1_000_000_000 })).status).toBe(422);
      expect((await placed('SO-V-far', { revision: 1001 })).status).toBe(422);
      expect((await placed('SO-V-far', at('118.00'))).status).toBe(202);
      await decided('SO-V-far', 'accepted');
      const answer = await placed('SO-V-far', { ...at('118.00'), revision: 1002 });
      expect((await json(answer)).violations).toMatchObject([{ code: 'REVISION_TOO_FAR', limit: '1001' }]);
    });

    test('O7, O9 a person takes neither the name of a system nor the id of one of its events', async () => {
      const stated = { specversion: '1.0', id: 'ERP-42', source: '/test', type: 'sales-order.placed.v1' };
      const answer = await post({ ...stated, data: order('SO-V-squat') });
      expect(answer.status).toBe(202);
      expect((await json(answer)).messageId).not.toBe('ERP-42');
      await decided('SO-V-squat', 'accepted');
      await publish('sales-orders', 'sales-order.placed.v1', order('SO-V-erp'), 'ERP-42');
      await decided('SO-V-erp', 'accepted');
    });
  });

  describe('O9 an event id that was used for another order is answered 409', () => {
    const headers = { 'content-type': 'application/json' };
    const event = (id: string, data: object, source = '/erp/o9') => ({
      ...{ specversion: '1.0', id, source, type: 'sales-order.placed.v1', data },
    });
    const posted = (person: string, body: object) =>
      request(person, '/api/sales-orders', { method: 'POST', body: JSON.stringify(body), headers });
    const binary = (person: string, id: string, data: object) => {
      const ce = { 'ce-specversion': '1.0', 'ce-id': id, 'ce-source': '/erp/o9', 'ce-type': 'sales-order.changed.v1' };
      return request(person, '/api/sales-orders', {
        method: 'POST',
        body: JSON.stringify(data),
        headers: { ...headers, ...ce },
      });
    };

    test.each([operator, owner])('O9 at once and later, in either mode, naming the first: %s', async (person) => {
      const orderNumber = `SO-O9-${person.split('@')[0]}`;
      expect((await posted(person, event('1', order(orderNumber)))).status).toBe(202);
      const at = await posted(person, event('1', order(`${orderNumber}-B`)));
      expect(at.status).toBe(409);
      const { violations } = await json(at);
      expect(violations).toMatchObject([{ code: 'EVENT_ID_REUSED', path: 'id' }]);
      expect(violations[0].message).toContain(`sales-order.placed.v1 about order/${orderNumber}`);
      await decided(orderNumber, 'accepted');
      expect((await binary(person, '1', order(orderNumber, { revision: 2 }))).status).toBe(409);
      expect((await request(person, `/api/orders/${orderNumber}-B`)).status).toBe(404);
    });

    test('O9 also where the topic brought the first', async () => {
      await publish('sales-orders', 'sales-order.placed.v1', order('SO-O9-TOPIC'), 'O9-TOPIC');
      await decided('SO-O9-TOPIC', 'accepted');
      expect((await posted(operator, event('O9-TOPIC', order('SO-O9-OTHER'), '/test'))).status).toBe(409);
      expect((await posted(operator, event('O9-TOPIC', order('SO-O9-TOPIC'), '/test'))).status).toBe(202);
    });

    test('O4, O9 the same order again under its id is the same in any form', async () => {
      const { lines, accounts, ...rest } = order('SO-O9-FORMS');
      const twice = [...lines, { ...lines[0], lineNumber: 2 }];
      expect((await posted(operator, event('O9-F', { ...rest, accounts, lines: twice }))).status).toBe(202);
      const forms = [
        { lines: twice.toReversed(), accounts, ...rest },
        { ...rest, accounts, lines: twice, purchaseOrder: null },
        { ...rest, emails: ['IT@customer.example'], accounts, lines: twice },
        { ...rest, accounts, lines: twice.map((line) => ({ ...line, unitPrice: '118' })) },
      ];
      for (const form of forms) expect((await posted(operator, event('O9-F', form))).status).toBe(202);
      expect((await binary(operator, 'O9-F', { ...rest, accounts, lines: twice })).status).toBe(202);
      expect((await posted(operator, event('O9-F', { ...rest, accounts, lines: twice, costCenter: 7 }))).status).toBe(
        409,
      );
    });
  });

  test('P1 who has read-only access to an account sees its orders and places none', async () => {
    const reader = 'reader@customer.example';
    const role = { accountId: 'ACC-1', email: reader, role: 'admin', access: 'read-only' };
    await publish('accounts', 'administrator.updated.v1', role, 'admin-2');
    await untilNothing(async () => {
      const { status } = await request(reader, '/api/orders/SO-PLAIN');
      return status === 200 ? [] : [`the role of ${reader}`];
    }, 15_000);
    const headers = { 'content-type': 'application/json' };
    const placing = { method: 'POST', body: JSON.stringify(order('SO-READER')), headers };
    expect((await request(reader, '/api/sales-orders', placing)).status).toBe(403);
  });

  test('every route but health and the description needs a token that is ours, whole and not expired', async () => {
    const { authKeyFile } = running.context.settings;
    const expired = await issueToken(owner, authKeyFile, new Date('2020-01-01T00:00:00Z'));
    const good = await issueToken(owner, authKeyFile, new Date());
    const unsigned = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${good.split('.')[1]}.`;
    for (const token of [undefined, 'nonsense', expired, unsigned, `${good.slice(0, -4)}AAAA`]) {
      const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
      for (const pathname of ['/api/orders', '/api/dead-letters', '/metrics']) {
        expect([pathname, (await fetch(running.url + pathname, { headers })).status]).toEqual([pathname, 401]);
      }
    }
    for (const pathname of ['/health/live', '/health/ready', '/api/openapi.json'])
      expect((await fetch(running.url + pathname)).status).toBe(200);
  });

  test('R15 an order of 300,000 empty lines is taken and refused in moments, for operators and others', async () => {
    const lines = Array.from({ length: 300_000 }, () => ({}));
    for (const [n, email] of [operator, owner].entries()) {
      const init = {
        body: JSON.stringify({ ...order(`SO-EMPTY-${n}`), lines }),
        headers: { 'content-type': 'application/json' },
        method: 'POST',
      };
      const began = performance.now();
      expect((await request(email, '/api/sales-orders', init)).status).toBe(202);
      const { refusals } = await decided(`SO-EMPTY-${n}`, 'rejected', email);
      expect(performance.now() - began).toBeLessThan(5000);
      expect(refusals[0].violations).toMatchObject([{ code: 'TOO_LARGE', path: 'lines', actual: '300000' }]);
    }
  });

  test('O5 dead letters are listed for operators, and replayed once the cause is gone', async () => {
    const cursed = order('SO-LATER', { lines: [{ lineNumber: 1, sku: 'NEW', quantity: 1, unitPrice: '1.00' }] });
    await publish('sales-orders', 'sales-order.placed.v9', cursed, 'dead-1');
    const { items } = await json(request(operator, '/api/dead-letters'));
    const text = JSON.stringify(cursed);
    expect(items).toMatchObject([
      { service: 'intake', topic: 'sales-orders', text: text.slice(0, 200), size: Buffer.byteLength(text) },
    ]);
    expect(await (await request(operator, `/api/dead-letters/${items[0].id}/content`)).text()).toBe(text);
    expect((await request(operator, `/api/dead-letters/${items[0].id}/replay`, { method: 'POST' })).status).toBe(422);
    expect((await request(operator, '/api/dead-letters/intake-999999/replay', { method: 'POST' })).status).toBe(404);
    const settle = (person: string, body: object) =>
      request(person, `/api/dead-letters/${items[0].id}/settle`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      });
    const reason = 'there is no version 9';
    expect((await settle(owner, { reason })).status).toBe(403);
    for (const wrong of [{}, { reason: '' }, { reason, because: 'x' }])
      expect((await settle(operator, wrong)).status).toBe(422);
    expect(await json(settle(operator, { reason }))).toEqual({ id: items[0].id, settled: true });
    expect((await settle(operator, { reason })).status).toBe(404);
    expect((await json(request(operator, '/api/dead-letters'))).items).toEqual([]);
    expect((await json(request(operator, '/api/dead-letters?state=settled'))).items).toMatchObject([
      { id: items[0].id, settledBy: operator, settledReason: reason },
    ]);
    expect((await request(operator, '/api/dead-letters?state=gone')).status).toBe(400);
  });

  test('O3 the scheduler releases a line when its day comes', async () => {
    const lines = [
      { lineNumber: 1, sku: 'MIST-AP-STD-1Y', quantity: 2, unitPrice: '118.00', requestedShipDate: '2026-11-22' },
    ];
    await post(order('SO-TOMORROW', { lines }));
    expect((await decided('SO-TOMORROW', 'accepted')).lines).toMatchObject([{ state: 'waiting' }]);
    clock = new Date('2026-11-22T00:00:00Z');
    await running.app.get(ReleaseJob, { strict: false }).releaseDue();
    expect((await decided('SO-TOMORROW', 'accepted')).lines).toMatchObject([{ state: 'released' }]);
  });

  test('the metrics of a process count what it did', async () => {
    const text = await (await request(operator, '/metrics')).text();
    expect(text).toMatch(/seatwright_messages_total\{service="intake",topic="sales-orders",outcome="done"\} \d+/);
    expect(text).toMatch(/seatwright_outbox_depth\{service="intake"\} \d+/);
    expect(text).toMatch(/seatwright_dead_letters\{service="intake"\} 0/);
  });
});

describe('the catalog’s files', () => {
  const sampleProduct = JSON.parse(catalogMessages('deploy/catalog', builtInRanks)[0]?.value ?? '');

  test('O6 every sample product is published, with all four programs and all six scenarios', () => {
    const products = catalogMessages('deploy/catalog', builtInRanks).map((message) => JSON.parse(message.value));
    const programs = Map.groupBy(products, (product) => product.program);
    expect([...programs.keys()].sort()).toEqual(['meraki', 'miradore', 'mist', 'stock']);
    expect([...programs.values()].every((ofProgram) => ofProgram.length >= 2)).toBe(true);
    const scenarios = ['activation', 'entitlement-only', 'legacy-portal', 'license-key', 'no-activation', 'paper'];
    expect([...new Set(products.map((product) => product.scenario))].sort()).toEqual(scenarios);
  });

  test.each([
    ['no JSON', '{', 'is not JSON'],
    [
      'a wrong field',
      '{"asOf":"2026-01-01T00:00:00Z","products":[{"sku":""}]}',
      'products[0].sku is empty; it has to have at least 1 character',
    ],
    [
      'a price with too many decimals',
      JSON.stringify({ asOf: '2026-01-01T00:00:00Z', products: [{ ...sampleProduct, prices: { JPY: '1.5' } }] }),
      'products[0].prices.JPY has more decimals than JPY has: at most 0',
    ],
    [
      'an edition that its program does not rank (K6)',
      JSON.stringify({
        asOf: '2026-01-01T00:00:00Z',
        products: [{ ...sampleProduct, program: 'meraki', deviceType: 'MX67', edition: 'gold' }],
      }),
      'gold is no edition that program meraki ranks for MX67: it has enterprise, advanced-security, sd-wan-plus',
    ],
  ])('O6 I5 a file with %s is named, with what is wrong in it', async (_, content, message) => {
    await writeFile(path.join(folder, 'catalog.json'), content);
    expect(() => catalogMessages(folder, builtInRanks)).toThrow(StartError);
    expect(() => catalogMessages(folder, builtInRanks)).toThrow(message);
  });
});
