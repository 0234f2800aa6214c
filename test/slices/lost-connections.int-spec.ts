import { StartError } from '#runtime/environment/settings.ts';
import { Database } from '#runtime/postgres/database.ts';
import { notify } from '#runtime/postgres/notify.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { databaseTrouble } from '#runtime/postgres/trouble.ts';
import { Wakeup } from '#runtime/postgres/wakeup.ts';
import { sessionFindings } from '#runtime/process/doctor/sessions.ts';
import { failureKind } from '#runtime/slices/failures.ts';
import { startTestPostgres, type TestPostgres } from '../support/database.ts';
import { untilNothing, untilThere } from '../support/waiting.ts';

const poolSize = 4;
/** More than there are places in the pool, several times over. */
const many = poolSize * 4;

let postgres: TestPostgres;
let database: Database;
/** Of another process, as an administrator or a fail-over: it ends connections of the first. */
let other: Database;

const open = (schema: string) => Database.open({ url: postgres.url, schema, entities: [], migrations: [], poolSize });

beforeAll(async () => {
  postgres = await startTestPostgres();
  database = await open('lost');
  other = await open('other');
  await database.sql('create table lost.kept (n int primary key deferrable initially deferred)');
});

afterAll(async () => {
  await database.close();
  await other.close();
  await postgres.stop();
});

/** What became of each try: the kind of its failure, or `done`. */
async function outcomes(tries: readonly Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(tries);
  return settled.map((one) => (one.status === 'fulfilled' ? 'done' : failureKind(one.reason)));
}

/** Every place of the pool works; one that was ended a moment ago may be met once more before its end has arrived. */
async function works(): Promise<void> {
  const all = () => outcomes(Array.from({ length: poolSize * 2 }, () => database.transaction(pidOf)));
  for (let round = 0; round < many && (await all()).includes('unavailable'); round += 1);
  expect(await all()).toEqual(Array(poolSize * 2).fill('done'));
  expect(await database.trouble()).toBeUndefined();
  expect(database.starvedMilliseconds()).toBe(0);
}

const inTransactions = (count: number, work: (sql: Sql) => Promise<unknown>) =>
  Array.from({ length: count }, () => database.transaction(work));

const endFromOutside = (pid: number) => other.sql('select pg_terminate_backend($1, 5000)', [pid]);

async function pidOf(sql: Sql): Promise<number> {
  const [row] = await sql<{ pid: number }>('select pg_backend_pid() as pid');
  return row?.pid ?? 0;
}

