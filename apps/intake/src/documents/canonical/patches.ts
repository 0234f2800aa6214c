import type { LinePatch, OrderAround } from '#domain/orders/documents/source-order.ts';
import type { SourceLine, SourceReading } from '#formats/reading.ts';
import type { SenderProfile } from '../senders/profile.ts';
import { checkTotals, itemsPerUnit, licensesOf, unitPriceOf } from './amounts.ts';
import { isIgnored, itemOf } from './items.ts';
import {
  type AroundLine,
  type IgnoredLine,
  ownNumber,
  type TakenLine,
  type TakingLine,
  takeTerms,
  toldIgnored,
  wholeLine,
} from './lines.ts';
import { type Notes, refuse, taken } from './notes.ts';
import { accountsAround } from './parties.ts';

/** A patch of a reading: the lines that it names, each with what it says. Added lines may lack a price: those take the catalog's. */
export interface TakenPatch {
  readonly around: OrderAround;
  readonly lines: readonly TakenLinePatch[];
}

export type TakenLinePatch =
  | Exclude<LinePatch, { readonly act: 'add' }>
  | {
      readonly act: 'add';
      readonly reference?: string;
      readonly line: Omit<TakenLine, 'lineNumber'> & { readonly lineNumber?: number };
    };

/** What a patch is in our words. What it leaves out stays as the order has it, so nothing is missing; what it says is judged as ever. */
export function takenPatch(
  notes: Notes,
  reading: SourceReading,
  profile: SenderProfile,
): { readonly patch: TakenPatch; readonly ignored: readonly IgnoredLine[] } {
  const stated = taken(notes, 'currency', reading.currency);
  const currency = stated ?? profile.currency;
  const around = { ...(stated === undefined ? {} : { currency: stated }), ...accountsAround(notes, reading, profile) };
  const ignored = reading.lines.filter((line) => isIgnored(line, profile));
  const named = reading.lines.filter((line) => line.act !== 'same' && !ignored.includes(line));
  const lines = named.map((line, index) => {
    const path = `lines[${index}]`;
    notes.places.set(path, line.at);
    taken(notes, `${path}.lineNumber`, line.number);
    const numbered = numberedPatch(notes, line, path);
    return {
      ...numbered,
      ...patchOf(notes, line, { reading, profile, currency, path, lineNumber: ownNumber(line) ?? 0 }),
    };
  });
  checkTotals(notes, reading);
  return { patch: { around, lines: lines as TakenLinePatch[] }, ignored: ignored.map(toldIgnored) };
}

/** REQUIRED: without its number nobody knows which line is meant. */
function numberedPatch(notes: Notes, line: SourceLine, path: string): { readonly reference?: string } {
  if (line.number) return { reference: line.number.value };
  const message = `${path} is to be changed, and has no number`;
  const remedy = 'give the line the number that it has in the order, or send the whole order';
  refuse(notes, { code: 'REQUIRED', path: `${path}.lineNumber`, message, remedy }, line.at);
  return {};
}

function patchOf(notes: Notes, line: SourceLine, around: AroundLine): Omit<TakenLinePatch, 'reference'> {
  const own = ownNumber(line);
  const lineNumber = own === undefined || own === 0 ? {} : { lineNumber: own };
  if (line.act === 'delete') return { act: 'delete', line: lineNumber };
  if (line.act !== 'add') return { act: 'change', line: { ...lineNumber, ...changesOf(notes, line, around) } };
  const { lineNumber: _, ...whole } = wholeLine(notes, line, around);
  return { act: 'add', line: { ...whole, ...lineNumber } };
}

function changesOf(notes: Notes, line: SourceLine, around: AroundLine): TakingLine {
  const { profile, path, reading } = around;
  checkComplete(notes, line, around);
  const taking: TakingLine = {};
  const item = line.items.length === 0 ? undefined : itemOf(notes, line, profile, path);
  if (item) taking.sku = item.sku;
  const factor = itemsPerUnit(notes, line, profile, path);
  const perUnit = (factor ?? 1) * (item?.times ?? 1);
  const quantity = line.quantity && factor !== undefined ? licensesOf(notes, line, perUnit, path) : undefined;
  if (quantity !== undefined) taking.quantity = quantity;
  const hasPrice = line.price !== undefined || reading.kept?.pricesIncludeTax === 'true';
  const unitPrice = hasPrice ? unitPriceOf(notes, line, { ...around, perUnit }) : undefined;
  if (unitPrice !== undefined) taking.unitPrice = unitPrice;
  takeTerms(notes, line, { profile, path, item }, taking);
  return taking;
}

/** LINE_INCOMPLETE: what a change leaves out, and what it says has no meaning without. */
function checkComplete(notes: Notes, line: SourceLine, { profile, path }: AroundLine): void {
  const { quantity, price, allowances, items, unit } = line;
  const isFigure = quantity !== undefined || price !== undefined;
  const hasItem = items.length > 0;
  const isExtra = allowances.some(({ amount }) => amount.value.digits !== 0n);
  // Where an item or a unit of a sender may be several licenses, a figure without both, or a new one of them alone, could be any number.
  const packs = Object.values(profile.skus).some(({ times }) => times !== 1);
  const units = Object.values(profile.units).some((each) => each !== 1);
  const lacks = [
    isExtra && !(quantity && price) && 'its quantity and price beside allowances and charges',
    packs && isFigure && !hasItem && 'its item, and some of this sender are several licenses',
    units && isFigure && !unit && 'its unit, and some of this sender are several licenses',
    ((packs && hasItem) || (units && unit)) &&
      !quantity &&
      'its quantity, and some items and units are several licenses',
  ];
  for (const what of lacks) {
    if (!what) continue;
    const message = `${path} is to be changed, and does not say ${what}`;
    const remedy = 'say it on the line, or send the whole order';
    refuse(notes, { code: 'LINE_INCOMPLETE', path, message, remedy }, line.at);
  }
}
