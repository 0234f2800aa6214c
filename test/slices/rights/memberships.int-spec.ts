import { intakeTables } from '#apps/intake/src/intake.tables.ts';
import { intakeMigrations } from '#apps/intake/src/migrations/migrations.ts';
import { binaryHeaders } from '#contracts/cloud-event.ts';
import type { Delivery } from '#runtime/broker/broker.ts';
import { Memberships } from '#runtime/http/access/memberships.ts';
import { Database } from '#runtime/postgres/database.ts';
import { messagingTables } from '#runtime/slices/messaging.tables.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';

/** Every service keeps memberships from topic `accounts`, and a batch that fails there would come again for ever. */

let postgres: TestPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await startTestPostgres();
  database = await Database.open({
    url: postgres.url,
    schema: 'intake',
    entities: [...messagingTables, ...intakeTables],
    migrations: intakeMigrations,
  });
});
afterAll(async () => {
  await database?.close();
  await postgres.stop();
});

function administrator(accountId: string, time: string): Delivery {
  const event = { id: accountId, source: '/test', type: 'administrator.updated.v1', time };
  const data = { accountId, email: 'anna@customer.example', role: 'admin' };
  const value = Buffer.from(JSON.stringify(data));
  return { topic: 'accounts', partition: 0, offset: '0', key: null, headers: binaryHeaders(event), value };
}

async function membersOf(accountIds: readonly string[]): Promise<string[]> {
  const rows = await database.sql<{ account_id: string }>(
    'select account_id from intake.membership where account_id = any($1::text[]) order by account_id',
    [accountIds],
  );
  return rows.map((row) => row.account_id);
}

const good = '2026-11-25T10:00:00Z';

describe('memberships', () => {
  test.each([
    ['a day that does not exist', (id: string) => administrator(id, '2026-02-30T00:00:00Z')],
    ['an hour that does not exist', (id: string) => administrator(id, '2026-11-25T24:00:00Z')],
    ['an offset that does not exist', (id: string) => administrator(id, '2026-11-25T10:00:00+24:00')],
    ['a year that the database does not take', (id: string) => administrator(id, '+012026-01-01T00:00:00Z')],
    ['data of 10,000 levels', (id: string) => ({ ...administrator(id, good), value: Buffer.from('['.repeat(10_000)) })],
    ['data that is no JSON', (id: string) => ({ ...administrator(id, good), value: Buffer.from('{') })],
  ])('a message with %s does not stop the one behind it', async (what, poison) => {
    const [bad, behind] = [`BAD ${what}`, `BEHIND ${what}`];
    await new Memberships(database, () => new Date()).deliver([poison(bad), administrator(behind, good)]);
    expect(await membersOf([bad, behind])).toEqual([behind]);
  });

  test.each(['2026-11-25T10:00:00+16:00', '2026-11-25T10:00:00-23:59', '2026-11-25t10:00:00z'])(
    'the time %s is taken as the instant that it is',
    async (time) => {
      await new Memberships(database, () => new Date()).deliver([administrator(`AT ${time}`, time)]);
      const [row] = await database.sql<{ as_of: unknown }>(
        'select as_of from intake.membership where account_id = $1',
        [`AT ${time}`],
      );
      expect(new Date(String(row?.as_of)).getTime()).toBe(Date.parse(time.toUpperCase()));
    },
  );

  test('O9 an id that held something else before changes nobody’s role here either; the same again is harmless', async () => {
    const memberships = new Memberships(database, () => new Date());
    const [first, later] = [administrator('O9', good), administrator('O9', '2026-11-26T10:00:00Z')];
    const other = { ...later, value: Buffer.from(JSON.stringify({ ...JSON.parse(`${later.value}`), role: 'member' })) };
    await memberships.deliver([first]);
    await memberships.deliver([other, first, later]);
    const rows = await database.sql(`select role, as_of from intake.membership where account_id = 'O9'`);
    expect(rows).toMatchObject([{ role: 'admin' }]);
    expect(new Date(String(rows[0]?.as_of)).toISOString()).toBe('2026-11-26T10:00:00.000Z');
  });
});
