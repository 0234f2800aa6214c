import type { Violation } from '../../values/violation.ts';
import { patched } from './patch.ts';
import type { AskedOfOrder, DocumentDecision, DocumentedOrder, PatchedOrder, SourceOrder } from './source-order.ts';
import { isOlder } from './version.ts';

/**
 * Decides which revision of an order a document is, or why it is none.
 *
 * @param known the order as the sender's documents have brought it so far
 * @param digestOf digest of what counts of an order: the same for the same content, in whatever form
 */
export function numberOrder(
  known: SourceOrder | undefined,
  asked: AskedOfOrder,
  digestOf: (order: DocumentedOrder) => string,
): DocumentDecision {
  // A late patch still has its place before the last one.
  const hasPlace = asked.act === 'patch' && !known?.isCancelled;
  if (known && !hasPlace && isOlder(asked.version, known.version)) return { outcome: 'stale', after: known };
  if (asked.act === 'cancel') return cancelled(known, asked);
  if (asked.act === 'whole') return revised(known, asked, { order: asked.order }, digestOf);
  const made = patched(known, asked.patch, asked);
  if ('violations' in made) return { outcome: 'refused', violations: made.violations };
  if ('order' in made) return revised(known, asked, made, digestOf);
  return { outcome: 'isStale' in made ? 'stale' : 'repeated', after: known as SourceOrder };
}

/** What the order is from now on, under the revision that it gets. */
function revised(
  known: SourceOrder | undefined,
  asked: AskedOfOrder,
  { order, patched }: { readonly order: DocumentedOrder; readonly patched?: PatchedOrder },
  digestOf: (order: DocumentedOrder) => string,
): DocumentDecision {
  const digest = digestOf(order);
  const version = isOlder(asked.version, known?.version) ? known?.version : (asked.version ?? known?.version);
  if (known?.digest === digest) return { outcome: 'repeated', after: { ...known, version, patched } };
  const taken = takenRevision(known, asked);
  if (taken) return { outcome: 'refused', violations: [taken] };
  const revision = asked.stated ?? (known?.order === undefined ? (known?.revision ?? 1) : known.revision + 1);
  const { sender, sourceId, orderNumber } = asked;
  const kept = { sender, sourceId, orderNumber, version, order, digest, patched };
  if (known?.isCancelled && known.order === undefined && revision <= known.revision) {
    return { outcome: 'cancelled', after: { ...kept, revision: known.revision, isCancelled: true } };
  }
  const after: SourceOrder = { ...kept, revision, isCancelled: known?.isCancelled ?? false };
  return { outcome: known?.order === undefined ? 'placed' : 'changed', after, order: { ...order, revision } };
}

function cancelled(known: SourceOrder | undefined, asked: AskedOfOrder): DocumentDecision {
  const { sender, sourceId, orderNumber } = asked;
  const revision = Math.max(known?.revision ?? 1, asked.stated ?? 1);
  const version = asked.version ?? known?.version;
  const after: SourceOrder = { ...known, sender, sourceId, orderNumber, revision, version, isCancelled: true };
  return { outcome: known?.isCancelled ? 'repeated' : 'cancelled', after };
}

/** Before its order only a cancellation came: the order may state the very revision that was cancelled. */
function takenRevision(known: SourceOrder | undefined, { stated, sourceId }: AskedOfOrder): Violation | undefined {
  if (stated === undefined || known?.order === undefined || stated > known.revision) return undefined;
  return {
    code: 'REVISION_TAKEN',
    path: 'revision',
    value: String(stated),
    message: `revision ${stated} of order ${sourceId} is other content than what came before; the last one is ${known.revision}`,
    limit: String(known.revision + 1),
    actual: String(stated),
    remedy: `send the change with revision ${known.revision + 1} or a higher one`,
  };
}
