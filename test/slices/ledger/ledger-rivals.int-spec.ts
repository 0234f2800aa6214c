import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ledgerDifferences } from '#apps/ledger/src/differences/ledger.differences.ts';
import { LedgerModule } from '#apps/ledger/src/ledger.module.ts';
import { ledgerContext } from '#apps/ledger/src/ledger.slices.ts';
import { ledgerStore } from '#apps/ledger/src/ledger.store.ts';
import { ledgerTables } from '#apps/ledger/src/ledger.tables.ts';
import { ledgerMigrations } from '#apps/ledger/src/migrations/migrations.ts';
import { programsOf } from '#domain/licenses/books/program.ts';
import { builtInPrograms } from '#domain/licenses/rules/programs.ts';
import { readSettings } from '#runtime/environment/settings.ts';
import { issueToken } from '#runtime/http/access/auth.ts';
import { type RunningProcess, startProcess } from '#runtime/process/process.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { delivery } from '#test/support/samples/deliveries.ts';
import { startService } from '#test/support/service.ts';

/** L7: many who want the same licenses at once, in two processes over one database, and in batches beside them. */

type Service = Awaited<ReturnType<typeof openService>>;

const owner = 'owner@firm.example';
const accounts = ['A', 'B', 'C', 'D'];
let postgres: TestPostgres;
let folder: string;
let token: string;
let processes: RunningProcess[];
let services: Service[];

function openService() {
  const store = ledgerStore({ programs: programsOf(builtInPrograms) });
  const parts = { name: 'ledger', entities: ledgerTables, migrations: ledgerMigrations };
  return startService(postgres.url, { ...parts, context: ledgerContext, store });
}

function granted(entitlementId: string, accountId: string, facts: object = {}) {
  const product = {
    name: 'Thing',
    description: 'x',
    instructionsUrl: 'https://docs.example/x',
    scenario: 'activation',
  };
  return delivery('entitlements', 'entitlement.fulfilled.v1', {
    ...{ entitlementId, shipmentId: 'S', orderNumber: `O-${entitlementId}`, lineNumber: 1, accountId, accounts: [] },
    ...{ sku: `SKU-${entitlementId}`, product: { ...product, program: 'open', category: 'paid', billing: 'once' } },
    ...{ quantity: 500, unitPrice: '10.00', currency: 'EUR', kind: 'initial', startsOn: '2026-01-01' },
    ...{ ssrn: '400000000001', sealedActivationCode: 'v1.x', fulfilledAt: '2026-01-01T09:00:00Z', ...facts },
  });
}

const account = (accountId: string, facts: object = {}) =>
  delivery('accounts', 'account.updated.v1', { accountId, kind: 'customer', name: accountId, ...facts });
const request = (type: string, data: object) =>
  delivery('license-requests', `license.${type}-requested.v1`, { requestedBy: owner, ...data });
const move = (from: string, to: string, lotId: string, quantity = 1) =>
  request('transfer', { from, to, lines: [{ lotId, quantity }] });

// biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for
type Answer = { status: number; body: any };

let posted = 0;

