import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type Chance, chanceOf } from '../support/chance.ts';
import { describeWithDisk } from '../support/disk.ts';
import { untilThere } from '../support/waiting.ts';
import { allServices, longestMilliseconds, testEachSeed } from './rounds.ts';
import { type Stage, setStage } from './stage.ts';

/** How long there is no room; `npm run faults` tries the longer times too. */
function shortage(chance: Chance): number {
  return chance.between(1000, process.env.npm_lifecycle_event === 'faults' ? 30_000 : 3000);
}

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

  /** Takes the room away in the middle of a load; `whileFull` returns when the fault has struck. */
  async function during(name: string, chance: Chance, whileFull: () => Promise<void>): Promise<void> {
    const { postgres, services } = stage.system;
    const refusedBefore = refusals();
    const load = stage.load(name, 200, 3000, chance);
    await delay(chance.between(300, 1500));
    await postgres.disk?.fill();
    await untilThere('statement that the server refused', async () => refusals() > refusedBefore || undefined);
    await whileFull();
    await delay(shortage(chance));
    await postgres.disk?.empty();
    // As an orchestrator would, where it has ended.
    await postgres.start();
    await load;
    await stage.judge();
    expect(services.flatMap(({ ownEnds }) => ownEnds)).toEqual([]);
  }

  testEachSeed('tables cannot grow', (chance, seed) => during(`TABLES-${seed}`, chance, async () => undefined));

  testEachSeed('nor can the write-ahead log, and the server ends', (chance, seed) =>
    during(`LOG-${seed}`, chance, async () => {
      const { postgres } = stage.system;
      await untilThere('end of the server', async () => {
        // Something else on the same server writes, until what the log has of room ahead is used up.
        const write = `select pg_logical_emit_message(true, 'faults', repeat('x', 4000000)), pg_switch_wal()`;
        await postgres.change(write).catch(() => undefined);
        return !postgres.alive() || undefined;
      });
    }),
  );
});
