import { Module } from '@nestjs/common';
import { loadCodeKeys } from '#runtime/environment/keys/sealed-codes.ts';
import { MailDelivery } from '#runtime/mail/sending/delivery.ts';
import { mailDomainOf } from '#runtime/mail/sending/smtp.ts';
import { Database } from '#runtime/postgres/database.ts';
import { letterheadOf, mailDelivery } from '#runtime/process/mail.service.ts';
import { ProcessContext } from '#runtime/process/process.context.ts';
import { ServiceModule } from '#runtime/process/service.module.ts';
import { MailsController } from './delivery/mails.http.ts';
import { shipmentMailKind } from './delivery/shipment-mails.ts';
import { CertificatesController } from './documents/keys/certificates.http.ts';
import { KeysController } from './documents/keys/keys.http.ts';
import { loadSigningKey } from './documents/keys/signing-key.ts';
import { Documents } from './documents.ts';
import { FulfillmentConsumer } from './fulfillment.consumer.ts';
import { FulfillmentController } from './fulfillment.http.ts';
import { fulfillmentSettings } from './fulfillment.settings.ts';
import { fulfillmentContext } from './fulfillment.slices.ts';
import { fulfillmentStore } from './fulfillment.store.ts';
import { fulfillmentTables } from './fulfillment.tables.ts';
import { fulfillmentMigrations } from './migrations/migrations.ts';
import { ReadBack } from './read-back/read-back.job.ts';

/** Fulfillment: entitlements of shipments that are due, and the mails that bring them (F1 to F8). */
@Module({
  imports: [
    ServiceModule.register({
      name: 'fulfillment',
      entitlements: 'select count(*) from fulfillment.entitlement',
      entities: fulfillmentTables,
      migrations: fulfillmentMigrations,
      context: fulfillmentContext,
      store: ({ settings }) =>
        fulfillmentStore({
          keys: loadCodeKeys(settings.codeKeyFile),
          mailDomain: mailDomainOf(settings.mailFrom),
          letterhead: letterheadOf(settings),
        }),
    }),
  ],
  controllers: [FulfillmentConsumer, FulfillmentController, MailsController, KeysController, CertificatesController],
  providers: [
    { provide: Documents, inject: [ProcessContext], useFactory: documentsOf },
    // Before the delivery starts and messages are taken: a mail that was sent is not sent again, a code not drawn twice (R8).
    { provide: ReadBack, inject: [ProcessContext, Database], useFactory: readBackOf },
    { provide: MailDelivery, inject: [ProcessContext, Database, Documents, ReadBack], useFactory: deliveryOf },
  ],
})
export class FulfillmentModule {}

function documentsOf({ settings }: ProcessContext): Documents {
  return new Documents({
    keys: loadCodeKeys(settings.codeKeyFile),
    signingKey: loadSigningKey(settings.of(fulfillmentSettings).signingKeyFile),
    publicUrl: settings.publicUrl,
  });
}

async function readBackOf(process: ProcessContext, database: Database): Promise<ReadBack> {
  const keys = loadCodeKeys(process.settings.codeKeyFile);
  const log = process.log.child({ service: 'fulfillment' });
  const readBack = new ReadBack({ database, keys, history: process.broker.history, log, metrics: process.metrics });
  await readBack.start();
  return readBack;
}

function deliveryOf(process: ProcessContext, database: Database, documents: Documents): MailDelivery {
  const kind = shipmentMailKind({
    letterhead: letterheadOf(process.settings),
    compose: (mail) => documents.mail(mail),
    divide: (mail, size) => documents.divide(mail, size),
  });
  return mailDelivery(process, database, kind, {
    // Not waited for: the service is up without it.
    started: () => void documents.warmUp().catch(() => undefined),
    stopped: () => documents.close(),
  });
}
