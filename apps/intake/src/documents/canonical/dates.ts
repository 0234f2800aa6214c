import { dateAt, isCalendarDate } from '#domain/values/calendar.ts';
import type { Found } from '#formats/reading.ts';
import { type Notes, refuse, taken } from './notes.ts';

const instantForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i;
const localForm = /^(\d{4})-?(\d\d)-?(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)?)?$/;

/** A day: as it stands, or the one on which an instant falls in the sender's zone. Zeros are none. */
export function dayOf(notes: Notes, path: string, found: Found<string> | undefined, zone: string): string | undefined {
  if (!found || /^[0-]*$/.test(found.value)) return undefined;
  taken(notes, path, found);
  const { value } = found;
  if (instantForm.test(value) && !Number.isNaN(Date.parse(value))) return dateAt(new Date(value).toISOString(), zone);
  // A day with an offset (xsd:date) is that day.
  const [, year, month, day] = localForm.exec(value.replace(/^(\d{4}-\d\d-\d\d)(Z|[+-]\d\d:\d\d)$/, '$1')) ?? [];
  const date = `${year}-${month}-${day}`;
  return isCalendarDate(date) ? date : noDate(notes, path, found);
}

/** An instant: one with an offset as it stands, one without in the sender's zone, a day from its beginning there. */
export function instantIn(
  notes: Notes,
  path: string,
  found: Found<string> | undefined,
  zone: string,
): string | undefined {
  if (!found || /^[0-]*$/.test(found.value)) return undefined;
  taken(notes, path, found);
  const { value } = found;
  if (instantForm.test(value) && !Number.isNaN(Date.parse(value))) return value;
  const [, year, month, day, hour = '00', minute = '00', second = '00'] =
    localForm.exec(value.replace(/^(\d{4}-\d\d-\d\d)(Z|[+-]\d\d:\d\d)$/, '$1')) ?? [];
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  if (!isCalendarDate(`${year}-${month}-${day}`) || Number.isNaN(Date.parse(local))) return noDate(notes, path, found);
  return atZone(Date.parse(local), zone);
}

/** The instant at which clocks of a zone show a time; in the hour that is left out in spring, the one after it. */
export function atZone(local: number, zone: string): string {
  let instant = local;
  for (let round = 0; round < 2; round++) instant = local - offsetAt(instant, zone);
  return new Date(instant).toISOString().replace('.000Z', 'Z');
}

/** By zone: those of the profiles. To make one costs a fifth of what reading a document of a hundred lines does. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function offsetAt(instant: number, zone: string): number {
  const clock = clocks.get(zone) ?? clockOf(zone);
  clocks.set(zone, clock);
  const shown = clock.format(instant);
  return Date.parse(`${shown.replace(' ', 'T')}Z`) - Math.floor(instant / 1000) * 1000;
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, hourCycle: 'h23', dateStyle: 'short', timeStyle: 'medium' });
}

function noDate(notes: Notes, path: string, { value, at }: Found<string>): undefined {
  const message = `${path} is ${value.slice(0, 40)}, which is no date`;
  return refuse(
    notes,
    { code: 'WRONG_FORMAT', path, message, value: value.slice(0, 40), remedy: 'write it as 2026-12-15' },
    at,
  );
}
