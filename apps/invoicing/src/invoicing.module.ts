import path from 'node:path';
import { Module } from '@nestjs/common';
import type { InvoicingBooks, InvoicingEvent } from '#domain/invoices/books.ts';
import { Database } from '#runtime/database.ts';
import { folderSender } from '#runtime/mail.folder.ts';
import { smtpSender } from '#runtime/mail.smtp.ts';
import { ProcessContext } from '#runtime/process.context.ts';
import { ServiceModule } from '#runtime/service.module.ts';
import { SliceRunner } from '#runtime/slice-runner.ts';
import { CreditController } from './credit.http.ts';
import { InvoiceDocuments } from './documents.ts';
import { InvoicingConsumer } from './invoicing.consumer.ts';
import { InvoicingController } from './invoicing.http.ts';
import { readInvoicingEnvironment, storeOptions } from './invoicing.settings.ts';
import { invoicingContext } from './invoicing.slices.ts';
import { invoicingStore } from './invoicing.store.ts';
import { invoicingTables } from './invoicing.tables.ts';
import { InvoiceMailJob } from './mail.job.ts';
import { invoicingMigrations } from './migrations/migrations.ts';
import { MonthCloseJob } from './month-close.job.ts';

/** Invoicing: turns what the ledger did into what accounts owe, and bills it (I1 to I6). */
@Module({
  imports: [
    ServiceModule.register({
      name: 'invoicing',
      entities: invoicingTables,
      migrations: invoicingMigrations,
      context: invoicingContext,
      store: ({ settings }) => invoicingStore(storeOptions(settings.mailFrom)),
    }),
  ],
  controllers: [InvoicingConsumer, InvoicingController, CreditController],
  providers: [
    { provide: InvoiceDocuments, useFactory: () => new InvoiceDocuments(readInvoicingEnvironment().settings) },
    {
      provide: MonthCloseJob,
      inject: [Database, SliceRunner, ProcessContext],
      useFactory: (database: Database, runner: SliceRunner<InvoicingBooks, InvoicingEvent>, process: ProcessContext) =>
        new MonthCloseJob(database, runner, process.now, process.log.child({ service: 'invoicing' })),
    },
    { provide: InvoiceMailJob, inject: [ProcessContext, Database, InvoiceDocuments], useFactory: mailsOf },
  ],
})
export class InvoicingModule {}

function mailsOf(process: ProcessContext, database: Database, documents: InvoiceDocuments): InvoiceMailJob {
  const { settings, now, metrics } = process;
  return new InvoiceMailJob({
    ...{ database, documents, now, metrics },
    sender: settings.smtpUrl ? smtpSender(settings.smtpUrl) : folderSender(path.join(settings.dataDir, 'mail')),
    from: settings.mailFrom,
    log: process.log.child({ service: 'invoicing' }),
  });
}
