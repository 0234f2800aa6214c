import type { z } from 'zod';

/** Countries are those of ISO 3166-1 (I8): on an invoice in a country that nobody knows its rules of tax are a guess. */

const codes =
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI ' +
  'CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ ' +
  'GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS ' +
  'LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG ' +
  'PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK ' +
  'TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW';

// The same as the domain's, which holds what was taken before: ISO 3166-1, with Northern Ireland as the VAT rules have it.
const countries: ReadonlySet<string> = new Set([...codes.split(' '), 'XI']);

/** What is written for a country by habit. */
const habits: Readonly<Record<string, string>> = { UK: 'GB', EL: 'GR' };

/** What others write for a country, as ISO 3166-1 has it: UK is GB, EL is GR, and small letters are capitals. Anything else stays as it is. */
export function isoCountry(written: string): string {
  const code = written.toUpperCase();
  return Object.hasOwn(habits, code) ? (habits[code] as string) : /^[A-Z]{2}$/.test(code) ? code : written;
}

/** Refuses what looks like a country code and is none. */
export function checkCountry({ value, issues }: z.core.ParsePayload<string>): void {
  if (countries.has(value) || !/^[A-Z]{2}$/.test(value)) return;
  issues.push({
    code: 'custom',
    input: value,
    message: 'is no country of ISO 3166-1',
    params: {
      code: 'UNKNOWN_COUNTRY',
      limit: 'a country of ISO 3166-1, as two letters',
      remedy: habits[value] === undefined ? 'write the two letters of the country, as PL' : `write ${habits[value]}`,
    },
  });
}
