import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { IntakeModule } from '#apps/intake/src/intake.module.ts';
import { binaryHeaders } from '#contracts/cloud-event.ts';
import { readSettings } from '#runtime/environment/settings.ts';
import { issueToken } from '#runtime/http/access/auth.ts';
import { Database } from '#runtime/postgres/database.ts';
import { type RunningProcess, startProcess } from '#runtime/process/process.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { untilNothing } from '#test/support/waiting.ts';

/** O7: whoever posts an order is judged where it is decided, so an order that is under way is nobody's to take over. */

const [anna, boris] = ['anna@a.example', 'boris@b.example'];
const operator = 'operator@seatwright.example';
const http = '/seatwright/http';

let postgres: TestPostgres;
let folder: string;
let running: RunningProcess;
let published = 0;

beforeAll(async () => {
  postgres = await startTestPostgres();
  folder = await mkdtemp(path.join(tmpdir(), 'seatwright-orders-'));
  const settings = readSettings({
    ...{ DATABASE_URL: postgres.url, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'silent', OPERATORS: operator },
  });
  running = await startProcess({
    settings,
    services: [{ name: 'intake', module: IntakeModule }],
    now: () => new Date(),
  });
  await administrator('A', anna);
  await administrator('B', boris);
});

afterAll(async () => {
  await running?.stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

type Sent = Record<string, unknown>;

async function publish(topic: string, type: string, data: object, attributes: Sent = {}): Promise<void> {
  published += 1;
  const event = { id: `m-${published}`, source: '/erp', type, time: new Date().toISOString(), ...attributes };
  const value = JSON.stringify(data);
  await running.context.broker.publish([{ topic, key: 'SO', headers: binaryHeaders(event), value }]);
}

const sql = (text: string, parameters: unknown[]) =>
  running.app.get(Database, { strict: false }).sql<{ email: string }>(text, parameters);

async function administrator(accountId: string, email: string, access = 'full'): Promise<void> {
  await publish('accounts', 'administrator.updated.v1', { accountId, email, role: 'admin', access });
  await untilNothing(async () => {
    const query = 'select email from intake.membership where account_id = $1 and email = $2 and access = $3';
    return (await sql(query, [accountId, email, access])).length > 0 ? [] : [`${email} in ${accountId}`];
  }, 15_000);
}

async function post(email: string, body: object, headers: Record<string, string> = {}): Promise<number> {
  const token = await issueToken(email, running.context.settings.authKeyFile, new Date());
  const all = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers };
  const init = { method: 'POST', headers: all, body: JSON.stringify(body) };
  return (await fetch(`${running.url}/api/sales-orders`, init)).status;
}

function order(orderNumber: string, accountId: string, changes: Sent = {}) {
  return {
    ...{ orderNumber, revision: 1, currency: 'EUR', emails: ['it@a.example'] },
    accounts: [{ accountId, role: 'end-customer' }],
    lines: [
      { lineNumber: 1, sku: 'MIST-AP-STD-1Y', quantity: 2, unitPrice: '118.00', requestedShipDate: '2060-01-01' },
    ],
    ...changes,
  };
}

const cancellation = (orderNumber: string, revision: number) => ({
  ...{ specversion: '1.0', id: `c-${orderNumber}-${revision}`, source: '/x', type: 'sales-order.cancelled.v1' },
  data: { orderNumber, revision },
});

/** Holds what intake locks to decide about an order, while `work` is done: what is posted meanwhile stays under way. */
async function undecided(orderNumber: string, work: () => Promise<void>): Promise<void> {
  await running.app.get(Database, { strict: false }).transaction(async (locking) => {
    await locking('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`intake/order/${orderNumber}`]);
    await work();
  });
}

interface Shown {
  readonly state: string;
  readonly revision: number;
  readonly source?: string;
  readonly accounts: { accountId: string }[];
  readonly lines: { state: string }[];
  readonly refusals: { revision: number; violations: { code: string; message: string }[] }[];
}

/** The order, once so many revisions of it were refused and it has this one. */
async function decided(orderNumber: string, revision: number, refused: number): Promise<Shown> {
  let found: Shown | undefined;
  await untilNothing(async () => {
    const token = await issueToken(operator, running.context.settings.authKeyFile, new Date());
    const address = `${running.url}/api/orders/${encodeURIComponent(orderNumber)}`;
    found = (await (await fetch(address, { headers: { authorization: `Bearer ${token}` } })).json()) as Shown;
    const is = [found.revision, found.refusals?.length];
    return is[0] === revision && is[1] === refused ? [] : [`order ${orderNumber}: ${is} to be ${[revision, refused]}`];
  }, 15_000);
  return found as Shown;
}

const codesOf = ({ refusals }: Shown) => refusals.map(({ violations }) => violations.map(({ code }) => code).join());

describe('O7 an order that is under way', () => {
  test.each([
    ['a person', 'SO-PERSON', () => post(anna, order('SO-PERSON', 'A'))],
    ['an operator', 'SO-OPERATOR', () => post(operator, order('SO-OPERATOR', 'A'))],
  ])('of %s is not another person’s to change', async (_, orderNumber, placed) => {
    await undecided(orderNumber, async () => {
      expect(await placed()).toBe(202);
      // Nothing is known of the order yet, so there is nothing to say against it here.
      expect(await post(boris, order(orderNumber, 'B', { revision: 2 }))).toBe(202);
      const claim = { specversion: '1.0', id: orderNumber, source: '/erp', seatwrightperson: operator };
      const stated = { ...claim, type: 'sales-order.changed.v1', data: order(orderNumber, 'B', { revision: 3 }) };
      expect(await post(boris, stated)).toBe(202);
      const binary = {
        ...{
          'ce-specversion': '1.0',
          'ce-id': `${orderNumber}-4`,
          'ce-source': '/erp',
          'ce-type': 'sales-order.changed.v1',
        },
        'ce-seatwrightperson': operator,
      };
      expect(await post(boris, order(orderNumber, 'B', { revision: 4 }), binary)).toBe(202);
    });
    const found = await decided(orderNumber, 1, 3);
    expect(codesOf(found)).toEqual(Array(3).fill('ORDER_AUTHORITY_REQUIRED'));
    expect(found).toMatchObject({ state: 'accepted', accounts: [{ accountId: 'A' }], lines: [{ state: 'waiting' }] });
    expect(JSON.stringify(found.refusals)).not.toMatch(/boris|"B"/);
    expect(await post(anna, order(orderNumber, 'A', { revision: 2, purchaseOrder: 'PO' }))).toBe(202);
    expect(codesOf(await decided(orderNumber, 2, 3))).toHaveLength(3);
  });

  test('that takes accounts in is then cancelled by nobody who administers the earlier ones alone', async () => {
    expect(await post(operator, order('SO-CANCEL', 'B'))).toBe(202);
    await decided('SO-CANCEL', 1, 0);
    await undecided('SO-CANCEL', async () => {
      expect(await post(operator, order('SO-CANCEL', 'A', { revision: 2 }))).toBe(202);
      expect(await post(boris, cancellation('SO-CANCEL', 3))).toBe(202);
    });
    expect(await decided('SO-CANCEL', 2, 1)).toMatchObject({ state: 'accepted', lines: [{ state: 'waiting' }] });
  });

  test('O13 is one order in every spelling of its number', async () => {
    expect(await post(anna, order('SO-KÖLN', 'A'))).toBe(202);
    await decided('SO-KÖLN', 1, 0);
    expect(await post(boris, order('SO-KO\u0308LN', 'B', { revision: 2 }))).toBe(403);
  });

  test('is judged by what the person may do when it is decided', async () => {
    const carla = 'carla@a.example';
    await administrator('A', carla);
    await undecided('SO-LEFT', async () => {
      expect(await post(carla, order('SO-LEFT', 'A'))).toBe(202);
      // Straight in the table: intake takes nothing of topic accounts while it waits for the order.
      await sql(`update intake.membership set access = 'read-only' where account_id = $1 and email = $2`, ['A', carla]);
    });
    const left = await decided('SO-LEFT', 0, 1);
    expect([left.state, left.accounts, codesOf(left)]).toEqual(['rejected', [], ['ORDER_AUTHORITY_REQUIRED']]);
    // The number is nobody's: the system that uses it is not shut out.
    await publish('sales-orders', 'sales-order.placed.v1', order('SO-LEFT', 'A'));
    expect(await decided('SO-LEFT', 1, 1)).toMatchObject({ state: 'accepted', source: '/erp' });
  });

  test('on the topic counts as a person’s by who was signed in; without anybody it is refused', async () => {
    const type = 'sales-order.placed.v1';
    const unitPrice = [{ ...order('x', 'A').lines[0], unitPrice: '1.00' }];
    await publish('sales-orders', type, order('SO-NOBODY', 'A'), { source: http });
    await publish('sales-orders', type, order('SO-STRANGER', 'A'), { source: http, person: 'who@else.example' });
    await publish('sales-orders', type, order('SO-ANNA', 'A'), { source: http, person: anna });
    await publish('sales-orders', type, order('SO-CHEAP', 'A', { lines: unitPrice }), { source: http, person: anna });
    await publish('sales-orders', type, order('SO-DESK', 'A', { lines: unitPrice }), {
      source: http,
      person: operator,
    });
    await publish('sales-orders', type, order('SO-ERP', 'A', { lines: unitPrice }));
    for (const orderNumber of ['SO-NOBODY', 'SO-STRANGER']) {
      expect(codesOf(await decided(orderNumber, 0, 1))).toEqual(['ORDER_AUTHORITY_REQUIRED']);
    }
    expect(codesOf(await decided('SO-CHEAP', 1, 1))).toEqual(['PRICE_NOT_CATALOG']);
    for (const orderNumber of ['SO-ANNA', 'SO-DESK', 'SO-ERP']) {
      expect(await decided(orderNumber, 1, 0)).toMatchObject({ state: 'accepted' });
    }
  });

  test('O4 that comes again after an empty inbox stays as it was decided', async () => {
    const dora = 'dora@a.example';
    const sent = { source: http, person: dora, id: 'again' };
    await publish('sales-orders', 'sales-order.placed.v1', order('SO-AGAIN', 'A'), sent);
    const before = await decided('SO-AGAIN', 0, 1);
    await administrator('A', dora);
    await sql('delete from intake.inbox', []);
    await publish('sales-orders', 'sales-order.placed.v1', order('SO-AGAIN', 'A'), sent);
    await publish('sales-orders', 'sales-order.placed.v1', order('SO-BEHIND', 'A'));
    await decided('SO-BEHIND', 1, 0);
    expect(await decided('SO-AGAIN', 0, 1)).toEqual(before);
    await publish('sales-orders', 'sales-order.placed.v1', order('SO-AGAIN', 'A'), { ...sent, id: 'anew' });
    expect(await decided('SO-AGAIN', 1, 1)).toMatchObject({ state: 'accepted' });
  });
});
