import type { Sql } from '../postgres/sql.ts';
import type { Announcement } from '../slices/slice.ts';
import type { QueuedMail } from './queue.ts';
import type { ClaimedMail, Letterhead, MailRow, MailTable, Outcome } from './row.ts';

/** What the vocabulary of mails is: each service has a table of them and says here what they are. */

/** A mail as its service writes it; the rest of its headers is the same for all. */
export interface MailContent {
  readonly subject: string;
  /** Not empty. */
  readonly text: string;
  /** The same for programs that show it. */
  readonly html?: string;
  readonly attachments?: readonly AttachedFile[];
  /** The Message-IDs of mails before it. */
  readonly inReplyTo?: string;
  readonly references?: readonly string[];
  readonly date: Date;
  /** Called when its bytes are written: its files are not read again. */
  readonly written?: () => void;
}

/** A file that a mail brings. A message is none: those are not encoded (RFC 2046, 5.2.1). */
export interface AttachedFile {
  readonly filename: string;
  readonly content: string | Buffer;
  readonly contentType: string;
}

export interface PartSize {
  /** The most bytes that each is to have, as far as that is possible. */
  readonly largest: number;
  /** Whether they take the place of all parts rather than of this one alone. */
  readonly anew: boolean;
}

/** The mails of a service: what they say, and who hears of them. */
export interface MailKind<Row extends MailRow = MailRow> {
  readonly table: MailTable;
  /** For rows of before it was kept. */
  readonly letterhead: Letterhead;
  /** What a mail is about, in logs and as the name of its file: a shipment, an invoice. */
  about(row: Row): string;
  /** Reads what the mails of a batch need besides their rows. */
  load?(sql: Sql, rows: readonly Row[]): Promise<readonly Row[]>;
  /** How much of the memory's budget it takes while it is being written; by default 1. */
  weight?(row: Row): number;
  /** Writes a mail: the same again for each attempt. */
  compose(mail: ClaimedMail<Row>): Promise<MailContent>;
  /** Whether it may be larger than so many bytes, without writing it. */
  mayExceed?(row: Row, largest: number): boolean;
  /** What smaller mails say together, as columns of their rows; none when it is as small as can be. */
  divide?(mail: ClaimedMail<Row>, size: PartSize): Promise<readonly Partial<Row>[]>;
  /** What the outside hears of mails that are being queued. */
  queued?(sql: Sql, mails: readonly QueuedMail[]): Promise<readonly Announcement[]>;
  /** What a mail is about, as columns of its table, and who is to get it when somebody wants it again (F10). */
  again?(sql: Sql, row: Row): Promise<Pick<QueuedMail, 'key' | 'addresses' | 'language'>>;
  /** What the outside hears of an attempt. */
  announce(outcome: Outcome<Row>, at: string): readonly Announcement[];
}
