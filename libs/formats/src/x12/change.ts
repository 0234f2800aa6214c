import type { SourceLine, SourceReading } from '../reading.ts';
import type { LineDates } from './dates.ts';
import { poc, x12Line } from './lines.ts';
import type { LineLoop, OrderLoops } from './syntax/loops.ts';
import { elementOf, type SetReader, x12Place } from './syntax/walk.ts';

/** What a POC does to its line (element 670). */
type Act = NonNullable<SourceLine['act']>;

const acts: Readonly<Record<string, Act>> = {
  AI: 'add',
  DI: 'delete',
  NC: 'same',
  // Of everything, of terms, dates and allowances; of price, quantity and day; the item itself; all values.
  CA: 'change',
  CB: 'change',
  CC: 'change',
  CD: 'change',
  CE: 'change',
  CT: 'change',
  MU: 'change',
  PC: 'change',
  PQ: 'change',
  PR: 'change',
  QD: 'change',
  QI: 'change',
  RB: 'change',
  RQ: 'change',
  RS: 'change',
  RA: 'change',
  RE: 'change',
  RM: 'change',
  RZ: 'change',
};

/** Codes that speak of one figure alone: a zero in another one's place says nothing. */
const quantityOnly = ['QD', 'QI', 'RQ'];
const priceOnly = ['PC', 'PR'];
const daysOnly = ['CB', 'CD', 'CT', 'RB', 'RS', 'RA'];
/** Codes that leave the day as it is: that of the header is said for the others. */
const withoutDay = ['QD', 'QI', 'PC', 'PQ', 'CE', 'CC'];

/** The lines of a change. Where it replaces the whole order, without those that are deleted. */
export function changedLines(
  reader: SetReader,
  { lines }: OrderLoops,
  header: LineDates,
  act: SourceReading['act'],
): SourceLine[] {
  const read = lines.map((loop) => changedLine(reader, loop, header));
  if (act === 'patch') return read;
  return read.filter((line) => line.act !== 'delete').map(({ act: _, ...line }) => line);
}

function changedLine(reader: SetReader, loop: LineLoop, header: LineDates): SourceLine {
  const code = elementOf(reader, loop.line, 2);
  const act = code && Object.hasOwn(acts, code.value) ? acts[code.value] : undefined;
  if (!act) tellUnknown(reader, loop);
  const said = code?.value ?? '';
  const line = x12Line(reader, loop, poc, act === 'add' || !withoutDay.includes(said) ? header : {});
  return { act: act ?? 'change', ...meant(line, said) };
}

/** Zeros in the place of what a code does not speak of are fillers. */
function meant({ quantity, price, ...line }: SourceLine, code: string): SourceLine {
  const isFiller = (figure: typeof quantity, codes: readonly string[]) =>
    figure?.value.digits === 0n && codes.includes(code);
  return {
    ...line,
    ...(quantity && !isFiller(quantity, [...priceOnly, ...daysOnly]) ? { quantity } : {}),
    ...(price && !isFiller(price, [...quantityOnly, ...daysOnly]) ? { price } : {}),
  };
}

function tellUnknown(reader: SetReader, { line }: LineLoop): void {
  const code = elementOf(reader, line, 2);
  const [value, limit] = [code?.value ?? '', Object.keys(acts).join(', ')];
  const message = `POC02 is ${value || 'empty'}, which is no change of a line that can be made here`;
  const remedy = 'say AI, DI or CA, or send the whole order';
  reader.tell({ code: 'UNKNOWN_VALUE', at: code?.at ?? x12Place(reader, line, 2), message, value, limit, remedy });
}
