import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describeWithDisk } from '../support/processes/disk.ts';
import { type Chance, chanceOf } from '../support/samples/chance.ts';
import { untilThere } from '../support/waiting.ts';
import { allServices, longestMilliseconds, testEachSeed } from './rounds.ts';
import { type Stage, setStage } from './stage.ts';

/** How long there is no room; `npm run faults` tries the longer times too. */
function shortage(chance: Chance): number {
  return chance.between(1000, process.env.npm_lifecycle_event === 'faults' ? 30_000 : 3000);
}

/** Somebody else on the same server, who writes until the log has used up what it has of room ahead. */
const writer = `do $$ begin
  loop
    perform pg_logical_emit_message(false, 'faults', repeat('x', 4000000));
    perform pg_sleep(0.05);
  end loop;
end $$`;

/** And one whose table takes what room is left, by itself or together with the load; it is not in the log, which goes on. */
const neighbor = `drop table if exists neighbor;
  create unlogged table neighbor as select repeat(md5(n::text), 30) from generate_series(1, 50000) n`;

describeWithDisk('the disk of PostgreSQL is full while orders pass through, and has room again', (brokers) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage({ services: allServices(), brokers, ownDisk: true }, chanceOf(7));
  }, longestMilliseconds);
  afterAll(async () => {
    await stage?.close();
  });

  const refusals = () =>
    readFileSync(stage.system.postgres.logFile, 'utf8').split('No space left on device').length - 1;

  async function during(name: string, chance: Chance, runOut: () => Promise<void>): Promise<void> {
    const { postgres, services } = stage.system;
    const load = stage.load(name, 200, 3000, chance);
    await delay(chance.between(300, 1500));
    try {
      await runOut();
      await delay(shortage(chance));
    } finally {
      await postgres.disk?.empty();
      // As an orchestrator would, where it has ended.
      await postgres.start();
    }
    await load;
    await stage.judge();
    expect(services.flatMap(({ ownEnds }) => ownEnds)).toEqual([]);
  }

  testEachSeed('tables cannot grow', (chance, seed) =>
    during(`TABLES-${seed}`, chance, async () => {
      const { postgres } = stage.system;
      const before = refusals();
      await untilThere('statement that the server refused', async () => {
        // What the server has removed in between, such as an old part of the log, is taken as well.
        await postgres.disk?.fill();
        await postgres.change(neighbor).catch(() => undefined);
        return refusals() > before || undefined;
      });
    }),
  );

  testEachSeed('nor can the write-ahead log, and the server ends', (chance, seed) =>
    during(`LOG-${seed}`, chance, async () => {
      const { postgres } = stage.system;
      // Connected before: a full disk can keep a new connection from being set up.
      const writing = postgres.change(writer).catch(() => undefined);
      await untilThere('session that writes', async () => {
        const [row] = await postgres.query<{ count: string }>(
          `select count(*) from pg_stat_activity where wait_event = 'PgSleep'`,
        );
        return Number(row?.count) > 0 || undefined;
      });
      await postgres.disk?.fill();
      await untilThere('end of the server', async () => !postgres.alive() || undefined);
      await writing;
    }),
  );
});
