import { decimalFound } from '../decimal.ts';
import { attempt, type Head, Unreadable } from '../format.ts';
import type { Found, ReadResult, SourceReading, Tell } from '../reading.ts';
import { flatIdocs } from './flat.ts';
import { conditionsOf, countedSegments, dateFound, idocLine } from './lines.ts';
import { idocParties } from './parties.ts';
import { type Idoc, type IdocSegment, qualifiedField, segmentsNamed } from './segment.ts';
import { xmlIdocs } from './xml.ts';

/** Order types (BSART) that give back or credit. */
const notOrders = ['RE', 'CR', 'G2', 'RK'];

/** Reads the ORDERS and ORDCHG of a file of IDocs, XML or flat. The mapping: README.md of this folder. */
export function readIdocs(bytes: Uint8Array, head: Head): ReadResult {
  return attempt(() => {
    const isFlat = isFlatIdoc(head);
    const idocs = isFlat ? flatIdocs(bytes, head.contentType) : xmlIdocs(bytes, head.contentType);
    const violations: Parameters<Tell>[0][] = [];
    const tell: Tell = (violation) => void violations.push(violation);
    const readings = idocs.flatMap((idoc) => readingOf(idoc, isFlat, tell) ?? []);
    if (readings.length + violations.length === 0) throw new Unreadable('there is no IDoc in the file');
    return { readings, violations };
  });
}

export function isFlatIdoc({ start }: Head): boolean {
  return /^(?:\u00ef\u00bb\u00bf)?EDI_DC(?:40)? /.test(start);
}

function readingOf(idoc: Idoc, isFlat: boolean, tell: Tell): SourceReading | undefined {
  const { control, segments } = idoc;
  const [header] = segmentsNamed(segments, 'E1EDK01');
  const type = messageType(control, header);
  if (type !== 'ORDERS' && type !== 'ORDCHG') {
    const at = control.field('MESTYP')?.at ?? control.at;
    const message = `the IDoc is ${type || 'nothing'}, which is no order`;
    return void tell({
      code: 'NOT_AN_ORDER',
      at,
      message,
      value: type,
      limit: 'ORDERS, ORDCHG',
      remedy: 'send ORDERS or ORDCHG',
    });
  }
  const kind = header?.field('BSART');
  if (kind && notOrders.includes(kind.value)) {
    const message = `the order is of type ${kind.value}, which gives back or credits`;
    return void tell({
      code: 'NOT_AN_ORDER',
      at: kind.at,
      message,
      value: kind.value,
      remedy: 'send an order to deliver',
    });
  }
  const buyers = qualifiedField(segments, 'E1EDK02', ['QUALF', 'BELNR'], '001');
  const id = buyers ?? header?.field('BELNR') ?? qualifiedField(segments, 'E1EDK02', ['QUALF', 'BELNR'], '002');
  if (!id) {
    const at = header?.at ?? control.at;
    const remedy = 'send it as BELNR of E1EDK02 with QUALF 001';
    return void tell({ code: 'ORDER_NUMBER_MISSING', at, message: 'the order has no number', remedy });
  }
  const isCancel = header?.field('ACTION')?.value === '003';
  const act = isCancel ? 'cancel' : type === 'ORDERS' ? 'whole' : 'patch';
  // What is canceled need not be right.
  const telling = isCancel ? () => {} : tell;
  if (isFlat) checkEnd(idoc, telling);
  return orderOf(idoc, { id, act, purchaseOrder: buyers ?? id, isFlat }, telling);
}

/** The message type; old control records have it elsewhere, and orders alone have E1EDK01 with items. */
function messageType(control: IdocSegment, header: IdocSegment | undefined): string {
  const said = control.field('MESTYP')?.value;
  // Message types of a customer's own (Z, Y, a namespace) are copies of the standard's, and named after it.
  if (said) return /^(?:[YZ][A-Z0-9_]*|\/[A-Z0-9_]+\/)(ORDERS|ORDCHG)$/.exec(said)?.[1] ?? said;
  return control.name === 'EDI_DC' && header
    ? (control.field('DOCTYP')?.value ?? 'ORDERS').replace(/^ORDERS\d+$/, 'ORDERS')
    : '';
}

