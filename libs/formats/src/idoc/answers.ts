import type { AnswerLine, DocumentAnswer, WriteAnswer, WrittenAnswer } from '../answer.ts';
import { decimalText } from '../decimal.ts';
import type { SourceLine, SourceReading } from '../reading.ts';
import { writeXml, type XmlNode, xmlText } from '../xml/write.ts';
import { fieldPlace } from './layout.ts';

/** A segment as it is written. Fields without a value are left out. */
interface Written {
  readonly name: string;
  readonly fields: Readonly<Record<string, string | undefined>>;
  readonly children?: readonly Written[];
}

/** Reason for rejection (ABGRU) of items that are not taken: "unreasonable request" in SAP's delivery. */
const rejected = '10';

/** What became of an order as an ORDRSP of ORDERS05, XML or flat as the order was; its mere receipt as an ALEAUD. */
export const writeOrdrspIdoc: WriteAnswer = (answer, reading) => {
  const isReceipt = answer.outcome === 'received';
  const control = controlFrom(answer, reading, isReceipt ? ['ALEAUD', 'ALEAUD01'] : ['ORDRSP', 'ORDERS05']);
  const segments = isReceipt ? receiptFrom(reading) : responseFrom(answer, reading);
  return reading.kept?.shape === 'flat' ? writeFlat([control, ...segments]) : writeIdoc(control, segments);
};

function controlFrom(
  answer: DocumentAnswer,
  { kept = {}, test }: SourceReading,
  [message, type]: [string, string],
): Written {
  return {
    name: 'EDI_DC40',
    fields: {
      TABNAM: 'EDI_DC40',
      DIRECT: '2',
      TEST: test ? 'X' : undefined,
      IDOCTYP: type,
      MESTYP: message,
      SNDPOR: kept.RCVPOR,
      SNDPRT: kept.RCVPRT,
      SNDPRN: kept.RCVPRN,
      RCVPOR: kept.SNDPOR,
      RCVPRT: kept.SNDPRT,
      RCVPRN: kept.SNDPRN,
      CREDAT: dayOf(answer.issuedAt),
      CRETIM: answer.issuedAt.slice(11, 19).replaceAll(':', ''),
      ARCKEY: answer.id,
    },
  };
}

/** Status 16: acknowledged by its recipient. */
function receiptFrom({ kept = {} }: SourceReading): Written[] {
  const state = { name: 'E1STATE', fields: { DOCNUM: kept.DOCNUM, STATUS: '16', STATXT: 'received' } };
  return [{ name: 'E1ADHDR', fields: { MESTYP: kept.MESTYP, MESTYP_LNG: kept.MESTYP }, children: [state] }];
}

function responseFrom(answer: DocumentAnswer, reading: SourceReading): Written[] {
  const { kept = {}, currency, id } = reading;
  const isRefused = answer.outcome === 'rejected' || answer.outcome === 'kept';
  const partner = (code: string) => ({ name: 'E1EDKA1', fields: { PARVW: code, PARTN: kept[code] } });
  return [
    { name: 'E1EDK01', fields: { CURCY: currency?.value, BELNR: answer.orderNumber } },
    ...['AG', 'LF'].filter((code) => kept[code] !== undefined).map(partner),
    { name: 'E1EDK02', fields: { QUALF: '001', BELNR: id.value } },
    { name: 'E1EDK02', fields: { QUALF: '002', BELNR: answer.orderNumber, DATUM: dayOf(answer.issuedAt) } },
    ...textsFrom('E1EDKT', answer.notes),
    ...itemsFrom(answer, reading, isRefused),
    { name: 'E1EDS01', fields: { SUMID: '001', SUMME: String(reading.lines.length) } },
  ];
}

/** Every item of the document, those that nothing is said of as the whole is. */
function itemsFrom(answer: DocumentAnswer, { lines, id }: SourceReading, isRefused: boolean): Written[] {
  const told = new Map(answer.lines.map((line) => [line.position, line]));
  return lines.map((line, position) => {
    const said = told.get(position) ?? { position, outcome: isRefused ? ('rejected' as const) : ('accepted' as const) };
    return itemFrom(line, said, { answer, number: line.number?.value ?? String(position + 1), order: id.value });
  });
}

