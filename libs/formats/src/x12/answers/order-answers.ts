import type { AnswerLine, DocumentAnswer, WriteAnswer } from '../../answer.ts';
import { decimalText } from '../../decimal.ts';
import { pieces } from '../../edifact/write.ts';
import type { SourceLine, SourceReading } from '../../reading.ts';
import { writeReceived } from './acknowledgment.ts';
import { type WrittenX12Segment, writeX12 } from './write.ts';

/** Acknowledgment types (587): accepted; with detail; with detail and change; rejected. */
const types = {
  received: 'AK',
  accepted: 'AT',
  waiting: 'AD',
  mixed: 'AC',
  rejected: 'RJ',
  cancelled: 'AT',
  kept: 'RJ',
  fulfilled: 'AT',
} as const;

/** What became of an order as an 855; its mere receipt as a 997. */
export const write855: WriteAnswer = (answer, reading) =>
  answer.outcome === 'received' ? writeReceived(answer, reading) : written855(answer, reading);

/** What became of a change or a cancellation as an 865; of an order as an 855. */
export const write865: WriteAnswer = (answer, reading) => {
  if (answer.outcome === 'received') return writeReceived(answer, reading);
  return answer.of === 'order' ? written855(answer, reading) : written865(answer, reading);
};

function written855(answer: DocumentAnswer, reading: SourceReading) {
  const { kept = {} } = reading;
  const day = dayOf(answer.issuedAt);
  const lines = linesFrom(answer, reading, 'PO1');
  return writeX12({
    envelope: kept,
    group: 'PR',
    set: '855',
    id: answer.id,
    issuedAt: answer.issuedAt,
    segments: [
      [
        'BAK',
        '00',
        typeOf(answer),
        purchaseOrderOf(reading),
        kept.orderDate ?? day,
        kept.release,
        '',
        '',
        answer.orderNumber,
        day,
      ],
      ...around(answer, reading),
      ...lines,
      counted(lines, 'PO1'),
    ],
  });
}

function written865(answer: DocumentAnswer, reading: SourceReading) {
  const { kept = {} } = reading;
  const day = dayOf(answer.issuedAt);
  const lines = linesFrom(answer, reading, 'POC');
  const { version } = reading;
  return writeX12({
    envelope: kept,
    group: 'CA',
    set: '865',
    id: answer.id,
    issuedAt: answer.issuedAt,
    segments: [
      [
        ...(['BCA', '00', typeOf(answer), purchaseOrderOf(reading), kept.release, version?.value] as const),
        ...[kept.orderDate ?? day, '', '', answer.orderNumber, day],
      ],
      ...around(answer, reading),
      ...lines,
      counted(lines, 'POC'),
    ],
  });
}

/** A change of what had gone out is not made, whatever its lines say. */
function typeOf({ outcome, of }: DocumentAnswer): string {
  return outcome === 'mixed' && of === 'change' ? 'RJ' : types[outcome];
}

/** The buyer's number of the order. */
export const purchaseOrderOf = ({ purchaseOrder: number, id }: SourceReading) => (number ?? id).value;
const dayOf = (date: string) => date.slice(0, 10).replaceAll('-', '');

/** Currency, our number of the order, what people are told, and who bought. */
function around(
  { notes, orderNumber }: DocumentAnswer,
  { currency, parties }: SourceReading,
): (WrittenX12Segment | undefined)[] {
  const texts = notes.flatMap((note) => pieces(note, 264)).slice(0, 100);
  const buyer = parties.find(({ role, ids }) => role === 'buyer' && ids.length > 0);
  const [kind, ...id] = (buyer?.ids[0]?.value ?? '').split(':');
  return [
    currency && ['CUR', 'SE', currency.value],
    ['REF', 'VN', orderNumber.slice(0, 30)],
    texts.length > 0 ? ['N9', 'L1', '', 'NOTES'] : undefined,
    ...texts.map((text): WrittenX12Segment => ['MSG', text]),
    buyer && id.length > 0 ? ['N1', 'BY', buyer.name?.value.slice(0, 60), kind, id.join(':')] : undefined,
  ];
}

/** Every line of the document, those that nothing is said of as accepted; none where all of it has one answer. */
function linesFrom(answer: DocumentAnswer, { lines }: SourceReading, tag: 'PO1' | 'POC'): WrittenX12Segment[] {
  if (answer.outcome !== 'waiting' && answer.outcome !== 'mixed') return [];
  const told = new Map(answer.lines.map((line) => [line.position, line]));
  return lines.flatMap((line, position) =>
    lineFrom(line, told.get(position) ?? { position, outcome: 'accepted' }, answer, tag),
  );
}

function lineFrom(line: SourceLine, told: AnswerLine, answer: DocumentAnswer, tag: 'PO1' | 'POC'): WrittenX12Segment[] {
  const { number, unit, price, priceBase, items } = line;
  const quantity = line.quantity && decimalText(line.quantity.value);
  const basis = priceBase && bases[decimalText(priceBase.value)];
  const pairs = items.slice(0, 10).flatMap(({ by, id }) => [qualifierOf(by, id.value), id.value]);
  const priced = [unit?.value ?? 'EA', price && decimalText(price.value), basis, ...pairs];
  const name = number?.value ?? String(told.position + 1);
  const own: WrittenX12Segment =
    tag === 'PO1'
      ? ['PO1', name, quantity, ...priced]
      : ['POC', name, changes[line.act ?? 'change'], quantity, '', ...priced];
  const promise = told.promisedOn === undefined ? [] : ['067', dayOf(told.promisedOn)];
  const texts = pieces(told.note ?? '', 264).map((text): WrittenX12Segment => ['MSG', text]);
  const note: WrittenX12Segment[] = texts.length === 0 ? [] : [['N9', 'L1', '', 'NOTES'], ...texts];
  const ack: WrittenX12Segment = [
    'ACK',
    statusOf(told, answer),
    quantity,
    quantity && (unit?.value ?? 'EA'),
    ...promise,
  ];
  return [own, ack, ...note];
}

const bases: Readonly<Record<string, string>> = { '10': 'PN', '100': 'HP', '1000': 'TP' };
const changes = { add: 'AI', change: 'CA', delete: 'DI', same: 'NC' } as const;

/** Whose number an item's is (235). */
export function qualifierOf(by: SourceLine['items'][number]['by'], id: string): string {
  if (by === 'gtin') return id.length === 14 ? 'UK' : id.length === 13 ? 'EN' : 'UP';
  return { seller: 'VP', buyer: 'BP', maker: 'MG' }[by];
}

/** Status of a line (668): accepted, deleted, rejected. What has gone out is not changed any more, and no cancellation gets it back. */
function statusOf({ outcome }: AnswerLine, { of }: DocumentAnswer): string {
  if (outcome === 'cancelled') return of === 'cancellation' ? 'ID' : 'IR';
  if (outcome === 'delivered') return of === 'order' ? 'IA' : 'IR';
  return outcome === 'rejected' ? 'IR' : 'IA';
}

function counted(lines: readonly WrittenX12Segment[], line: string): WrittenX12Segment | undefined {
  const count = lines.filter(([tag]) => tag === line).length;
  return count > 0 ? ['CTT', String(count)] : undefined;
}
