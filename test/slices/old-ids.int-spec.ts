import { intakeIds } from '#apps/intake/src/doctor.ts';
import { intakeContext } from '#apps/intake/src/intake.slices.ts';
import { intakeStore } from '#apps/intake/src/intake.store.ts';
import { intakeTables } from '#apps/intake/src/intake.tables.ts';
import { intakeMigrations } from '#apps/intake/src/migrations/migrations.ts';
import { ledgerIds } from '#apps/ledger/src/doctor.ts';
import { ledgerContext } from '#apps/ledger/src/ledger.slices.ts';
import { ledgerStore } from '#apps/ledger/src/ledger.store.ts';
import { ledgerTables } from '#apps/ledger/src/ledger.tables.ts';
import { ledgerMigrations } from '#apps/ledger/src/migrations/migrations.ts';
import { programsOf } from '#domain/licenses/books/program.ts';
import { builtInPrograms } from '#domain/licenses/rules/programs.ts';
import { oldIdFindings } from '#runtime/process/doctor/ids.ts';
import { startTestPostgres, type TestPostgres } from '../support/database.ts';
import { delivery } from '../support/samples/deliveries.ts';
import { startService } from '../support/service.ts';

let postgres: TestPostgres;
let ledger: Awaited<ReturnType<typeof start>>;

function start() {
  const store = ledgerStore({ programs: programsOf(builtInPrograms) });
  const parts = { name: 'ledger', entities: ledgerTables, migrations: ledgerMigrations, context: ledgerContext, store };
  return startService(postgres.url, parts);
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  ledger = await start();
});

afterAll(async () => {
  await ledger.database.close();
  await postgres.stop();
});

describe('O13 the doctor and ids from before', () => {
  test('all is well where every id is composed', async () => {
    const account = { accountId: 'KÖLN-1', kind: 'customer', name: 'Köln AG' };
    await ledger.runner.deliver([delivery('accounts', 'account.updated.v1', account)]);
    expect(await oldIdFindings(ledger.database.sql, 'ledger', ledgerIds)).toEqual([
      { ok: true, says: 'ledger: ids are composed' },
    ]);
  });

  test('an id that no request reaches any more is named, with the one that they reach, and what to do', async () => {
    await ledger.database.sql(
      `insert into ledger.account (account_id, parent_id, name, kind, from_order, as_of, document)
       select $1, parent_id, name, kind, from_order, as_of, document from ledger.account where account_id = 'KÖLN-1'`,
      ['KO\u0308LN-1'],
    );
    const [finding, ...others] = await oldIdFindings(ledger.database.sql, 'ledger', ledgerIds);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ ok: false, says: expect.stringContaining('1 accounts have ids') });
    expect(finding?.says).toContain('KO\u0308LN-1 (KO\\u{308}LN-1)');
    expect(finding?.remedy).toMatch(/reach KÖLN-1 \(K\\u\{d6\}LN-1\) alone, .*docs\/operating\.md/);
  });

  test('every service has columns to look at, and they are there', async () => {
    const intake = await startService(postgres.url, {
      ...{ name: 'intake', entities: intakeTables, migrations: intakeMigrations },
      ...{ context: intakeContext, store: intakeStore() },
    });
    expect(await oldIdFindings(intake.database.sql, 'intake', intakeIds)).toMatchObject([{ ok: true }]);
    await intake.database.close();
  });
});
