import { decimalsOf } from '#domain/values/money.ts';
import {
  addDecimals,
  compareDecimals,
  decimalText,
  divideExactly,
  divideRounded,
  exactlyAt,
  multiplyDecimals,
  negateDecimal,
  roundDecimal,
} from '#formats/decimal.ts';
import type { Allowance, Decimal, FormatName, Found, SourceLine, SourceReading } from '#formats/reading.ts';
import type { SenderProfile } from '../senders/profile.ts';
import { disagree, type Notes, refuse, taken } from './notes.ts';

/** Quantities, units, prices and sums, exactly: no float, and nothing is rounded that is paid. */

const one: Decimal = { digits: 1n, scale: 0 };
const zero: Decimal = { digits: 0n, scale: 0 };
const whole = (number: number): Decimal => ({ digits: BigInt(number), scale: 0 });

const piece = ['EA', 'C62', 'H87', 'PCE', 'ST', 'NAR', 'UN'];

/** UNKNOWN_UNIT: how many items one of the line's unit is; a line without a unit counts items. */
export function itemsPerUnit(
  notes: Notes,
  { unit }: SourceLine,
  { units }: SenderProfile,
  path: string,
): number | undefined {
  if (!unit) return 1;
  const factor = Object.hasOwn(units, unit.value) ? units[unit.value] : undefined;
  if (factor !== undefined) return factor;
  if (piece.includes(unit.value.toUpperCase())) return 1;
  return refuse(
    notes,
    {
      code: 'UNKNOWN_UNIT',
      path: `${path}.quantity`,
      value: unit.value.slice(0, 40),
      message: `nothing is known of unit ${unit.value.slice(0, 40)}`,
      limit: [...piece, ...Object.keys(units)].join(', '),
      actual: unit.value.slice(0, 40),
      remedy: 'have the unit entered in the profile of the sender, under units',
    },
    unit.at,
  );
}

/** QUANTITY_NOT_WHOLE: how many licenses a line orders, each unit being so many. */
export function licensesOf(notes: Notes, line: SourceLine, perUnit: number, path: string): number | undefined {
  const { quantity } = line;
  if (!quantity) {
    const message = `${path} has no quantity`;
    return refuse(
      notes,
      { code: 'REQUIRED', path: `${path}.quantity`, message, remedy: 'give the line a quantity' },
      line.at,
    );
  }
  taken(notes, `${path}.quantity`, quantity);
  const exact = exactlyAt(multiplyDecimals(quantity.value, whole(perUnit)), 0);
  // What is beyond any number that is counted with is refused by the limit of the field.
  if (exact !== undefined) return Number(exact > 1_000_000_000n ? 1_000_000_000n : exact);
  const text = decimalText(quantity.value);
  const times = perUnit === 1 ? '' : ` of ${perUnit} licenses each`;
  return refuse(
    notes,
    {
      code: 'QUANTITY_NOT_WHOLE',
      path: `${path}.quantity`,
      value: text,
      message: `the quantity is ${text}${times}, which is no whole number of licenses`,
      actual: text,
      remedy: 'order a whole number; quantities are never rounded',
    },
    quantity.at,
  );
}

/** What a line is priced with. */
export interface Pricing {
  readonly reading: SourceReading;
  readonly profile: SenderProfile;
  readonly currency: string | undefined;
  readonly path: string;
  readonly perUnit: number;
}

/** The line with a price: where it has none, its amount is that of its whole quantity. An allowance beside it may be in the amount or not. */
function withPrice(line: SourceLine): SourceLine {
  const { price, amount, quantity, allowances } = line;
  if (price || !amount || !quantity || quantity.value.digits <= 0n || allowances.length > 0) return line;
  return { ...line, price: amount, priceBase: quantity };
}

/**
 * The price of one license as a decimal string: price ÷ base, with the line's allowances and charges in it, where that is a number
 * of the currency's decimals. Undefined where it is not (PRICE_NOT_REPRESENTABLE), where there is none, and for `catalog`.
 */
