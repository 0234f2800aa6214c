import { splitMinor } from '#domain/values/money.ts';
import type { InvoiceLine } from '../owed/line.ts';
import { canonicalRate } from './tax.ts';

/** Which lots the lines of an invoice stand for (I7), those that are billed again after a credit too: what was paid once is one sum. */

/** A lot, with what it has part in an amount by. */
export interface LotPart {
  readonly lotId: string;
  /** Who was billed for it, where that is not the account of the invoice (I16). */
  readonly accountId?: string;
  readonly minor: bigint;
}

/** By the place of a line, from 1: its lots. What is billed by the month has none. */
export type LotsOfLines = ReadonlyMap<number, readonly LotPart[]>;

/** Where lines come from. */
export interface LineSources {
  /** By adjustment: the lot that it bills, and how much of it; of a line that names not all of its lots all, by the first of them. */
  readonly billed: ReadonlyMap<string, readonly LotPart[]>;
  /** By number: the invoices that lines were billed on before, and the credit notes by which they came again. */
  readonly documents: ReadonlyMap<string, LineDocument>;
}

interface LineDocument {
  readonly lines: readonly InvoiceLine[];
  readonly invoiceNumber?: string;
}

/** The lots of all lines of an invoice that bill something. */
export function lotsOfLines(invoice: LineDocument, sources: LineSources): LotsOfLines {
  const places = invoice.lines.flatMap((line, index) =>
    line.amountMinor > 0n ? [[index + 1, lotsOfLine(line, sources)] as const] : [],
  );
  return new Map(places.filter(([, lots]) => lots.length > 0));
}

function lotsOfLine(line: InvoiceLine, sources: LineSources): LotPart[] {
  const of = line.site && { accountId: line.site.accountId };
  const billed = (id: string) => sources.billed.get(id)?.map((part) => ({ ...part, ...of }));
  return together(adjustmentsOn(line).flatMap((id) => lotsBilledAgain(id, sources) ?? billed(id) ?? []));
}

/** What came again with a credit note stands for the lots that were credited; its adjustments have the names of the note's lines. */
function lotsBilledAgain(adjustmentId: string, sources: LineSources): LotPart[] | undefined {
  const split = adjustmentId.lastIndexOf('/');
  const note = sources.documents.get(adjustmentId.slice(0, split));
  const of = sources.documents.get(note?.invoiceNumber ?? '');
  const credit = note?.lines[Number(adjustmentId.slice(split + 1)) - 1];
  if (!of || !credit) return undefined;
  const lots = together(creditedBy(credit, of).flatMap((line) => lotsOfLine(line, sources)));
  if (credit.amountMinor >= 0n || lots.length === 0) return [];
  const weights = lots.map(({ minor }) => minor);
  return splitMinor(-credit.amountMinor, weights).flatMap((minor, index) => {
    const lot = lots[index];
    return lot ? { ...lot, minor } : [];
  });
}

/** The lines of an invoice that a line of its credit note takes from: the one that it names, or all of its rate. */
export function creditedBy(credit: InvoiceLine, { lines }: LineDocument): readonly InvoiceLine[] {
  if (credit.credits !== undefined) return lines.slice(credit.credits - 1, credit.credits);
  const rate = canonicalRate(credit.taxRate);
  return lines.filter(({ amountMinor, taxRate }) => amountMinor > 0n && canonicalRate(taxRate) === rate);
}

/** The adjustments that a line names. */
export function adjustmentsOn({ adjustmentId, lots }: InvoiceLine): readonly string[] {
  return lots ? lots.map((lot) => lot.adjustmentId) : adjustmentId === undefined ? [] : [adjustmentId];
}

/** Each lot of an account once. */
export function together(parts: readonly LotPart[]): LotPart[] {
  const sums = new Map<string, LotPart>();
  for (const part of parts) {
    if (part.minor <= 0n) continue;
    const key = partKey(part);
    sums.set(key, { ...part, minor: part.minor + (sums.get(key)?.minor ?? 0n) });
  }
  return [...sums.values()];
}

/** The name of a lot and of who was billed for it. */
export function partKey({ lotId, accountId }: Omit<LotPart, 'minor'>): string {
  return accountId === undefined ? lotId : JSON.stringify([accountId, lotId]);
}
