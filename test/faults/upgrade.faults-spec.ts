import { setTimeout as delay } from 'node:timers/promises';
import { buildLastRelease, describeWithLastRelease, type LastRelease } from '../support/last-release.ts';
import { publishLoad } from '../support/processes/load.ts';
import type { Chance } from '../support/samples/chance.ts';
import type { Published } from '../support/samples/orders.ts';
import { allServices, longestMilliseconds, testEachSeed } from './rounds.ts';
import { type Stage, setStage } from './stage.ts';

/** How long both releases work together; `npm run faults` tries the longer times too. */
const together = (chance: Chance) => chance.between(2000, process.env.npm_lifecycle_event === 'faults' ? 20_000 : 4000);

/** One process of each: so both releases share every topic. */
const services = () => Object.fromEntries(Object.keys(allServices()).map((service) => [service, 1]));

describeWithLastRelease('R7 the last release is replaced, process by process, while orders pass through', (brokers) => {
  let release: LastRelease;

  beforeAll(async () => {
    release = await buildLastRelease();
  }, longestMilliseconds);
  afterAll(() => release?.remove());

  testEachSeed('nothing is lost, doubled or left to somebody', async (chance, seed) => {
    const stage = await setStage({ services: services(), brokers, release }, chance);
    try {
      await stage.system.watched(() => upgrade(stage, chance, seed));
      await stage.judge();
      expect(await accountsWithoutRate(stage)).toEqual([]);
      expect(stage.system.services.flatMap(({ ownEnds }) => ownEnds)).toEqual([]);
    } finally {
      await stage.close();
    }
  });
});

/** What passes through on and on, until it is told to end. */
function keepLoading(stage: Stage, chance: Chance, seed: number) {
  let goesOn = true;
  const done = (async () => {
    for (let round = 1; goesOn; round += 1) {
      await publishLoad([told(`ACC-${round}`)], { brokers: stage.system.kafka.brokers, chance });
      await stage.load(`DURING-${seed}-${round}`, 50, 1500, chance);
    }
  })();
  return async () => {
    goesOn = false;
    await done;
  };
}

async function upgrade(stage: Stage, chance: Chance, seed: number): Promise<void> {
  const { system } = stage;
  const old = [...system.services];
  await stage.load(`BEFORE-${seed}`, 100, 500, chance);
  const end = keepLoading(stage, chance, seed);
  try {
    for (const service of chance.shuffled(Object.keys(services()))) {
      await system.join(service);
      await delay(chance.between(0, 1000));
    }
    // A process of the last release that ends now comes back on tables of the new one.
    chance.pick(old).kill();
    await delay(together(chance));
    for (const process of chance.shuffled(old)) {
      await system.leave(process);
      await delay(chance.between(0, 500));
    }
  } finally {
    await end();
  }
  await stage.load(`AFTER-${seed}`, 50, 0, chance);
}

/** What is told of an account while both releases are there. */
function told(accountId: string): Published {
  const data = { accountId, kind: 'customer', name: accountId, country: 'PL', taxRate: '23' };
  const at = { topic: 'accounts', key: accountId, source: '/crm/faults' } as const;
  return { ...at, id: `${accountId}/told`, type: 'account.updated.v1', data };
}

/** Accounts whose invoices would be held for want of what was told of them. */
async function accountsWithoutRate({ system }: Stage): Promise<string[]> {
  const ids = await system.postgres.query<{ id: string }>(
    `select account_id as id from invoicing.account where account_id like 'ACC-%' and facts_at is not null`,
  );
  expect(ids.length).toBeGreaterThan(0);
  const answers = ids.map(async ({ id }) => {
    const answer = await system.request('invoicing', `/api/accounts/${id}/next-invoice`);
    const text = await answer.text();
    return answer.ok && !text.includes('TAX_RATE_UNKNOWN') ? [] : [`${id}: ${text.slice(0, 200)}`];
  });
  return (await Promise.all(answers)).flat();
}
