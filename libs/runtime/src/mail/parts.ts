import { notify } from '../postgres/notify.ts';
import type { Sql } from '../postgres/sql.ts';
import type { AttemptResult, Recipient } from './mail-delivery.ts';
import { type ClaimedMail, type MailRow, type MailTable, type Outcome, qualified } from './row.ts';

/**
 * Mails in parts (F9): a mail that is too large becomes rows of its own, each with its Message-ID, claim and outcome. The first part
 * goes ahead. The others wait until a server has taken it: if that finds it too large as well, all are divided anew, and their numbers
 * are still right.
 */

/**
 * Whether all parts are to be divided anew: the first of them was too large for everybody, and the others were not begun with.
 * @param result what its attempt comes to when those whose server finds it too large get smaller mails
 */
export function isAnew({ row }: ClaimedMail, { delivery }: AttemptResult): boolean {
  return row.parts > 1 && row.part === 1 && delivery.state === 'superseded';
}

/**
 * The rows of the smaller mails that are to take a mail's place.
 * @param pieces what each says, as columns of its row
 * @param result as of the attempt: those whose server found the mail too large are `superseded`
 */
export function mailPartsOf<Row extends MailRow>(
  mail: ClaimedMail<Row>,
  pieces: readonly Partial<Row>[],
  result: AttemptResult,
): MailRow[] {
  const { row } = mail;
  const anew = isAnew(mail, result);
  const whole = anew ? (row.parts_of ?? row.message_id) : row.message_id;
  const before = mail.delivery.recipients;
  const addresses = result.delivery.recipients
    .filter(({ state }, index) => state === 'superseded' && before[index]?.state !== 'superseded')
    .map(({ address }) => address);
  const single = pieces.length === 1;
  return pieces.map((piece, index) => {
    const [part, parts] = single ? [row.part, row.parts] : [index + 1, pieces.length];
    return {
      ...row,
      ...piece,
      message_id: partId(whole, single ? 'link' : `${part}of${parts}`, anew ? row.message_id : ''),
      parts_of: whole,
      part,
      parts,
      state: 'waiting',
      recipients: addresses.map((address): Recipient => ({ address, state: 'waiting' })),
      attempts: 0,
      doubtful: 0,
      // By the database's clock, as all claims go by it; what was queued went by that of the process, which NOW can set.
      due_at: index > 0 ? 'infinity' : undefined,
      claimed_by: null,
      settled_at: null,
    };
  });
}

// Never a Message-ID that other bytes had: parts that are divided anew can come to the same number.
function partId(whole: string, suffix: string, replaced: string): string {
  const at = whole.lastIndexOf('@');
  const id = (more: string) => `${whole.slice(0, at)}.${suffix}${more}${whole.slice(at)}`;
  const generation = /\.v(\d+)@[^@]*$/.exec(replaced)?.[1] ?? '1';
  return replaced === '' ? id('') : id(`.v${Number(generation) + 1}`);
}

/** Writes the parts of mails that were too large, in the transaction of their outcomes. */
export async function insertParts(sql: Sql, table: MailTable, outcomes: readonly Outcome[]): Promise<void> {
  const divided = outcomes.filter(({ parts }) => parts.length > 0);
  const anew = divided.filter(({ mail, result }) => isAnew(mail, result));
  if (anew.length > 0)
    await sql(
      `delete from ${qualified(table)} where parts_of = any($1::text[]) and state = 'waiting' and due_at = 'infinity'`,
      [anew.map(({ mail }) => mail.row.parts_of)],
    );
  const rows = divided.flatMap(({ parts }) => parts);
  if (rows.length === 0) return;
  await sql(
    `insert into ${qualified(table)} select * from jsonb_populate_recordset(
       jsonb_populate_record(null::${qualified(table)}, jsonb_build_object('due_at', clock_timestamp())), $1::jsonb)
     on conflict (message_id) do nothing`,
    [JSON.stringify(rows)],
  );
  await notify(sql, table.schema, table.name);
}

/** Lets the other parts go when a server has answered for the first. */
export async function releaseParts(sql: Sql, table: MailTable, outcomes: readonly Outcome[]): Promise<void> {
  const opened = outcomes.filter(
    ({ mail, result }) =>
      mail.row.part === 1 && mail.row.parts > 1 && !isAnew(mail, result) && result.delivery.recipients.some(isTold),
  );
  if (opened.length === 0) return;
  await sql(
    `update ${qualified(table)} set due_at = clock_timestamp()
     where parts_of = any($1::text[]) and state = 'waiting' and due_at = 'infinity'`,
    [opened.map(({ mail }) => mail.row.parts_of)],
  );
  await notify(sql, table.schema, table.name);
}

function isTold({ state }: Recipient): boolean {
  return state === 'accepted' || state === 'undeliverable';
}
