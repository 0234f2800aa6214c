import { amountOf } from '#domain/values/billing.ts';
import { decimalsOf, formatMinor, parseMinor, splitMinor } from '#domain/values/money.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { InvoiceLine } from '../owed/line.ts';
import { type CreditAsked, type CreditedLine, type CreditNote, type Numbered, takenBack } from './credit-note.ts';
import { canonicalRate } from './tax.ts';

/**
 * The lines of a credit note for what is asked (I12), or why it cannot be: never more than the invoice billed, of a line or of
 * a tax rate, with what was credited before and what else is asked for at once.
 *
 * @param before the credit notes of the invoice so far
 * @param gone what else of its lines is not left to be credited, as lines of one more credit note (I7)
 */
export function creditedLines(
  issued: Numbered,
  before: readonly Pick<CreditNote, 'lines'>[],
  { lines, amount }: CreditAsked,
  gone: readonly InvoiceLine[] = [],
): { readonly lines: readonly InvoiceLine[] } | { readonly violations: readonly Violation[] } {
  const credited = before.flatMap((note) => note.lines);
  if (lines === undefined && amount === undefined) return { lines: issued.lines.map(takenBack) };
  const violations: Violation[] = [];
  const taken =
    lines === undefined
      ? byAmount(issued, leftByRate(issued, credited, gone), amount ?? '', violations)
      : byLines(issued, [...credited, ...gone], lines, violations);
  if (violations.length === 0)
    violations.push(...beyondTheInvoice(issued, leftByRate(issued, [...credited, ...taken], gone), taken));
  return violations.length > 0 ? { violations } : { lines: taken };
}

function byLines(
  issued: Numbered,
  credited: readonly InvoiceLine[],
  lines: readonly CreditedLine[],
  violations: Violation[],
): InvoiceLine[] {
  const taken: InvoiceLine[] = [];
  for (const [index, asked] of lines.entries()) {
    const line = byLine(issued, [...credited, ...taken], asked, `lines[${index}]`, violations);
    if (line) taken.push(line);
  }
  return taken;
}

function byLine(
  issued: Numbered,
  credited: readonly InvoiceLine[],
  { line: place, quantity, amount }: CreditedLine,
  path: string,
  violations: Violation[],
): InvoiceLine | undefined {
  const line = issued.lines[place - 1];
  if (!line || line.amountMinor <= 0n) {
    violations.push(notCreditable(issued, place, path, line !== undefined));
    return undefined;
  }
  const earlier = credited.filter((each) => each.credits === place);
  const left = line.amountMinor + earlier.reduce((sum, each) => sum + each.amountMinor, 0n);
  if (amount !== undefined) {
    const minor = amountIn(issued, amount, `${path}.amount`, violations);
    if (minor === undefined || tooMuch(issued, minor, left, `${path}.amount`, violations)) return undefined;
    const { share: _share, lots: _lots, lotCount: _count, ...rest } = line;
    return { ...rest, quantity: -1, unitPriceMinor: minor, amountMinor: -minor, credits: place };
  }
  const count = quantity ?? line.quantity;
  const minor = quantity === undefined ? left : amountOf(count, line.unitPriceMinor, line.share);
  if (tooMuch(issued, minor, left, `${path}.quantity`, violations)) return undefined;
  if (minor === amountOf(count, line.unitPriceMinor, line.share)) {
    return { ...line, quantity: -count, amountMinor: -minor, credits: place };
  }
  const { share: _share, ...rest } = line;
  return { ...rest, quantity: -1, unitPriceMinor: minor, amountMinor: -minor, credits: place };
}

/** A net amount off the invoice, a line for each tax rate, in proportion of what is left of it. */
function byAmount(
  issued: Numbered,
  leftOfRates: ReadonlyMap<string, bigint>,
  amount: string,
  violations: Violation[],
): InvoiceLine[] {
  const minor = amountIn(issued, amount, 'amount', violations);
  const rates = [...leftOfRates].filter(([, left]) => left > 0n);
  const left = rates.reduce((sum, [, each]) => sum + each, 0n);
  if (minor === undefined || tooMuch(issued, minor, left, 'amount', violations)) return [];
  const parts = splitMinor(
    minor,
    rates.map(([, each]) => each),
  );
  return rates.flatMap(([taxRate], index) => {
    const part = parts[index] ?? 0n;
    if (part === 0n) return [];
    const named = {
      kind: 'adjustment',
      sku: 'CREDIT',
      name: `Credit on ${issued.number}`,
      month: issued.period,
    } as const;
    return [{ ...named, quantity: -1, unitPriceMinor: part, amountMinor: -part, taxRate }];
  });
}

