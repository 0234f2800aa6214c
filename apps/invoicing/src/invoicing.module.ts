import { Module } from '@nestjs/common';
import type { InvoicingBooks, InvoicingEvent } from '#domain/invoices/books.ts';
import { Database } from '#runtime/database.ts';
import { MailDelivery } from '#runtime/mail.delivery.ts';
import { letterheadOf, mailDelivery } from '#runtime/mail.service.ts';
import { ProcessContext } from '#runtime/process.context.ts';
import { ServiceModule } from '#runtime/service.module.ts';
import { SliceRunner } from '#runtime/slice-runner.ts';
import { CreditController } from './credit.http.ts';
import { countHeld } from './held-invoices.views.ts';
import { InvoicingConsumer } from './invoicing.consumer.ts';
import { InvoicingController } from './invoicing.http.ts';
import { storeOptions } from './invoicing.settings.ts';
import { invoicingContext } from './invoicing.slices.ts';
import { invoicingStore } from './invoicing.store.ts';
import { invoicingTables } from './invoicing.tables.ts';
import { invoiceMailKind } from './mail.kind.ts';
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
      store: ({ settings, now }) => invoicingStore({ ...storeOptions(settings), now }),
    }),
  ],
  controllers: [InvoicingConsumer, InvoicingController, CreditController],
  providers: [
    {
      provide: MonthCloseJob,
      inject: [Database, SliceRunner, ProcessContext],
      useFactory: monthClose,
    },
    { provide: MailDelivery, inject: [ProcessContext, Database], useFactory: deliveryOf },
  ],
})
export class InvoicingModule {}

function monthClose(
  database: Database,
  runner: SliceRunner<InvoicingBooks, InvoicingEvent>,
  process: ProcessContext,
): MonthCloseJob {
  process.scrapes.push(async () => process.metrics.invoicesHeld.set(await countHeld(database.sql)));
  return new MonthCloseJob(database, runner, process.now, process.log.child({ service: 'invoicing' }));
}

function deliveryOf(process: ProcessContext, database: Database): MailDelivery {
  return mailDelivery(process, database, invoiceMailKind(database.sql, letterheadOf(process.settings)));
}
