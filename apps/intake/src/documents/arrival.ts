import { createHash } from 'node:crypto';
import type { Violation } from '#domain/values/violation.ts';
import { formatOf, readDocument } from '#formats/detect.ts';
import { headOf } from '#formats/format.ts';
import { formats } from '#formats/formats.ts';
import type { ReadResult, SourceReading } from '#formats/reading.ts';
import { type OrderOfDocument, takenOrders } from './document.ts';
import type { SenderProfile } from './senders/profile.ts';

/** A document as it comes in, from whatever side. */
export interface IncomingDocument {
  readonly bytes: Uint8Array;
  readonly contentType?: string;
  /** The type and id of a CloudEvent that carried it. */
  readonly eventType?: string;
  readonly eventId?: string;
  /** By which its sender tells it apart from every other: an outbox says one for each of its rows. */
  readonly rowId?: string;
  /** Of the message or request that brought it, where that is told apart from another that brings the same bytes. */
  readonly deliveryId?: string;
}

/** A document that was read, with what its sender's profile makes of it; what `seatwright.take-document` carries. */
export interface ArrivedDocument {
  /** Of sender and bytes: the same document of the same sender is the same. Of a row of an outbox, of sender and row. */
  readonly id: string;
  readonly sender: string;
  readonly format: string;
  readonly contentType?: string;
  readonly sha256: string;
  /** Without the secrets in them. */
  readonly bytes: Uint8Array;
  readonly orders: readonly OrderOfDocument[];
  readonly violations: readonly Violation[];
  /** Whether the profile has test documents placed. */
  readonly placesTests: boolean;
  /** Whom the sender orders for, where that is one account: who sees what has no account of its own. */
  readonly onlyAccount?: string;
  /** Whether the profile says how orders are read of which only a key comes. */
  readonly readsBack: boolean;
}

/** Reads a document as its sender's profile has it: pure, and never throws for what is wrong with bytes. */
export function arrivedDocument(
  profile: SenderProfile,
  incoming: IncomingDocument,
): ArrivedDocument | { readonly unreadable: string } {
  const { bytes, contentType, eventType } = incoming;
  const head = headOf(bytes, { contentType, eventType });
  const { format, result } = readDocument(bytes, head, profile.formats);
  if ('unreadable' in result) {
    return { unreadable: unreadableAt(result) };
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    ...takenOrders(result, profile),
    ...saidByProfile(profile),
    id: idOf(profile, incoming, result.readings),
    format: format ?? '',
    contentType,
    sha256,
    bytes: withoutSecrets(incoming, profile),
  };
}

function idOf(
  { sender }: SenderProfile,
  { bytes, eventId, rowId, deliveryId }: IncomingDocument,
  readings: readonly SourceReading[],
): string {
  const hash = createHash('sha256');
  // Two rows with the same order are two states of it; a row that came with other bytes is a conflict (O9).
  if (rowId !== undefined) return hash.update(`${sender}\nrow ${rowId}`).digest('hex');
  // A key says nothing by itself: the same key in another event asks to look again.
  const keys = readings.filter(({ act }) => act === 'lookup');
  // Notifications of webhooks have no ids: two that are alike may be two changes.
  const bareId = keys.some(({ documentId }) => documentId === undefined) ? deliveryId : undefined;
  return hash
    .update(`${sender}\n${keys.length > 0 ? (eventId ?? bareId ?? '') : ''}\n`)
    .update(bytes)
    .digest('hex');
}

/** What a profile says of all documents of its sender. */
export function saidByProfile({
  sender,
  test,
  mayOrderFor,
  lookup,
}: SenderProfile): Pick<ArrivedDocument, 'sender' | 'placesTests' | 'onlyAccount' | 'readsBack'> {
  const [only, ...others] = mayOrderFor;
  return {
    sender,
    placesTests: test === 'place',
    onlyAccount: others.length === 0 && only !== '*' ? only : undefined,
    readsBack: lookup !== undefined,
  };
}

/**
 * The bytes of a document without the secrets of its format. One whose format is not known is taken for each that its sender may use,
 * where there is markup in it.
 */
export function withoutSecrets(
  { bytes, contentType, eventType }: IncomingDocument,
  profile?: SenderProfile,
): Uint8Array {
  const format = formatOf(headOf(bytes, { contentType, eventType }), profile?.formats);
  if (format) return format.redact ? format.redact(bytes, contentType) : bytes;
  if (!Buffer.from(bytes).includes('<')) return bytes;
  return formats
    .filter(({ name }) => profile === undefined || profile.formats.includes(name))
    .reduce<Uint8Array>((kept, { redact }) => (redact ? redact(kept, contentType) : kept), bytes);
}

/** Why a document cannot be read, with the place. */
export function unreadableAt({ unreadable, at }: Extract<ReadResult, { unreadable: string }>): string {
  const place = at
    ? ` (${[at.path, at.line && `line ${at.line}`, at.column && `column ${at.column}`].filter(Boolean).join(', ')})`
    : '';
  return `${unreadable}${place}`;
}
