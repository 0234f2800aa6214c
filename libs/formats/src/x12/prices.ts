import { compareDecimals, decimalText } from '../decimal.ts';
import type { Decimal, Found } from '../reading.ts';
import type { X12Segment } from './syntax/lexer.ts';
import { all } from './syntax/loops.ts';
import { elementOf, type SetReader, x12Decimal, x12Place } from './syntax/walk.ts';

/** Prices of X12 by their basis (element 639): for how many units one is, and whether it is what the buyer pays. */

/** For how many units a price is: tens, dozens, hundreds, thousands and beyond. Prices of other bases are for one. */
const bases: Readonly<Record<string, bigint>> = {
  PN: 10n,
  ...ofBases(12n, 'PD', 'TD', 'WD', 'LD'),
  ...ofBases(100n, 'HP', 'QH', 'TC', 'WC', 'LC'),
  ...ofBases(1000n, 'TP', 'QS', 'TM', 'WM', 'LM'),
  TT: 10_000n,
  HT: 100_000n,
};

function ofBases(count: bigint, ...codes: readonly string[]): Record<string, bigint> {
  return Object.fromEntries(codes.map((code) => [code, count]));
}

/** Bases that are for another unit than a license can have: by weight, length, volume or area, and by a span of time. */
const measures = ['HF', 'ML', 'PA', 'PF', 'PG', 'PK', 'PL', 'PO', 'PP', 'PS', 'PT', 'PY', 'TF'];
const spans = ['BW', 'DP', 'ME', 'PB', 'PM', 'PU', 'SA', 'SM', 'WI'];

/** Bases that are not what the order pays: what a shop asks, what is to come off yet, what nobody has settled. */
const otherPrices: Readonly<Record<string, string>> = {
  RC: 'a retail price',
  RD: 'a retail price',
  RE: 'a retail price',
  RM: 'a retail price',
  RS: 'a resale price',
  RT: 'a retail price',
  SR: 'a suggested retail price',
  AW: 'an average wholesale price',
  BD: 'a price before discount',
  DS: 'a discount',
  LR: 'a catalog price of before',
  QR: 'a quoted price of before',
  EC: 'an estimate',
  ES: 'an estimate',
  PV: 'a provisional price',
  FO: 'a price by a formula',
  NE: 'a price not to exceed',
  NQ: 'no quote',
  NS: 'a price that is not separate',
  TB: 'a price to be negotiated',
};

/** The base of a line's price. Told: PRICE_UNIT_DIFFERS, PRICE_NOT_NET. */
export function priceBaseOf(reader: SetReader, line: X12Segment, position: number): Found<Decimal> | undefined {
  const basis = elementOf(reader, line, position);
  if (!basis) return undefined;
  const { value, at } = basis;
  const isSpan = spans.includes(value);
  if (isSpan || measures.includes(value)) {
    const message = `the price is by ${value}, which is ${isSpan ? 'for a span of time' : 'another unit than the line orders'}`;
    const remedy = 'send the price of the unit that is ordered';
    reader.tell({ code: 'PRICE_UNIT_DIFFERS', at, message, value, remedy });
  }
  const other = Object.hasOwn(otherPrices, value) ? otherPrices[value] : undefined;
  if (other) {
    const message = `the basis ${value} says that this is ${other}, which is not what the order pays`;
    reader.tell({ code: 'PRICE_NOT_NET', at, message, value, remedy: 'send the price that is paid, by PE for each' });
  }
  const digits = Object.hasOwn(bases, value) ? bases[value] : undefined;
  return digits === undefined ? undefined : { value: { digits, scale: 0 }, at };
}

/** PRICE_NOT_NET: a discount as a multiplier (CTP06 `DIS`), unless the price is said to be net already. */
export function checkMultipliers(
  reader: SetReader,
  { line, own }: { readonly line: X12Segment; readonly own: readonly X12Segment[] },
  basis: number,
): void {
  if (elementOf(reader, line, basis)?.value === 'NT') return;
  for (const ctp of all(own, 'CTP')) {
    if (elementOf(reader, ctp, 6)?.value !== 'DIS') continue;
    const multiplier = x12Decimal(reader, ctp, 7);
    if (multiplier && compareDecimals(multiplier.value, { digits: 1n, scale: 0 }) === 0) continue;
    const value = multiplier && decimalText(multiplier.value);
    const message = `a discount of the price stands beside it (DIS ${value ?? 'without a multiplier'}), and not what it comes to`;
    const at = multiplier?.at ?? x12Place(reader, ctp);
    reader.tell({
      code: 'PRICE_NOT_NET',
      at,
      message,
      value,
      remedy: 'send the price that is paid, without a multiplier',
    });
  }
}
