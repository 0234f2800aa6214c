import { MikroORM } from '@mikro-orm/postgresql';
import { type Result, ratioOf } from '../measuring/report.ts';
import { alternate, type Plan, shown } from '../measuring/rounds.ts';
import { fill } from '../relay.bench.ts';
import type { Stage } from '../stage.ts';

/** Events that were sent since the backup began: an hour of 100 a second. */
const sentMeanwhile = 300_000;

/**
 * G5: events a second from an outbox to Kafka while a backup is being made, against the same without it. A backup reads with a snapshot
 * that may be hours old; what was deleted since then cannot be vacuumed and stays in the index that the relay reads.
 */
export async function snapshotBench(stage: Stage, plan: Plan): Promise<Result[]> {
  const topic = 'invoices';
  await stage.traffic.createTopics([topic]);
  await stage.service('intake');
  const sent = async (run: string, events: number): Promise<number> => {
    const before = await stage.traffic.count(topic);
    const start = performance.now();
    await fill(stage.sql, 'intake', topic, run, events);
    await stage.traffic.reached(topic, before + events);
    return events / ((performance.now() - start) / 1000);
  };
  const events = Math.round(30_000 * plan.scale);
  // The compiler gets faster for longer than one round: both halves begin where it is done.
  for (let round = 0; round < 10; round++) await sent(`before-${round}`, events);
  // A quiet half and one with the snapshot: to begin it anew for each round would take most of the time.
  const [alone = []] = await alternate(plan, [(round) => sent(`alone-${round}`, events)]);
  const backup = await MikroORM.init({
    clientUrl: stage.databaseUrl,
    entities: [],
    discovery: { warnWhenNoEntities: false },
  });
  try {
    const em = backup.em.fork();
    await em.begin({ isolationLevel: 'repeatable read' as never, readOnly: true });
    await em.getConnection().execute('select count(*) from intake.outbox', [], 'all', em.getTransactionContext());
    const step = 20_000;
    for (let done = 0; done < sentMeanwhile * plan.scale; done += step) await sent(`meanwhile-${done}`, step);
    const [during = []] = await alternate(plan, [(round) => sent(`during-${round}`, events)]);
    await em.rollback();
    const about = {
      id: 'G5',
      name: `relay, while a backup has read for ${shown(sentMeanwhile)} events, against without`,
      unit: 'events/s',
    };
    return [ratioOf(about, [during, alone], 0.8, 0.95)];
  } finally {
    await backup.close(true);
  }
}
