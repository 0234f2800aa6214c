import { setTimeout as delay } from 'node:timers/promises';
import { describeWithOwnKafka } from '../../support/processes/kafka.ts';
import type { System } from '../../support/processes/system.ts';
import { testEachSeed } from '../rounds.ts';
import { setStage } from '../stage.ts';

/**
 * docs/scale.md: what can be shown of it on one machine. Sixteen service processes take a minute to start on two cores: `npm run faults`
 * does this, `npm test` does not. SCALE_PROCESSES is how many there are of each service.
 */
const processes = Number(process.env.SCALE_PROCESSES ?? 4);
const services: Readonly<Record<string, number>> = {
  intake: processes,
  fulfillment: processes,
  ledger: processes,
  invoicing: processes,
};

/** After which its group goes on without a process that stands still. */
const sessionMilliseconds = 10_000;

const isAsked = process.env.npm_lifecycle_event === 'faults' || process.env.FAULT_SEED !== undefined;
const describeWhenAsked = isAsked ? describeWithOwnKafka : (name: string, _body: () => void) => skipped(name);

describeWhenAsked('two brokers, a database server for each service, several processes of each', () => {
  testEachSeed('a broker dies under load, and processes with it: nothing is lost or doubled', async (chance, seed) => {
    const stage = await setStage({ services, twoBrokers: true, databaseForEach: true }, chance);
    const connections = countConnections(stage.system);
    try {
      const load = stage.load(`SCALE-${seed}`, 1000, 15_000, chance);
      await delay(chance.between(3000, 6000));
      const [killed, frozen] = chance.shuffled(stage.system.services);
      await stage.system.kafka.kill();
      killed?.kill();
      frozen?.freeze();
      const pastItsSession = delay(sessionMilliseconds + 2000);
      await delay(chance.between(3000, 6000));
      await stage.system.kafka.start();
      await pastItsSession;
      frozen?.thaw();
      await load;
      await stage.judge();
      expect(stage.system.services.flatMap(({ name, ownEnds }) => ownEnds.map((how) => `${name} ${how}`))).toEqual([]);
      const most = await connections.most();
      console.log(`connections at most, with ${processes} processes each:`, most);
      // As docs/scale.md counts: DATABASE_CONNECTIONS for each process, which is 12 unless it is set.
      for (const [service, count] of Object.entries(most))
        expect([service, count <= 12 * processes]).toEqual([service, true]);
    } finally {
      connections.stop();
      await stage.close();
    }
  });
});

/** Looks twice a second at how many sessions each service has; `most` is the largest that was seen. */
function countConnections({ postgres }: System) {
  const ended = new AbortController();
  const most: Record<string, number> = {};
  const look = async (service: string) => {
    const [row] = await postgres
      .of(service)
      .query<{ count: string }>(
        `select count(*) from pg_stat_activity where application_name like 'seatwright ${service} %'`,
      );
    most[service] = Math.max(most[service] ?? 0, Number(row?.count));
  };
  const looking = (async () => {
    while (!ended.signal.aborted) {
      await Promise.all(Object.keys(services).map(look));
      await delay(500, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: () => ended.abort(),
    async most() {
      ended.abort();
      await looking;
      return most;
    },
  };
}

function skipped(name: string): void {
  describe.skip(`${name} [skipped: npm run faults runs it]`, () => {
    test('is run', () => undefined);
  });
}
