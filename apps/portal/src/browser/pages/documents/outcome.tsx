import type { OrderOfDocument } from '../../api/answers.ts';
import { t } from '../../text/messages.ts';
import { Status, type Tone } from '../../ui/status.tsx';

export type Outcome = OrderOfDocument['outcome'];

/** What goes on is not decided yet: its order says how it ended. */
const tones: Readonly<Record<Outcome, Tone>> = {
  placed: 'info',
  changed: 'info',
  cancelled: 'info',
  repeated: 'neutral',
  stale: 'neutral',
  refused: 'bad',
  test: 'neutral',
  held: 'warn',
  lookup: 'neutral',
};

/** What became of an order of a document, of several alike with how many. */
export function OutcomeStatus({ outcome, count }: { outcome: Outcome; count?: string }) {
  const word = t.documents.outcomes[outcome];
  return <Status tone={tones[outcome]}>{count === undefined ? word : t.documents.times(count, word)}</Status>;
}

/** The number of an order, as a link where there is such an order: what was refused at once, or only looked at, made none. */
export function OrderNumber({ order: { orderNumber, revision, state } }: { order: OrderOfDocument }) {
  const number = <code>{orderNumber}</code>;
  if (revision === undefined && state === undefined) return number;
  return <a href={`/orders/${encodeURIComponent(orderNumber)}`}>{number}</a>;
}
