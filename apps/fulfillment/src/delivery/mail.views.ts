import path from 'node:path';
import { type Expression, sql as expression, type SqlBool } from 'kysely';
import type { Settings } from '#runtime/environment/settings.ts';
import type { Visible } from '#runtime/http/access/access.ts';
import { cursorKey, type Page, pageOf, pageSize } from '#runtime/http/paging.ts';
import type { Recipient } from '#runtime/mail/mail-delivery.ts';
import { mailFileName } from '#runtime/mail/sending/folder.ts';
import { instantOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { fulfillment } from '../fulfillment.tables.ts';
import { type MailKnown, seenBy, seenThrough } from './visible-mails.views.ts';

/** A mail of the system and how far it is. */
export interface MailView extends Omit<MailKnown, 'accountIds'> {
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
export interface MailQuery {
  readonly kind?: string;
  readonly state?: string;
  readonly address?: string;
  readonly about?: string;
  /** Those of its shipments alone. */
  readonly orderNumber?: string;
  readonly cursor?: string;
  readonly limit?: string;
}

interface MailPage extends Omit<MailQuery, 'cursor' | 'limit'> {
  /** Key of the last mail of the page before. */
  readonly before?: readonly [queuedAt: string, messageId: string];
  readonly size: number;
}

/** The columns that decide whether a mail is asked for, of either table. */
type Asked = Readonly<Record<'queuedAt' | 'messageId' | 'state' | 'doubtful' | 'recipients', Expression<unknown>>>;

function asked({ queuedAt, messageId, ...of }: Asked, { before, state, address }: MailPage): Expression<SqlBool>[] {
  const holds = (recipient: Readonly<Record<string, string>>) =>
    expression<boolean>`${of.recipients} @> ${JSON.stringify([recipient])}::jsonb`;
  const conditions = [];
  if (before)
    conditions.push(expression<boolean>`(${queuedAt}, ${messageId}) < (${before[0]}::timestamptz, ${before[1]}::text)`);
  // doubtful is no state of its own: whatever has become of such a mail, it may have come twice.
  if (state === 'doubtful') conditions.push(expression<boolean>`${of.doubtful} > 0`);
  // A mail that went to some of its addresses has failed for the others.
  else if (state === 'undeliverable')
    conditions.push(expression<boolean>`(${of.state} = ${state} or ${holds({ state })})`);
  else if (state !== undefined) conditions.push(expression<boolean>`${of.state} = ${state}`);
  if (address !== undefined) conditions.push(holds({ address }));
  return conditions;
}

/** Every mail of the system that the person may see, newest first (F10): those of shipments, and what is known of other services'. */
export async function listMails(
  sql: Sql,
  visible: Visible,
  { smtpUrl, dataDir }: Pick<Settings, 'smtpUrl' | 'dataDir'>,
  { cursor, limit, ...filter }: MailQuery,
): Promise<Page<MailView>> {
  const size = pageSize(limit);
  const page = { ...filter, before: cursorKey(cursor, ['instant', 'text']), size };
  const rows = [
    ...(page.kind === undefined || page.kind === 'shipment' ? await ofShipments(sql, visible, page) : []),
    ...(page.kind === 'shipment' || page.orderNumber !== undefined ? [] : await ofOthers(sql, visible, page)),
  ].sort((a, b) => (`${a.queuedAt} ${a.messageId}` < `${b.queuedAt} ${b.messageId}` ? 1 : -1));
  const mails = rows.map((row) => ({
    ...row,
    to: row.recipients.map(({ address }) => address),
    ...(smtpUrl || row.state !== 'sent' || row.kind !== 'shipment'
      ? {}
      : { path: path.join(dataDir, 'mail', mailFileName(row)) }),
  }));
  return pageOf(mails, size, ({ queuedAt, messageId }) => [queuedAt, messageId]);
}

type Row = Omit<MailView, 'to' | 'path'>;

const shared = [
  'message_id as id',
  'message_id as messageId',
  'round',
  'state',
  'recipients',
  'attempts',
  'doubtful',
] as const;

async function ofShipments(sql: Sql, visible: Visible, page: MailPage): Promise<Row[]> {
  return await fulfillment(sql)
    .selectFrom('mail')
    .select([
      ...shared,
      'shipment_id as about',
      'shipment_id as shipmentId',
      'order_number as orderNumber',
      'part',
      'parts',
    ])
    .select(({ ref }) => [
      expression<'shipment'>`'shipment'`.as('kind'),
      instantOf(ref('queued_at')).as('queuedAt'),
      instantOf(ref('settled_at')).as('settledAt'),
    ])
    .where((of) =>
      of.and([
        ...(visible === 'everything' ? [] : [seenThrough(of, visible)]),
        ...asked(columnsOf(of.ref), page),
        ...(page.about === undefined
          ? []
          : [of.or([of('shipment_id', '=', page.about), of('order_number', '=', page.about)])]),
        ...(page.orderNumber === undefined ? [] : [of('order_number', '=', page.orderNumber)]),
      ]),
    )
    .orderBy('queued_at', 'desc')
    .orderBy('message_id', 'desc')
    .limit(page.size + 1)
    .execute();
}

async function ofOthers(sql: Sql, visible: Visible, page: MailPage): Promise<Row[]> {
  const { about, kind } = page;
  return await fulfillment(sql)
    .selectFrom('foreign_mail')
    .select([...shared, 'kind', 'about'])
    .select(({ lit, ref }) => [
      lit(1).as('part'),
      lit(1).as('parts'),
      instantOf(ref('queued_at')).as('queuedAt'),
      instantOf(ref('settled_at')).as('settledAt'),
    ])
    .where((of) =>
      of.and([
        ...(visible === 'everything' ? [] : [seenBy(of, visible)]),
        ...asked(columnsOf(of.ref), page),
        ...(about === undefined ? [] : [of('about', '=', about)]),
        ...(kind === undefined ? [] : [of(of.ref('kind').$castTo<string>(), '=', kind)]),
      ]),
    )
    .orderBy('queued_at', 'desc')
    .orderBy('message_id', 'desc')
    .limit(page.size + 1)
    .execute();
}

const columnsOf = (
  ref: (column: 'queued_at' | 'message_id' | 'state' | 'doubtful' | 'recipients') => Expression<unknown>,
): Asked => ({
  queuedAt: ref('queued_at'),
  messageId: ref('message_id'),
  state: ref('state'),
  doubtful: ref('doubtful'),
  recipients: ref('recipients'),
});
