import type { Decimal, Found, Tell } from './reading.ts';

/** No document that is meant has numbers with more digits; more would only cost time. */
const mostDigits = 40;

const formOf = (marks: string) => new RegExp(`^([+-]?)(\\d*)(?:${marks}(\\d*))?(?:[eE]([+-]?\\d{1,2}))?(-?)$`);
const forms = { '.': formOf('[.]'), ',': formOf('[,]'), either: formOf('[.,]') };

/**
 * Reads `25`, `25.000`, `-3`, `.5`, `5.`, `1E2`, `1.5e-3`, and with a sign behind (`10.000-`, SAP) exactly. `mark` is the decimal mark,
 * a point if none is given (EDIFACT has both). Undefined for what is no number, for thousands separators, and beyond 40 digits.
 */
export function parseDecimal(text: string, mark: '.' | ',' | 'either' = '.'): Decimal | undefined {
  const plain = mark === ',' ? undefined : plainDecimal(text);
  if (plain) return plain;
  const match = forms[mark].exec(text.trim());
  if (!match) return undefined;
  const [, front, whole = '', fraction = '', exponent = '0', behind] = match;
  const digits = whole + fraction;
  if (digits === '' || digits.length > mostDigits || (front && behind)) return undefined;
  const shift = Number(exponent);
  const scale = Math.max(0, fraction.length - shift);
  const magnitude = shift > fraction.length ? BigInt(digits) * powerOf10(shift - fraction.length) : BigInt(digits);
  return { digits: front === '-' || behind === '-' ? -magnitude : magnitude, scale };
}

/** So many digits are counted exactly without a bigint. */
const fewDigits = 15;

/** Digits with a point among them or none, as nearly all numbers are written; undefined for every other way. */
function plainDecimal(text: string): Decimal | undefined {
  let [value, digits, point] = [0, 0, -1];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 0x30 && code <= 0x39) {
      value = value * 10 + code - 0x30;
      digits += 1;
    } else if (code === 0x2e && point < 0) point = digits;
    else return undefined;
  }
  if (digits === 0 || digits > fewDigits) return undefined;
  return { digits: BigInt(value), scale: point < 0 ? 0 : digits - point };
}

const powersOf10 = Array.from({ length: mostDigits }, (_, power) => 10n ** BigInt(power));

function powerOf10(power: number): bigint {
  return powersOf10[power] ?? 10n ** BigInt(power);
}

/** A number that stands somewhere, with the marks of {@link parseDecimal}; told where it is none. */
export function decimalFound(
  found: Found<string> | undefined,
  tell: Tell,
  mark: '.' | 'either' = '.',
): Found<Decimal> | undefined {
  if (!found) return undefined;
  const value = parseDecimal(found.value, mark);
  if (value) return { value, at: found.at };
  tell({
    code: 'NOT_A_NUMBER',
    at: found.at,
    message: `${JSON.stringify(found.value.slice(0, 50))} is no number`,
    value: found.value.slice(0, 50),
    remedy: `write digits, with ${mark === '.' ? 'a point' : 'a comma or a point'} before decimals and nothing between thousands`,
  });
  return undefined;
}

/** `25.00` for 2500n and 2: as many decimals as the scale says. */
export function decimalText({ digits, scale }: Decimal): string {
  const plain = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  const cut = plain.length - scale;
  return `${digits < 0n ? '-' : ''}${plain.slice(0, cut)}${scale > 0 ? `.${plain.slice(cut)}` : ''}`;
}

/** The same number with `scale` decimals where that loses nothing, undefined else. */
export function exactlyAt(decimal: Decimal, scale: number): bigint | undefined {
  const shift = scale - decimal.scale;
  if (shift >= 0) return at(decimal, scale);
  const unit = powerOf10(-shift);
  return decimal.digits % unit === 0n ? decimal.digits / unit : undefined;
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { digits: at(a, scale) + at(b, scale), scale };
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

export function negateDecimal(a: Decimal): Decimal {
  return { digits: -a.digits, scale: a.scale };
}

/** Below 0, 0 or above: as `a - b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const left = at(a, scale);
  const right = at(b, scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `a` ÷ `b` with `scale` decimals where that is exact, undefined else and for b = 0. */
export function divideExactly(a: Decimal, b: Decimal, scale: number): bigint | undefined {
  if (b.digits === 0n) return undefined;
  const above = a.digits * powerOf10(b.scale + scale);
  const below = b.digits * powerOf10(a.scale);
  return above % below === 0n ? above / below : undefined;
}

/** `a` ÷ `b` rounded half up (away from zero) to `scale` decimals; undefined for b = 0. For comparing, never for paying. */
export function divideRounded(a: Decimal, b: Decimal, scale: number): Decimal | undefined {
  if (b.digits === 0n) return undefined;
  const [above, below] = [a.digits * powerOf10(b.scale + scale), b.digits * powerOf10(a.scale)];
  return { digits: halfUp(above, below), scale };
}

/** Rounded half up (away from zero) to `scale` decimals. */
export function roundDecimal(decimal: Decimal, scale: number): Decimal {
  if (decimal.scale <= scale) return { digits: at(decimal, scale), scale };
  return { digits: halfUp(decimal.digits, powerOf10(decimal.scale - scale)), scale };
}

function at(decimal: Decimal, scale: number): bigint {
  return scale === decimal.scale ? decimal.digits : decimal.digits * powerOf10(scale - decimal.scale);
}

function halfUp(above: bigint, below: bigint): bigint {
  const isNegative = above < 0n !== below < 0n;
  const [top, bottom] = [above < 0n ? -above : above, below < 0n ? -below : below];
  const rounded = (2n * top + bottom) / (2n * bottom);
  return isNegative ? -rounded : rounded;
}
