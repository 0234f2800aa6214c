import type { Found } from '../reading.ts';
import type { X12Segment } from './syntax/lexer.ts';
import { all } from './syntax/loops.ts';
import { elementOf, type SetReader, x12Date } from './syntax/walk.ts';

export interface LineDates {
  readonly notBefore?: Found<string>;
  readonly by?: Found<string>;
}

/** Qualifiers of dates, the one that counts first: requested ship, delivery requested, ship not before, do not deliver before. */
const notBefore = ['010', '002', '037', '064'];
/** Ship no later, do not deliver after, required by: a license can go at once. */
const by = ['038', '063', '106'];

/** What the DTM of an order or a line say. SPLIT_DELIVERY: one qualifier with two dates is more than one delivery. */
export function datesOf(reader: SetReader, segments: readonly X12Segment[]): LineDates {
  const stated = all(segments, 'DTM').flatMap((dtm) => {
    const date = x12Date(reader, dtm, 2, 5);
    return date ? [{ qualifier: elementOf(reader, dtm, 1)?.value ?? '', date }] : [];
  });
  return chosen(reader, stated);
}

/** SCH: so many on that day. All on one day is that day's line. */
export function scheduledDates(reader: SetReader, schedules: readonly X12Segment[]): LineDates {
  const stated = schedules.flatMap((sch) =>
    [5, 8].flatMap((position) => {
      const date = x12Date(reader, sch, position + 1);
      return date ? [{ qualifier: elementOf(reader, sch, position)?.value ?? '', date }] : [];
    }),
  );
  return chosen(reader, stated);
}

type Stated = readonly { readonly qualifier: string; readonly date: Found<string> }[];

function chosen(reader: SetReader, stated: Stated): LineDates {
  const dates: { notBefore?: Found<string>; by?: Found<string> } = {};
  const first = firstOf(reader, stated, notBefore);
  const last = firstOf(reader, stated, by);
  if (first) dates.notBefore = first;
  if (last) dates.by = last;
  return dates;
}

function firstOf(reader: SetReader, stated: Stated, qualifiers: readonly string[]): Found<string> | undefined {
  for (const qualifier of qualifiers) {
    const [first, ...others] = stated.filter((each) => each.qualifier === qualifier);
    if (!first) continue;
    const other = others.find(({ date }) => date.value !== first.date.value)?.date;
    if (other) tellSplit(reader, first.date, other);
    return first.date;
  }
  return undefined;
}

function tellSplit({ tell }: SetReader, first: Found<string>, other: Found<string>): void {
  tell({
    code: 'SPLIT_DELIVERY',
    at: other.at,
    message: `it is to be delivered on several days: ${first.value} and ${other.value}`,
    value: other.value,
    limit: first.value,
    remedy: 'send a line for each day',
  });
}
