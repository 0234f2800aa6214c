import { expectSame } from './measuring/expect.ts';
import { type Result, ratioOf } from './measuring/report.ts';
import { alternate, type Plan } from './measuring/rounds.ts';
import { startProgram } from './programs.ts';
import type { Stage } from './stage.ts';

const licensesPerAccount = 100;
/** Of those, so many are of one product: an invoice has 20 lines. */
const licensesPerSku = 5;

/**
 * B10: accounts a second that a month is closed for, each with 100 licenses in lots of their own, against a loop that closes
 * one account at a time. Every turn closes the next month.
 */
export async function monthCloseBench(stage: Stage, plan: Plan): Promise<Result[]> {
  const [accounts, ofNaive] = [Math.round(1000 * plan.scale), Math.round(100 * plan.scale)];
  const env = { DATABASE_URL: stage.databaseUrl };
  const ours = await startProgram('test/bench/close-month.ts', { env });
  const naive = await stage.baseline('account-by-account');
  await seedOurs(stage, accounts);
  await seedNaive(stage, ofNaive);
  try {
    const rates = await alternate(plan, [
      async (round) => {
        const { milliseconds, documents } = await ours.ask<{ milliseconds: number; documents: number }>({
          period: monthOf(round),
        });
        expectSame('invoices of the month', documents, accounts);
        return accounts / (milliseconds / 1000);
      },
      async (round) => {
        const { milliseconds } = await naive.ask<{ milliseconds: number }>({ period: round });
        return ofNaive / (milliseconds / 1000);
      },
    ]);
    await verify(stage, accounts, ofNaive, plan.rounds + 1);
    const about = { id: 'B10', name: 'month close, 100 licenses an account', unit: 'accounts/s' };
    return [ratioOf(about, rates, 20, 50)];
  } finally {
    await ours.stop();
  }
}

function monthOf(round: number): string {
  return new Date(Date.UTC(2026, round, 1)).toISOString().slice(0, 7);
}

async function seedOurs({ sql }: Stage, accounts: number): Promise<void> {
  await sql(
    `insert into invoicing.account
       (account_id, name, country, time_zone, tax_rate, tax_rates, invoice_emails, own_prices, open_period)
     select 'BENCH-' || n, 'Account ' || n, 'PL', 'UTC', '23', '[{"from": "0001-01-01", "rate": "23"}]',
       '["billing@bench.example"]', '[]', '2026-01'
     from generate_series(1, $1::int) n`,
    [accounts],
  );
  await sql(
    `with lots as (
       select 'BENCH-' || n as account_id, 'LOT-' || n || '-' || license as lot_id, license / $3 as product
       from generate_series(1, $1::int) n, generate_series(0, $2::int - 1) license
     ), inserted as (
       insert into invoicing.recurring_lot (account_id, lot_id, currency, price_minor, ends_on, quantity)
       select account_id, lot_id, 'EUR', 300, 'infinity', 1 from lots
     )
     insert into invoicing.recurring_total (account_id, sku, name, currency, price_minor, ends_on, quantity)
     select account_id, 'SKU-' || product, 'Product ' || product, 'EUR', 300, 'infinity', count(*)
     from lots group by account_id, product`,
    [accounts, licensesPerAccount, licensesPerSku],
  );
  await sql('analyze invoicing.recurring_lot, invoicing.recurring_total');
}

async function seedNaive({ sql }: Stage, accounts: number): Promise<void> {
  await sql(`insert into naive_close.counter (id, last) values ('INV', 0)`);
  await sql(
    `insert into naive_close.account (id, name, tax_rate, period)
     select 'BENCH-' || n, 'Account ' || n, 23, 0 from generate_series(1, $1::int) n`,
    [accounts],
  );
  await sql(
    `insert into naive_close.license (id, account_id, sku, name, price_minor)
     select 'LOT-' || n || '-' || license, 'BENCH-' || n, 'SKU-' || license / $3, 'Product ' || license / $3, 300
     from generate_series(1, $1::int) n, generate_series(0, $2::int - 1) license`,
    [accounts, licensesPerAccount, licensesPerSku],
  );
  await sql('analyze naive_close.license');
}

/** Both have billed each license in each month. */
async function verify({ sql }: Stage, accounts: number, ofNaive: number, rounds: number): Promise<void> {
  const [ours] = await sql<{ net: string; lines: string }>(
    `select sum(net_minor) as net, (select count(*) from invoicing.invoice_line) as lines from invoicing.invoice
     where account_id like 'BENCH-%'`,
  );
  const [naive] = await sql<{ net: string }>('select sum(net_minor) as net from naive_close.invoice');
  expectSame('billed by ours, in cents', ours?.net, accounts * rounds * licensesPerAccount * 300);
  expectSame('billed by the loop, in cents', naive?.net, ofNaive * rounds * licensesPerAccount * 300);
}
