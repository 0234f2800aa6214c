import type { Recipient } from '#runtime/mail/mail-delivery.ts';
import { type MailRow, type MailTable, qualified } from '#runtime/mail/row.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { type Finding, well, wrong } from './finding.ts';

/** Tries after which a mail that waits is told of: by then its server has been asked for some minutes. */
const patientTries = 4;
const mostNamed = 3;

/** What the doctor tells of a table of mails. */
export interface MailWords {
  /** What the mails are about: `shipments`. */
  readonly what: string;
  /** What one is about, for whoever looks it up: `order SO-1`. */
  readonly about: (row: StuckMail) => string;
  /** What to do where an address is refused for good. */
  readonly remedy: string;
}

/** A mail that does not reach everybody; the columns of its table's own are there too. */
export type StuckMail = Pick<MailRow, 'message_id' | 'state' | 'recipients' | 'attempts'> &
  Readonly<Record<string, unknown>>;

/** Mails that a server refuses for good, to all or to some of their addresses, and mails that it keeps from being delivered. It reads every row. */
export async function mailFindings(sql: Sql, table: MailTable, { what, about, remedy }: MailWords): Promise<Finding[]> {
  const refused = await stuckMails(
    sql,
    table,
    `state in ('sent', 'undeliverable') and recipients @> '[{"state": "undeliverable"}]'`,
  );
  const failing = await stuckMails(sql, table, `state in ('waiting', 'claimed') and attempts >= ${patientTries}`);
  const { schema } = table;
  const named = ({ mails, count }: Stuck) => {
    const lines = mails.map((mail) => `\n    ${about(mail)}: ${serversWords(mail.recipients).join('; ')}`);
    return lines.join('') + (count > mails.length ? `\n    and ${count - mails.length} more` : '');
  };
  return [
    ...(refused.count > 0
      ? [wrong(`${schema}: ${refused.count} mails about ${what} did not reach every address${named(refused)}`, remedy)]
      : []),
    ...(failing.count > 0
      ? [
          wrong(
            `${schema}: ${failing.count} mails about ${what} are tried again and again${named(failing)}`,
            'mend what the server says (SMTP_URL, its password, its policy, or the address): they go out by themselves then',
          ),
        ]
      : []),
    ...(refused.count + failing.count === 0 ? [well(`${schema}: mails about ${what} reach their addresses`)] : []),
  ];
}

interface Stuck {
  readonly count: number;
  readonly mails: readonly StuckMail[];
}

async function stuckMails(sql: Sql, table: MailTable, condition: string): Promise<Stuck> {
  const rows = await sql<{ mail: StuckMail; count: number }>(
    `select to_jsonb(mail) as mail, count(*) over ()::int as count from ${qualified(table)} mail
     where ${condition} order by queued_at desc limit ${mostNamed}`,
  );
  return { count: rows[0]?.count ?? 0, mails: rows.map(({ mail }) => mail) };
}

/** What the server said about each address that the mail has not reached. */
export function serversWords(recipients: readonly Recipient[]): string[] {
  return recipients
    .filter(({ state }) => state === 'waiting' || state === 'undeliverable')
    .map(
      ({ address, state, answer }) =>
        `${address} is ${state}, the server says: ${(answer ?? 'nothing yet').slice(0, 200)}`,
    );
}
