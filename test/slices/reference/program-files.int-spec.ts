import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LedgerModule } from '#apps/ledger/src/ledger.module.ts';
import { binaryHeaders } from '#contracts/cloud-event.ts';
import { readSettings } from '#runtime/environment/settings.ts';
import { issueToken } from '#runtime/http/access/auth.ts';
import { type RunningProcess, startProcess } from '#runtime/process/process.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { until } from '../ledger/ledger-stage.ts';

/** T16, L10: a program whose file is gone leaves no licenses without rules. */

const operator = 'operator@seatwright.example';

let postgres: TestPostgres;
let folder: string;
let running: RunningProcess | undefined;

async function start(): Promise<void> {
  const variables = { DATABASE_URL: postgres.url, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'silent' };
  const settings = readSettings({ ...variables, OPERATORS: operator, PROGRAMS_DIR: folder });
  running = await startProcess({ settings, services: [{ name: 'ledger', module: LedgerModule }] });
}

async function stop(): Promise<void> {
  await running?.stop();
  running = undefined;
}

const file = (name: string) => path.join(folder, `${name}.json`);
const declare = (name: string, rules: readonly object[]) => writeFile(file(name), JSON.stringify({ name, rules }));

async function entitled(program: string): Promise<void> {
  const product = { name: 'Seat', description: 'x', instructionsUrl: 'https://docs.example/x', scenario: 'activation' };
  const data = {
    ...{ entitlementId: 'E-1', shipmentId: 'S', orderNumber: 'O-1', lineNumber: 1, accountId: 'A', accounts: [] },
    ...{ sku: 'SKU', product: { ...product, category: 'paid', billing: 'once', program } },
    ...{ quantity: 20, unitPrice: '10.00', currency: 'EUR', kind: 'initial', startsOn: '2026-01-01' },
    ...{ ssrn: '400000000001', sealedActivationCode: 'v1.x', fulfilledAt: '2026-01-01T09:00:00Z' },
  };
  const headers = binaryHeaders({ id: 'E-1', source: '/test', type: 'entitlement.fulfilled.v1' });
  await running?.context.broker.publish([{ topic: 'entitlements', key: 'A', headers, value: JSON.stringify(data) }]);
  await until(async () => (await held()) === 1);
}

async function held(): Promise<number | undefined> {
  const token = await issueToken(operator, running?.context.settings.authKeyFile ?? '', new Date());
  const address = `${running?.url}/api/accounts/A/licenses`;
  const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
  return ((await answer.json()) as { items?: object[] }).items?.length;
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  folder = await mkdtemp(path.join(tmpdir(), 'seatwright-program-files-'));
});

afterAll(async () => {
  await stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

test('L10 T16 the ledger starts without a program that nobody has licenses of, and not without one that somebody has', async () => {
  await declare('unused', []);
  await declare('edu', [{ code: 'CATEGORY_NOT_TRANSFERABLE', categories: ['trial'] }]);
  await start();
  await entitled('edu');
  await stop();
  await rm(file('unused'));
  await start();
  await stop();
  await rm(file('edu'));
  await expect(start()).rejects.toThrow(/gone from PROGRAMS_DIR.*edu \(20 licenses\); bring them back/);
  await declare('edu', []);
  await start();
  expect(await held()).toBe(1);
});
