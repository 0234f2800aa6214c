/**
 * Money is whole minor units with a currency (I5): 11800n EUR is 118.00 EUR, 11800n JPY is 11,800 JPY. Never a float.
 */
export interface Money {
  readonly minor: bigint;
  readonly currency: string;
}

// ISO 4217 (list one, funds and metals left out). Two decimals unless it stands in one of the smaller lists.
const twoDecimals =
  'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP ' +
  'CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR ' +
  'KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN ' +
  'PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD ' +
  'TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG';
const noDecimals = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF';
const threeDecimals = 'BHD IQD JOD KWD LYD OMR TND';

const decimalsByCurrency = new Map<string, number>([
  ...twoDecimals.split(' ').map((code) => [code, 2] as const),
  ...noDecimals.split(' ').map((code) => [code, 0] as const),
  ...threeDecimals.split(' ').map((code) => [code, 3] as const),
]);

// EN 16931 does not list them, so that no invoice in them would pass: BGN gave way to EUR and ANG to XCG; STN is not there yet.
const notInvoiced = new Set(['ANG', 'BGN', 'STN']);

/** True for an ISO 4217 code in upper case that an invoice can be issued in. */
export function isCurrency(code: string): boolean {
  return decimalsByCurrency.has(code) && !notInvoiced.has(code);
}

/**
 * How many decimals a currency has (ISO 4217): 0 for JPY, 2 for EUR, 3 for KWD.
 * @throws RangeError for a code that ISO 4217 does not have.
 */
export function decimalsOf(currency: string): number {
  const decimals = decimalsByCurrency.get(currency);
  if (decimals === undefined) throw new RangeError(`${currency} is not an ISO 4217 currency code`);
  return decimals;
}

/**
 * Reads a decimal string (`118.00`, `-3`, `0.5`) as minor units of a currency.
 * Zeros after the currency's last decimal are accepted, other digits there are not: undefined, as for what is no decimal.
 */
export function parseMinor(text: string, currency: string): bigint | undefined {
  const match = /^(-?)(\d{1,15})(?:\.(\d{1,9}))?$/.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  const decimals = decimalsOf(currency);
  if (/[1-9]/.test(fraction.slice(decimals))) return undefined;
  const minor = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  return sign ? -minor : minor;
}

/** Writes minor units as the decimal string that travels in events: 11800n EUR is `118.00`, 11800n JPY is `11800`. */
export function formatMinor(minor: bigint, currency: string): string {
  const decimals = decimalsOf(currency);
  const digits = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, '0');
  const sign = minor < 0n ? '-' : '';
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/**
 * The price of one license where only days of it are charged, as a decimal string: all the currency's decimals, and up to
 * nine where it has more (12 of 31 days of 0.50 EUR are `0.193548387`).
 */
export function formatShare(
  minor: bigint,
  currency: string,
  share?: { readonly days: number; readonly of: number },
): string {
  if (!share) return formatMinor(minor, currency);
  const decimals = decimalsOf(currency);
  const scaled = scaleMinor(minor * 10n ** BigInt(9 - decimals), BigInt(share.days), BigInt(share.of));
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(10, '0');
  const fraction = digits.slice(-9).replace(/0+$/, '').padEnd(decimals, '0');
  return `${scaled < 0n ? '-' : ''}${digits.slice(0, -9)}${fraction && `.${fraction}`}`;
}

/** Amount and currency as people read them: `118.00 EUR`. */
export function formatMoney(money: Money): string {
  return `${formatMinor(money.minor, money.currency)} ${money.currency}`;
}

/**
 * `amount × numerator ÷ denominator`, rounded half away from zero to a whole minor unit. The only place where money is
 * rounded (I5): tax of a rate's total, the share of a month by days, and amounts of three decimals where the XML of an
 * invoice takes two.
 */
export function scaleMinor(amount: bigint, numerator: bigint, denominator: bigint): bigint {
  if (denominator <= 0n) throw new RangeError('the denominator has to be positive');
  const product = amount * numerator;
  const magnitude = product < 0n ? -product : product;
  const rounded = (magnitude * 2n + denominator) / (denominator * 2n);
  return product < 0n ? -rounded : rounded;
}

/**
 * Splits an amount by weights so that the parts add up to it exactly (largest remainder; ties go to the earlier part).
 * Weights are not negative and not all 0.
 */
export function splitMinor(amount: bigint, weights: readonly bigint[]): bigint[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total <= 0n) throw new RangeError('at least one weight has to be positive');
  const sign = amount < 0n ? -1n : 1n;
  const magnitude = amount * sign;
  const parts = weights.map((weight) => (magnitude * weight) / total);
  let rest = magnitude - parts.reduce((sum, part) => sum + part, 0n);
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (magnitude * weight) % total }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  for (const { index } of byRemainder) {
    if (rest === 0n) break;
    parts[index] = (parts[index] ?? 0n) + 1n;
    rest -= 1n;
  }
  return parts.map((part) => part * sign);
}

/** What a part of an amount can be: its weight among the others, and how much it can take. */
export interface Room {
  readonly weight: bigint;
  readonly room: bigint;
}

/**
 * Splits an amount by weights, none of the parts above its room: what is full leaves the rest to the others. Undefined where there
 * is not room enough. Amount, weights and rooms are not negative; what has no weight gets nothing.
 */
export function splitWithin(amount: bigint, parts: readonly Room[]): bigint[] | undefined {
  const taken = parts.map(() => 0n);
  let rest = amount;
  while (rest > 0n) {
    const open = parts.flatMap(({ weight, room }, index) => {
      const left = room - (taken[index] ?? 0n);
      return weight > 0n && left > 0n ? [{ index, weight, left }] : [];
    });
    if (open.length === 0) return undefined;
    const shares = splitMinor(
      rest,
      open.map(({ weight }) => weight),
    );
    for (const [place, { index, left }] of open.entries()) {
      const share = shares[place] ?? 0n;
      const fits = share < left ? share : left;
      taken[index] = (taken[index] ?? 0n) + fits;
      rest -= fits;
    }
  }
  return taken;
}
