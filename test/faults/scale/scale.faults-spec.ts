import { setTimeout as delay } from 'node:timers/promises';
import { describeWithOwnKafka } from '../../support/processes/kafka.ts';
import { testEachSeed } from '../rounds.ts';
import { setStage } from '../stage.ts';

/**
 * docs/scale.md: what can be shown of it on one machine. Sixteen service processes take a minute to start on two cores: `npm run faults`
 * does this, `npm test` does not. SCALE_PROCESSES is how many there are of each service.
 */
const processes = Number(process.env.SCALE_PROCESSES ?? 4);
const services = { intake: processes, fulfillment: processes, ledger: processes, invoicing: processes };

const isAsked = process.env.npm_lifecycle_event === 'faults' || process.env.FAULT_SEED !== undefined;
const describeWhenAsked = isAsked ? describeWithOwnKafka : (name: string, _body: () => void) => skipped(name);

describeWhenAsked('two brokers, a database server for each service, several processes of each', () => {
  testEachSeed('a broker is killed under load and comes back: nothing is lost or doubled', async (chance, seed) => {
    const stage = await setStage({ services, twoBrokers: true, databaseForEach: true }, chance);
    try {
      const load = stage.load(`SCALE-${seed}`, 1000, 15_000, chance);
      await delay(chance.between(3000, 6000));
      await stage.system.kafka.kill();
      await delay(chance.between(3000, 6000));
      await stage.system.kafka.start();
      await load;
      await stage.judge();
      expect(stage.system.services.flatMap(({ name, ownEnds }) => ownEnds.map((how) => `${name} ${how}`))).toEqual([]);
    } finally {
      await stage.close();
    }
  });
});

function skipped(name: string): void {
  describe.skip(`${name} [skipped: npm run faults runs it]`, () => {
    test('is run', () => undefined);
  });
}
