import type { BilledAccount } from '#domain/invoices/account/account.ts';
import type { InvoicingBooks } from '#domain/invoices/books.ts';
import type { Month } from '#domain/values/calendar.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { accounts } from './accounts.rows.ts';

/** Accounts that are on the invoice of another (I16). `billedWith` of the domain decides; this finds them. */

/** An account that is, and that other. */
export interface SiteOnInvoice {
  readonly site: string;
  /** The site's open month. */
  readonly openPeriod: Month;
  readonly payer: string;
  /** Null while it has none of its own. */
  readonly payerPeriod: Month | null;
}

const sites = `select site.account_id as site, site.open_period as "openPeriod", payer.account_id as payer,
    payer.open_period as "payerPeriod"
  from invoicing.account site join invoicing.account payer on payer.account_id = (
    select step ->> 'payerAccountId' from jsonb_array_elements(site.payers) step
    where step ->> 'from' <= site.open_period order by step ->> 'from' desc limit 1)
  where site.payers is not null and site.open_period is not null and payer.account_id <> site.account_id
    and coalesce((
      select step ->> 'payerAccountId' from jsonb_array_elements(payer.payers) step
      where step ->> 'from' <= greatest(site.open_period, payer.open_period) order by step ->> 'from' desc limit 1),
      payer.account_id) = payer.account_id`;

/** All whose open month is up to one, by id. Few accounts have ever been told so; others are not looked at. */
export async function sitesThrough(sql: Sql, through: Month): Promise<SiteOnInvoice[]> {
  return await sql<SiteOnInvoice>(`${sites} and site.open_period <= $1 order by site.account_id`, [through]);
}

/** Those that are on the invoices of some accounts, by id. */
export async function sitesOf(sql: Sql, payerIds: readonly string[]): Promise<SiteOnInvoice[]> {
  return await sql<SiteOnInvoice>(`${sites} and payer.account_id = any($1::text[]) order by site.account_id`, [
    payerIds,
  ]);
}

/** Reads into the books the accounts whose invoices may bear what others of them owe; they are not changed. */
export async function loadPayers(sql: Sql, books: Pick<InvoicingBooks, 'accounts'>): Promise<void> {
  const named = [...books.accounts.values()].flatMap(({ payers = [] }: BilledAccount) =>
    payers.flatMap(({ payerAccountId = '' }) => (books.accounts.has(payerAccountId) ? [] : payerAccountId)),
  );
  const ids = new Set(named.filter(Boolean));
  if (ids.size === 0) return;
  for (const account of await accounts(sql, ids)) books.accounts.set(account.accountId, account);
}
