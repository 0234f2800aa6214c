import { type ExpressionBuilder, sql as expression } from 'kysely';
import type { Visible } from '#runtime/http/access/access.ts';
import { namesOneOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { type FulfillmentTables, fulfillment } from '../fulfillment.tables.ts';

/** Which mails a person sees: those of shipments through their entitlements, those of other services through their accounts. */

/** Of a mail of a shipment: who sees one of its entitlements sees the mail. */
export const seenThrough = (of: ExpressionBuilder<FulfillmentTables, 'mail'>, visible: readonly string[]) =>
  of.exists(
    of
      .selectFrom('entitlement')
      .select(of.lit(1).as('one'))
      .whereRef('entitlement.shipment_id', '=', 'mail.shipment_id')
      .where(({ ref }) => namesOneOf(ref('account_ids'), visible)),
  );

/** A case belongs to two accounts, and says much of both: who may read one alone does not see its mails. */
export const seenBy = ({ ref }: ExpressionBuilder<FulfillmentTables, 'foreign_mail'>, visible: readonly string[]) =>
  expression<boolean>`case ${ref('kind')} when 'case' then ${ref('account_ids')} <@ ${visible}::text[]
    else ${namesOneOf(ref('account_ids'), visible)} end`;

/** What a mail is about, and the accounts that this concerns. */
export interface MailKnown {
  /** Its Message-ID. */
  readonly id: string;
  readonly kind: 'shipment' | 'case' | 'invoice' | 'credit-note';
  /** Id of the shipment or case, or the document's number. */
  readonly about: string;
  readonly shipmentId?: string;
  readonly orderNumber?: string;
  readonly accountIds: readonly string[];
}

/** A mail that the person may see, with the accounts that it is about; undefined when there is none. */
export async function mailOfId(sql: Sql, visible: Visible, messageId: string): Promise<MailKnown | undefined> {
  const mail = await fulfillment(sql)
    .selectFrom('mail')
    .select(['message_id as id', 'shipment_id as about', 'shipment_id as shipmentId', 'order_number as orderNumber'])
    .where('message_id', '=', messageId)
    .$if(visible !== 'everything', (query) => query.where((of) => seenThrough(of, visible as readonly string[])))
    .executeTakeFirst();
  if (mail) {
    const lines = fulfillment(sql).selectFrom('entitlement').where('shipment_id', '=', mail.shipmentId);
    const accounts = await lines.select('account_ids as ids').execute();
    return { ...mail, kind: 'shipment', accountIds: [...new Set(accounts.flatMap(({ ids }) => ids))] };
  }
  return await fulfillment(sql)
    .selectFrom('foreign_mail')
    .select(['message_id as id', 'kind', 'about', 'account_ids as accountIds'])
    .where('message_id', '=', messageId)
    .$if(visible !== 'everything', (query) => query.where((of) => seenBy(of, visible as readonly string[])))
    .executeTakeFirst();
}
