import 'reflect-metadata';
import { runServices } from '#runtime/process/process.ts';
import { LedgerModule } from './ledger.module.ts';

await runServices([{ name: 'ledger', module: LedgerModule }]);
