import { clockOf } from '#runtime/clock.ts';
import { endWithReason } from '#runtime/process.ts';
import { readSettings } from '#runtime/settings.ts';
import { heldText } from './held-text.ts';
import { closeMonth, monthToClose } from './month-close.command.ts';

/** `npm run close-month -- 2026-12`: the monthly run by hand. */
try {
  const settings = readSettings(process.env);
  const now = clockOf(settings);
  const month = monthToClose(process.argv.slice(2), now().toISOString());
  const { accounts, documents, held } = await closeMonth(settings, month, now);
  console.log(`${month} is closed: ${accounts} account months, ${documents} invoices and credit notes issued`);
  for (const line of heldText(held)) console.log(line);
} catch (error) {
  endWithReason(error);
}
