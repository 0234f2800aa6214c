import { groupOf } from '#runtime/broker/broker.ts';
import { readWaiting } from '../support/oracle/facts.ts';
import { describeWithKafka, kafkaClient } from '../support/processes/kafka.ts';
import { describeWithKcat, publishBinary } from '../support/processes/kcat.ts';
import { type System, startSystem } from '../support/processes/system.ts';
import { exampleOrder } from '../support/samples/samples.ts';
import { untilNothingMoves } from '../support/waiting.ts';

const longestMilliseconds = 300_000;

/** docs/operating.md, "Restoring one service": fulfillment's schema from a backup, while ledger and customers are further (R8). */
describeWithKcat('a schema that is restored to an earlier point', () => {
  describeWithKafka('on real Kafka, PostgreSQL and SMTP', restored);
});

function restored(brokers: string): void {
  let system: System;

  beforeAll(async () => {
    system = await startSystem({ services: { intake: 1, fulfillment: 1, ledger: 1 }, brokers });
  }, longestMilliseconds);
  afterAll(async () => {
    await system?.close();
  });

  async function through(count: number): Promise<void> {
    await untilNothingMoves(async () => {
      const accepted = system.smtp.mails().length;
      return [...(accepted < count ? [`${accepted} of ${count} mails`] : []), ...(await readWaiting(system))];
    }, 60_000);
    expect(system.smtp.mails()).toHaveLength(count);
  }

  const codes = () =>
    system.postgres.query('select entitlement_id, ssrn, activation_code_hash from fulfillment.entitlement order by 1');

  /** What `pg_dump --schema fulfillment` keeps, and what restoring it puts in the place of what is there. */
  const backup = `
    create schema kept;
    do $$ declare each text; begin
      for each in select tablename from pg_tables where schemaname = 'fulfillment' loop
        execute format('create table kept.%I as table fulfillment.%I', each, each);
      end loop;
    end $$;
    create table kept.series as select last_value from fulfillment.ssrn_series`;
  const restore = `
    do $$ declare each text; begin
      for each in select tablename from pg_tables where schemaname = 'fulfillment' loop
        execute format('delete from fulfillment.%I', each);
        execute format('insert into fulfillment.%I select * from kept.%I', each, each);
      end loop;
    end $$;
    select setval('fulfillment.ssrn_series', (select last_value from kept.series))`;

  test(
    'R8 the same codes and numbers, no second mail, and orders that are replayed change nothing',
    () =>
      system.watched(async () => {
        await publishBinary(brokers, exampleOrder('SO-BEFORE'));
        await through(1);
        await system.postgres.change(backup);
        for (const number of ['SO-A', 'SO-B', 'SO-C']) await publishBinary(brokers, exampleOrder(number));
        await through(4);
        const before = await codes();
        const [fulfillment] = system.of('fulfillment');
        await fulfillment?.stop();
        await system.postgres.change(restore);
        expect((await codes()).length).toBeLessThan(before.length);
        // Orders are read again from their beginning, as after a backup that is days old.
        const admin = kafkaClient(brokers).admin();
        await admin.connect();
        await admin.resetOffsets({ groupId: groupOf('fulfillment'), topic: 'orders', earliest: true });
        await admin.disconnect();
        fulfillment?.start();
        await fulfillment?.ready();
        expect(await codes()).toEqual(before);
        await publishBinary(brokers, exampleOrder('SO-AFTER'));
        await through(5);
        const [differing] = await system.postgres.query<{ count: string }>(
          `select count(*) from fulfillment.entitlement join ledger.lot on lot.document->>'entitlementId' = entitlement.entitlement_id
           where lot.document->>'ssrn' is distinct from entitlement.ssrn`,
        );
        expect(differing?.count).toBe('0');
        expect(await system.postgres.query('select error from fulfillment.dead_letter')).toEqual([]);
      }),
    longestMilliseconds,
  );
}