interface Around {
  readonly answer: DocumentAnswer;
  readonly number: string;
  readonly order: string;
}

function itemFrom(
  line: SourceLine,
  { outcome, promisedOn, note }: AnswerLine,
  { answer, number, order }: Around,
): Written {
  const quantity = line.quantity && decimalText(line.quantity.value);
  // What has gone out is not changed any more, and a cancellation does not get it back.
  const isTaken =
    outcome === 'accepted' ||
    outcome === 'waiting' ||
    (answer.of === 'order' && outcome === 'delivered') ||
    (answer.of === 'cancellation' && outcome === 'cancelled');
  const schedule = { name: 'E1EDP20', fields: { WMENG: quantity, EDATU: promisedOn?.replaceAll('-', '') } };
  const items = line.items.flatMap(({ by, id }): Written[] => {
    const QUALF = { seller: '002', buyer: '001', gtin: '003', maker: '004' }[by];
    return [{ name: 'E1EDP19', fields: { QUALF, IDTNR: id.value } }];
  });
  return {
    name: 'E1EDP01',
    fields: {
      POSEX: /^\d{1,6}$/.test(number) ? number.padStart(6, '0') : number,
      MENGE: quantity,
      MENEE: line.unit?.value,
      ABGRU: isTaken ? undefined : rejected,
    },
    children: [
      { name: 'E1EDP02', fields: { QUALF: '001', BELNR: order, ZEILE: number } },
      ...(promisedOn ? [schedule] : []),
      ...items,
      ...textsFrom('E1EDPT', [note ?? '']),
    ],
  };
}

/** Texts in lines of 70 characters. */
function textsFrom(name: 'E1EDKT' | 'E1EDPT', notes: readonly string[]): Written[] {
  return notes
    .map(xmlText)
    .filter((note) => note !== '')
    .map((note) => {
      const lines = note.match(/.{1,70}(?:\s|$)|\S{1,70}/gu) ?? [];
      const children = lines.map((line): Written => ({ name: `${name}2`, fields: { TDLINE: line.trim() } }));
      return { name: `${name}1`, fields: { TDID: '0001', TSSPRAS: 'EN' }, children };
    });
}

const dayOf = (instant: string) => instant.slice(0, 10).replaceAll('-', '');

function writeIdoc(control: Written, segments: readonly Written[]): WrittenAnswer {
  const node = ({ name, fields, children = [] }: Written): XmlNode => {
    const filled = Object.entries(fields).flatMap(([field, value]): XmlNode[] => {
      const text = xmlText(value ?? '');
      return text === '' ? [] : [[field, text]];
    });
    return [name, [...filled, ...children.map(node)], { SEGMENT: '1' }];
  };
  const root: XmlNode = [
    control.fields.IDOCTYP ?? '',
    [['IDOC', [node(control), ...segments.map(node)], { BEGIN: '1' }]],
  ];
  return { contentType: 'application/xml; charset=utf-8', bytes: Buffer.from(writeXml(root)) };
}

/** A line for each segment: its name in 30 characters, data from 63, each field in its width. */
function writeFlat(all: readonly Written[]): WrittenAnswer {
  const lines = all.flatMap((segment) => flatLines(segment));
  return { contentType: 'text/plain; charset=utf-8', bytes: Buffer.from(`${lines.join('\r\n')}\r\n`) };
}

function flatLines(segment: Written): string[] {
  const { name, fields, children = [] } = segment;
  const begins = name === 'EDI_DC40' ? '' : name.replace(/^E1/, 'E2').padEnd(63);
  let line = begins;
  for (const [field, value = ''] of Object.entries(fields)) {
    const place = fieldPlace(name, field);
    if (!place) continue;
    const text = xmlText(value).slice(0, place.width);
    const from = begins.length + place.offset;
    line = line.padEnd(from).slice(0, from) + text.padEnd(place.width) + line.slice(from + place.width);
  }
  return [line.trimEnd(), ...children.flatMap((child) => flatLines(child))];
}
