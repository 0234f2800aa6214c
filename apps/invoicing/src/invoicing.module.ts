import { Module } from '@nestjs/common';
import type { InvoicingBooks, InvoicingEvent } from '#domain/invoices/books.ts';
import { Database } from '#runtime/database.ts';
import { ProcessContext } from '#runtime/process.context.ts';
import { ServiceModule } from '#runtime/service.module.ts';
import { SliceRunner } from '#runtime/slice-runner.ts';
import { InvoicingConsumer } from './invoicing.consumer.ts';
import { InvoicingController } from './invoicing.http.ts';
import { invoicingContext } from './invoicing.slices.ts';
import { invoicingStore } from './invoicing.store.ts';
import { invoicingTables } from './invoicing.tables.ts';
import { invoicingMigrations } from './migrations/migrations.ts';
import { MonthCloseJob } from './month-close.job.ts';

/** Invoicing: turns what the ledger did into what accounts owe (I1 to I5). */
@Module({
  imports: [
    ServiceModule.register({
      name: 'invoicing',
      entities: invoicingTables,
      migrations: invoicingMigrations,
      context: invoicingContext,
      store: () => invoicingStore,
    }),
  ],
  controllers: [InvoicingConsumer, InvoicingController],
  providers: [
    {
      provide: MonthCloseJob,
      inject: [Database, SliceRunner, ProcessContext],
      useFactory: (database: Database, runner: SliceRunner<InvoicingBooks, InvoicingEvent>, process: ProcessContext) =>
        new MonthCloseJob(database, runner, process.now, process.log.child({ service: 'invoicing' })),
    },
  ],
})
export class InvoicingModule {}
