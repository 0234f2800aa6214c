import type { Sql } from '#runtime/postgres/sql.ts';
import type { Chain, LinkName } from './chain.ts';

/** Years of orders in minutes: what a few of them left behind in each table, copied by statements under numbers of their own. */

/** Orders that pass through the services, to be copied. */
export const seeds = 500;
export const seedRun = 'seed';

/** Columns that are no text with an order's number in it, and yet differ from row to row. */
type Own = Readonly<Record<string, string>>;

const tables: Readonly<Record<LinkName, Readonly<Record<string, Own>>>> = {
  intake: { sales_order: {} },
  fulfillment: {
    entitlement: {
      position: `nextval(pg_get_serial_sequence('fulfillment.entitlement', 'position'))`,
      ssrn: `nextval('fulfillment.ssrn_series') || '0'`,
      activation_code_hash: `encode(sha256(random()::text::bytea), 'hex')`,
    },
    mail: {},
  },
  ledger: {
    account: {},
    lot: {},
    journal: { sequence: 'n * 1000000 + sequence' },
    entry: {},
    holding: {},
    coverage: {},
    account_sums: {},
    chain: {},
    event_log: { position: `nextval(pg_get_serial_sequence('ledger.event_log', 'position'))` },
    event_value: {},
  },
  invoicing: { account: {}, lot: {}, movement: {}, adjustment: {} },
};

/** Copies made by one statement, so that none of them is too large. */
const copiesAtOnce = 20;

/**
 * Grows the tables of all services until there are so many orders. Every other copy has accounts of its own, the others go to those
 * that new orders come for.
 *
 * @returns how many rows there are in each service
 */
export async function cloneRows(chain: Chain, orders: number): Promise<Record<LinkName, number>> {
  const copies = Math.ceil(orders / seeds) - 1;
  const grown = Object.entries(tables).map(async ([name, ofService]) => {
    const database = chain.databases[name as LinkName];
    for (const [table, own] of Object.entries(ofService)) {
      for (let from = 1; from <= copies; from += copiesAtOnce) {
        await database.transaction(async (sql) => {
          // What triggers and foreign keys look after is copied as well.
          await sql('set local session_replication_role = replica');
          await cloneTable(sql, `${name}.${table}`, own, from, Math.min(from + copiesAtOnce - 1, copies));
        });
      }
    }
    await cloneInbox(database.sql, name, copies);
    await database.sql(
      `vacuum (analyze) ${[...Object.keys(ofService), 'inbox', 'outbox'].map((table) => `${name}.${table}`).join(', ')}`,
    );
    return [name, await rowsOf(database.sql, name)] as const;
  });
  return Object.fromEntries(await Promise.all(grown)) as Record<LinkName, number>;
}

async function cloneTable(sql: Sql, table: string, own: Own, from: number, to: number): Promise<void> {
  const columns = await sql<{ name: string }>(
    `select quote_ident(attname) as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
    [table],
  );
  const [written, copied] = ['', 'copy.'].map((of) => columns.map(({ name }) => of + name).join(', '));
  const values = Object.entries(own).map(([column, value]) => `'${column}', ${value}`);
  await sql(
    `insert into ${table} (${written})
     select ${copied} from ${table} seed cross join generate_series($1::int, $2::int) n
       cross join lateral (select replace(replace((to_jsonb(seed) || jsonb_build_object(${values.join(', ')}))::text, 'SO-${seedRun}-', 'SO-g' || n || '-'),
         'ACME-', case when n % 2 = 0 then 'ACME-g' || n || '-' else 'ACME-' end) as said) text
       cross join lateral jsonb_populate_record(null::${table}, text.said::jsonb) copy
     where seed::text not like '%SO-g%' and seed::text not like '%ACME-g%'
     on conflict do nothing`,
    [from, to],
  );
}

/** As long ago as the inbox remembers, and evenly since. */
async function cloneInbox(sql: Sql, service: string, copies: number): Promise<void> {
  await sql(
    `insert into ${service}.inbox (message, content, about, received_at)
     select gen_random_uuid(), gen_random_uuid(), about, now() - interval '89 days' * (1 - n::float / $1)
     from generate_series(1, $1::int) n, ${service}.inbox`,
    [copies],
  );
}

async function rowsOf(sql: Sql, service: string): Promise<number> {
  const [row] = await sql<{ rows: string }>(
    `select sum(reltuples)::bigint as rows from pg_class where relnamespace = $1::regnamespace and relkind = 'r'`,
    [service],
  );
  return Number(row?.rows);
}
