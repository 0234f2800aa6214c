import type { Violation } from '../../values/violation.ts';
import { patched } from './patch.ts';
import type { AskedOfOrder, DocumentDecision, DocumentedOrder, SourceOrder } from './source-order.ts';

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
  if (known && isOlder(asked.version, known.version)) return { outcome: 'stale', after: known };
  if (asked.act === 'cancel') return cancelled(known, asked);
  const { act } = asked;
  const whole = act === 'whole' ? { order: asked.order } : patched(known, asked.patch, asked.sourceId);
  if ('violations' in whole) return { outcome: 'refused', violations: whole.violations };
  const digest = digestOf(whole.order);
  const version = asked.version ?? known?.version;
  if (known?.digest === digest) return { outcome: 'repeated', after: { ...known, version } };
  const taken = takenRevision(known, asked);
  if (taken) return { outcome: 'refused', violations: [taken] };
  const revision = asked.stated ?? (known?.order === undefined ? (known?.revision ?? 1) : known.revision + 1);
  const { sender, sourceId, orderNumber } = asked;
  const kept = { sender, sourceId, orderNumber, version, order: whole.order, digest };
  if (known?.isCancelled && known.order === undefined && revision <= known.revision) {
    return { outcome: 'cancelled', after: { ...kept, revision: known.revision, isCancelled: true } };
  }
  const after: SourceOrder = { ...kept, revision, isCancelled: known?.isCancelled ?? false };
  return { outcome: known?.order === undefined ? 'placed' : 'changed', after, order: { ...whole.order, revision } };
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

/** Versions are compared as whole numbers where both are, else as text: instants and dates sort so. */
function isOlder(version: string | undefined, last: string | undefined): boolean {
  if (version === undefined || last === undefined) return false;
  const areNumbers = /^\d{1,30}$/.test(version) && /^\d{1,30}$/.test(last);
  return areNumbers ? BigInt(version) < BigInt(last) : version < last;
}
