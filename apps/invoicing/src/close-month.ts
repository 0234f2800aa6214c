import { clockOf } from '#runtime/clock.ts';
import { endWithReason } from '#runtime/process.ts';
import { readSettings } from '#runtime/settings.ts';
import { closeMonth, monthToClose } from './month-close.command.ts';

/** `npm run close-month -- 2026-12`: the monthly run by hand. */
try {
  const settings = readSettings(process.env);
  const now = clockOf(settings);
  const month = monthToClose(process.argv.slice(2), now().toISOString());
  const { accounts, documents } = await closeMonth(settings, month, now);
  console.log(`${month} is closed: ${accounts} account months, ${documents} invoices and credit notes issued`);
} catch (error) {
  endWithReason(error);
}