describe('R1 a connection that ends is given back, and its transaction has to come again', () => {
  test('that ends itself inside a statement', async () => {
    const ended = await outcomes(inTransactions(many, (sql) => sql('select pg_terminate_backend(pg_backend_pid())')));
    expect(new Set(ended)).toEqual(new Set(['unavailable']));
    await works();
  });

  test('that is ended between two statements', async () => {
    const ended = await outcomes(
      inTransactions(many, async (sql) => {
        await endFromOutside(await pidOf(sql));
        await sql('select 1');
      }),
    );
    expect(new Set(ended)).toEqual(new Set(['unavailable']));
    await works();
  });

  test('that is ended right before the commit, and nothing of its transaction is there', async () => {
    const ended = await outcomes(
      inTransactions(many, async (sql) => {
        await sql('insert into lost.kept select coalesce(max(n), 0) + 1 from lost.kept');
        await endFromOutside(await pidOf(sql));
      }),
    );
    expect(new Set(ended)).toEqual(new Set(['unavailable']));
    expect(await database.sql('select n from lost.kept')).toEqual([]);
    await works();
  });

  test('that was ended while nobody had it, so that the transaction fails at its begin or gets another', async () => {
    for (let round = 0; round < many; round += 1) {
      const pids: number[] = [];
      await outcomes(inTransactions(poolSize, async (sql) => pids.push(await pidOf(sql))));
      const ends = pids.map((pid) => other.sql('select pg_terminate_backend($1)', [pid]));
      const ended = await outcomes([...inTransactions(poolSize, pidOf), ...ends]);
      expect(ended.filter((outcome) => outcome === 'message' || outcome === 'conflict')).toEqual([]);
    }
    await works();
  });

  test('that ends in a statement by itself, outside of a transaction', async () => {
    const ended = await outcomes(
      Array.from({ length: many }, () => database.sql('select pg_terminate_backend(pg_backend_pid())')),
    );
    expect(new Set(ended)).toEqual(new Set(['unavailable']));
    await works();
  });

  test('that listens: whoever listened is told, and listens again', async () => {
    for (let round = 0; round < many; round += 1) {
      const told = Promise.withResolvers<void>();
      await database.listen('lost_channel', () => undefined, told.resolve);
      await other.sql(
        `select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen "lost_channel"' and pid <> pg_backend_pid()`,
      );
      await told.promise;
    }
    await works();
  });

  test('an ordinary error, at the commit too, costs no connection', async () => {
    const twice = (sql: Sql) => sql('insert into lost.kept values (7), (7)');
    const wrong = (sql: Sql) => sql('select nonsense');
    const ended = await outcomes([...inTransactions(many, twice), ...inTransactions(many, wrong)]);
    expect(ended.slice(0, many)).toEqual(Array(many).fill('conflict'));
    expect(ended.slice(many)).toEqual(Array(many).fill('message'));
    await works();
  });

  test('500 terminations under load: what was told to be done is done once, and the process works', async () => {
    await database.sql('truncate lost.kept');
    let killing = true;
    let next = 0;
    const done: number[] = [];
    const unlike: string[] = [];
    const worker = async () => {
      while (killing) {
        next += 1;
        const n = next;
        const [outcome = ''] = await outcomes([
          database.transaction(async (sql) => {
            await sql('insert into lost.kept values ($1)', [n]);
            await sql('select pg_sleep(0.002)');
          }),
        ]);
        if (outcome === 'done') done.push(n);
        else if (outcome !== 'unavailable') unlike.push(outcome);
      }
    };
    const kill = async () => {
      let ended = 0;
      while (ended < 500) {
        const [row] = await other.sql<{ ended: number }>(
          `select count(*) filter (where pg_terminate_backend(pid))::int as ended from (
             select pid from pg_stat_activity where backend_type = 'client backend'
             and query ~ 'pg_sleep|lost.kept' and query !~ 'pg_stat_activity' order by random() limit 3) victims`,
        );
        ended += row?.ended ?? 0;
      }
    };
    await Promise.all([
      kill().finally(() => {
        killing = false;
      }),
      ...Array.from({ length: poolSize * 3 }, worker),
    ]);
    expect(unlike).toEqual([]);
    const there = new Set((await database.sql<{ n: number }>('select n from lost.kept')).map(({ n }) => n));
    expect(done.filter((n) => !there.has(n))).toEqual([]);
    await works();
  }, 120_000);
});

describe('G5 connections of a process', () => {
  const listening = () =>
    other.sql<{ pid: number }>(
      `select pid from pg_stat_activity where query like 'listen %' and application_name like 'seatwright lost %'`,
    );

  test('all that wait for notifications do so on one, and hear again on another when it has ended', async () => {
    const names = ['outbox', 'mail', 'due'];
    const wakeups = names.map((name) => new Wakeup(database, name, 60_000));
    const start = performance.now();
    for (const wakeup of wakeups) await wakeup.start();
    const [first, ...more] = await listening();
    expect(more).toEqual([]);
    const heard = async () => {
      for (const name of names) await notify(other.sql, 'lost', name);
      await Promise.all(wakeups.map((wakeup) => wakeup.next()));
    };
    await heard();
    await other.sql('select pg_terminate_backend($1, 5000)', [first?.pid]);
    // A loop that looks again listens again.
    for (const wakeup of wakeups) await wakeup.next(1);
    expect(await listening()).toHaveLength(1);
    await heard();
    for (const wakeup of wakeups) await wakeup.stop();
    await untilNothing(async () => (await listening()).map(({ pid }) => `${pid} listens`), 10_000);
    expect(performance.now() - start).toBeLessThan(30_000);
    await works();
  });

  test('are as many as the server gives: what finds none left comes again, and is no fault of its message', async () => {
    await other.sql(`create role few login password 'few' connection limit 1`);
    const url = new URL(postgres.url);
    [url.username, url.password] = ['few', 'few'];
    const few = await Database.connect({ url: url.href, schema: 'few', entities: [], migrations: [], poolSize });
    try {
      const tries = Array.from({ length: poolSize }, () => few.transaction((sql) => sql('select pg_sleep(0.2)')));
      const became = await outcomes(tries);
      expect(new Set(became)).toEqual(new Set(['done', 'unavailable']));
      expect(await outcomes([few.transaction(pidOf)])).toEqual(['done']);
    } finally {
      await few.close();
    }
    const refused = databaseTrouble(Object.assign(new Error('too many clients already'), { code: '53300' }));
    expect(refused).toBeInstanceOf(StartError);
    expect((refused as Error).message).toMatch(/max_connections.*DATABASE_CONNECTIONS/);
  });
});

