import path from 'node:path';
import type { Recipient } from '#domain/values/mail-delivery.ts';
import type { Visible } from '#runtime/access.ts';
import { mailFileName } from '#runtime/mail.folder.ts';
import type { Settings } from '#runtime/settings.ts';
import type { Sql } from '#runtime/slice.ts';

/** A mail about a shipment and how far it is. */
export interface MailView {
  readonly shipmentId: string;
  readonly orderNumber: string;
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

/** Mails about shipments of the visible accounts, newest first. */
export async function visibleMails(
  sql: Sql,
  visible: Visible,
  { smtpUrl, dataDir }: Pick<Settings, 'smtpUrl' | 'dataDir'>,
  page: { readonly before?: { readonly queuedAt: string; readonly messageId: string }; readonly limit: number },
): Promise<MailView[]> {
  const instant = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
  const rows = await sql<Omit<MailView, 'to' | 'path'>>(
    `select shipment_id as "shipmentId", order_number as "orderNumber", round, part, parts, message_id as "messageId", state, recipients,
       attempts, doubtful, ${instant('queued_at')} as "queuedAt", ${instant('settled_at')} as "settledAt"
     from fulfillment.mail
     where ($1::text[] is null or exists (
         select from fulfillment.entitlement where entitlement.shipment_id = mail.shipment_id and account_ids && $1::text[]))
       and ($2::timestamptz is null or (queued_at, message_id) < ($2::timestamptz, $3::text))
     order by queued_at desc, message_id desc limit $4::int`,
    [visible === 'everything' ? null : visible, page.before?.queuedAt, page.before?.messageId, page.limit],
  );
  return rows.map((row) => ({
    ...row,
    to: row.recipients.map(({ address }) => address),
    ...(smtpUrl || row.state !== 'sent'
      ? {}
      : { path: path.join(dataDir, 'mail', mailFileName({ ...row, about: row.shipmentId })) }),
  }));
}
