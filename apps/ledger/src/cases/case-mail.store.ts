import { issuedLanguage } from '#documents/languages/languages.ts';
import type { TransferCase } from '#domain/licenses/books/case.ts';
import type { LicenseEvent } from '#domain/licenses/books/events.ts';
import { accountLanguages } from '#runtime/http/access/account-languages.ts';
import { type QueuedMail, queueMails } from '#runtime/mail/queue.ts';
import type { Letterhead, MailTable } from '#runtime/mail/row.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { announceQueued } from './case-mail.announcements.ts';

/** The mails of transfer cases: one for each step, written with it (K8). */
export const caseMails: MailTable = { schema: 'ledger', name: 'case_mail' };

export interface CaseMailOptions {
  /** What Message-IDs end in. */
  readonly mailDomain: string;
  readonly letterhead?: Letterhead | null;
}

/**
 * Queues a mail for each step that was taken, an approval that failed among them (T11): to the requester, to everybody else who has taken
 * one, and to `SUPPORT_EMAIL`.
 */
export async function insertCaseMails(
  sql: Sql,
  events: readonly LicenseEvent[],
  { mailDomain, letterhead = null }: CaseMailOptions,
): Promise<void> {
  const support = letterhead?.supportEmail;
  const cases = events.flatMap((event) => ('case' in event ? [event.case] : []));
  const languages = await accountLanguages(sql, 'ledger', new Set(cases.flatMap(({ from, to }) => [from, to])));
  const mails = cases.map((each) => mailOf(each, languageFor(each, languages), mailDomain, support));
  await queueMails(sql, caseMails, mails, letterhead, announceQueued);
}

// What the organization reads that gives licenses away, else the other: whoever asks administers both (K1).
function languageFor({ from, to }: TransferCase, languages: ReadonlyMap<string, string>): string | undefined {
  return issuedLanguage(languages.get(from) ?? languages.get(to));
}

function mailOf(
  { caseId, requestedBy, history }: TransferCase,
  language: string | undefined,
  mailDomain: string,
  support: string | undefined,
): QueuedMail {
  const step = history.length;
  const messageId = `<case.${caseId.replaceAll(/[^\w.-]/g, '_')}.${step}@${mailDomain}>`;
  return {
    key: { case_id: caseId, step },
    messageId,
    correlationId: messageId,
    addresses: [requestedBy, ...history.map(({ by }) => by), ...(support === undefined ? [] : [support])],
    ...(language && { language }),
    queuedAt: history.at(-1)?.at ?? '',
  };
}
