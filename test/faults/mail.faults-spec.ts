import { setTimeout as delay } from 'node:timers/promises';
import { describeWithKafka } from '../support/processes/kafka.ts';
import type { SmtpRule } from '../support/processes/smtp-process.ts';
import { type Chance, chanceOf } from '../support/samples/chance.ts';
import { untilThere } from '../support/waiting.ts';
import { longestMilliseconds, testEachSeed } from './rounds.ts';
import { type Stage, setStage } from './stage.ts';

describeWithKafka('a mail server that misbehaves', (brokers) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage({ services: { intake: 1, fulfillment: 2 }, brokers }, chanceOf(4));
  }, longestMilliseconds);
  afterAll(async () => {
    await stage?.close();
  });
  afterEach(async () => {
    await stage?.system.smtp.rules([]);
  });

  async function withRules(name: string, rules: readonly SmtpRule[], chance: Chance): Promise<void> {
    await stage.system.smtp.rules(rules);
    await stage.load(name, 100, 0, chance);
    await stage.judge();
  }

  testEachSeed('it refuses for now, and one address for good', async (chance, seed) => {
    const busy = chance.between(1, 4);
    await withRules(
      `BUSY-${seed}`,
      [
        { address: `@customer-${busy}\\d*\\.example$`, behavior: 'refuse-for-now', attempts: 2 },
        { address: '^orders@partner-3\\.example$', behavior: 'refuse-for-good' },
      ],
      chance,
    );
    const facts = await stage.system.postgres.query<{ count: string }>(
      `select count(*) from fulfillment.mail, jsonb_array_elements(recipients) r
       where r->>'address' = 'orders@partner-3.example' and r->>'state' <> 'undeliverable'`,
    );
    expect(facts).toEqual([{ count: '0' }]);
  });

  testEachSeed('it drops the connection in DATA, or after it without an answer', (chance, seed) =>
    withRules(
      `DROP-${seed}`,
      [
        { address: '@customer-1\\d*\\.example$', behavior: 'drop', attempts: 1 },
        { address: '@customer-2\\d*\\.example$', behavior: 'drop-after-data', attempts: 1 },
      ],
      chance,
    ),
  );

  testEachSeed('it hangs after DATA', (chance, seed) =>
    withRules(`HANG-${seed}`, [{ address: '@customer-3\\.example$', behavior: 'hang', attempts: 1 }], chance),
  );

  testEachSeed('who sends is killed in the middle of DATA', async (chance, seed) => {
    const { postgres, smtp } = stage.system;
    await smtp.rules([{ address: '@customer-4\\d*\\.example$', behavior: 'hang', attempts: 1 }]);
    const load = stage.load(`KILLED-${seed}`, 60, 0, chance);
    await untilThere('mail that hangs alone', async () => {
      const states = await postgres.query<{ state: string }>(
        `select distinct state from fulfillment.mail where state in ('waiting', 'claimed')`,
      );
      return states.length === 1 && states[0]?.state === 'claimed' ? true : undefined;
    });
    for (const process of stage.system.of('fulfillment')) process.kill();
    await load;
    await stage.judge();
  });

  testEachSeed('it is away while mails are on their way', async (chance, seed) => {
    const load = stage.load(`AWAY-${seed}`, 150, 2000, chance);
    await delay(chance.between(300, 2500));
    await stage.system.smtp.stop();
    await delay(chance.between(1000, 3000));
    await stage.system.smtp.start();
    await load;
    await stage.judge();
  });
});
