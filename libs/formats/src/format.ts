import type { WriteAnswer, WrittenAnswer } from './answer.ts';
import type { At, FormatName, ReadResult } from './reading.ts';

/** What is known of a document before it is read. */
export interface Head {
  /** The media type as it came, parameters included, in lower case. */
  readonly contentType?: string;
  /** The type of a CloudEvent that carried it. */
  readonly eventType?: string;
  /** Its first 4,096 bytes, read as Latin-1: enough for signatures, and never fails. */
  readonly start: string;
}

/** A pure reader of one system's documents. It knows no customer: numbers, items and parties are a profile's to translate. */
export interface Format {
  readonly name: FormatName;
  /** True where the document is this format's. Formats are asked in the order of the list. */
  readonly detect: (head: Head) => boolean;
  /** Never throws for what is wrong with bytes, whatever they are. */
  readonly read: (bytes: Uint8Array, head: Head) => ReadResult;
  /** Answers in the sender's own format, where the format has them: by the name that a profile's `answer.formats` gives. */
  readonly answers?: Readonly<Record<string, WriteAnswer>>;
  /** The bytes without the secrets that stand in them, where documents of the format have any: these are kept, never the others. */
  readonly redact?: (bytes: Uint8Array, contentType?: string) => Uint8Array;
  /** What is said in the very exchange that brought a document, where the format has words for it. */
  readonly receipt?: (receipt: Receipt) => WrittenAnswer | undefined;
}

/** What became of a document on receipt, said to the system that waits. */
export interface Receipt {
  /** The receipt's own id. */
  readonly id: string;
  /** An instant in UTC. */
  readonly issuedAt: string;
  /** The status of the exchange, as in HTTP: 200 taken, 400 refused for good, 401 not authentic, 503 to be sent again. */
  readonly status: number;
  /** For people at the other end: what was wrong, in plain words. */
  readonly notes: readonly string[];
  /** The document, for formats that say where in it something is wrong. */
  readonly bytes?: Uint8Array;
  readonly contentType?: string;
}

/** Thrown inside readers only: the bytes are no document of the format. `read` answers it as `unreadable`. */
export class Unreadable extends Error {
  readonly at: At | undefined;

  constructor(message: string, at?: At) {
    super(message);
    this.at = at;
  }
}

/** Runs a reader, and answers what it found unreadable. */
export function attempt(read: () => ReadResult): ReadResult {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) return { unreadable: error.message, at: error.at };
    throw error;
  }
}

/** What `detect` is asked with. */
export function headOf(
  bytes: Uint8Array,
  told: { readonly contentType?: string; readonly eventType?: string } = {},
): Head {
  const start = Buffer.from(bytes.subarray(0, 4096)).toString('latin1');
  return { start, contentType: told.contentType?.toLowerCase(), eventType: told.eventType };
}
