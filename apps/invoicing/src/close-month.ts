import { endWithReason } from '#runtime/process.ts';
import { readSettings } from '#runtime/settings.ts';
import { closeMonth, monthToClose } from './month-close.command.ts';

/** `npm run close-month -- 2026-12`: the monthly run by hand. */
try {
  const month = monthToClose(process.argv.slice(2), new Date().toISOString());
  const { accounts, documents } = await closeMonth(readSettings(process.env), month);
  console.log(`${month} is closed: ${accounts} account months, ${documents} invoices and credit notes issued`);
} catch (error) {
  endWithReason(error);
}
