import { sql as expression } from 'kysely';
import type { TransferCase } from '#domain/licenses/books/case.ts';
import type { Recipient } from '#runtime/mail/mail-delivery.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { ledger } from '../ledger.tables.ts';

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
  return await ledger(sql)
    .selectFrom('case_mail')
    .select(['step', 'message_id as messageId', 'state', 'recipients', 'attempts', 'doubtful'])
    .where('case_id', '=', caseId)
    .orderBy('step')
    .execute();
}

/** A case that a mail tells of, with the names of its accounts. */
export interface ToldCase {
  readonly case: TransferCase;
  readonly fromName: string;
  readonly toName: string;
  /** Of the organization that gives licenses away, else of the other; null: nobody told one. */
  readonly timeZone: string | null;
  /** Number of the step that the mail tells of; the first is 1. */
  readonly step: number;
  /** Message-ID of the first mail about the case where that is another one: mail programs show all of them together. */
  readonly firstMessageId: string | null;
}

/** @throws Error when there is no case of that mail */
export async function caseOfMail(sql: Sql, messageId: string): Promise<ToldCase> {
  const row = await ledger(sql)
    .selectFrom('case_mail as mail')
    .innerJoin('transfer_case as told', 'told.case_id', 'mail.case_id')
    .leftJoin('account as source', 'source.account_id', 'told.from_account')
    .leftJoin('account as target', 'target.account_id', 'told.to_account')
    .select(({ fn, ref, selectFrom }) => [
      'told.document as case',
      'mail.step',
      fn.coalesce('source.name', 'told.from_account').as('fromName'),
      fn.coalesce('target.name', 'told.to_account').as('toName'),
      expression<string | null>`coalesce(source.document->>'timeZone', target.document->>'timeZone')`.as('timeZone'),
      fn<string | null>('nullif', [
        selectFrom('case_mail as first')
          .select('first.message_id')
          .whereRef('first.case_id', '=', 'mail.case_id')
          .orderBy('first.step')
          .limit(1),
        ref('mail.message_id'),
      ]).as('firstMessageId'),
    ])
    .where('mail.message_id', '=', messageId)
    .executeTakeFirst();
  if (!row) throw new Error(`there is no case of mail ${messageId}`);
  return row;
}
