import type { WriteAnswer } from '#formats/answer.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { LineFulfilled } from '../../document.books.ts';
import type { SenderProfile } from '../../senders/profile.ts';
import type { Answering } from '../answering.ts';
import type { OwedAnswer } from '../owed-answers.ts';
import { linesOfDocument, noticeAnswer, noticeFormat, readingsIn, written } from '../written-answers.ts';
import { documentsTakenFrom, keepFulfilled, type TakenFrom, type WholeShipment } from './fulfilled-lines.rows.ts';
import { noticeFulfilled } from './notices.slices.ts';

const byMail = 'the licenses go by e-mail to the people whom the order names';

/**
 * The notices of shipments that these lines make whole: one for a shipment, however its lines are spread over messages. Only senders whose
 * profile names a notice are told, and nothing is read or written for the orders of others.
 */
export async function owedNotices(
  sql: Sql,
  { senders }: Answering,
  events: readonly LineFulfilled[],
): Promise<OwedAnswer[]> {
  if (events.length === 0) return [];
  const names = toldOf(senders).map(({ sender }) => sender);
  if (names.length === 0) return [];
  const shipments = await keepFulfilled(sql, names, events);
  if (shipments.length === 0) return [];
  const from = await documentsTakenFrom(sql, names, [...new Set(shipments.map(({ orderNumber }) => orderNumber))]);
  return shipments.flatMap((shipment) => noticeOf(shipment, from, senders) ?? []);
}

/** The senders whose profile names a notice. */
function toldOf(senders: Answering['senders']): SenderProfile[] {
  return [...senders.values()].filter(({ formats, answer }) =>
    formats.some((format) => noticeFormat({ answer }, format)),
  );
}

/** The events that intake hears for notices alone, where no sender is told. */
export function unneededWith({ senders }: Answering): readonly string[] {
  return toldOf(senders).length > 0 ? [] : [noticeFulfilled.type];
}

/** From the newest document that has all of the shipment's lines: a later patch may name a few. */
function noticeOf(
  shipment: WholeShipment,
  documents: readonly TakenFrom[],
  senders: Answering['senders'],
): OwedAnswer | undefined {
  const ofOrder = documents.filter(({ orderNumber }) => orderNumber === shipment.orderNumber);
  const candidates = ofOrder.flatMap((from) => {
    const profile = senders.get(from.sender);
    const format = profile && noticeFormat(profile, from.document.format);
    return profile && format ? [{ from, format, found: linesIn(from, shipment, profile) }] : [];
  });
  const [newest] = candidates;
  if (!newest) return undefined;
  const whole = candidates.find(({ found }) => found.positions.length === shipment.lineNumbers.length);
  return noticeFrom(shipment, whole ?? newest);
}

/** Where in a document the lines of a shipment stand. */
function linesIn({ document, position }: TakenFrom, { lineNumbers }: WholeShipment, profile: SenderProfile) {
  const reading = readingsIn(document)[position];
  const asked = reading ? linesOfDocument(reading, profile) : [];
  const positions = asked.filter(({ line }) => lineNumbers.includes(line.lineNumber)).map((each) => each.position);
  return { reading, positions };
}

function noticeFrom(
  shipment: WholeShipment,
  chosen: {
    readonly from: TakenFrom;
    readonly format: { readonly name: string; readonly write: WriteAnswer };
    readonly found: ReturnType<typeof linesIn>;
  },
): OwedAnswer {
  const { from, format, found } = chosen;
  const { document: _, ...row } = from;
  const { reading, positions } = found;
  // Of the document and the shipment's own name: once decided, never another.
  const id = `${from.documentId.slice(0, 16)}-${from.position + 1}-${shipment.shipmentId.slice(shipment.orderNumber.length + 1)}`;
  const owed = { ...row, id, outcome: 'fulfilled', format: format.name } as const;
  if (!reading || positions.length < shipment.lineNumbers.length) {
    const failed = `the lines of ${shipment.shipmentId} are not in the document as the profile of ${from.sender} reads it now`;
    return { ...owed, answer: { failed } };
  }
  const answer = noticeAnswer(owed, positions, [byMail], shipment.at);
  return { ...owed, answer: written(() => format.write(answer, reading)) };
}
