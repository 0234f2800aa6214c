import type { AnswerLine, DocumentAnswer, WriteAnswer } from '../answer.ts';
import { decimalText } from '../decimal.ts';
import type { SourceLine, SourceReading } from '../reading.ts';
import { pieces, type WrittenSegment, writeInterchange } from './write.ts';

/** What a response says of the whole (1225): accepted as it is, with changes, or not. */
const functions = {
  received: '12',
  accepted: '29',
  waiting: '29',
  mixed: '4',
  rejected: '27',
  cancelled: '29',
  kept: '27',
  fulfilled: '29',
} as const;

/** What became of an order as ORDRSP, in the directory that the order was written in; its mere receipt as CONTRL. */
export const writeOrdrsp: WriteAnswer = (answer, reading) => {
  if (answer.outcome === 'received') return writeContrl(answer, reading);
  const { outcome, orderNumber, issuedAt, notes, id } = answer;
  // As in the other formats: a response to all of it has no lines.
  const lines = outcome === 'waiting' || outcome === 'mixed' ? linesFrom(answer, reading) : [];
  return writeInterchange({
    ...endsOf(answer, reading),
    type: ['ORDRSP', ...directoryOf(reading)],
    segments: [
      ['BGM', '231', id, functions[outcome]],
      ['DTM', ['137', compactDay(issuedAt), '102']],
      ...textsOf(notes),
      ['RFF', ['ON', reading.id.value]],
      ['RFF', ['VN', orderNumber]],
      ...partiesFrom(reading),
      reading.currency && ['CUX', ['2', reading.currency.value, '9']],
      ...lines,
      ['UNS', 'S'],
      ['CNT', ['2', String(lines.filter(([tag]) => tag === 'LIN').length)]],
    ],
  });
};

/** That an interchange was received and could be read (ISO 9735-4): acknowledged, as is its message (action 7). */
export const writeContrl: WriteAnswer = (answer, reading) => {
  const { kept = {} } = reading;
  const [from, to] = [partsOf(kept.from), partsOf(kept.to)];
  return writeInterchange({
    ...endsOf(answer, reading),
    // In syntax 4 it is numbered with the syntax.
    type: ['CONTRL', ...(Number(partsOf(kept.syntax)[1] ?? 3) >= 4 ? ['4', '1'] : ['D', '3']), 'UN'],
    segments: [
      ['UCI', kept.reference, from, to, '7'],
      ['UCM', kept.message, partsOf(kept.directory), '7'],
    ],
  });
};

/** Buyer and supplier, by the ids that they had. */
export function partiesFrom({ kept = {} }: SourceReading): WrittenSegment[] {
  return ['BY', 'SU'].flatMap((code): WrittenSegment[] => {
    const id = partsOf(kept[code]);
    return id.length > 0 ? [['NAD', code, id]] : [];
  });
}

/** The two ends of their interchange, turned around. */
export function endsOf(answer: DocumentAnswer, { kept = {}, test }: SourceReading) {
  const letters = answer.id.replace(/[^A-Za-z0-9]/g, '');
  return {
    syntax: partsOf(kept.syntax),
    from: partsOf(kept.to),
    to: partsOf(kept.from),
    at: answer.issuedAt,
    // At most 14 characters, and one for each answer: the beginning is the document's, the end the answer's.
    reference: letters.length > 14 ? `${letters.slice(0, 9)}${letters.slice(-5)}` : letters,
    isTest: test,
  };
}

/** `D`, `96A`, `UN` as in the order; an association numbers each message by itself. */
export function directoryOf({ kept = {} }: SourceReading): string[] {
  const [, version = 'D', release = '96A', agency = 'UN'] = partsOf(kept.directory);
  return [version, release, agency];
}

function partsOf(text = ''): string[] {
  return text === '' ? [] : text.split('\n');
}

/** Every line of the document, those that nothing is said of as accepted. */
function linesFrom(answer: DocumentAnswer, { lines }: SourceReading): WrittenSegment[] {
  const told = new Map(answer.lines.map((line) => [line.position, line]));
  return lines.flatMap((line, position) =>
    lineFrom(line, told.get(position) ?? { position, outcome: 'accepted' }, answer),
  );
}

function lineFrom(line: SourceLine, { position, outcome, promisedOn, note }: AnswerLine, { of }: DocumentAnswer) {
  const [item, ...others] = itemsFrom(line);
  // What has gone out is not changed any more, and a cancellation does not get it back.
  const isTaken =
    outcome === 'accepted' || outcome === 'waiting' || (of === 'cancellation' ? outcome === 'cancelled' : false);
  const isDelivered = of === 'order' && outcome === 'delivered';
  const quantity = line.quantity && ['21', decimalText(line.quantity.value), line.unit?.value];
  const segments: (WrittenSegment | undefined)[] = [
    ['LIN', line.number?.value ?? String(position + 1), isTaken || isDelivered ? '5' : '7', item],
    ...others.map((other): WrittenSegment => ['PIA', '1', other]),
    quantity && ['QTY', quantity],
    promisedOn === undefined ? undefined : ['DTM', ['67', promisedOn.replaceAll('-', ''), '102']],
    ...textsOf([note ?? '']),
  ];
  return segments.filter((segment) => segment !== undefined);
}

/** Numbers of an item, each with whose it is. */
export function itemsFrom({ items }: SourceLine): string[][] {
  return items.map(({ by, id }) => [id.value.slice(0, 35), numberingOf[by]]);
}

const numberingOf = { seller: 'SA', gtin: 'SRV', buyer: 'IN', maker: 'MF' } as const;

/** Notes as free text, of errors where nothing else is said: five pieces of 70 characters a segment, at most 99 segments. */
export function textsOf(notes: readonly string[], subject = 'AAO'): WrittenSegment[] {
  const all = notes.flatMap((note) => {
    const parts = pieces(note, 70);
    return Array.from({ length: Math.ceil(parts.length / 5) }, (_, index) => parts.slice(index * 5, index * 5 + 5));
  });
  return all.slice(0, 99).map((five): WrittenSegment => ['FTX', subject, '', '', five]);
}

/** `YYYYMMDD` of an instant. */
export const compactDay = (instant: string) => instant.slice(0, 10).replaceAll('-', '');
