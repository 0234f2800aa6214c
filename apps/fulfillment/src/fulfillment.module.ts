import path from 'node:path';
import { type BeforeApplicationShutdown, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '#runtime/database.ts';
import { folderSender } from '#runtime/mail.folder.ts';
import { mailDomainOf, smtpSender } from '#runtime/mail.smtp.ts';
import { ProcessContext } from '#runtime/process.context.ts';
import { loadCodeKeys } from '#runtime/sealed-codes.ts';
import { ServiceModule } from '#runtime/service.module.ts';
import { DeliveryJob } from './delivery.job.ts';
import { loadSigningKey } from './documents/signing-key.ts';
import { Documents } from './documents.ts';
import { FulfillmentConsumer } from './fulfillment.consumer.ts';
import { FulfillmentController } from './fulfillment.http.ts';
import { fulfillmentContext } from './fulfillment.slices.ts';
import { fulfillmentStore } from './fulfillment.store.ts';
import { fulfillmentTables } from './fulfillment.tables.ts';
import { KeysController } from './keys.http.ts';
import { fulfillmentMigrations } from './migrations/migrations.ts';
import { ReadBack } from './read-back.job.ts';

/** Starts the delivery with the service, and ends it before the database is closed. */
class Delivery implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly job: DeliveryJob,
    private readonly documents: Documents,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.job.start();
    // Not waited for: the service is up without it.
    this.documents.warmUp().catch(() => undefined);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.job.stop();
    await this.documents.close();
  }
}

/** Fulfillment: entitlements of shipments that are due, and the mails that bring them (F1 to F8). */
@Module({
  imports: [
    ServiceModule.register({
      name: 'fulfillment',
      entities: fulfillmentTables,
      migrations: fulfillmentMigrations,
      context: fulfillmentContext,
      store: ({ settings }) =>
        fulfillmentStore({
          keys: loadCodeKeys(settings.codeKeyFile),
          mailDomain: mailDomainOf(settings.mailFrom),
        }),
    }),
  ],
  controllers: [FulfillmentConsumer, FulfillmentController, KeysController],
  providers: [
    { provide: Documents, inject: [ProcessContext], useFactory: documentsOf },
    // Before the delivery starts and messages are taken: a mail that was sent is not sent again, a code not drawn twice (R8).
    { provide: ReadBack, inject: [ProcessContext, Database], useFactory: readBackOf },
    { provide: DeliveryJob, inject: [ProcessContext, Database, Documents, ReadBack], useFactory: deliveryOf },
    {
      provide: Delivery,
      inject: [DeliveryJob, Documents],
      useFactory: (job: DeliveryJob, documents: Documents) => new Delivery(job, documents),
    },
  ],
})
export class FulfillmentModule {}

function documentsOf({ settings }: ProcessContext): Documents {
  return new Documents({
    keys: loadCodeKeys(settings.codeKeyFile),
    signingKey: loadSigningKey(settings.signingKeyFile),
    publicUrl: settings.publicUrl,
    mailFrom: settings.mailFrom,
    supportEmail: settings.supportEmail,
  });
}

async function readBackOf(process: ProcessContext, database: Database): Promise<ReadBack> {
  const keys = loadCodeKeys(process.settings.codeKeyFile);
  const log = process.log.child({ service: 'fulfillment' });
  const readBack = new ReadBack({ database, keys, history: process.broker.history, log, metrics: process.metrics });
  await readBack.start();
  return readBack;
}

function deliveryOf(process: ProcessContext, database: Database, documents: Documents): DeliveryJob {
  const { settings, now, metrics } = process;
  return new DeliveryJob({
    database,
    compose: (mail) => documents.mail(mail),
    sender: settings.smtpUrl ? smtpSender(settings.smtpUrl) : folderSender(path.join(settings.dataDir, 'mail')),
    from: settings.mailFrom,
    now,
    metrics,
    log: process.log.child({ service: 'fulfillment' }),
  });
}
