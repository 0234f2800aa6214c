import { csvColumns } from '#apps/ledger/src/event-log/event-log.csv.ts';
import { exportedLines } from '#apps/ledger/src/event-log/event-log.export.ts';
import { listEvents } from '#apps/ledger/src/event-log/event-log.views.ts';
import { ledgerContext } from '#apps/ledger/src/ledger.slices.ts';
import { ledgerStore } from '#apps/ledger/src/ledger.store.ts';
import { ledgerTables } from '#apps/ledger/src/ledger.tables.ts';
import { ledgerMigrations } from '#apps/ledger/src/migrations/migrations.ts';
import { licenseRequestEvents } from '#contracts/license-requests.ts';
import { programsOf } from '#domain/licenses/books/program.ts';
import { readProgram } from '#domain/licenses/rules/program-file/program-file.ts';
import { builtInPrograms } from '#domain/licenses/rules/programs.ts';
import { Access, type Visible } from '#runtime/http/access/access.ts';
import { Memberships } from '#runtime/http/access/memberships.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { delivery } from '#test/support/samples/deliveries.ts';
import { type Announced, startService } from '#test/support/service.ts';

/**
 * L11, T1, T2: every type of topic `license-requests`, asked for by everybody who could be named, under a program without any rule of
 * its own: what they may do follows from their memberships alone, and nobody is told of an account that they may not see.
 */

const desk = 'desk@vendor.example';
const now = new Date('2026-11-21T10:00:00.000Z');

/** Each account's name, which its plan and edition have in them as well: nobody else may come across it. */
const secrets: Readonly<Record<string, string>> = { A: 'Aardvark-Secret', B: 'Badger-Secret', M: 'Mongoose-Secret' };

interface Asker {
  readonly email: string | undefined;
  /** What stands against a request of theirs where it has one side or two; undefined: it is done. */
  readonly refused: { readonly oneSided?: string; readonly twoSided?: string; readonly returned?: string };
  /** Roles by account, before anybody asks. */
  readonly roles: Readonly<Record<string, object>>;
}

const write = 'WRITE_ACCESS_REQUIRED';
const everywhere = (code: string) => ({ oneSided: code, twoSided: code, returned: code });

const askers: Readonly<Record<string, Asker>> = {
  nobody: { email: undefined, roles: {}, refused: everywhere('REQUESTER_REQUIRED') },
  'a stranger': {
    email: 'who@else.example',
    roles: {},
    refused: { oneSided: write, twoSided: write, returned: 'TRANSFER_UNKNOWN' },
  },
  'an administrator of something else': {
    email: 'xaver@x.example',
    roles: { X: {} },
    refused: { oneSided: write, twoSided: write, returned: 'TRANSFER_UNKNOWN' },
  },
  'somebody who may only read': {
    email: 'rolf@a.example',
    roles: { A: { access: 'read-only' }, B: { access: 'read-only' } },
    refused: everywhere(write),
  },
  'an administrator of networks': {
    email: 'nils@a.example',
    roles: { A: { scope: 'network' }, B: { scope: 'network' } },
    refused: everywhere(write),
  },
  'a member': {
    email: 'mia@a.example',
    roles: { A: { role: 'member' }, B: { role: 'member' } },
    refused: everywhere(write),
  },
  'somebody who was removed': {
    email: 'rosa@a.example',
    roles: { A: { removed: true }, B: { removed: true } },
    refused: { oneSided: write, twoSided: write, returned: 'TRANSFER_UNKNOWN' },
  },
  'an administrator of who gives alone': {
    email: 'anna@a.example',
    roles: { A: {} },
    // What was lent goes back to whoever lent it, whom the borrower need not see.
    refused: { twoSided: 'ACCOUNT_UNKNOWN' },
  },
  'an administrator of who gets alone': {
    email: 'boris@b.example',
    roles: { B: {} },
    refused: { oneSided: write, twoSided: write, returned: 'TRANSFER_UNKNOWN' },
  },
  'an administrator of both': { email: 'both@firm.example', roles: { A: {}, B: {} }, refused: {} },
  'an administrator of the parent of both': { email: 'milo@msp.example', roles: { M: {} }, refused: {} },
  'somebody who may only read at the parent': {
    email: 'lena@msp.example',
    roles: { M: { access: 'read-only' } },
    refused: everywhere(write),
  },
  'the role of support': { email: 'sue@vendor.example', roles: { X: { role: 'support' } }, refused: {} },
  'an operator': { email: desk, roles: {}, refused: {} },
};

interface Row {
  readonly sides: keyof Asker['refused'];
  /** What it is answered when it is done. */
  readonly done: string;
  /** What is asked for, of a product: from A, to B where there are two sides. */
  data(sku: string, quantity: number): Promise<object>;
}

