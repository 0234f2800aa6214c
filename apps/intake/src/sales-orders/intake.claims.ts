import type { CloudEvent } from '#contracts/cloud-event.ts';
import { Problem } from '#runtime/http/problem.filter.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { arrivalOf, enter, idReused, inboxId, wouldEnter } from '#runtime/slices/inbox.ts';
import type { Received } from '#runtime/slices/slice.ts';
import { intakeContext } from '../intake.slices.ts';

/**
 * O9: takes the id of an event that came over HTTP, in the transaction that sends it on. What was posted is entered under a name of
 * its own beside the messages of the topic, since the event itself has yet to come back over it; the same again may pass.
 * @throws Problem 409 naming what the id held before, over HTTP or over the topic
 */
export async function claimEvent(sql: Sql, event: CloudEvent): Promise<void> {
  const slice = intakeContext.slices.find(({ type }) => type === event.type);
  if (!slice) return;
  const arrival = arrivalOf(slice, event as Received, event.data);
  const posted = { ...arrival, message: inboxId({ id: event.id, source: `posted ${event.source}` }) };
  const overTopic = await wouldEnter(sql, 'intake', arrival);
  const [overHttp] = await enter(sql, 'intake', [posted], new Date().toISOString());
  for (const verdict of [overTopic, overHttp]) {
    if (typeof verdict !== 'object') continue;
    const reused = idReused(event, verdict.other);
    throw new Problem(409, 'Conflict', `${reused.message}; ${reused.remedy}`, [reused]);
  }
}
