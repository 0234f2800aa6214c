import { readCloudEvent } from '#contracts/cloud-event.ts';
import { mailResendRequested } from '#contracts/mails.ts';
import type { Delivery, DeliveryHandler } from '../broker/broker.ts';
import type { Log } from '../environment/log.ts';
import type { Database } from '../postgres/database.ts';
import type { Sql } from '../postgres/sql.ts';
import type { MailKind } from './kind.ts';
import { queueMails } from './queue.ts';
import { type MailRow, qualified } from './row.ts';

export interface MailRequestOptions<Row extends MailRow> {
  readonly database: Database;
  readonly kind: MailKind<Row>;
  readonly now: () => Date;
  readonly log: Log;
}

/**
 * Queues a service's mails again when somebody wants that (F10), each under a Message-ID of its own, to the addresses that it has now. A
 * request that comes twice is answered once: its id stays with the mail.
 */
export class MailRequests<Row extends MailRow = MailRow> {
  constructor(private readonly options: MailRequestOptions<Row>) {}

  readonly deliver: DeliveryHandler = async (deliveries) => {
    for (const delivery of deliveries) {
      const request = this.requestIn(delivery);
      if (request) await this.options.database.transaction((sql) => this.again(sql, request.messageId, request.id));
    }
  };

  private requestIn(delivery: Delivery): { readonly id: string; readonly messageId: string } | undefined {
    try {
      const event = readCloudEvent(delivery);
      if (event.type !== 'mail.resend-requested.v1') return undefined;
      const { messageId, service } = mailResendRequested.parse(event.data);
      return service === this.options.kind.table.schema ? { id: event.id, messageId } : undefined;
    } catch (error) {
      const { topic, partition, offset } = delivery;
      this.options.log.error({ err: error, topic, partition, offset }, 'a request for a mail cannot be read');
      return undefined;
    }
  }

  private async again(sql: Sql, messageId: string, id: string): Promise<void> {
    const { kind, log, now } = this.options;
    const table = qualified(kind.table);
    const [found] = await sql<{ row: Row }>(
      `select to_jsonb(mail) as "row" from ${table} mail where message_id = $1 for update`,
      [messageId],
    );
    if (!found || !kind.again) {
      log.error({ messageId }, 'a mail that is wanted again is not there');
      return;
    }
    const { key, addresses } = await kind.again(sql, found.row);
    const same = Object.keys(key).map((column, index) => `${column} = $${index + 1}`);
    const rows = await sql<{ round: number; correlation_id: string }>(
      `select round, correlation_id from ${table} where ${same.join(' and ')}`,
      Object.values(key),
    );
    if (rows.some((row) => row.correlation_id === id)) return;
    const at = now().toISOString();
    await sql(
      `update ${table} set state = 'superseded', settled_at = $${same.length + 1} where ${same.join(' and ')} and state = 'waiting'`,
      [...Object.values(key), at],
    );
    const round = Math.max(...rows.map((row) => row.round)) + 1;
    const newId = messageId.replace(/(\.r\d+)?(?=@[^@]*$)/, `.r${round}`);
    const mail = { key, messageId: newId, correlationId: id, round, addresses, queuedAt: at };
    await queueMails(sql, kind.table, [mail], kind.letterhead, kind.queued);
  }
}
