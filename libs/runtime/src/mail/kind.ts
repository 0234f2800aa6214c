import type { SendMailOptions } from 'nodemailer';
import type { Delivery, Recipient } from '#domain/values/mail-delivery.ts';
import type { Announcement, Sql } from '../slices/slice.ts';
import type { QueuedMail } from './queue.ts';
import type { Outcome } from './store.ts';

/** What the vocabulary of mails is: each service has a table of them and says here what they are. */

/** A service's table of mails; its columns are those of `MailRow` and the service's own. */
export interface MailTable {
  readonly schema: string;
  /** Also what the loop that sends the mails is woken with. */
  readonly name: string;
}

/** Settings that a mail is written with. Kept with it: another process may have others, and it has to keep its bytes (F8). */
export interface Letterhead {
  /** As in `MAIL_FROM`. */
  readonly from: string;
  readonly publicUrl: string;
  readonly supportEmail?: string;
  /** What the order said when it was first tried, once a revision has changed it (F8). */
  readonly order?: unknown;
}

/** What every table of mails has, as it is stored. */
export interface MailRow {
  readonly message_id: string;
  readonly state: Delivery['state'];
  readonly recipients: readonly Recipient[];
  readonly attempts: number;
  /** How often it was sent without its answer being known. */
  readonly doubtful: number;
  readonly queued_at: string;
  readonly correlation_id: string;
  /** Null in rows of before it was kept. */
  readonly letterhead: Letterhead | null;
  /** 1 for the first mail about something, one more for each resend. */
  readonly round: number;
  /** Which part of how many (F9): 1 of 1 where it is one mail. */
  readonly part: number;
  readonly parts: number;
  /** The Message-ID of the mail that was divided into this and others. */
  readonly parts_of: string | null;
  /** What would be too large for any mail is not attached: the mail says where it is. */
  readonly by_link: boolean;
}

/** A mail that this process alone is to send now. */
export interface ClaimedMail<Row extends MailRow = MailRow> {
  readonly messageId: string;
  readonly delivery: Delivery;
  /** Another process claimed it and died: nobody knows whether it was sent. */
  readonly doubtful: boolean;
  readonly letterhead: Letterhead;
  readonly row: Row;
}

/** A mail as its service writes it; the rest of its headers is the same for all. */
export type MailContent = Pick<SendMailOptions, 'text' | 'html' | 'attachments' | 'inReplyTo' | 'references'> & {
  readonly subject: string;
  readonly date: Date;
};

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
  again?(sql: Sql, row: Row): Promise<Pick<QueuedMail, 'key' | 'addresses'>>;
  /** What the outside hears of an attempt. */
  announce(outcome: Outcome<Row>, at: string): readonly Announcement[];
}
