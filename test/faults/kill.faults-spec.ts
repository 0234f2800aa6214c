import { setTimeout as delay } from 'node:timers/promises';
import { describeWithKafka } from '../support/processes/kafka.ts';
import type { System } from '../support/processes/system.ts';
import { type Chance, chanceOf } from '../support/samples/chance.ts';
import { allServices, longestMilliseconds, testEachSeed } from './rounds.ts';
import { type Stage, setStage } from './stage.ts';

describeWithKafka('kill -9 of every service while 2,000 orders pass through', (brokers) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage({ services: allServices(), brokers }, chanceOf(1));
  }, longestMilliseconds);
  afterAll(async () => {
    await stage?.close();
  });

  testEachSeed('nothing is lost, doubled or left to somebody', async (chance, seed) => {
    let loading = true;
    const load = stage.load(`KILL-${seed}`, 2000, 10_000, chance).finally(() => {
      loading = false;
    });
    await killAtRandom(stage.system, chance, () => loading);
    await load;
    await stage.judge();
  });
});

/** Kills processes at random moments as long as there is load, one of each service at the least. */
async function killAtRandom(system: System, chance: Chance, goesOn: () => boolean): Promise<void> {
  const services = new Set(system.services.map(({ options }) => options.service));
  const victims = chance.shuffled([...services].map((service) => chance.pick(system.of(service))));
  for (let next = 0; next < victims.length || goesOn(); next += 1) {
    await delay(chance.between(200, 1500));
    (victims[next] ?? chance.pick(system.services)).kill();
  }
}
