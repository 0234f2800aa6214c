import { storeOptions } from '#apps/invoicing/src/invoicing.settings.ts';
import { invoicingContext } from '#apps/invoicing/src/invoicing.slices.ts';
import { invoicingStore } from '#apps/invoicing/src/invoicing.store.ts';
import { invoicingTables } from '#apps/invoicing/src/invoicing.tables.ts';
import { invoicingMigrations } from '#apps/invoicing/src/migrations/migrations.ts';
import { startService } from './service.ts';

/** What invoicing writes into documents and mails in these tests. */
export function invoicingOptions(proration: 'none' | 'day' = 'none') {
  return storeOptions({ mailFrom: 'billing@seatwright.example', proration });
}

/** Invoicing without transport and HTTP, over a real database. */
export function startInvoicing(url: string, options = invoicingOptions()) {
  return startService(url, {
    name: 'invoicing',
    entities: invoicingTables,
    migrations: invoicingMigrations,
    context: invoicingContext,
    store: invoicingStore(options),
  });
}
