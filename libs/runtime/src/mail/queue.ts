import type { Instant } from '#domain/values/calendar.ts';
import { traceparentFor } from '../environment/tracing/spans.ts';
import { channelOf } from '../postgres/notify.ts';
import type { Sql } from '../postgres/sql.ts';
import { addToOutbox, outgoingMessages } from '../slices/outbox.ts';
import type { Announcement } from '../slices/slice.ts';
import type { Recipient } from './mail-delivery.ts';
import { type Letterhead, type MailTable, qualified } from './row.ts';

/** A mail that is to be sent as soon as the transaction at hand has committed. */
export interface QueuedMail {
  /** What it tells of: columns of the table of its own. */
  readonly key: Readonly<Record<string, unknown>>;
  /** The same whenever it is sent. */
  readonly messageId: string;
  readonly correlationId: string;
  readonly round?: number;
  readonly addresses: Iterable<string>;
  /** BCP 47; kept with the letterhead. */
  readonly language?: string;
  readonly queuedAt: Instant;
}

/** Writes mails in the transaction at hand, each address of a mail once, and wakes whoever sends them when it commits. */
export async function queueMails(
  sql: Sql,
  table: MailTable,
  mails: readonly QueuedMail[],
  letterhead: Letterhead | null,
  announce?: (sql: Sql, mails: readonly QueuedMail[]) => Promise<readonly Announcement[]>,
): Promise<void> {
  const rows = mails.map(({ key, messageId, correlationId, round = 1, addresses, language, queuedAt }) => ({
    ...key,
    message_id: messageId,
    correlation_id: correlationId,
    round,
    state: 'waiting',
    recipients: [...new Set(addresses)].map((address): Recipient => ({ address, state: 'waiting' })),
    letterhead: letterhead && language ? { ...letterhead, language } : letterhead,
    queued_at: queuedAt,
    traceparent: traceparentFor(correlationId),
  }));
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first).join(', ');
  await sql(
    `with queued as (
       insert into ${qualified(table)} (${columns})
       select ${columns} from jsonb_populate_recordset(null::${qualified(table)}, $1::jsonb)
     )
     select pg_notify($2, $3)`,
    [JSON.stringify(rows), channelOf(table.schema), table.name],
  );
  const announcements = (await announce?.(sql, mails)) ?? [];
  const causes = announcements.map((announcement) => ({
    message: { id: `${announcement.key}/queued`, correlationId: announcement.key },
    announcements: [announcement],
  }));
  await addToOutbox(sql, table.schema, outgoingMessages(causes, table.schema, mails[0]?.queuedAt ?? ''));
}
