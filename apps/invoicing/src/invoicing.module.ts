import { Module } from '@nestjs/common';
import { ServiceModule } from '#runtime/service.module.ts';
import { InvoicingConsumer } from './invoicing.consumer.ts';
import { InvoicingController } from './invoicing.http.ts';
import { invoicingContext } from './invoicing.slices.ts';
import { invoicingStore } from './invoicing.store.ts';
import { invoicingTables } from './invoicing.tables.ts';
import { invoicingMigrations } from './migrations/migrations.ts';

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
})
export class InvoicingModule {}
