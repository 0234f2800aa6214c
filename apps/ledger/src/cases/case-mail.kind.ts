import type { MailKind } from '#runtime/mail/kind.ts';
import { outcomeEvents, registered } from '#runtime/mail/register.ts';
import type { Letterhead, MailRow } from '#runtime/mail/row.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { aboutOf, accountsOf, announceQueued } from './case-mail.announcements.ts';
import { composeCaseMail } from './case-mail.message.ts';
import { caseMails } from './case-mail.store.ts';
import { caseOfMail } from './case-mail.views.ts';

/** A row of `ledger.case_mail`. */
export interface CaseMailToSend extends MailRow {
  readonly case_id: string;
  /** Which step of the case it tells of, counted from 1. */
  readonly step: number;
}

/** What the mails about transfer cases are (K8, F10). */
export function caseMailKind(sql: Sql, letterhead: Letterhead): MailKind<CaseMailToSend> {
  const accounts = new WeakMap<CaseMailToSend, readonly string[]>();
  return {
    table: caseMails,
    letterhead,
    about: ({ case_id, step }) => `case.${case_id}.step${step}`,
    async load(tx, rows) {
      const found = await accountsOf(
        tx,
        rows.map(({ case_id }) => case_id),
      );
      for (const row of rows) accounts.set(row, found.get(row.case_id) ?? []);
      return rows;
    },
    compose: async (mail) => composeCaseMail(await caseOfMail(sql, mail.messageId), mail.letterhead),
    queued: announceQueued,
    again: async (_sql, { case_id, step, recipients, letterhead: first }) => ({
      key: { case_id, step },
      addresses: recipients.map(({ address }) => address),
      ...(first?.language && { language: first.language }),
    }),
    announce(outcome, at) {
      const { row, messageId } = outcome.mail;
      const accountIds = accounts.get(row) ?? [];
      const facts = { caseId: row.case_id, messageId, at };
      const to = { topic: 'licenses', key: accountIds[0] ?? row.case_id, subject: row.case_id } as const;
      const events = outcomeEvents(
        outcome,
        { ...to, sent: 'case-mail.sent.v1', undeliverable: 'case-mail.undeliverable.v1' },
        facts,
      );
      return [...events, registered(outcome, at, aboutOf(row.case_id, accountIds))];
    },
  };
}
