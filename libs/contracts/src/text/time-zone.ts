import type { z } from 'zod';
import { nearestName } from './nearest-name.ts';

/** Time zones are names of the IANA database (I10): an offset knows no summer time, and a name that nobody knows is no zone. */

const single =
  'UTC|UCT|GMT|GMT0|GMT[+-]0|Zulu|Universal|Greenwich|EST|MST|HST|EST5EDT|CST6CDT|MST7MDT|PST8PDT|CET|MET|EET|WET|GB|GB-Eire|Eire|' +
  'PRC|ROC|ROK|NZ|NZ-CHAT|Cuba|Egypt|Hongkong|Iceland|Iran|Israel|Jamaica|Japan|Kwajalein|Libya|Navajo|Poland|Portugal|' +
  'Singapore|Turkey|W-SU';

/** What such names look like, for validators that have no list of them. */
export const zonePattern = `^(?:${single}|[A-Za-z]+(?:/[A-Za-z0-9_+-]+){1,2})$`;

const names = [...Intl.supportedValuesOf('timeZone'), 'UTC'];
const byLowerCase = new Map(names.map((name) => [name.toLowerCase(), name]));

/** The name as the database spells it; any other text as it came. */
export function zoneSpelling(text: string): string {
  return byLowerCase.get(text.toLowerCase()) ?? text;
}

/** Refuses what is no time zone, with the nearest name where one is near. */
export function checkZone({ value, issues }: z.core.ParsePayload<string>): void {
  const isOffset = /^(?:UTC|GMT)?\s*[+-]\d/i.test(value) && !/^GMT[+-]0$/.test(value);
  if (!isOffset && isKnown(value)) return;
  const nearest = isOffset ? undefined : nearestName(value, names);
  issues.push({
    code: 'custom',
    input: value,
    message: isOffset
      ? 'is an offset and no time zone: it says nothing of summer time'
      : 'is no time zone that the IANA database has',
    params: {
      code: 'UNKNOWN_TIME_ZONE',
      limit: 'a name of the IANA time zone database',
      remedy: `write ${nearest ?? 'a name like Europe/Warsaw, America/New_York or UTC'}`,
    },
  });
}

function isKnown(name: string): boolean {
  if (byLowerCase.has(name.toLowerCase())) return true;
  try {
    // Older names of a zone, such as US/Eastern, are in no list, and they work.
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
