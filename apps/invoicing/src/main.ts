import 'reflect-metadata';
import { runServices } from '#runtime/process/process.ts';
import { InvoicingModule } from './invoicing.module.ts';
import { invoicingSettings } from './invoicing.settings.ts';

await runServices([{ name: 'invoicing', module: InvoicingModule, settings: invoicingSettings }]);