export function unitPriceOf(notes: Notes, stated: SourceLine, pricing: Pricing): string | undefined {
  const { profile, path, perUnit, reading } = pricing;
  const line = reading.act === 'patch' ? stated : withPrice(stated);
  const { price, priceBase } = line;
  const at = price?.at ?? line.at;
  if (reading.kept?.pricesIncludeTax === 'true') return grossPrice(notes, path, at);
  const extra = extrasOf(line.allowances);
  // What an allowance takes off a price of ours is not known, and dropping it would cost somebody money.
  if (!price && extra.digits !== 0n) return noAllowances(notes, path, line);
  if (!price) return profile.prices.missing === 'catalog' ? undefined : missingPrice(notes, path, line);
  taken(notes, `${path}.unitPrice`, price);
  if (extra.digits !== 0n && profile.prices.lineAllowances === 'refuse') return noAllowances(notes, path, line);
  const quantity = line.quantity?.value ?? one;
  const base = priceBase?.value ?? one;
  if (line.quantity) checkLineAmount(notes, line, pricing, { quantity, base, extra });
  if (base.digits === 0n || quantity.digits === 0n) return noPrice(notes, path, line, at);
  const isPlain = extra.digits === 0n && perUnit === 1 && compareDecimals(base, one) === 0;
  const decimals = decimalsIn(pricing.currency);
  // As it stands, where it says no more than the currency can.
  if (isPlain && price.value.scale <= decimals) return decimalText(price.value);
  const above = addDecimals(multiplyDecimals(quantity, price.value), multiplyDecimals(extra, base));
  const below = multiplyDecimals(multiplyDecimals(base, quantity), whole(perUnit));
  const exact = divideExactly(above, below, decimals);
  if (exact !== undefined) return decimalText({ digits: exact, scale: decimals });
  return noPrice(notes, path, line, at, divideRounded(above, below, decimals + 6));
}

/** Charges less allowances. */
function extrasOf(allowances: readonly Allowance[]): Decimal {
  const signed = allowances.map(({ kind, amount }) => (kind === 'charge' ? amount.value : negateDecimal(amount.value)));
  return signed.reduce(addDecimals, zero);
}

/** A patch may leave the currency to its order, which has the last word on decimals then. */
function decimalsIn(currency: string | undefined): number {
  if (currency === undefined) return 4;
  try {
    return decimalsOf(currency);
  } catch {
    return 2;
  }
}

function noPrice(notes: Notes, path: string, line: SourceLine, at: SourceLine['at'], about?: Decimal): undefined {
  const { price, priceBase, allowances } = line;
  const base = priceBase ? ` for ${decimalText(priceBase.value)}` : '';
  const extra = allowances.length === 0 ? '' : ', allowances and charges included';
  const value = price && decimalText(price.value);
  const figures = about ? ` would be ${decimalText(about)}…` : ' cannot be worked out';
  return refuse(
    notes,
    {
      code: 'PRICE_NOT_REPRESENTABLE',
      path: `${path}.unitPrice`,
      value,
      message: `the price is ${value}${base}${extra}; that of one license${figures}, which the currency has no decimals for`,
      actual: about && `${decimalText(about)}…`,
      remedy: 'agree on a price that a single license can have; prices are never rounded',
    },
    at,
  );
}

function missingPrice(notes: Notes, path: string, line: SourceLine): undefined {
  const message = `${path} has no price`;
  const remedy = 'give the line a price, or set prices.missing to catalog in the profile of the sender';
  return refuse(notes, { code: 'PRICE_MISSING', path: `${path}.unitPrice`, message, remedy }, line.at);
}

function grossPrice(notes: Notes, path: string, at: SourceLine['at']): undefined {
  const message = `the price of ${path} includes tax, which is worked out here`;
  const remedy = 'send net prices';
  return refuse(notes, { code: 'PRICE_INCLUDES_TAX', path: `${path}.unitPrice`, message, remedy }, at);
}