interface Named {
  readonly id: Found<string>;
  readonly act: 'whole' | 'patch' | 'cancel';
  readonly purchaseOrder: Found<string>;
  readonly isFlat: boolean;
}

function orderOf({ control, segments }: Idoc, { id, act, purchaseOrder, isFlat }: Named, tell: Tell): SourceReading {
  const [header] = segmentsNamed(segments, 'E1EDK01');
  const isPatch = act === 'patch';
  const items = segmentsNamed(segments, 'E1EDP01').filter(
    // In a whole order, an item that is marked as deleted is not there any more.
    (item) => isPatch || item.field('ACTION')?.value !== '003',
  );
  const counted = isPatch ? items : countedSegments(items, tell);
  const notBefore = isPatch ? undefined : dateFound(qualifiedField(segments, 'E1EDK03', ['IDDAT', 'DATUM'], '002'));
  const total = decimalFound(qualifiedField(segments, 'E1EDS01', ['SUMID', 'SUMME'], '002'), tell);
  return {
    format: 'idoc',
    act,
    test: control.field('TEST') !== undefined,
    id,
    version: extracted(control),
    documentId: control.field('DOCNUM')?.value,
    purchaseOrder,
    placed: placedAt(segments),
    currency: header?.field('CURCY'),
    parties: idocParties(segments),
    lines: counted.map((item) => idocLine(item, { notBefore, isPatch }, tell)),
    allowances: conditionsOf(segments, 'E1EDK05', tell),
    totals: total ? [{ of: 'lines', value: total }] : [],
    kept: keptOf(control, segments, isFlat),
  };
}

/** When the IDoc was made: an older one never overwrites. */
function extracted(control: IdocSegment): Found<string> | undefined {
  const [day, time] = [control.field('CREDAT'), control.field('CRETIM')];
  return day && { value: `${day.value}${time?.value ?? '000000'}`, at: day.at };
}

/** The date of the document (012, else 022), with its time where there is one. */
function placedAt(segments: readonly IdocSegment[]): Found<string> | undefined {
  const day = dateFound(qualifiedField(segments, 'E1EDK03', ['IDDAT', 'DATUM'], '012', '022'));
  const time = dateFound(qualifiedField(segments, 'E1EDK03', ['IDDAT', 'UZEIT'], '012', '022'));
  const dated = day ?? dateFound(qualifiedField(segments, 'E1EDK02', ['QUALF', 'DATUM'], '001'));
  return dated && { value: `${dated.value}${day && time ? time.value : ''}`, at: dated.at };
}

/** A flat file has no end but its sum: without that, nobody knows whether items were cut off. */
function checkEnd({ control, segments }: Idoc, tell: Tell): void {
  if (segmentsNamed(segments, 'E1EDS01').some((sum) => sum.field('SUMME'))) return;
  tell({
    code: 'END_MISSING',
    at: segments.at(-1)?.at ?? control.at,
    message: 'the IDoc has no sum (E1EDS01), which stands at its end: it may be cut',
    remedy: 'send the file whole, with its sum',
  });
}

/** What an answer has to give back: who sent it to whom, and how it was written. */
function keptOf(control: IdocSegment, segments: readonly IdocSegment[], isFlat: boolean): Record<string, string> {
  const names = ['SNDPOR', 'SNDPRT', 'SNDPRN', 'RCVPOR', 'RCVPRT', 'RCVPRN', 'DOCNUM', 'IDOCTYP', 'MESTYP'] as const;
  const fields = names.flatMap((name) => {
    const found = control.field(name);
    return found ? [[name, found.value] as const] : [];
  });
  const partners = segmentsNamed(segments, 'E1EDKA1').flatMap((partner) => {
    const [code, id] = [partner.field('PARVW')?.value, partner.field('PARTN')?.value];
    return (code === 'AG' || code === 'LF') && id ? [[code, id] as const] : [];
  });
  return { shape: isFlat ? 'flat' : 'xml', ...Object.fromEntries([...fields, ...partners]) };
}
