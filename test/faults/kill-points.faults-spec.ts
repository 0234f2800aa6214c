import { describeWithKafka } from '../support/processes/kafka.ts';
import { chanceOf } from '../support/samples/chance.ts';
import { untilThere } from '../support/waiting.ts';
import { allServices, longestMilliseconds, testEachSeed } from './rounds.ts';
import { type Stage, setStage } from './stage.ts';

/**
 * Named moments, made long enough to be met: a trigger in the database sleeps there, once in a transaction. The service
 * itself is as it is shipped.
 */
const points = [
  {
    name: 'before the database commit',
    create: 'create trigger a_point after insert on $.inbox for each statement execute function $.a_point()',
    table: 'inbox',
  },
  {
    name: 'in the database commit, of whose answer it never hears',
    create: `create constraint trigger a_point after insert on $.inbox deferrable initially deferred
      for each row execute function $.a_point()`,
    table: 'inbox',
  },
  {
    name: 'between produce and the delete in the outbox',
    create: 'create trigger a_point before delete on $.outbox for each statement execute function $.a_point()',
    table: 'outbox',
  },
] as const;

const sleeping = `create or replace function $.a_point() returns trigger language plpgsql as $body$
  begin
    if coalesce(current_setting('seatwright.slept', true), '') = '' then
      perform set_config('seatwright.slept', 'yes', true);
      perform pg_sleep(2);
    end if;
    return null;
  end $body$`;

describeWithKafka('kill -9 at named points', (brokers) => {
  let stage: Stage;

  beforeAll(async () => {
    const services = Object.fromEntries(Object.keys(allServices()).map((service) => [service, 1]));
    stage = await setStage({ services, brokers }, chanceOf(5));
  }, longestMilliseconds);
  afterAll(async () => {
    await stage?.close();
  });

  for (const service of Object.keys(allServices())) {
    testEachSeed(`${service} dies at one of them`, async (chance, seed) => {
      const { postgres } = stage.system;
      const { name, create, table } = chance.pick(points);
      const inSchema = (sql: string) => sql.replaceAll('$.', `${service}.`);
      await postgres.change(inSchema(sleeping));
      await postgres.change(inSchema(create));
      const load = stage.load(`POINT-${service}-${seed}`, 40, 0, chance);
      await untilThere(`process of ${service} at the point "${name}"`, async () => {
        const [row] = await postgres.query<{ count: string }>(
          `select count(*) from pg_stat_activity where wait_event = 'PgSleep'`,
        );
        return Number(row?.count) > 0 ? true : undefined;
      });
      for (const process of stage.system.of(service)) process.kill();
      await postgres.change(`drop trigger a_point on ${service}.${table}`);
      await load;
      await stage.judge();
    });
  }
});