/** A row for each type: the compiler and the first test ask for one when there is another type. */
const rows: Record<keyof typeof licenseRequestEvents, Row> = {
  'license.transfer-requested.v1': {
    ...{ sides: 'twoSided', done: 'license.transferred.v1' },
    data: async (sku, quantity) => ({ from: 'A', to: 'B', lines: [{ sku, quantity }] }),
  },
  'license.return-requested.v1': {
    ...{ sides: 'returned', done: 'license.returned.v1' },
    data: async () => {
      const lent = { from: 'B', to: 'A', lines: [{ sku: 'bare', quantity: 1 }], requestedBy: desk };
      const [moved] = await deliver(request('license.transfer-requested.v1', lent));
      return { transferId: moved?.data.transferId };
    },
  },
  'license.purchase-requested.v1': {
    ...{ sides: 'oneSided', done: 'license.purchased.v1' },
    data: async (sku, quantity) => ({ accountId: 'A', sku, quantity }),
  },
  'license.decrease-requested.v1': {
    ...{ sides: 'oneSided', done: 'license.decreased.v1' },
    data: async (sku, quantity) => ({ accountId: 'A', sku, quantity }),
  },
  'stock.purchase-requested.v1': {
    ...{ sides: 'oneSided', done: 'stock.purchased.v1' },
    data: async (sku, quantity) => ({ accountId: 'A', sku, quantity, contractId: quantity === 1 ? 'K' : 'OLD' }),
  },
  'stock.move-requested.v1': {
    ...{ sides: 'twoSided', done: 'stock.moved.v1' },
    data: async (sku, quantity) => ({ from: 'A', to: 'B', lotId: sku === 'bare' ? stockLot : `A-${sku}`, quantity }),
  },
};

const bare = readProgram({
  name: 'bare',
  offers: ['transfer', 'return', 'purchase', 'decrease', 'stock-purchase', 'stock-move'],
  rules: [],
});

let postgres: TestPostgres;
let ledger: Awaited<ReturnType<typeof start>>;
let stockLot: string;

function start() {
  const programs = programsOf(builtInPrograms, bare.ok ? [bare.value] : []);
  const parts = { name: 'ledger', entities: ledgerTables, migrations: ledgerMigrations, context: ledgerContext };
  return startService(postgres.url, { ...parts, store: ledgerStore({ programs, operators: [desk] }) });
}

const request = (type: string, data: object) => delivery('license-requests', type, data);

async function deliver(...messages: ReturnType<typeof delivery>[]): Promise<Announced[]> {
  await ledger.runner.deliver(messages);
  return await ledger.announced();
}

/** Accounts and roles go to the ledger's rules and to what decides who sees what, as its consumer does. */
async function tell(...messages: ReturnType<typeof delivery>[]): Promise<void> {
  await new Memberships(ledger.database, () => now).deliver(messages);
  await deliver(...messages);
}

/** A product of each program, which it is called after. */
const skus = ['bare', ...builtInPrograms.map(({ name }) => name)];

const productOf = (program: string) => ({
  ...{ name: 'Seat', description: 'x', instructionsUrl: 'https://docs.example/x', scenario: 'activation' },
  ...{ program, category: 'paid', billing: 'monthly', deviceType: 'MX', edition: 'enterprise' },
});

const published = (sku: string) =>
  delivery('catalog', 'product.published.v1', { ...productOf(sku), sku, termMonths: 12, prices: { EUR: '9.00' } });

const granted = (accountId: string, sku: string) =>
  delivery('entitlements', 'entitlement.fulfilled.v1', {
    ...{ entitlementId: `${accountId}-${sku}`, shipmentId: 'S', orderNumber: 'O', lineNumber: 1, accountId, sku },
    ...{ accounts: [], product: productOf(sku), quantity: 500, unitPrice: '7.77', currency: 'EUR', kind: 'initial' },
    ...{ startsOn: '2026-01-01', ssrn: '400000000001', sealedActivationCode: 'v1.x' },
    fulfilledAt: '2026-01-01T09:00:00Z',
  });

function roleOf(accountId: string, email: string, { removed, ...facts }: { removed?: boolean }) {
  const updated = delivery('accounts', 'administrator.updated.v1', { accountId, email, role: 'admin', ...facts });
  const time = '2026-11-21T09:45:00Z';
  const gone = delivery('accounts', 'administrator.removed.v1', { accountId, email }, { time });
  return removed ? [updated, gone] : [updated];
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  ledger = await start();
  const account = (accountId: string, facts: object) => {
    const name = secrets[accountId] ?? accountId;
    return delivery('accounts', 'account.updated.v1', { accountId, name, kind: 'customer', currency: 'EUR', ...facts });
  };
  const ofSite = (name = '') => ({ plan: `Plan ${name}`, package: `Package ${name}`, licensingModel: 'per-device' });
  await tell(
    account('M', { kind: 'msp' }),
    account('A', { kind: 'reseller', parentId: 'M', contracts: [{ contractId: 'K' }], ...ofSite(secrets.A) }),
    account('B', { parentId: 'M', unitPrice: '6.66', ...ofSite(secrets.B) }),
    account('X', {}),
  );
  for (const { email, roles } of Object.values(askers)) {
    for (const [accountId, facts] of Object.entries(roles)) await tell(...roleOf(accountId, email ?? '', facts));
  }
  await deliver(...skus.map(published));
  await deliver(...['A', 'B'].flatMap((accountId) => skus.map((sku) => granted(accountId, sku))));
  const buying = { accountId: 'A', sku: 'bare', quantity: 100, contractId: 'K', requestedBy: desk };
  const [bought] = await deliver(request('stock.purchase-requested.v1', buying));
  stockLot = bought?.data.lot.lotId;
});

