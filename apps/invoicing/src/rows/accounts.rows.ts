import type { BilledAccount } from '#domain/invoices/account/account.ts';
import type { DocumentTerms } from '#domain/invoices/account/document-terms.ts';
import type { PayerStep } from '#domain/invoices/account/payer-step.ts';
import type { InvoiceReview } from '#domain/invoices/account/review-window.ts';
import { type RateStep, withRate } from '#domain/invoices/account/tax-rates.ts';
import { billedAccountOf, type InvoicingBooks } from '#domain/invoices/books.ts';
import { dateAt } from '#domain/values/calendar.ts';
import { anyOf, millisOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { invoicing } from '../invoicing.tables.ts';

/** Accounts by id; those that nothing is known of are left out. */
export async function accounts(sql: Sql, accountIds: Iterable<string>): Promise<BilledAccount[]> {
  const rows = await invoicing(sql)
    .selectFrom('account')
    .select([
      'account_id',
      'name',
      'time_zone',
      'tax_rate',
      'tax_rates',
      'invoice_emails',
      'country',
      'address',
      'tax_id',
    ])
    .select([
      'own_prices',
      'open_period',
      'order_country',
      'held',
      'zero_invoices',
      'prepaid',
      'prepaid_from',
      'paid_ahead',
      'documents',
      'review',
      'payers',
    ])
    .select(({ ref }) => millisOf(ref('facts_at')).as('facts_at'))
    .where('account_id', '=', anyOf([...accountIds]))
    .execute();
  return rows.map((row) => ({
    accountId: row.account_id,
    name: row.name,
    timeZone: row.time_zone,
    taxRates: ratesOf(row),
    invoiceEmails: row.invoice_emails,
    country: row.country ?? undefined,
    address: row.address ?? undefined,
    taxId: row.tax_id ?? undefined,
    ownPrices: row.own_prices.map(({ from, minor, currency, plan }) => ({
      from,
      price: { minor: BigInt(minor), currency },
      plan,
    })),
    openPeriod: row.open_period ?? undefined,
    factsAt: row.facts_at ?? undefined,
    orderCountry: row.order_country ?? undefined,
    held: row.held ?? undefined,
    zeroInvoices: row.zero_invoices,
    documents: row.documents ?? undefined,
    review: row.review ?? undefined,
    prepaid: row.prepaid,
    ...(row.payers !== null && { payers: row.payers }),
    ...(row.prepaid_from !== null && { prepaidFrom: row.prepaid_from }),
    ...(row.paid_ahead.length > 0 && { paidAhead: row.paid_ahead }),
  }));
}

/**
 * The rates of an account. A process of the last release knows one rate alone, and writes that (R7): where it is not the last of the
 * history, it was told since. That release wrote 0 for a rate that it was not told as well, and what is not known is never 0 (I8).
 */
function ratesOf({ tax_rate, tax_rates, facts_at, time_zone }: AccountRow & { tax_rate: string }): readonly RateStep[] {
  if (facts_at === null || tax_rate === (tax_rates.at(-1)?.rate ?? '0')) return tax_rates;
  const on = dateAt(facts_at, time_zone);
  return withRate(tax_rates, { rate: tax_rate === '0' ? undefined : tax_rate, from: on, toldOn: on });
}

interface AccountRow {
  account_id: string;
  name: string;
  time_zone: string;
  tax_rates: readonly RateStep[];
  invoice_emails: string[];
  country: string | null;
  address: BilledAccount['address'] | null;
  tax_id: string | null;
  own_prices: { from: string; minor: string; currency: string; plan?: string }[];
  open_period: string | null;
  facts_at: string | null;
  order_country: string | null;
  held: readonly string[] | null;
  zero_invoices: boolean;
  prepaid: boolean;
  prepaid_from: string | null;
  paid_ahead: readonly string[];
  documents: DocumentTerms | null;
  review: InvoiceReview | null;
  payers: readonly PayerStep[] | null;
}

const accountColumns = `account_id, name, time_zone, tax_rates, invoice_emails, country, address, tax_id, own_prices, open_period,
  facts_at, order_country, held, zero_invoices, prepaid, prepaid_from, paid_ahead, documents, review, payers`;

/** Writes accounts as they are now. */
export async function saveAccounts(sql: Sql, changed: readonly BilledAccount[]): Promise<void> {
  if (changed.length === 0) return;
  await sql(
    `insert into invoicing.account (tax_rate, ${accountColumns})
     select coalesce(tax_rates -> -1 ->> 'rate', '0'), ${accountColumns}
     from jsonb_to_recordset($1::jsonb) as changed (account_id text, name text, time_zone text, tax_rates jsonb,
       invoice_emails jsonb, country text, address jsonb, tax_id text, own_prices jsonb, open_period text,
       facts_at timestamptz, order_country text, held jsonb, zero_invoices boolean, prepaid boolean, prepaid_from text, paid_ahead jsonb,
       documents jsonb, review jsonb, payers jsonb)
     on conflict (account_id) do update set name = excluded.name, time_zone = excluded.time_zone,
       tax_rate = excluded.tax_rate, tax_rates = excluded.tax_rates, invoice_emails = excluded.invoice_emails, country = excluded.country,
       address = excluded.address, tax_id = excluded.tax_id, own_prices = excluded.own_prices,
       open_period = excluded.open_period, facts_at = excluded.facts_at,
       order_country = excluded.order_country, held = excluded.held, zero_invoices = excluded.zero_invoices,
       prepaid = excluded.prepaid, prepaid_from = excluded.prepaid_from, paid_ahead = excluded.paid_ahead,
       documents = excluded.documents, review = excluded.review, payers = excluded.payers`,
    [JSON.stringify(changed.map(accountRow))],
  );
}

/** Writes what held accounts lack, as it was announced. */
export async function saveHeld(
  sql: Sql,
  held: readonly { readonly accountId: string; readonly missing: readonly { readonly code: string }[] }[],
): Promise<void> {
  if (held.length === 0) return;
  await sql(
    `update invoicing.account set held = lacking.codes::jsonb
     from unnest($1::text[], $2::text[]) as lacking (account_id, codes) where account.account_id = lacking.account_id`,
    [
      held.map(({ accountId }) => accountId),
      held.map(({ missing }) => JSON.stringify(missing.map(({ code }) => code))),
    ],
  );
}

/** Writes where the drafts of accounts stand (I15). */
export async function saveReviews(
  sql: Sql,
  reviewed: readonly { readonly accountId: string; readonly review: InvoiceReview }[],
): Promise<void> {
  if (reviewed.length === 0) return;
  await sql(
    `update invoicing.account set review = seen.review::jsonb
     from unnest($1::text[], $2::text[]) as seen (account_id, review) where account.account_id = seen.account_id`,
    [reviewed.map(({ accountId }) => accountId), reviewed.map(({ review }) => JSON.stringify(review))],
  );
}

/** Writes which period is open, for accounts of which nothing else changed. */
export async function saveOpenPeriods(sql: Sql, accountIds: readonly string[], books: InvoicingBooks): Promise<void> {
  if (accountIds.length === 0) return;
  await sql(
    `update invoicing.account set open_period = closed.next, held = null, review = null, paid_ahead = closed.paid_ahead::jsonb
     from unnest($1::text[], $2::text[], $3::text[]) as closed (account_id, next, paid_ahead)
     where account.account_id = closed.account_id`,
    [
      accountIds,
      accountIds.map((accountId) => billedAccountOf(books, accountId).openPeriod),
      accountIds.map((accountId) => JSON.stringify(billedAccountOf(books, accountId).paidAhead ?? [])),
    ],
  );
}

function accountRow(account: BilledAccount): AccountRow {
  return {
    account_id: account.accountId,
    name: account.name,
    time_zone: account.timeZone,
    tax_rates: account.taxRates,
    invoice_emails: [...account.invoiceEmails],
    country: account.country ?? null,
    address: account.address ?? null,
    tax_id: account.taxId ?? null,
    own_prices: account.ownPrices.map(({ from, price: { minor, currency }, plan }) => ({
      from,
      plan,
      minor: minor.toString(),
      currency,
    })),
    open_period: account.openPeriod ?? null,
    facts_at: account.factsAt ?? null,
    order_country: account.orderCountry ?? null,
    held: account.held ?? null,
    zero_invoices: account.zeroInvoices ?? false,
    prepaid: account.prepaid ?? false,
    prepaid_from: account.prepaidFrom ?? null,
    paid_ahead: account.paidAhead ?? [],
    documents: account.documents ?? null,
    review: account.review ?? null,
    payers: account.payers ?? null,
  };
}
