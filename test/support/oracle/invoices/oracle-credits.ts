import { costOf, minorOf, type Share } from './oracle-changes.ts';
import { sameRate, taxAt } from './oracle-tax.ts';

/** What a credit note may take back (I12): never more of a line, of a rate or in all than its invoice billed. */

/** An issued document as it is published. */
export interface Document {
  readonly number: string;
  readonly document: string;
  readonly currency: string;
  readonly lines: readonly Line[];
  readonly netMinor: bigint;
  readonly totalMinor: bigint;
  readonly taxes: readonly { readonly rate: string; readonly netMinor: bigint; readonly taxMinor: bigint }[];
}

interface Line {
  readonly quantity: number;
  readonly unitPriceMinor: bigint;
  readonly share?: Share;
  readonly amountMinor: bigint;
  readonly taxRate: string;
  readonly credits?: number;
}

export interface CreditAsked {
  readonly reason: string;
  readonly lines?: readonly { readonly line: number; readonly quantity?: number; readonly amount?: string }[];
  readonly amount?: string;
  readonly rebill?: boolean;
}

/** What is taken back at each rate; undefined where it has to be refused. */
export type Credited = readonly { readonly rate: string; readonly net: bigint; readonly tax: bigint }[] | undefined;

/** What has to become of a wish for credit, with all that was credited of the invoice before. */
export function creditOf(invoice: Document, before: readonly Document[], asked: CreditAsked): Credited {
  if (invoice.document !== 'invoice') return undefined;
  const isWhole = asked.lines === undefined && asked.amount === undefined;
  const left = leftOf(invoice, before);
  if (isWhole) return before.length > 0 ? undefined : [...left].map(([rate, each]) => ({ rate, ...each }));
  const nets = asked.amount === undefined ? byLine(invoice, before, asked) : byAmount(invoice, left, asked.amount);
  if (!nets) return undefined;
  const parts = [...nets].map(([rate, net]) => {
    const of = left.get(rate) ?? { net: 0n, tax: 0n };
    const tax = taxAt(net, rate);
    // The last of a rate takes the rest of its tax with it; roundings never give back more tax than was charged.
    return { rate, net, tax: net === of.net || tax > of.tax ? of.tax : tax, isThere: net <= of.net };
  });
  const [net, total] = [sum(parts.map((each) => each.net)), sum(parts.map((each) => each.net + each.tax))];
  const [leftNet, leftTotal] = [
    invoice.netMinor + sum(before.map(({ netMinor }) => netMinor)),
    invoice.totalMinor + sum(before.map(({ totalMinor }) => totalMinor)),
  ];
  return parts.every(({ isThere }) => isThere) && net <= leftNet && total <= leftTotal ? parts : undefined;
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, each) => total + each, 0n);
}

function leftOf(invoice: Document, before: readonly Document[]): Map<string, { net: bigint; tax: bigint }> {
  const left = new Map<string, { net: bigint; tax: bigint }>();
  for (const { rate, netMinor, taxMinor } of [invoice, ...before].flatMap(({ taxes }) => taxes)) {
    const { net, tax } = left.get(sameRate(rate)) ?? { net: 0n, tax: 0n };
    left.set(sameRate(rate), { net: net + netMinor, tax: tax + taxMinor });
  }
  return left;
}

function byLine(invoice: Document, before: readonly Document[], { lines = [] }: CreditAsked) {
  const [nets, taken] = [new Map<string, bigint>(), new Map<number, bigint>()];
  for (const line of before.flatMap((note) => note.lines)) {
    if (line.credits !== undefined) taken.set(line.credits, (taken.get(line.credits) ?? 0n) - line.amountMinor);
  }
  for (const { line: place, quantity, amount } of lines) {
    const line = invoice.lines[place - 1];
    if (!line || line.amountMinor <= 0n) return undefined;
    const left = line.amountMinor - (taken.get(place) ?? 0n);
    const counted = quantity === undefined ? left : costOf(BigInt(quantity), line.unitPriceMinor, line.share);
    const minor = amount === undefined ? counted : minorOf(amount, invoice.currency);
    if (minor <= 0n || minor > left) return undefined;
    taken.set(place, (taken.get(place) ?? 0n) + minor);
    const rate = sameRate(line.taxRate);
    nets.set(rate, (nets.get(rate) ?? 0n) + minor);
  }
  return nets;
}

/** In proportion of what is left of each rate, with the cents that are over where the remainder is largest. */
function byAmount({ currency }: Document, left: ReturnType<typeof leftOf>, amount: string) {
  const minor = minorOf(amount, currency);
  const rates = [...left].filter(([, { net }]) => net > 0n);
  const total = sum(rates.map(([, { net }]) => net));
  if (minor <= 0n || minor > total) return undefined;
  const shares = rates.map(([rate, { net }]) => ({ rate, part: (minor * net) / total, rest: (minor * net) % total }));
  let over = minor - sum(shares.map(({ part }) => part));
  for (const share of shares.toSorted((one, other) => (one.rest < other.rest ? 1 : one.rest > other.rest ? -1 : 0))) {
    if (over === 0n) break;
    share.part += 1n;
    over -= 1n;
  }
  return new Map(shares.flatMap(({ rate, part }) => (part === 0n ? [] : [[rate, part] as const])));
}
