import { createHash } from 'node:crypto';
import { addDays, dateAt } from '#domain/values/calendar.ts';
import type { SourceReading } from '#formats/reading.ts';
import type { Delivery } from '#runtime/broker/broker.ts';
import { type ArrivedDocument, saidByProfile } from '../documents/arrival.ts';
import { atZone } from '../documents/canonical/dates.ts';
import { takenOrders } from '../documents/document.ts';
import type { SenderProfile } from '../documents/senders/profile.ts';
import type { ClaimedLookup } from './lookup.store.ts';
import type { LookupSource } from './lookup-source.ts';
import { readSystemOf } from './systems/systems.ts';

/**
 * The cancellation of an order that its system no longer has. Nobody sent it: its bytes say what was asked and found. Undefined where
 * the order's own number was never read. One that was invoiced is held: a system that deletes what is settled takes nothing back.
 */
export function goneOrder(
  profile: SenderProfile,
  source: LookupSource,
  { key, sourceId, asked }: ClaimedLookup,
  isInvoiced = false,
): ArrivedDocument | undefined {
  const { format, hasNumbersAsKeys } = readSystemOf(source);
  const value = sourceId ?? (hasNumbersAsKeys ? key : undefined);
  if (value === undefined) return undefined;
  const nothing = { parties: [], lines: [], allowances: [], totals: [] };
  const id = { value, at: { path: 'order' } };
  const hold = isInvoiced ? { hold: { value: 'invoiced', at: { path: 'invoiced' } } } : {};
  const reading: SourceReading = { format, act: 'cancel', test: false, id, ...nothing, ...hold };
  const deletionSaid = new Date(asked).toISOString();
  const said = { key, order: value, deletionSaid, found: 'nothing', ...(isInvoiced ? { invoiced: true } : {}) };
  const bytes = Buffer.from(JSON.stringify(said));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    ...takenOrders({ readings: [reading], violations: [] }, profile),
    ...saidByProfile(profile),
    id: createHash('sha256').update(`${profile.sender}\ngone\n`).update(bytes).digest('hex'),
    format,
    contentType: 'application/json',
    sha256,
    bytes,
  };
}

/** What is kept as a dead letter of an order that could not be read: an event that, taken again, has it looked up again. */
export function lookAgain(source: LookupSource, { sender, key, asked, isDeleted }: ClaimedLookup): Delivery {
  const id = `lookup/${key}/${new Date(asked).toISOString()}`;
  const value = readSystemOf(source).event(key, { id, sender, isDeleted });
  return {
    topic: 'order-documents',
    partition: 0,
    offset: String(asked),
    key: Buffer.from(key),
    headers: { sender, 'content-type': 'application/json', ce_id: id },
    value: Buffer.from(JSON.stringify(value)),
  };
}

/** Keys of a list as events have them, without what is none. */
export function listedKeys(source: LookupSource, keys: readonly string[]): readonly string[] {
  const { keyForm, keyOf } = readSystemOf(source);
  return keys.filter((key) => keyForm.test(key)).map(keyOf);
}

/** A time in the next night of a zone, from 2 to 3 o'clock: chance has not all systems asked at once. */
export function nextNight(now: number, zone: string, chance: number): number {
  const tomorrow = addDays(dateAt(new Date(now).toISOString(), zone), 1);
  return Date.parse(atZone(Date.parse(`${tomorrow}T02:00:00Z`), zone)) + Math.floor(chance * 3_600_000);
}
