import type { TransferCase } from '#domain/licenses/case.ts';
import type { Recipient } from '#domain/values/mail-delivery.ts';
import type { Sql } from '#runtime/slice.ts';

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

/** A case with the names of its accounts, as they are written in mails. */
export interface NamedCase {
  readonly case: TransferCase;
  readonly fromName: string;
  readonly toName: string;
}

/** Cases by id, for the mails about them. */
export async function namedCases(sql: Sql, caseIds: readonly string[]): Promise<Map<string, NamedCase>> {
  if (caseIds.length === 0) return new Map();
  const rows = await sql<{ document: TransferCase; fromName: string | null; toName: string | null }>(
    `select transfer_case.document, source.name as "fromName", target.name as "toName" from ledger.transfer_case
       left join ledger.account source on source.account_id = from_account
       left join ledger.account target on target.account_id = to_account
     where case_id = any($1::text[])`,
    [caseIds],
  );
  return new Map(
    rows.map(({ document, fromName, toName }) => [
      document.caseId,
      { case: document, fromName: fromName ?? document.from, toName: toName ?? document.to },
    ]),
  );
}
