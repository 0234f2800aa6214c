import { MikroORM, type PostgreSqlConnection } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';
import { createTransport } from 'nodemailer';
import { smtpOptions } from '#runtime/mail.smtp.ts';
import { loadCodeKeys } from '#runtime/sealed-codes.ts';
import { readSettings } from '#runtime/settings.ts';
import type { Sql } from '#runtime/slice.ts';
import type { ClaimedMail } from '../../../apps/fulfillment/src/delivery.store.ts';
import { loadSigningKey } from '../../../apps/fulfillment/src/documents/signing-key.ts';
import { Documents } from '../../../apps/fulfillment/src/documents.ts';
import { entitlementsOfShipments } from '../../../apps/fulfillment/src/fulfillment.views.ts';

/**
 * Pooled nodemailer that also writes what it sends, with our own certificates and templates: what is left of our delivery
 * when nothing is claimed, recorded or announced.
 */
const { codeKeyFile, signingKeyFile, publicUrl, mailFrom, databaseUrl } = readSettings(process.env);
const documents = new Documents({
  keys: loadCodeKeys(codeKeyFile),
  signingKey: loadSigningKey(signingKeyFile),
  publicUrl,
  mailFrom,
});
const orm = await MikroORM.init({ clientUrl: databaseUrl, entities: [], discovery: { warnWhenNoEntities: false } });
const client = (orm.em.getConnection() as PostgreSqlConnection).getClient();
const sql: Sql = async (text, parameters = []) =>
  (await client.executeQuery(CompiledQuery.raw(text, [...parameters]))).rows as never;
const mails = await storedMails();
const transport = createTransport({ url: process.env.SMTP_URL, ...smtpOptions });
await documents.warmUp();

process.on('message', ({ round }: { readonly round: number }) => {
  const start = performance.now();
  const sent = mails.map(async (mail, index) => {
    const message = await documents.mail(mail);
    await transport.sendMail({ ...message, messageId: `<written-${round}-${index}@bench.example>` });
  });
  void Promise.all(sent).then(() => process.send?.({ mails: mails.length, milliseconds: performance.now() - start }));
});
console.log('ready');

async function storedMails(): Promise<ClaimedMail[]> {
  const rows = await sql<Omit<ClaimedMail, 'entitlements'>>(
    `select shipment_id as "shipmentId", order_number as "orderNumber", message_id as "messageId",
       json_build_object('recipients', recipients, 'queuedAt', queued_at) as delivery
     from fulfillment.mail where order_number like 'SO-mail-%'`,
  );
  const entitlements = await entitlementsOfShipments(
    sql,
    rows.map(({ shipmentId }) => shipmentId),
  );
  const byShipment = Map.groupBy(entitlements, ({ shipmentId }) => shipmentId);
  return rows.map((row) => ({ ...row, entitlements: byShipment.get(row.shipmentId) ?? [] }));
}
