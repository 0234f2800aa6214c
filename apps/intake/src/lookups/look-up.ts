import { UnreadableMessage } from '#contracts/cloud-event.ts';
import { afterLookup, type LookupStep, pauseAfter } from '#domain/orders/lookups/lookup.ts';
import type { Log } from '#runtime/environment/log.ts';
import { inSpan, spanFails } from '#runtime/environment/tracing/spans.ts';
import type { Database } from '#runtime/postgres/database.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { keepDeadLetters } from '#runtime/slices/dead-letters.ts';
import { failureKind } from '#runtime/slices/failures.ts';
import type { DocumentIntake } from '../documents/document-intake.ts';
import type { SenderProfile } from '../documents/senders/profile.ts';
import { listKey } from './asked-lookup.ts';
import { goneOrder, listedKeys, lookAgain, nextNight } from './looked-up.ts';
import type { LookedUp, LookupClient } from './lookup.client.ts';
import { endPause, lookupPauses, pauseLookups } from './lookup.pauses.ts';
import { askForLookups, type ClaimedLookup, claimedStill, lockClaims, settleLookup } from './lookup.store.ts';
import type { LookupSource } from './lookup-source.ts';
import { type LookupTry, settledBy } from './settled-lookup.ts';

/** Clocks differ; what is listed twice is read as the same. */
const overlapMilliseconds = 10 * 60_000;
const dayMilliseconds = 24 * 60 * 60_000;

/** A sender whose orders are read back. */
export interface ReadSender {
  readonly profile: SenderProfile;
  readonly from: LookupSource;
  readonly client: LookupClient;
}

export interface LookupParts {
  readonly database: Database;
  readonly documents: DocumentIntake;
  readonly now: () => Date;
  readonly chance: () => number;
  readonly log: Log;
}

/** What a read came to: of one order with its sender's number, of the list with the keys in it. */
type Answer = LookedUp & { readonly sourceId?: string; readonly keys?: readonly string[] };

/**
 * Reads what was claimed, takes what is found as a document, and writes how it goes on. First the document, then the look-up: where the
 * process ends between the two, the same is read again and changes nothing.
 */
export async function lookUp(parts: LookupParts, sender: ReadSender, claimed: ClaimedLookup): Promise<void> {
  const attributes = { 'seatwright.service': 'intake', 'seatwright.system': sender.from.system };
  await inSpan('look up', { parent: claimed.traceparent, attributes }, () => lookedUp(parts, sender, claimed));
}

async function lookedUp(parts: LookupParts, sender: ReadSender, claimed: ClaimedLookup): Promise<void> {
  const began = parts.now().getTime();
  const read = claimed.key === listKey ? await listed(sender, claimed, began) : await taken(parts, sender, claimed);
  const at: LookupTry = { began, now: parts.now().getTime(), chance: parts.chance() };
  const isGone = claimed.key !== listKey && afterLookup(read, claimed, at).step === 'gone';
  const answer = isGone ? await gone(parts, sender, claimed, read) : read;
  const step = await parts.database.transaction((sql) => settled(sql, sender, { claimed, answer, at }));
  if (step && 'why' in step) {
    const { key, sender: name } = claimed;
    spanFails(step.why);
    parts.log.warn({ sender: name, key, step: step.step, why: step.why }, 'an order could not be read');
  }
}

/** An order that is gone is canceled, unless it went since it was invoiced: that is told, and people decide about what still waits. */
async function gone(
  { documents }: LookupParts,
  { client, from, profile }: ReadSender,
  claimed: ClaimedLookup,
  read: Answer,
): Promise<Answer> {
  const isInvoiced = claimed.sourceId === undefined ? false : await client.isInvoiced(claimed.sourceId);
  if (typeof isInvoiced !== 'boolean') return isInvoiced;
  const arrived = goneOrder(profile, from, claimed, isInvoiced);
  if (arrived) await documents.takeArrived(arrived);
  return read;
}

/** The keys of what changed since the list was read last; of a sender that is new, in the last day. */
async function listed({ client }: ReadSender, { read }: ClaimedLookup, began: number): Promise<Answer> {
  const since = new Date((read ?? began - dayMilliseconds) - overlapMilliseconds).toISOString();
  const answer = await client.changedSince(since.replace(/\.\d+Z$/, 'Z'));
  return 'kind' in answer ? answer : { kind: 'found', bytes: new Uint8Array(), contentType: '', keys: answer.keys };
}

async function taken(
  { documents, log }: LookupParts,
  { profile, client }: ReadSender,
  { key, etag }: ClaimedLookup,
): Promise<Answer> {
  const answer = await client.read(key, etag);
  if (answer.kind !== 'found') return answer;
  try {
    const { bytes, contentType } = answer;
    const [order] = (await documents.take(profile, { bytes, contentType })).orders;
    return order ? { ...answer, sourceId: order.sourceId } : { kind: 'again', why: 'there is no order in the answer' };
  } catch (error) {
    if (error instanceof UnreadableMessage) return { kind: 'again', why: `the answer is no order: ${error.message}` };
    if (failureKind(error) === 'unavailable') throw error;
    log.error({ err: error, sender: profile.sender, key }, 'an order that was read could not be taken');
    return { kind: 'again', why: 'the order was read and could not be taken; the log says why' };
  }
}

/** Writes how it goes on; undefined where another process reads it, since this one took too long. */
async function settled(
  sql: Sql,
  { from, profile }: ReadSender,
  { claimed, answer, at }: { readonly claimed: ClaimedLookup; readonly answer: Answer; readonly at: LookupTry },
): Promise<LookupStep | undefined> {
  if (answer.kind === 'locked') await lockClaims(sql, claimed.sender);
  const known = await claimedStill(sql, claimed);
  if (!known) return undefined;
  const { key, sender } = known;
  const step = afterLookup(answer, withAsked(known, claimed, at), at);
  if (step.step === 'pause') await pause(sql, sender, step.why, at.now);
  else if (answer.kind !== 'again') await endPause(sql, sender);
  if (key === listKey) await askForListed(sql, from, sender, answer.keys ?? [], at);
  if (key !== listKey && step.step === 'give-up') {
    const error = `READ_BACK_FAILED: order ${key} of sender ${sender} could not be read for a day: ${step.why}`;
    await keepDeadLetters(sql, 'intake', [{ delivery: lookAgain(from, known), error }]);
  }
  const night = key === listKey ? nextNight(at.now, profile.zone, at.chance) : undefined;
  await settleLookup(sql, known, settledBy(step, known, { ...at, answer, night }));
  return step;
}

/** Whoever asked since the claim asked after it, whatever the clock of their machine says. */
function withAsked(known: ClaimedLookup, claimed: ClaimedLookup, { began }: LookupTry): ClaimedLookup {
  return known.asks === claimed.asks ? known : { ...known, asked: Math.max(known.asked, began + 1) };
}

async function pause(sql: Sql, sender: string, why: string, now: number): Promise<void> {
  const [known] = await lookupPauses(sql, [sender]);
  const pauses = known?.pauses ?? 0;
  await pauseLookups(sql, { sender, until: now + pauseAfter(pauses), pauses: pauses + 1, why }, now);
}

async function askForListed(
  sql: Sql,
  from: LookupSource,
  sender: string,
  keys: readonly string[],
  { began, now }: LookupTry,
): Promise<void> {
  await askForLookups(
    sql,
    listedKeys(from, keys).map((key) => ({ sender, key, isDeleted: false, asked: began, due: now })),
  );
}