afterAll(async () => {
  await ledger.database.close();
  await postgres.stop();
});

/** Everything that could have moved or have been sent. */
async function books(): Promise<unknown> {
  const tables = { holding: 'account_id, lot_id', journal: 'journal_id', lot: 'lot_id', case_mail: 'message_id' };
  const read = Object.entries(tables).map(([table, key]) =>
    ledger.database.sql(`select * from ledger.${table} order by ${key}`),
  );
  return await Promise.all(read);
}

function visibleTo(email: string | undefined): Promise<Visible> {
  return email === undefined
    ? Promise.resolve([])
    : new Access(ledger.database, [desk]).visibleTo({ email, local: false });
}

/** The log as people read it, and as they export it. */
async function logOf(visible: Visible): Promise<{ ids: string[]; text: string }> {
  const { sql } = ledger.database;
  const page = await listEvents(sql, visible, { limit: '100' });
  let text = JSON.stringify(page.items);
  for await (const lines of exportedLines(ledger.database, visible, {}, csvColumns(undefined))) text += lines;
  return { ids: page.items.map(({ id }) => id), text };
}

const types = Object.keys(rows) as (keyof typeof rows)[];
const cells = types.flatMap((type) => Object.keys(askers).map((who) => [type, who] as const));
const refusals = cells.filter(([type, who]) => askers[who]?.refused[rows[type].sides] !== undefined);

interface Watched {
  readonly events: readonly Announced[];
  /** Whether licenses moved or a mail was queued. */
  readonly moved: boolean;
  /** Whether the log of an account that the person may not see has a row more. */
  readonly logged: boolean;
}

/**
 * Delivers requests of somebody, and looks at all that they and others could learn of it.
 * T1: neither the event nor the log nor its export tells of an account that they may not see.
 */
async function watch(
  email: string | undefined,
  ...requests: readonly [type: string, data: object][]
): Promise<Watched> {
  const visible = await visibleTo(email);
  const others = ['A', 'B', 'M'].filter((id) => visible !== 'everything' && !visible.includes(id));
  const logs = async () => (await Promise.all(others.map((id) => logOf([id])))).map(({ ids }) => ids.join());
  const before = [JSON.stringify(await books()), JSON.stringify(await logs())];
  const events = await deliver(...requests.map(([type, data]) => request(type, { ...data, requestedBy: email })));
  const told = JSON.stringify(events) + (await logOf(visible)).text;
  for (const id of others) expect(told).not.toContain(secrets[id]);
  if (others.includes('B')) expect(told).not.toContain('6.66');
  const moved = JSON.stringify(await books()) !== before[0];
  return { events, moved, logged: JSON.stringify(await logs()) !== before[1] };
}

const codesOf = (event: Announced | undefined): string[] =>
  event?.type === 'license.refused.v1' ? event.data.violations.map((one: { code: string }) => one.code) : [];

describe('L11 T2 every request of topic license-requests, by everybody', () => {
  test('every type of the contract has a row, and the program has no rule that would refuse in its stead', () => {
    expect(types.sort()).toEqual(Object.keys(licenseRequestEvents).sort());
    expect(bare).toMatchObject({ ok: true, value: { rules: [] } });
  });

  test.each(cells)('%s of %s', async (type, who) => {
    const { sides, done, data } = rows[type];
    const { email, refused } = askers[who] as Asker;
    const { events, moved, logged } = await watch(email, [type, await data('bare', 1)]);
    const code = refused[sides];
    expect([events.map((event) => event.type), moved]).toEqual([[code ? 'license.refused.v1' : done], !code]);
    if (code) expect([codesOf(events[0]), logged]).toEqual([expect.arrayContaining([code]), false]);
  });

  test.each(refusals)('T1 %s of %s tells no more where other things are wrong with it', async (type, who) => {
    const { sides, data } = rows[type];
    const { email, refused } = askers[who] as Asker;
    const asked: [string, object][] = [];
    for (const sku of skus) {
      for (const quantity of [1, 0, 100_000]) {
        const wrong = await data(sku, quantity);
        asked.push([type, wrong], [type, { ...wrong, planHash: '0'.repeat(64) }]);
      }
    }
    const { events, moved, logged } = await watch(email, ...asked);
    expect([events.length, moved, logged]).toEqual([asked.length, false, false]);
    for (const event of events) expect(codesOf(event)).toContain(refused[sides]);
  });
});
