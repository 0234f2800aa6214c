import type { BilledAccount } from '#domain/invoices/account.ts';
import { emptyBooks, type InvoicingBooks, type InvoicingEvent } from '#domain/invoices/books.ts';
import { samePrice } from '#domain/invoices/movement.ts';
import type { Received, Sql, Store } from '#runtime/slice.ts';
import { insertAdjustments, insertLots, insertMovements, pendingAdjustments, recurringLots } from './invoicing.rows.ts';
import { touchedBy } from './invoicing.slices.ts';

/**
 * Reads the accounts that a batch is about and which of its actions are recorded, and adds what was decided: a fixed number
 * of statements for a batch of any size. What an account holds is only read where its own price changes.
 */
export const invoicingStore: Store<InvoicingBooks, InvoicingEvent> = {
  async load(sql, messages) {
    const touched = messages.map(touchedBy);
    const books = emptyBooks();
    for (const account of await accounts(sql, new Set(touched.flatMap(({ accountIds }) => accountIds)))) {
      books.accounts.set(account.accountId, account);
    }
    for (const actionId of await recordedActions(sql, new Set(touched.flatMap(({ actionId }) => actionId ?? [])))) {
      books.recorded.add(actionId);
    }
    books.closedThrough = await closedThrough(sql);
    await loadHoldings(sql, books, accountsWithNewPrice(books, messages));
    return books;
  },

  async save(sql, books, events) {
    const recorded = events.filter((event) => event.type === 'MovementRecorded');
    const changed = new Set(
      events.flatMap((event) => (event.type === 'AccountChanged' ? event.account.accountId : [])),
    );
    await insertLots(
      sql,
      recorded.map(({ movement }) => movement.lot),
    );
    await insertMovements(
      sql,
      recorded.map(({ movement }) => movement),
    );
    await insertAdjustments(
      sql,
      recorded.flatMap(({ adjustments }) => adjustments),
    );
    await saveAccounts(
      sql,
      [...changed].flatMap((accountId) => books.accounts.get(accountId) ?? []),
    );
  },
};

/** Fills in what accounts hold: the running totals of their last invoice and the adjustments that are not issued yet. */
export async function loadHoldings(sql: Sql, books: InvoicingBooks, accountIds: readonly string[]): Promise<void> {
  if (accountIds.length === 0) return;
  for (const lot of await recurringLots(sql, accountIds)) append(books.recurring, lot.accountId, lot);
  for (const adjustment of await pendingAdjustments(sql, accountIds)) {
    append(books.pending, adjustment.accountId, adjustment);
  }
}

function append<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

function accountsWithNewPrice(books: InvoicingBooks, messages: readonly Received[]): string[] {
  const changed = messages.map(touchedBy).flatMap(({ accountIds, price }) => {
    const account = books.accounts.get(accountIds[0] ?? '');
    const last = account?.ownPrices.at(-1)?.price;
    return price && account && !(last && samePrice(last, price)) ? [account.accountId] : [];
  });
  return [...new Set(changed)];
}

async function recordedActions(sql: Sql, actionIds: ReadonlySet<string>): Promise<string[]> {
  if (actionIds.size === 0) return [];
  const rows = await sql<{ action_id: string }>(
    'select distinct action_id from invoicing.movement where action_id = any($1::text[])',
    [[...actionIds]],
  );
  return rows.map((row) => row.action_id);
}

async function closedThrough(sql: Sql): Promise<string | undefined> {
  const [row] = await sql<{ period: string | null }>('select max(period) as period from invoicing.closed_period');
  return row?.period ?? undefined;
}

/** Accounts by id; those that nothing is known of are left out. */
export async function accounts(sql: Sql, accountIds: Iterable<string>): Promise<BilledAccount[]> {
  const rows = await sql<AccountRow>(
    `select account_id, name, time_zone, tax_rate, invoice_emails, own_prices, open_period,
       to_char(facts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as facts_at
     from invoicing.account where account_id = any($1::text[])`,
    [[...accountIds]],
  );
  return rows.map((row) => ({
    accountId: row.account_id,
    name: row.name,
    timeZone: row.time_zone,
    taxRate: row.tax_rate,
    invoiceEmails: row.invoice_emails,
    ownPrices: row.own_prices.map(({ from, minor, currency }) => ({ from, price: { minor: BigInt(minor), currency } })),
    openPeriod: row.open_period ?? undefined,
    factsAt: row.facts_at ?? undefined,
  }));
}

interface AccountRow {
  account_id: string;
  name: string;
  time_zone: string;
  tax_rate: string;
  invoice_emails: string[];
  own_prices: { from: string; minor: string; currency: string }[];
  open_period: string | null;
  facts_at: string | null;
}

async function saveAccounts(sql: Sql, changed: readonly BilledAccount[]): Promise<void> {
  if (changed.length === 0) return;
  await sql(
    `insert into invoicing.account
       (account_id, name, time_zone, tax_rate, invoice_emails, own_prices, open_period, facts_at)
     select account_id, name, time_zone, tax_rate, invoice_emails, own_prices, open_period, facts_at
     from jsonb_to_recordset($1::jsonb) as changed (account_id text, name text, time_zone text, tax_rate text,
       invoice_emails jsonb, own_prices jsonb, open_period text, facts_at timestamptz)
     on conflict (account_id) do update set name = excluded.name, time_zone = excluded.time_zone,
       tax_rate = excluded.tax_rate, invoice_emails = excluded.invoice_emails, own_prices = excluded.own_prices,
       open_period = excluded.open_period, facts_at = excluded.facts_at`,
    [JSON.stringify(changed.map(accountRow))],
  );
}

function accountRow(account: BilledAccount): AccountRow {
  return {
    account_id: account.accountId,
    name: account.name,
    time_zone: account.timeZone,
    tax_rate: account.taxRate,
    invoice_emails: [...account.invoiceEmails],
    own_prices: account.ownPrices.map(({ from, price: { minor, currency } }) => ({
      from,
      minor: minor.toString(),
      currency,
    })),
    open_period: account.openPeriod ?? null,
    facts_at: account.factsAt ?? null,
  };
}
