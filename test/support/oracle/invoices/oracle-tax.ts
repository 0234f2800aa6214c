/**
 * Tax as domain.md and the README of invoices have it (I5, I8, I9), by arithmetic of its own: nothing here asks the code that it
 * judges.
 */

/** What was told of an account's rate. */
export interface ToldRate {
  /** Percent; absent: not known. */
  readonly rate?: string;
  readonly from: string;
  readonly toldOn: string;
}

const beforeEverything = '';

/**
 * The rate on a day (I9): what was told holds from its day on, in place of all that was told for days up to the telling; what
 * was told for later days still comes. A rate covers the days right before it of which none is known.
 */
export function rateOnDay(tellings: readonly ToldRate[], day: string): string | undefined {
  const starts = new Map<string, string | undefined>([[beforeEverything, undefined]]);
  for (const { rate, from, toldOn } of tellings) {
    for (const start of starts.keys()) if (start >= from && (start === from || start <= toldOn)) starts.delete(start);
    if (rate !== undefined) {
      for (const start of [...starts.keys()]
        .filter((each) => each < from)
        .sort()
        .reverse()) {
        if (starts.get(start) !== undefined) break;
        starts.set(start, rate);
      }
    }
    starts.set(from, rate);
  }
  return starts.get(
    [...starts.keys()]
      .filter((start) => start <= day)
      .sort()
      .at(-1) ?? beforeEverything,
  );
}

/** `23`, `23.00` and `023` are one rate. */
export function sameRate(rate: string): string {
  return String(Number(rate));
}

/** `minor × numerator ÷ denominator`, half away from zero. */
export function rounded(minor: bigint, numerator: bigint, denominator: bigint): bigint {
  const product = minor * numerator;
  const [magnitude, sign] = product < 0n ? [-product, -1n] : [product, 1n];
  const whole = magnitude / denominator;
  return sign * (2n * (magnitude - whole * denominator) >= denominator ? whole + 1n : whole);
}

/** Tax of a net at a rate of at most four decimals. */
export function taxAt(net: bigint, rate: string): bigint {
  return rounded(net, BigInt(Math.round(Number(rate) * 10_000)), 1_000_000n);
}

export interface Party {
  readonly country?: string;
  readonly vatId?: string;
}

// The countries of the histories, no others.
const union = ['PL', 'DE', 'FR', 'GR', 'XI'];
const known = [...union, 'GB', 'CH', 'US'];

/** True for a country that documents can carry. */
export function isKnownCountry(country: string | undefined): country is string {
  return country !== undefined && known.includes(country);
}

/** The country that a VAT identifier is of. */
export function countryOfVat(vatId: string | undefined): string | undefined {
  const letters = vatId?.slice(0, 2);
  return letters === 'EL' ? 'GR' : isKnownCountry(letters) ? letters : undefined;
}

/** I9: the category of a rate between two parties. */
export function categoryOf(rate: string, seller: Party & { readonly exemptionReason?: string }, buyer: Party): string {
  if (Number(rate) > 0) return 'S';
  if (seller.vatId === undefined) return 'O';
  const [from, to] = [placeOf(seller), placeOf(buyer)];
  if (from && to && from !== to && union.includes(from)) {
    if (!union.includes(to)) return 'G';
    if (countryOfVat(buyer.vatId) === to) return 'AE';
  }
  return seller.exemptionReason ? 'E' : 'Z';
}

function placeOf({ country, vatId }: Party): string | undefined {
  if (!isKnownCountry(country)) return countryOfVat(vatId);
  // Northern Ireland is in GB, and in the Union for VAT.
  return country === 'GB' && countryOfVat(vatId) === 'XI' ? 'XI' : country;
}
