/** Codes that EN 16931 takes: an invoice with another one would be refused by whoever checks it (BR-CL-14, BR-CO-09). */

// ISO 3166-1, with Northern Ireland as the VAT rules have it.
const countries = new Set(
  (
    'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF ' +
    'CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH ' +
    'GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW ' +
    'KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG ' +
    'NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN ' +
    'SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XI YE ' +
    'YT ZA ZM ZW'
  ).split(' '),
);

/** True for a country code that an invoice can carry. */
export function isCountry(code: string): boolean {
  return countries.has(code);
}

/** True for a VAT identifier that begins with a country; Greece writes EL there. */
export function isVatId(text: string): boolean {
  return /^[A-Z]{2}[A-Z0-9+*.]{2,13}$/.test(text) && (isCountry(text.slice(0, 2)) || text.startsWith('EL'));
}

/** The country that a VAT identifier begins with, as ISO 3166 writes it; undefined where it is none. */
export function countryOfVatId(vatId: string | undefined): string | undefined {
  if (vatId === undefined || !isVatId(vatId)) return undefined;
  return vatId.startsWith('EL') ? 'GR' : vatId.slice(0, 2);
}

// Northern Ireland is in it for VAT, as XI.
const unionMembers = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI'.split(' '),
);

/** True for a country of the European Union, as its VAT rules count it. */
export function isInUnion(country: string): boolean {
  return unionMembers.has(country);
}
