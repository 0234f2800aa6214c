import path from 'node:path';
import type { Settings } from '#runtime/environment/settings.ts';
import type { Visible } from '#runtime/http/access/access.ts';
import type { Recipient } from '#runtime/mail/mail-delivery.ts';
import { mailFileName } from '#runtime/mail/sending/folder.ts';
import type { Sql } from '#runtime/postgres/sql.ts';

/** A mail of the system and how far it is. */
export interface MailView {
  /** What `POST /api/mails/ID/resend` takes: its Message-ID. */
  readonly id: string;
  readonly kind: 'shipment' | 'case' | 'invoice' | 'credit-note';
  /** Id of the shipment or case, or the document's number. */
  readonly about: string;
  readonly shipmentId?: string;
  readonly orderNumber?: string;
  readonly round: number;
  /** Which part of how many (F9). */
  readonly part: number;
  readonly parts: number;
  readonly messageId: string;
  readonly state: string;
  readonly to: readonly string[];
  readonly recipients: readonly Recipient[];
  readonly attempts: number;
  /** How often it was sent without its answer being known. */
  readonly doubtful: number;
  readonly queuedAt: string;
  readonly settledAt: string | null;
  /** The file that it is kept in, where there is no SMTP server. */
  readonly path?: string;
}

/** What of the list is asked for. */
export interface MailFilter {
  readonly kind?: string;
  readonly state?: string;
  readonly address?: string;
  readonly about?: string;
}

interface MailPage extends MailFilter {
  readonly before?: { readonly queuedAt: string; readonly messageId: string };
  readonly limit: number;
}

const instant = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const shared = `message_id as "id", message_id as "messageId", round, state, recipients, attempts, doubtful,
  ${instant('queued_at')} as "queuedAt", ${instant('settled_at')} as "settledAt"`;

// doubtful is no state of its own: whatever has become of such a mail, it may have come twice. A mail that went to some of its
// addresses has failed for the others.
const asked = `($2::timestamptz is null or (queued_at, message_id) < ($2::timestamptz, $3::text))
  and ($5::text is null or state = $5 or ($5 = 'doubtful' and doubtful > 0)
    or ($5 = 'undeliverable' and recipients @> '[{"state": "undeliverable"}]'))
  and ($6::text is null or recipients @> jsonb_build_array(jsonb_build_object('address', $6::text)))`;

/** Every mail of the system that the person may see, newest first (F10): those of shipments, and what is known of other services'. */
export async function visibleMails(
  sql: Sql,
  visible: Visible,
  { smtpUrl, dataDir }: Pick<Settings, 'smtpUrl' | 'dataDir'>,
  page: MailPage,
): Promise<MailView[]> {
  const rows = [
    ...(page.kind === undefined || page.kind === 'shipment' ? await ofShipments(sql, visible, page) : []),
    ...(page.kind === 'shipment' ? [] : await ofOthers(sql, visible, page)),
  ].sort((a, b) => (`${a.queuedAt} ${a.messageId}` < `${b.queuedAt} ${b.messageId}` ? 1 : -1));
  return rows.slice(0, page.limit).map((row) => ({
    ...row,
    to: row.recipients.map(({ address }) => address),
    ...(smtpUrl || row.state !== 'sent' || row.kind !== 'shipment'
      ? {}
      : { path: path.join(dataDir, 'mail', mailFileName(row)) }),
  }));
}

type Row = Omit<MailView, 'to' | 'path'>;

function parametersOf(visible: Visible, { before, limit, state, address, about }: MailPage): unknown[] {
  const accountIds = visible === 'everything' ? null : visible;
  return [accountIds, before?.queuedAt, before?.messageId, limit, state, address, about];
}

async function ofShipments(sql: Sql, visible: Visible, page: MailPage): Promise<Row[]> {
  return await sql<Row>(
    `select 'shipment' as kind, shipment_id as about, shipment_id as "shipmentId", order_number as "orderNumber", part, parts, ${shared}
     from fulfillment.mail
     where ($1::text[] is null or exists (
         select from fulfillment.entitlement where entitlement.shipment_id = mail.shipment_id and account_ids && $1::text[]))
       and ${asked} and ($7::text is null or $7 in (shipment_id, order_number))
     order by queued_at desc, message_id desc limit $4::int`,
    parametersOf(visible, page),
  );
}

// A case belongs to two accounts, and says much of both: who may read one alone does not see its mails.
async function ofOthers(sql: Sql, visible: Visible, page: MailPage): Promise<Row[]> {
  return await sql<Row>(
    `select kind, about, 1 as part, 1 as parts, ${shared}
     from fulfillment.foreign_mail
     where ($1::text[] is null or case kind when 'case' then account_ids <@ $1::text[] else account_ids && $1::text[] end)
       and ${asked} and ($7::text is null or about = $7) and ($8::text is null or kind = $8)
     order by queued_at desc, message_id desc limit $4::int`,
    [...parametersOf(visible, page), page.kind],
  );
}

/** A mail that the person may see, with the accounts that it is about; undefined when there is none. */
export async function mailOfId(
  sql: Sql,
  visible: Visible,
  messageId: string,
): Promise<(MailView & { readonly accountIds: readonly string[] }) | undefined> {
  const accountIds = visible === 'everything' ? null : visible;
  const [row] = await sql<MailView & { accountIds: string[] | null }>(
    `select 'shipment' as kind, shipment_id as about, shipment_id as "shipmentId", order_number as "orderNumber", message_id as id,
       array(select distinct unnest(account_ids) from fulfillment.entitlement where entitlement.shipment_id = mail.shipment_id)
         as "accountIds"
     from fulfillment.mail where message_id = $2 and ($1::text[] is null or exists (
       select from fulfillment.entitlement where entitlement.shipment_id = mail.shipment_id and account_ids && $1::text[]))
     union all
     select kind, about, null, null, message_id, account_ids from fulfillment.foreign_mail
     where message_id = $2
       and ($1::text[] is null or case kind when 'case' then account_ids <@ $1::text[] else account_ids && $1::text[] end)`,
    [accountIds, messageId],
  );
  return row && { ...row, accountIds: row.accountIds ?? [] };
}
