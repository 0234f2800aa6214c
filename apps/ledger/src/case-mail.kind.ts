import type { Letterhead, MailKind, MailRow } from '#runtime/mail.kind.ts';
import type { Sql } from '#runtime/slice.ts';
import { composeCaseMail } from './case-mail.message.ts';
import { caseMails } from './case-mail.store.ts';
import { caseOfMail } from './case-mail.views.ts';

/** A row of `ledger.case_mail`. */
export interface CaseMailRow extends MailRow {
  readonly case_id: string;
  /** The how many-eth step of the case it tells of. */
  readonly step: number;
}

/** What the mails about transfer cases are (K8, F10). */
export function caseMailKind(sql: Sql, letterhead: Letterhead): MailKind<CaseMailRow> {
  return {
    table: caseMails,
    letterhead,
    about: ({ case_id, step }) => `case.${case_id}.step${step}`,
    compose: async ({ messageId }) => composeCaseMail(await caseOfMail(sql, messageId)),
    announce: () => [],
  };
}
