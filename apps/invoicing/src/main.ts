import 'reflect-metadata';
import { runServices } from '#runtime/process/process.ts';
import { InvoicingModule } from './invoicing.module.ts';

await runServices([{ name: 'invoicing', module: InvoicingModule }]);
