import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { schemaViolations } from '#contracts/reading/violations.ts';
import { date } from '#contracts/text/primitives.ts';
import type { ExchangeRate } from '#domain/invoices/account/exchange.ts';
import { isCurrency } from '#domain/values/money.ts';
import { StartError } from '#runtime/environment/settings/part.ts';

const currency = z.string().refine(isCurrency, 'is no currency of ISO 4217');
const rate = z.string().regex(/^(?=.*[1-9])\d{1,12}(\.\d{1,12})?$/, 'is not a rate above 0 as a decimal string');
const ratesFile = z.strictObject({
  rates: z.array(z.strictObject({ on: date, from: currency, to: currency, rate })).max(200_000),
});

/**
 * The rates of `EXCHANGE_RATES_FILE`, read again when the file changes: a rate a day comes to it while the service runs. One that cannot be
 * read then leaves what was read last; invoices that need newer rates are held (I8).
 *
 * @throws StartError at once for a file that is wrong
 */
export function exchangeRates(file: string): () => readonly ExchangeRate[] {
  let stamp = '';
  let rates: readonly ExchangeRate[] = [];
  const look = () => {
    const { mtimeMs, size, ino } = statSync(file);
    const now = `${mtimeMs} ${size} ${ino}`;
    if (now === stamp) return;
    rates = ratesOf(readFileSync(file, 'utf8'));
    stamp = now;
  };
  try {
    look();
  } catch (error) {
    throw new StartError(`EXCHANGE_RATES_FILE cannot be read: ${(error as Error).message}`);
  }
  return () => {
    try {
      look();
    } catch {
      // Half a file, while it is being written: the next look finds all of it.
    }
    return rates;
  };
}

function ratesOf(text: string): readonly ExchangeRate[] {
  const content: unknown = JSON.parse(text);
  const parsed = ratesFile.safeParse(content);
  if (parsed.success) return parsed.data.rates;
  throw new Error(
    schemaViolations(parsed.error, content)
      .slice(0, 5)
      .map(({ message }) => message)
      .join('; '),
  );
}
