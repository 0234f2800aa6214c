import type { TransferCase } from '#domain/licenses/books/case.ts';
import type { Recipient } from '#runtime/mail/mail-delivery.ts';
import type { Sql } from '#runtime/postgres/sql.ts';

/** What has become of the mail about one step of a case. */
export interface CaseMailView {
  readonly step: number;
  readonly messageId: string;
  readonly state: string;
  readonly recipients: readonly Recipient[];
  readonly attempts: number;
  readonly doubtful: number;
}

/** The mails about a case, step by step. */
export async function mailsOfCase(sql: Sql, caseId: string): Promise<CaseMailView[]> {
  return await sql<CaseMailView>(
    `select step, message_id as "messageId", state, recipients, attempts, doubtful
     from ledger.case_mail where case_id = $1 order by step`,
    [caseId],
  );
}

/** A case that a mail tells of, with the names of its accounts. */
export interface ToldCase {
  readonly case: TransferCase;
  readonly fromName: string;
  readonly toName: string;
  /** The how manieth step the mail tells of, counted from 1. */
  readonly step: number;
  /** Message-ID of the first mail about the case where that is another one: mail programs show all of them together. */
  readonly firstMessageId: string | null;
}

/** @throws Error when there is no case of that mail */
export async function caseOfMail(sql: Sql, messageId: string): Promise<ToldCase> {
  const [row] = await sql<ToldCase>(
    `select transfer_case.document as "case", step, coalesce(source.name, from_account) as "fromName",
       coalesce(target.name, to_account) as "toName",
       nullif((select message_id from ledger.case_mail where case_id = mail.case_id order by step limit 1), message_id)
         as "firstMessageId"
     from ledger.case_mail mail join ledger.transfer_case using (case_id)
       left join ledger.account source on source.account_id = from_account
       left join ledger.account target on target.account_id = to_account
     where message_id = $1`,
    [messageId],
  );
  if (!row) throw new Error(`there is no case of mail ${messageId}`);
  return row;
}
