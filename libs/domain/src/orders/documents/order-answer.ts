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
export type AskedLine = Partial<RequestedLine> &
  Pick<RequestedLine, 'lineNumber'> & {
    /** It is to be taken off. */
    readonly isDropped?: boolean;
  };

/** The lines that a document asks for. */
export interface AskedLines {
  /** They are all that the order is to have; of a patch, those that it names. */
  readonly isWhole: boolean;
  readonly lines: readonly AskedLine[];
}

/**
 * What is answered to the document that an event is about.
 *
 * @param asked the lines of the document, where they are known
 */
export function answerTo(event: AnsweredEvent, of: AnsweredDocument, asked: AskedLines): OrderAnswer {
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
 * O4: a change that asks for other than what has gone out is refused as a whole. Line by line its sender is told what had gone out (42),
 * what stands as it is asked for (5), and what does not become as it is asked for (7). A change that leaves out a line which stays cannot
 * say so line by line, and is refused as a whole: else its sender would take that line for gone.
 */
function refusedAnswer(
  { order, refusal: { violations } }: Extract<AnsweredEvent, { type: 'OrderRejected' }>,
  of: AnsweredDocument,
  asked: AskedLines,
): OrderAnswer {
  const isOfReleased = of === 'change' && violations.every(({ code }) => code === 'LINE_RELEASED');
  const isTold = (line: OrderLine) => asked.lines.some(({ lineNumber }) => lineNumber === line.lineNumber);
  const isClear = !asked.isWhole || order.lines.every((line) => line.state === 'cancelled' || isTold(line));
  const lines = isOfReleased && isClear ? asked.lines.map((line) => unchangedLine(line, order, asked.isWhole)) : [];
  const stays = lines.some(({ outcome }) => outcome !== 'rejected');
  return stays ? { outcome: 'mixed', lines, violations } : { outcome: 'rejected', lines: [], violations };
}

function unchangedLine(asked: AskedLine, { lines, currency }: Order, isWhole: boolean): AnsweredLine {
  const { lineNumber } = asked;
  const known = lines.find((line) => line.lineNumber === lineNumber);
  if (known?.state === 'released') return { lineNumber, outcome: 'delivered' };
  const isAsItWas =
    known !== undefined &&
    !asked.isDropped &&
    (canonicalPrice(asked.unitPrice, currency) ?? known.unitPrice) === known.unitPrice &&
    fixed.every((field) => asked[field] === undefined || asked[field] === known[field]) &&
    // A whole order without a day asks for none.
    days.every((day) => (isWhole ? asked[day] : (asked[day] ?? known[day])) === known[day]);
  return { lineNumber, outcome: isAsItWas ? 'accepted' : 'rejected' };
}

const fixed = ['sku', 'quantity', 'kind', 'termMonths'] as const;
const days = ['requestedShipDate', 'activationDate'] as const;

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
