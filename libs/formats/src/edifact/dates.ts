import type { Found } from '../reading.ts';
import { codedSegments, type EdifactSegment, elementText, foundElement } from './lexer.ts';

/** The first DTM of one of the qualifiers, in their order, as an ISO date or time; zeros are none. */
export function dateOf(
  segments: readonly EdifactSegment[],
  ...qualifiers: readonly string[]
): Found<string> | undefined {
  const [first] = codedSegments(segments, 'DTM', ...qualifiers).flatMap((dtm) => dateIn(dtm) ?? []);
  return first;
}

/** The date of a DTM by its format (2379); one of a format that no day follows from stays as it stands. */
export function dateIn(dtm: EdifactSegment): Found<string> | undefined {
  const found = foundElement(dtm, 1, 2);
  if (!found || /^0*$/.test(found.value)) return undefined;
  return { value: isoOf(found.value, elementText(dtm, 1, 3)), at: found.at };
}

function isoOf(value: string, format: string | undefined): string {
  const form = format ?? (/^\d{6}$/.test(value) ? '101' : '102');
  // Years of two digits are of this century, as everywhere in trade today.
  if ((form === '101' || form === '201') && /^\d{6}(\d{4})?$/.test(value)) return `20${value}`;
  if (form === '610' && /^\d{6}$/.test(value)) return `${value}01`;
  if (form === '616' && /^\d{4}(?:0[1-9]|[1-4]\d|5[0-3])$/.test(value))
    return mondayOf(Number(value.slice(0, 4)), Number(value.slice(4)));
  // A period counts from its beginning.
  if (form === '718' && /^\d{8}-?\d{8}$/.test(value)) return value.slice(0, 8);
  const [, day, hour, minute, zone] = /^(\d{8})(\d\d)(\d\d)(UTC|GMT|[+-]\d{4})$/.exec(value) ?? [];
  if (day === undefined) return value.replace(/^(\d{12})[A-Z]{3}$/, '$1');
  const offset = zone?.startsWith('+') || zone?.startsWith('-') ? `${zone.slice(0, 3)}:${zone.slice(3)}` : 'Z';
  return `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${hour}:${minute}:00${offset}`;
}

/** The Monday of a week by ISO 8601: week 1 is the one with 4 January in it. */
function mondayOf(year: number, week: number): string {
  const fourth = Date.UTC(year, 0, 4);
  const weekday = (new Date(fourth).getUTCDay() + 6) % 7;
  return new Date(fourth + (7 * (week - 1) - weekday) * 86_400_000).toISOString().slice(0, 10);
}
