import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { invoicingSettings } from '#apps/invoicing/src/invoicing.settings.ts';
import { closeMonth } from '#apps/invoicing/src/month-close/month-close.command.ts';
import { monthAfter, monthOf } from '#domain/values/calendar.ts';
import { readSettings } from '#runtime/environment/settings.ts';
import { describeWithOwnKafka } from '../support/processes/kafka.ts';
import { type Chance, chanceOf } from '../support/samples/chance.ts';
import { allServices, longestMilliseconds, testEachSeed } from './rounds.ts';
import { type Stage, setStage } from './stage.ts';

/** How long something is away; `npm run faults` tries the longer times too. */
function outage(chance: Chance): number {
  return chance.between(1000, process.env.npm_lifecycle_event === 'faults' ? 30_000 : 4000);
}

describeWithOwnKafka('what the services need goes away while orders pass through, and comes back', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage({ services: allServices() }, chanceOf(2));
  }, longestMilliseconds);
  afterAll(async () => {
    await stage?.close();
  });

  /** Processes that ended by themselves; none may. */
  const ended = () => stage.system.services.flatMap(({ name, ownEnds }) => ownEnds.map((how) => `${name} ${how}`));

  async function during(name: string, chance: Chance, fault: () => Promise<void>): Promise<void> {
    const before = ended();
    const load = stage.load(name, 200, 4000, chance);
    await delay(chance.between(500, 3000));
    await fault();
    await load;
    await stage.judge();
    expect(ended()).toEqual(before);
  }

  testEachSeed('the broker is killed', (chance, seed) =>
    during(`KAFKA-KILL-${seed}`, chance, async () => {
      await stage.system.kafka.kill();
      await delay(outage(chance));
      await stage.system.kafka.start();
    }),
  );

  testEachSeed('the broker is stopped in order', (chance, seed) =>
    during(`KAFKA-STOP-${seed}`, chance, async () => {
      await stage.system.kafka.stop();
      await delay(outage(chance));
      await stage.system.kafka.start();
    }),
  );

  testEachSeed('PostgreSQL is killed', (chance, seed) =>
    during(`SQL-KILL-${seed}`, chance, async () => {
      await stage.system.postgres.kill();
      await delay(outage(chance));
      await stage.system.postgres.start();
    }),
  );

  testEachSeed('PostgreSQL is stopped in order', (chance, seed) =>
    during(`SQL-STOP-${seed}`, chance, async () => {
      await stage.system.postgres.stop();
      await delay(outage(chance));
      await stage.system.postgres.start();
    }),
  );

  testEachSeed('a process of each service is frozen past its session, and thaws', (chance, seed) =>
    during(`FROZEN-${seed}`, chance, async () => {
      const frozen = Object.keys(allServices()).map((service) => chance.pick(stage.system.of(service)));
      for (const process of frozen) process.freeze();
      // The session is 10 s: the group goes on without them before they come back.
      await delay(chance.between(12_000, 18_000));
      for (const process of chance.shuffled(frozen)) process.thaw();
    }),
  );

  // The last: what comes after it is billed a month later.
  test('I3 the broker is killed while a month is closed', async () => {
    const { kafka, postgres, folder } = stage.system;
    // What came in the last hours of a month in UTC is billed two months later: the sites are in the next one already.
    const month = monthAfter(monthOf(new Date().toISOString()), 2);
    // As if it had passed everywhere.
    const now = () => new Date(`${monthAfter(month, 1)}-01T13:00:00Z`);
    const variables = { DATABASE_URL: postgres.url, DATA_DIR: path.join(folder, 'data'), KAFKA_BROKERS: kafka.brokers };
    await during('MONTH-CLOSE', chanceOf(8), async () => {
      await kafka.kill();
      const { documents } = await closeMonth(readSettings(variables, [invoicingSettings]), month, now);
      expect(documents).toBeGreaterThan(0);
      await kafka.start();
    });
    expect(stage.oracle.asked.issued.size).toBeGreaterThan(0);
  });
});