describe('R1 a pool that gives nothing', () => {
  test('is noticed: liveness sees how long, readiness says it', async () => {
    const held = Promise.withResolvers<void>();
    const begun = Array.from({ length: poolSize }, () => Promise.withResolvers<void>());
    const holding = begun.map(({ resolve }) =>
      database.transaction(async (sql) => {
        await sql('select 1');
        resolve();
        await held.promise;
      }),
    );
    await Promise.all(begun.map(({ promise }) => promise));
    expect(database.starvedMilliseconds()).toBe(0);
    const trouble = await database.trouble();
    expect(trouble).toBe('no connection has answered for 5 s');
    expect(database.starvedMilliseconds()).toBeGreaterThan(4900);
    held.resolve();
    await Promise.all(holding);
    await works();
  });
});

describe('R19 the doctor says which session holds up whom', () => {
  const now = { idleSeconds: 0, blockedSeconds: 0 };

  test('the head of a queue is told once, with who waits for what, and how it ends', async () => {
    const release = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<number>();
    const holder = other.transaction(async (sql) => {
      await sql('lock table lost.kept in exclusive mode');
      locked.resolve(await pidOf(sql));
      await release.promise;
    });
    const pid = await locked.promise;
    const waiting = [1001, 1002, 1003].map((n) => database.sql('insert into lost.kept values ($1)', [n]));
    const [finding, ...more] = await untilThere('three who wait', async () => {
      const findings = await sessionFindings(other.sql, now);
      return findings[0]?.says.includes('and 2 more') ? findings : undefined;
    });
    expect(more).toEqual([]);
    expect(finding?.says).toMatch(
      new RegExp(
        `^session ${pid} \\(seatwright other \\d+@.*, from .*:\\d+\\) holds up seatwright lost \\S+, which has waited 0 s for lost.kept, and 2 more; it has done nothing in a transaction for 0 s, after: select pg_backend_pid`,
      ),
    );
    expect(finding?.remedy).toContain(`select pg_terminate_backend(${pid})`);
    release.resolve();
    await Promise.all([holder, ...waiting]);
    expect((await sessionFindings(other.sql, now)).map(({ says }) => says)).toEqual([]);
    await database.sql('delete from lost.kept where n > 1000');
  });

  test('a stranger that is idle in a transaction is told with the client that it comes from', async () => {
    const release = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const idle = other.transaction(async (sql) => {
      await sql(`set local application_name = 'psql'`);
      begun.resolve();
      await release.promise;
    });
    await begun.promise;
    const [finding] = await sessionFindings(database.sql, now);
    expect(finding?.says).toMatch(
      /^session \d+ \(psql, from .*:\d+\) has done nothing in a transaction for 0 s, after: set local/,
    );
    expect(finding?.remedy).toMatch(
      /^find whose it is, and commit or roll back there; if nobody knows it: select pg_term/,
    );
    release.resolve();
    await idle;
  });
});
