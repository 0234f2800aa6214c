import { clockOf } from '#runtime/environment/clock.ts';
import { readSettings } from '#runtime/environment/settings.ts';
import { endWithReason } from '#runtime/process/process.ts';
import { invoicingSettings } from './invoicing.settings.ts';
import { dryRunText } from './month-close/dry-run-text.ts';
import { heldText } from './month-close/held-text.ts';
import { askedMonth, closeMonth, tryMonth } from './month-close/month-close.command.ts';

/** `npm run close-month -- 2026-12`: the monthly run by hand; with `--dry-run` what it would do. */
try {
  const settings = readSettings(process.env, [invoicingSettings]);
  const now = clockOf(settings);
  const { month, dryRun } = askedMonth(process.argv.slice(2), now().toISOString());
  if (dryRun) {
    for (const line of dryRunText(month, await tryMonth(settings, month, now))) console.log(line);
  } else {
    const { accounts, documents, held } = await closeMonth(settings, month, now);
    console.log(`${month} is closed: ${accounts} account months, ${documents} invoices and credit notes issued`);
    for (const line of heldText(held)) console.log(line);
  }
} catch (error) {
  endWithReason(error);
}
