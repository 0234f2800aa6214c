import { dateAt } from '../../values/calendar.ts';
import type { Violation } from '../../values/violation.ts';
import { canonicalPrice } from '../content.ts';
import type { Order, OrderEvent, OrderLine, RequestedLine } from '../order.ts';

/** What a document asks for, as its answer names it. */
export type AnsweredDocument = 'order' | 'change' | 'cancellation';

/** What its sender is told of an order. */
export interface OrderAnswer {
  /** `mixed`: what had gone out stays. `kept`: a cancellation that stopped nothing. */
  readonly outcome: 'accepted' | 'waiting' | 'mixed' | 'rejected' | 'cancelled' | 'kept';
  readonly lines: readonly AnsweredLine[];
  /** Why it was refused, or what of it could not be done. */
  readonly violations: readonly Violation[];
}

export interface AnsweredLine {
  readonly lineNumber: number;
  readonly outcome: 'accepted' | 'waiting' | 'delivered' | 'rejected' | 'cancelled';
  /** The day on which a waiting line goes out. */
  readonly promisedOn?: string;
}

/** What happens to an order that its sender hears of. */
export type AnsweredEvent = Extract<
  OrderEvent,
  { type: 'OrderAccepted' | 'OrderChanged' | 'OrderRejected' | 'OrderCancelled' }
>;

/** A line as a document asked for it; of a patch only what it names. */
export type AskedLine = Partial<RequestedLine> & Pick<RequestedLine, 'lineNumber'>;

/**
 * What is answered to the document that an event is about.
 *
 * @param asked the lines of the document, where they are known
 */
export function answerTo(event: AnsweredEvent, of: AnsweredDocument, asked: readonly AskedLine[]): OrderAnswer {
  if (event.type === 'OrderRejected') return refusedAnswer(event, of, asked);
  if (event.type === 'OrderCancelled') return cancelledAnswer(event.order);
  const today = dateAt(event.at);
  const lines = event.order.lines.map((line) => takenLine(line, today));
  const waits = lines.some(({ outcome }) => outcome === 'waiting');
  return { outcome: waits ? 'waiting' : 'accepted', lines, violations: [] };
}

/** A line waits for its day; any other goes out at once, or has gone out and stays. */
function takenLine({ lineNumber, state, requestedShipDate }: OrderLine, today: string): AnsweredLine {
  const waits = state === 'waiting' && requestedShipDate !== undefined && requestedShipDate > today;
  return waits
    ? { lineNumber, outcome: 'waiting', promisedOn: requestedShipDate }
    : { lineNumber, outcome: 'accepted' };
}

/**
 * O4: a change that asks for other than what has gone out is refused as a whole. Line by line its sender is told what had gone out, what
 * stays as it is asked for, and what does not change.
 */
function refusedAnswer(
  { order, refusal: { violations } }: Extract<AnsweredEvent, { type: 'OrderRejected' }>,
  of: AnsweredDocument,
  asked: readonly AskedLine[],
): OrderAnswer {
  const isOfReleased = of === 'change' && violations.every(({ code }) => code === 'LINE_RELEASED');
  const lines = isOfReleased ? asked.map((line) => unchangedLine(line, order)) : [];
  const stays = lines.some(({ outcome }) => outcome !== 'rejected');
  return stays ? { outcome: 'mixed', lines, violations } : { outcome: 'rejected', lines: [], violations };
}

function unchangedLine(asked: AskedLine, { lines, currency }: Order): AnsweredLine {
  const { lineNumber } = asked;
  const known = lines.find((line) => line.lineNumber === lineNumber);
  if (known?.state === 'released') return { lineNumber, outcome: 'delivered' };
  const isAsItWas =
    known !== undefined &&
    (asked.sku ?? known.sku) === known.sku &&
    (asked.quantity ?? known.quantity) === known.quantity &&
    (canonicalPrice(asked.unitPrice, currency) ?? known.unitPrice) === known.unitPrice &&
    asked.requestedShipDate === known.requestedShipDate;
  return { lineNumber, outcome: isAsItWas ? 'accepted' : 'rejected' };
}

function cancelledAnswer({ lines, orderNumber }: Order): OrderAnswer {
  const told = lines.map(({ lineNumber, state }): AnsweredLine => {
    return { lineNumber, outcome: state === 'released' ? 'delivered' : 'cancelled' };
  });
  const gone = lines.filter(({ state }) => state === 'released');
  if (gone.length === 0) return { outcome: 'cancelled', lines: told, violations: [] };
  const stopsNothing = gone.length === lines.length;
  const violations = gone.map(({ lineNumber }) => goneOut(orderNumber, lineNumber));
  return { outcome: stopsNothing ? 'kept' : 'mixed', lines: told, violations };
}

function goneOut(orderNumber: string, line: number): Violation {
  return {
    code: 'LINE_RELEASED',
    line,
    message: `line ${line} of order ${orderNumber} had gone out when the cancellation came`,
    remedy: 'ask for a return of what was delivered',
  };
}