/** What the lines of a rate came to, deductions and credits counted; and never more than is left of those that bill something. */
function leftByRate(
  issued: Numbered,
  credited: readonly InvoiceLine[],
  gone: readonly InvoiceLine[],
): Map<string, bigint> {
  const taken = [...credited, ...gone];
  const all = sumByRate([...issued.lines, ...credited]);
  const billed = sumByRate([...issued.lines.filter(({ amountMinor }) => amountMinor > 0n), ...taken]);
  return new Map([...all].map(([rate, left]) => [rate, least(left, billed.get(rate) ?? left)]));
}

function least(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}

function sumByRate(lines: readonly InvoiceLine[]): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { taxRate, amountMinor } of lines) {
    const rate = canonicalRate(taxRate);
    sums.set(rate, (sums.get(rate) ?? 0n) + amountMinor);
  }
  return sums;
}

function beyondTheInvoice(
  issued: Numbered,
  leftOfRates: ReadonlyMap<string, bigint>,
  taken: readonly InvoiceLine[],
): Violation[] {
  const rates = new Set(taken.map(({ taxRate }) => canonicalRate(taxRate)));
  return [...leftOfRates]
    .filter(([rate, left]) => left < 0n && rates.has(rate))
    .map(([rate, left]) => ({
      code: 'CREDIT_TOO_LARGE',
      message: `at ${rate} % tax that is ${formatMinor(-left, issued.currency)} ${issued.currency} more than is left of ${issued.number}`,
      remedy: 'credit less; deductions on the invoice count as well',
    }));
}

/**
 * What stands against a credit note that takes back more than is left of the whole invoice, deductions and taxes counted (I12).
 *
 * @param before the credit notes of the invoice so far
 */
export function moreThanIsLeft(
  issued: Numbered,
  before: readonly Pick<CreditNote, 'netMinor' | 'totalMinor'>[],
  note: Pick<CreditNote, 'netMinor' | 'totalMinor'>,
): Violation | undefined {
  const { number, currency } = issued;
  for (const amount of ['netMinor', 'totalMinor'] as const) {
    const left = before.reduce((sum, each) => sum + each[amount], issued[amount]);
    if (left + note[amount] >= 0n) continue;
    const [limit, actual] = [formatMinor(left, currency), formatMinor(-note[amount], currency)];
    const what = amount === 'netMinor' ? 'net' : 'with its tax';
    return {
      code: 'CREDIT_TOO_LARGE',
      message: `that is ${actual} ${currency} ${what}, and ${limit} is left of ${number} in all`,
      limit,
      actual,
      remedy: 'credit less; deductions on the invoice count as well',
    };
  }
  return undefined;
}

function amountIn({ currency }: Numbered, text: string, path: string, violations: Violation[]): bigint | undefined {
  const minor = parseMinor(text, currency);
  if (minor !== undefined && minor > 0n) return minor;
  violations.push({
    code: 'AMOUNT_NOT_POSITIVE',
    path,
    value: text,
    limit: `above 0, with at most ${decimalsOf(currency)} decimals`,
    actual: text,
    message: `${text} is no amount in ${currency} above 0 with at most ${decimalsOf(currency)} decimals`,
    remedy: 'send such an amount as a decimal string',
  });
  return undefined;
}

function tooMuch(
  { number, currency }: Numbered,
  minor: bigint,
  left: bigint,
  path: string,
  violations: Violation[],
): boolean {
  if (minor <= left && minor > 0n) return false;
  const limit = formatMinor(left > 0n ? left : 0n, currency);
  violations.push({
    code: 'CREDIT_TOO_LARGE',
    path,
    message: `${formatMinor(minor, currency)} ${currency} is asked for, and ${limit} is left to credit of it on ${number}`,
    limit,
    actual: formatMinor(minor, currency),
    remedy: left > 0n ? `credit at most ${limit}` : 'nothing is left to credit',
  });
  return true;
}

function notCreditable(issued: Numbered, place: number, path: string, isThere: boolean): Violation {
  return {
    code: 'LINE_NOT_CREDITABLE',
    path: `${path}.line`,
    value: String(place),
    message: isThere ? `line ${place} of ${issued.number} bills nothing` : `${issued.number} has no line ${place}`,
    limit: String(issued.lines.length),
    remedy: 'take the place of a line that bills something, counted from 1',
  };
}
