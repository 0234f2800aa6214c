import type { RequestedLine } from '#domain/orders/order.ts';
import { lineFactNames, ownItemNumber, ownLineNumber, ownUnit } from '#domain/values/order-facts.ts';
import type { At, SourceLine, SourceReading } from '#formats/reading.ts';
import type { SenderProfile } from '../senders/profile.ts';
import { itemsPerUnit, licensesOf, type Pricing, unitPriceOf } from './amounts.ts';
import { dayOf } from './dates.ts';
import { isIgnored, itemOf, type OrderedItem } from './items.ts';
import { type Notes, taken } from './notes.ts';

/** A line that is no license, for the answer to tell. */
export interface IgnoredLine {
  readonly number?: string;
  readonly item?: string;
  readonly at: At;
}

/** The lines of an order, and those that are none of it. */
export interface TakenLines {
  /** A line without a price takes the catalog's. */
  readonly lines: readonly TakenLine[];
  readonly ignored: readonly IgnoredLine[];
}

export type TakenLine = Omit<RequestedLine, 'unitPrice'> & { readonly unitPrice?: string };

/** What a reading's lines are in our catalog's words; a line with something wrong is as far as it could be made. */
export function takenLines(
  notes: Notes,
  reading: SourceReading,
  profile: SenderProfile,
  currency: string | undefined,
): TakenLines {
  const ignored = reading.lines.filter((line) => isIgnored(line, profile));
  const kept = reading.lines.filter((line) => !ignored.includes(line));
  const numbers = numbersOf(kept);
  const lines = kept.map((line, index) => {
    const path = `lines[${index}]`;
    notes.places.set(path, line.at);
    taken(notes, `${path}.lineNumber`, line.number);
    return wholeLine(notes, line, { reading, profile, currency, path, lineNumber: numbers[index] ?? index + 1 });
  });
  return { lines, ignored: ignored.map(toldIgnored) };
}

export function toldIgnored({ number, items, at }: SourceLine): IgnoredLine {
  return { number: number?.value, item: items[0]?.id.value, at };
}

/** The lines' own numbers, where all are whole numbers; else their positions. */
function numbersOf(lines: readonly SourceLine[]): number[] {
  const own = lines.map((line) => ownNumber(line) ?? 0);
  return own.every((number) => number > 0) ? own : lines.map((_, index) => index + 1);
}

/** A line's own number, where it is a whole one. */
export function ownNumber({ number }: SourceLine): number | undefined {
  return number && /^\d{1,7}(\.0+)?$/.test(number.value) ? Number.parseInt(number.value, 10) : undefined;
}

export interface AroundLine extends Omit<Pricing, 'perUnit'> {
  readonly lineNumber: number;
}

/** A line that says everything: of a whole order, or one that a patch adds. */
export function wholeLine(notes: Notes, line: SourceLine, around: AroundLine): TakenLine {
  const { profile, path, lineNumber, reading } = around;
  const item = itemOf(notes, line, profile, path);
  const factor = itemsPerUnit(notes, line, profile, path);
  const perUnit = (factor ?? 1) * (item?.times ?? 1);
  const quantity = factor === undefined ? undefined : licensesOf(notes, line, perUnit, path);
  const taking: TakingLine = { lineNumber, sku: item?.sku, quantity };
  const unitPrice = unitPriceOf(notes, line, { ...around, perUnit });
  if (unitPrice !== undefined) taking.unitPrice = unitPrice;
  takeTerms(notes, line, { ...around, item }, taking);
  if (reading.format !== 'json') takeReferences(line, perUnit, taking);
  return taking as TakenLine;
}

/** What the buyer's system finds the line again by (three-way match); a pack of several has no unit that the invoice could say. */
function takeReferences({ number, items, unit }: SourceLine, perUnit: number, taking: TakingLine): void {
  const item = items.find(({ by }) => by === 'buyer')?.id;
  if (number) taking[ownLineNumber] ??= number.value;
  if (item) taking[ownItemNumber] ??= item.value;
  if (unit && perUnit === 1) taking[ownUnit] ??= unit.value;
}

export type TakingLine = { -readonly [Field in keyof TakenLine]?: TakenLine[Field] };

/** Kind, term, days and what passes through, as far as the line says them. */
export function takeTerms(
  notes: Notes,
  line: SourceLine,
  { profile, path, item }: { readonly profile: SenderProfile; readonly path: string; readonly item?: OrderedItem },
  taking: TakingLine,
): void {
  const { kind, termMonths, activationDate } = profile.properties;
  const said = (name: string, as: string) => taken(notes, `${path}.${as}`, line.properties[name]);
  const ordered = item?.kind ?? said(kind, 'kind');
  if (ordered !== undefined) taking.kind = ordered as TakenLine['kind'];
  const term = item?.termMonths ?? said(termMonths, 'termMonths');
  // What is no number goes on as it stands, for the schema to refuse.
  if (term !== undefined) taking.termMonths = (/^\d+$/.test(String(term)) ? Number(term) : term) as number;
  const starts = dayOf(notes, `${path}.activationDate`, line.properties[activationDate], profile.zone);
  if (starts !== undefined) taking.activationDate = starts;
  const ships = dayOf(notes, `${path}.requestedShipDate`, line.notBefore, profile.zone);
  if (ships !== undefined) taking.requestedShipDate = ships;
  for (const name of lineFactNames) {
    const fact = said(name, name);
    if (fact !== undefined) taking[name] = fact;
  }
}
