import type { AttemptResult, MailProgress, Recipient } from './mail-delivery.ts';

/** A mail as its service keeps it: a row of a table of its own. */

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
  /** BCP 47; what this mail is written in, where its service does not know it otherwise. Absent: English. */
  readonly language?: string;
  /** What the order said when it was first tried, once a revision has changed it (F8). */
  readonly order?: unknown;
}

/** What every table of mails has, as it is stored. */
export interface MailRow {
  readonly message_id: string;
  readonly state: MailProgress['state'];
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
  /** W3C Trace Context of what it was queued for. */
  readonly traceparent: string | null;
}

/** A mail that this process alone is to send now. */
export interface ClaimedMail<Row extends MailRow = MailRow> {
  readonly messageId: string;
  readonly delivery: MailProgress;
  /** Another process claimed it and died: nobody knows whether it was sent. */
  readonly doubtful: boolean;
  readonly letterhead: Letterhead;
  readonly row: Row;
}

export const qualified = ({ schema, name }: MailTable): string => `"${schema}"."${name}"`;

/** What an attempt at a claimed mail came to. */
export interface Outcome<Row extends MailRow = MailRow> {
  readonly mail: ClaimedMail<Row>;
  readonly result: AttemptResult;
  /** The connection went while the mail was on its way. */
  readonly doubtful: boolean;
  /** The smaller mails that take its place for those whose server finds it too large (F9). */
  readonly parts: readonly MailRow[];
}
