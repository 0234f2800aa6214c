import type { InvoicingSettings } from '#domain/invoices/account/account.ts';
import type { InvoiceHeld, InvoicingEvent, IssuedInvoice } from '#domain/invoices/events.ts';
import type { Month } from '#domain/values/calendar.ts';
import type { Database } from '#runtime/postgres/database.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { WaitingDraft } from '../views/draft-invoices.views.ts';
import { draftsWaiting, openMonths, reviewedPeriods } from './dry-run.rows.ts';
import { takeTurn } from './turn.ts';

/** What a dry run found: what would be issued, what would be held, and which drafts would wait for their review then (I13, I15). */
export interface DryRun {
  readonly invoices: readonly TriedInvoice[];
  readonly held: readonly InvoiceHeld[];
  readonly drafts: readonly WaitingDraft[];
}

export interface TriedInvoice extends IssuedInvoice {
  /** It was a draft until then, and its days are over. */
  readonly released?: boolean;
}

/** The run that is tried out: it closes the next accounts of a month in a transaction; undefined when none is left. */
export interface TriedRun {
  readonly database: Database;
  readonly settings: InvoicingSettings;
  closeBatch(
    sql: Sql,
    month: Month,
    without: readonly string[],
  ): Promise<{ readonly events: readonly InvoicingEvent[] } | undefined>;
}

/**
 * What closing a month would do, by doing it in one transaction that is undone.
 *
 * @param begin called with each month before it is gone through, oldest first: whoever has the clock may set it, so that the drafts of a
 *   month are issued when their days are over
 */
export async function tryOut(run: TriedRun, period: Month, begin: (month: Month) => void): Promise<DryRun> {
  const undo = new Error('a dry run is undone');
  let found: DryRun = { invoices: [], held: [], drafts: [] };
  try {
    await run.database.transaction(async (sql) => {
      await takeTurn(sql, () => true);
      const invoices: TriedInvoice[] = [];
      let held: readonly InvoiceHeld[] = [];
      for (const month of await openMonths(sql, period)) {
        begin(month);
        const closed = await tryMonth(sql, run, month);
        invoices.push(...closed.invoices);
        // Whoever was held is so in every later month as well.
        held = closed.held;
      }
      found = { invoices, held, drafts: await draftsWaiting(sql, period, run.settings) };
      throw undo;
    });
  } catch (error) {
    if (error !== undo) throw error;
  }
  return found;
}

async function tryMonth(sql: Sql, run: TriedRun, month: Month): Promise<Omit<DryRun, 'drafts'>> {
  const [invoices, held]: [TriedInvoice[], InvoiceHeld[]] = [[], []];
  const reviewed = await reviewedPeriods(sql);
  for (;;) {
    const accountIds = held.map(({ accountId }) => accountId);
    const batch = await run.closeBatch(sql, month, accountIds);
    if (batch === undefined) return { invoices, held };
    for (const event of batch.events) {
      if (event.type === 'InvoiceHeld') held.push(event);
      if (event.type !== 'PeriodClosed') continue;
      const released = reviewed.get(event.accountId) === event.period;
      invoices.push(...event.invoices.map((issued) => (released ? { ...issued, released } : issued)));
    }
  }
}
