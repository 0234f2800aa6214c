import { Module } from '@nestjs/common';
import type { InvoicingBooks } from '#domain/invoices/books.ts';
import type { InvoicingEvent } from '#domain/invoices/events.ts';
import { Access } from '#runtime/http/access/access.ts';
import { MailDelivery } from '#runtime/mail/sending/delivery.ts';
import { Database } from '#runtime/postgres/database.ts';
import { letterheadOf, mailDelivery } from '#runtime/process/mail.service.ts';
import { ProcessContext } from '#runtime/process/process.context.ts';
import { ServiceModule } from '#runtime/process/service.module.ts';
import { SliceRunner } from '#runtime/slices/slice-runner.ts';
import { InvoicingConsumer } from './invoicing.consumer.ts';
import { InvoicingController } from './invoicing.http.ts';
import { storeOptions } from './invoicing.settings.ts';
import { invoicingContext } from './invoicing.slices.ts';
import { invoicingStore } from './invoicing.store.ts';
import { invoicingTables } from './invoicing.tables.ts';
import { invoiceMailKind } from './mail/mail.kind.ts';
import { invoicingMigrations } from './migrations/migrations.ts';
import { MonthCloseJob } from './month-close/month-close.job.ts';
import { PaymentsController } from './payments/payments.http.ts';
import { CreditController } from './requests/credit.http.ts';
import { InvoicingCommands } from './requests/invoicing.commands.ts';
import { ReviewController } from './requests/review.http.ts';
import { countHeld } from './views/held-invoices.views.ts';
import { PlannedController } from './views/planned.http.ts';

/** Invoicing: turns what the ledger did into what accounts owe, and bills it (I1 to I6). */
@Module({
  imports: [
    ServiceModule.register({
      name: 'invoicing',
      entities: invoicingTables,
      migrations: invoicingMigrations,
      context: invoicingContext,
      store: ({ settings }) => invoicingStore(storeOptions(settings)),
    }),
  ],
  controllers: [
    InvoicingConsumer,
    InvoicingController,
    PlannedController,
    CreditController,
    PaymentsController,
    ReviewController,
  ],
  providers: [
    {
      provide: MonthCloseJob,
      inject: [Database, SliceRunner, ProcessContext],
      useFactory: monthClose,
    },
    {
      provide: InvoicingCommands,
      inject: [Database, Access, SliceRunner, ProcessContext],
      useFactory: commandsOf,
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

function commandsOf(
  database: Database,
  access: Access,
  runner: SliceRunner<InvoicingBooks, InvoicingEvent>,
  process: ProcessContext,
): InvoicingCommands {
  return new InvoicingCommands(database, access, runner, process.now);
}

function deliveryOf(process: ProcessContext, database: Database): MailDelivery {
  return mailDelivery(process, database, invoiceMailKind(database.sql, letterheadOf(process.settings)));
}
