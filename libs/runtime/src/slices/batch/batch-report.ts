import type { Log } from '../../environment/log.ts';
import type { Metrics } from '../../environment/metrics.ts';
import type { Database } from '../../postgres/database.ts';
import type { Reading } from '../messages.ts';
import type { AnnouncingMessage } from '../outbox.ts';
import type { Received } from '../slice.ts';
import type { Dead } from './claim.ts';

/** What metrics and logs say about messages. */

/** Counts the messages of a batch by what became of them, and logs those that nothing is done with. */
export function reportBatch(
  { metrics, database, log }: { readonly metrics: Metrics; readonly database: Database; readonly log: Log },
  readings: readonly Reading[],
  fresh: ReadonlySet<Reading>,
  dead: readonly Dead[],
): void {
  const service = database.schema;
  const died = new Set(dead.map(({ reading }) => reading));
  const outcomeOf = (reading: Reading) => {
    if (died.has(reading)) return 'dead';
    if (reading.kind !== 'message') return reading.kind;
    return fresh.has(reading) ? 'done' : 'duplicate';
  };
  for (const [topic, ofTopic] of Map.groupBy(readings, (reading) => reading.delivery.topic)) {
    for (const [outcome, alike] of Map.groupBy(ofTopic, outcomeOf)) {
      metrics.messages.inc({ service, topic, outcome }, alike.length);
    }
  }
  for (const reading of readings) {
    if (reading.kind === 'empty') log.info({ ...about(reading), key: keyOf(reading) }, 'a message without a value');
  }
  for (const { reading, problem } of dead) log.warn({ ...about(reading), problem }, 'dead letter');
}

function keyOf({ delivery: { key } }: Reading): string | undefined {
  return key === null ? undefined : Buffer.from(key).toString().slice(0, 200);
}

/** What a log line says about a decision: about what, because of what, and what was announced. */
export function decisionOf(
  { id, type, correlationId }: Received,
  cause: AnnouncingMessage | undefined,
): Record<string, unknown> {
  const announcements = cause?.announcements ?? [];
  const announced = announcements.map((announcement) => announcement.type);
  return { subject: announcements[0]?.subject, type, id, correlationId, announced };
}

/** What a log line says about a message: where it came from, whom it is about and what caused it. */
export function about(reading: Reading): Record<string, unknown> {
  const { topic, partition, offset, headers } = reading.delivery;
  const place = { topic, partition, offset };
  if (reading.kind !== 'message') return { ...place, id: headers.ce_id, subject: headers.ce_subject };
  const { id, type, correlationId } = reading.message;
  return { ...place, id, type, subject: headers.ce_subject, correlationId };
}