/** Posts to one of the two processes. */
async function post(index: number, route: string, body: object): Promise<Answer> {
  const response = await fetch(`${processes[index % processes.length]?.url}/api/${route}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': `rival-${++posted}`,
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

const rivals = <Result>(count: number, ask: (index: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => ask(index)));

async function held(lotId: string): Promise<Record<string, number>> {
  const rows =
    (await services[0]?.database.sql<{ account_id: string; quantity: string }>(
      'select account_id, quantity from ledger.holding where lot_id = $1 order by account_id',
      [lotId],
    )) ?? [];
  return Object.fromEntries(rows.map((row) => [row.account_id, Number(row.quantity)]));
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  folder = await mkdtemp(path.join(tmpdir(), 'seatwright-rivals-'));
  const settings = readSettings({ DATABASE_URL: postgres.url, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error' });
  const start = () => startProcess({ settings, services: [{ name: 'ledger', module: LedgerModule }] });
  processes = [await start(), await start()];
  services = [await openService(), await openService()];
  token = await issueToken(owner, settings.authKeyFile, new Date());
  const people = accounts.map((accountId) =>
    delivery('accounts', 'administrator.updated.v1', { accountId, email: owner, role: 'owner' }),
  );
  const known = [...accounts.map((id) => account(id)), ...people];
  await services[0]?.runner.deliver([...known, granted('L1', 'A'), granted('L2', 'B'), granted('L3', 'A')]);
  // Who may see what is kept beside the ledger's own tables, by the process's consumer of accounts.
  for (const { headers, value } of known) {
    await processes[0]?.context.broker.publish([{ topic: 'accounts', key: 'x', headers, value: String(value) }]);
  }
  let seen = 0;
  while (seen < accounts.length) {
    const response = await fetch(`${processes[1]?.url}/api/accounts`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const page = (await response.json()) as { items?: unknown[] };
    seen = page.items?.length ?? 0;
  }
});

afterAll(async () => {
  for (const { database } of services) await database.close();
  for (const running of processes) await running.stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('rivals for the same licenses', () => {
  test('L7 two hundred transfers of one lot at once: as many as there are, refusals with the new figures, no 500', async () => {
    const body = (index: number) => ({
      from: 'A',
      to: accounts[1 + (index % 3)],
      lines: [{ lotId: 'L1', quantity: 3 }],
    });
    const answers = await rivals(200, (index) => post(index, 'transfers', body(index)));
    expect(answers.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(166);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused.map(({ status }) => status)).toEqual(Array(34).fill(422));
    for (const { body: problem } of refused) {
      expect(problem.violations).toMatchObject([{ code: 'EXCEEDS_TRANSFERABLE', limit: '2', actual: '3' }]);
    }
    const after = await held('L1');
    expect(after.A).toBe(2);
    expect(Object.values(after).reduce((sum, quantity) => sum + quantity, 0)).toBe(500);
  });

  test('L3 L7 of many who confirm the same preview, one finds it as it was', async () => {
    const body = { from: 'A', to: 'B', lines: [{ lotId: 'L3', quantity: 3 }] };
    const { planHash } = (await post(0, 'transfers/preview', body)).body;
    const answers = await rivals(20, (index) => post(index, 'transfers', { ...body, planHash }));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
  });

  test('M5 L7 rival returns of one transfer: it goes back once', async () => {
    const { body } = await post(0, 'transfers', { from: 'B', to: 'C', lines: [{ lotId: 'L2', quantity: 7 }] });
    const route = `transfers/${body.transferId}/return`;
    const answers = await rivals(40, (index) => post(index, route, {}));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const codes = answers.flatMap(({ body: problem }) =>
      (problem.violations ?? []).map(({ code }: { code: string }) => code),
    );
    expect(codes).toEqual(Array(39).fill('ALREADY_RETURNED'));
    expect(await held('L2')).toEqual({ B: 500 });
  });

  test('L7 mixed batches that hold each other’s accounts while they look up what goes back, with people beside them', async () => {
    const [first, second] = services as [Service, Service];
    const lend = async (from: string, to: string, lotId: string) => {
      const answers = await rivals(20, (n) => post(n, 'transfers', { from, to, lines: [{ lotId, quantity: n + 1 }] }));
      return answers.map(({ body }) => request('return', { transferId: body.transferId }));
    };
    const [fromC, fromD] = [await lend('B', 'C', 'L2'), await lend('A', 'D', 'L3')];
    await first.announced();
    const body = { from: 'A', lines: [{ sku: 'SKU-L3', quantity: 1 }] };
    const [answers] = await Promise.all([
      rivals(40, (index) => post(index, 'transfers', { ...body, to: accounts[1 + (index % 3)] })),
      ...fromC.map((back) => first.runner.deliver([move('A', 'D', 'L3'), back])),
      ...fromD.map((back) => second.runner.deliver([move('B', 'C', 'L1'), back])),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(201));
    expect(await held('L2')).toEqual({ B: 500 });
    const types = (await first.announced()).map(({ type }) => type);
    expect(types.filter((type) => type === 'license.returned.v1')).toHaveLength(40);
    expect(types.filter((type) => type === 'license.transferred.v1')).toHaveLength(80);
    expect(types).toHaveLength(120);
    expect(await ledgerDifferences(first.database.sql)).toEqual([]);
  });

  test('L4 D6 what PostgreSQL holds by device type limits a decrease', async () => {
    const [{ runner, announced }] = services as [Service];
    const product = { program: 'miradore', deviceType: 'AP', name: 'Seat', description: 'x', scenario: 'activation' };
    const seat = { ...product, instructionsUrl: 'https://docs.example/x' };
    const decrease = (quantity: number) =>
      request('decrease', { accountId: 'SITE', sku: 'SEAT', quantity, requestedBy: owner });
    await runner.deliver([
      account('SITE', { paymentType: 'monthly-invoice', currency: 'EUR' }),
      delivery('accounts', 'administrator.updated.v1', { accountId: 'SITE', email: owner, role: 'owner' }),
      granted('SEATS', 'SITE', {
        sku: 'SEAT',
        product: { ...seat, category: 'paid', billing: 'monthly' },
        quantity: 30,
      }),
      delivery('devices', 'device-count.reported.v1', { accountId: 'SITE', deviceType: 'AP', inUse: 28 }),
    ]);
    await announced();
    await runner.deliver([decrease(3), decrease(2), decrease(1)]);
    const events = await announced();
    expect(events.map(({ type }) => type)).toEqual([
      'license.refused.v1',
      'license.decreased.v1',
      'license.refused.v1',
    ]);
    expect(events[0]?.data.violations).toMatchObject([{ code: 'BELOW_ENROLLED', limit: '2', actual: '3' }]);
  });

  test('L7 nothing of all this was a deadlock that the database had to break', async () => {
    // Counters are written when connections end.
    for (const { database } of services) await database.close();
    for (const running of processes) await running.stop();
    [services, processes] = [[await openService()], []];
    const [row] = await (services[0] as Service).database.sql<{ deadlocks: string }>(
      'select deadlocks from pg_stat_database where datname = current_database()',
    );
    expect(Number(row?.deadlocks)).toBe(0);
  });
});
