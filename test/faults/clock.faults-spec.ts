import { setTimeout as delay } from 'node:timers/promises';
import { describeWithKafka, membersOf } from '../support/processes/kafka.ts';
import type { ServiceProcess } from '../support/processes/service-process.ts';
import { type Chance, chanceOf } from '../support/samples/chance.ts';
import { untilThere } from '../support/waiting.ts';
import { allServices, longestMilliseconds, testEachSeed } from './rounds.ts';
import { type Stage, setStage } from './stage.ts';

/** Longer than anything in a service that has a deadline; five minutes without a turn count as a standstill. */
const jump = (chance: Chance) => chance.between(6 * 60_000, 15 * 60_000);

describeWithKafka('the clock of a machine jumps while orders pass through', (brokers) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage({ services: allServices(), brokers, ownClocks: true }, chanceOf(6));
  }, longestMilliseconds);
  afterAll(async () => {
    await stage?.close();
  });

  const members = () =>
    membersOf(
      brokers,
      Object.keys(allServices()).map((service) => `seatwright.${service}`),
    );

  /** @returns what an orchestrator would take for dead right after the jump, and end */
  async function setClocks(services: readonly ServiceProcess[], offsetMilliseconds: number): Promise<string[]> {
    await Promise.all(services.map((service) => service.setClock(offsetMilliseconds)));
    const answers = services.map(async ({ name, url }) => {
      const answer = await fetch(`${url}/health/live`);
      return answer.ok ? [] : [`${name}: ${await answer.text()}`];
    });
    return (await Promise.all(answers)).flat();
  }

  testEachSeed('forwards, then back to before where it was', async (chance, seed) => {
    // The other processes keep their time: those that share a topic disagree.
    const jumping = Object.keys(allServices()).map((service) => chance.pick(stage.system.of(service)));
    const load = stage.load(`CLOCK-${seed}`, 300, 4000, chance);
    await delay(chance.between(500, 1500));
    const dead = await setClocks(jumping, jump(chance));
    await delay(chance.between(500, 1500));
    const before = await untilThere('member for each process', async () => {
      const found = await members();
      return found.length === stage.system.services.length ? found : undefined;
    });
    dead.push(...(await setClocks(jumping, -jump(chance))));
    await load;
    // The session is 10 s; a process that lets it pass loses its topics, and goes on with them beside their new owner.
    await delay(chance.between(11_500, 13_000));
    const after = await members();
    await stage.load(`CLOCK-AFTER-${seed}`, 100, 0, chance);
    await stage.judge();
    expect(dead).toEqual([]);
    expect(after).toEqual(before);
    expect(stage.system.services.flatMap(({ ownEnds }) => ownEnds)).toEqual([]);
    await setClocks(jumping, 0);
  });
});