function noAllowances(notes: Notes, path: string, line: SourceLine): undefined {
  const at = line.allowances[0]?.amount.at ?? line.at;
  const message = `${path} has an allowance or a charge beside its price`;
  const remedy = 'put it into the price, or set prices.lineAllowances to into-price in the profile of the sender';
  return refuse(notes, { code: 'LINE_ALLOWANCE', path: `${path}.unitPrice`, message, remedy }, at);
}

/** CONTROL_TOTAL: what a line comes to, within two cents of quantity × price ÷ base + charges − allowances. */
function checkLineAmount(
  notes: Notes,
  { amount, price }: SourceLine,
  { reading, path, currency }: Pricing,
  { quantity, base, extra }: { readonly quantity: Decimal; readonly base: Decimal; readonly extra: Decimal },
): void {
  if (!amount || !price) return;
  // Without a currency the cent counts: finer than that nobody states an amount.
  const decimals = currency === undefined ? 2 : decimalsIn(currency);
  const product = divideRounded(multiplyDecimals(quantity, price.value), base, decimals + 4);
  if (!product) return;
  const worked = roundDecimal(addDecimals(product, extra), decimals);
  const difference = addDecimals(amount.value, negateDecimal(worked));
  const most: Decimal = { digits: 2n, scale: decimals };
  if (compareDecimals(difference, most) <= 0 && compareDecimals(negateDecimal(difference), most) <= 0) return;
  disagreeing(notes, reading, `${path}.unitPrice`, { what: 'the line', stated: amount, worked });
}

/** These judge their sums by themselves: a document has lines, deleted ones, that its reading does not have. */
const judgedByFormat: readonly FormatName[] = ['ubl'];

/** CONTROL_TOTAL: the sum of all lines, and their count, those included that are no licenses. */
export function checkTotals(notes: Notes, reading: SourceReading): void {
  if (judgedByFormat.includes(reading.format)) return;
  for (const { of, value } of reading.totals) {
    // What a patch comes to is a matter of lines that do not stand in it.
    if (reading.act === 'patch' && of !== 'count') continue;
    const worked = of === 'lines' ? sumOfLines(reading) : of === 'count' ? whole(reading.lines.length) : undefined;
    if (!worked || compareDecimals(value.value, worked) === 0) continue;
    const what = of === 'lines' ? 'all lines' : 'the count of lines';
    disagreeing(notes, reading, 'lines', { what, stated: value, worked });
  }
}

/** Undefined where a line has no amount of its own: what rounding would make of it is not known. */
function sumOfLines({ lines }: SourceReading): Decimal | undefined {
  const amounts = lines.flatMap(({ amount }) => amount?.value ?? []);
  return lines.length > 0 && amounts.length === lines.length ? amounts.reduce(addDecimals, zero) : undefined;
}

function disagreeing(
  notes: Notes,
  { format }: SourceReading,
  path: string,
  { what, stated, worked }: { readonly what: string; readonly stated: Found<Decimal>; readonly worked: Decimal },
): void {
  const [limit, actual] = [decimalText(worked), decimalText(stated.value)];
  const message = `the document says ${actual} for ${what}, and its figures come to ${limit}`;
  const remedy = 'send a document whose totals agree with its lines';
  disagree(notes, format, { code: 'CONTROL_TOTAL', path, value: actual, message, limit, actual, remedy }, stated.at);
}

/** DOCUMENT_ALLOWANCE: with it, the invoice would differ from the order. */
export function checkDocumentAllowances(notes: Notes, reading: SourceReading, { prices }: SenderProfile): void {
  if (prices.documentAllowances === 'ignore') return;
  for (const { kind, amount, reason } of reading.allowances) {
    if (amount.value.digits === 0n || (reason && prices.ignoreReasons.includes(reason.value))) continue;
    const value = decimalText(amount.value);
    const why = reason ? ` (${reason.value.slice(0, 80)})` : '';
    const message = `the whole order has ${kind === 'charge' ? 'a charge' : 'an allowance'} of ${value}${why}`;
    const remedy =
      'put it into the prices of the lines, or have its reason entered in the profile under prices.ignoreReasons';
    refuse(notes, { code: 'DOCUMENT_ALLOWANCE', path: '$', value, message, remedy }, amount.at);
  }
}
