import { type ServiceName, serviceNames } from '#contracts/services.ts';
import { Database } from '#runtime/postgres/database.ts';
import { schemas } from '../../tools/migrations/services.ts';
import { startTestPostgres, type TestPostgres } from '../support/database.ts';

/** Tables stand in entities; what these cannot say stands in migrations alone, and here. */

let postgres: TestPostgres;
const databases = new Map<ServiceName, Database>();

beforeAll(async () => {
  postgres = await startTestPostgres();
  // A database each: of other schemas, MikroORM would say that the entities lack their tables.
  const first = await Database.connect({ url: postgres.url, schema: 'none', entities: [], migrations: [] });
  for (const name of serviceNames) {
    await first.sql(`create database "${name}"`);
    const url = Object.assign(new URL(postgres.url), { pathname: `/${name}` }).href;
    databases.set(name, await Database.open({ url, schema: name, ...schemas[name] }));
  }
  await first.close();
});
afterAll(async () => {
  for (const database of databases.values()) await database.close();
  await postgres?.stop();
});

const of = (service: ServiceName) => databases.get(service) as Database;

/** What would bring the tables to what the entities say: additions where the tables lack something, drops where the entities do. */
async function differences(service: ServiceName): Promise<string[]> {
  const sql = await of(service).orm.schema.getUpdateSchemaSQL({ wrap: false });
  const dropped = [...(notValid[service] ?? []), ...(exclusions[service] ?? [])].map(
    ({ table, name }) => `alter table "${service}"."${table}" drop constraint "${name}";`,
  );
  return sql.split('\n').filter((line) => line !== '' && !dropped.includes(line));
}

/** Conditions on what is written from now on; rows from before are not looked at. MikroORM knows no such. */
const notValid: Readonly<Partial<Record<ServiceName, readonly { table: string; name: string; check: string }[]>>> = {
  ledger: [
    { table: 'account', name: 'account_not_virtual', check: `account_id !~~ '@%'::text` },
    {
      table: 'entry',
      name: 'entry_account_known',
      check: `(account_id !~~ '@%'::text) OR (account_id = ANY (ARRAY['@issued'::text, '@retired'::text]))`,
    },
  ],
};

/** What no two rows may have alike, by an index that is no B-tree. MikroORM knows no such either. */
const exclusions: Readonly<Partial<Record<ServiceName, readonly { table: string; name: string; check: string }[]>>> = {
  fulfillment: [
    {
      table: 'entitlement',
      name: 'entitlement_activation_code',
      check: 'EXCLUDE USING hash (activation_code_hash WITH =)',
    },
  ],
};

/** Triggers as `table: when they run, what they call`, routines, views, sequences of no column, indexes of expressions. */
const beneath: Readonly<Partial<Record<ServiceName, readonly string[]>>> = {
  intake: [
    `CREATE INDEX order_document_orders ON order_document USING gin ((((document)::jsonb -> 'orders'::text)) jsonb_path_ops)`,
    `CREATE INDEX sales_order_text ON sales_order USING gin (lower(((order_number || ' '::text) || COALESCE((document ->> 'purchaseOrder'::text), ''::text))) gin_trgm_ops)`,
  ],
  fulfillment: [
    `CREATE INDEX entitlement_end ON entitlement USING btree (COALESCE(ends_on, 'infinity'::date), "position")`,
    `CREATE INDEX entitlement_text ON entitlement USING gin (lower(((((((((entitlement_id || ' '::text) || order_number) || ' '::text) || COALESCE(purchase_order, ''::text)) || ' '::text) || sku) || ' '::text) || COALESCE((product ->> 'name'::text), ''::text))) gin_trgm_ops)`,
    'sequence ssrn_series 40000000000..99999999999',
  ],
  ledger: [
    'CREATE INDEX account_text ON account USING gin (lower(name) gin_trgm_ops, lower(account_id) gin_trgm_ops)',
    `CREATE INDEX lot_order ON lot USING btree (((document ->> 'orderNumber'::text))) WHERE ((document ->> 'orderNumber'::text) IS NOT NULL)`,
    'function check_chain_ends()',
    'function check_entries()',
    'function keep_event_values()',
    'function mark_sums(accounts text[])',
    'function post_entries()',
    'function product_sums_changed()',
    'function refuse_change()',
    'function sums_changed()',
    ...['account_history', 'entry', 'event_log', 'journal'].map((table) => refusing(table, 'append_only')),
    refusing('lot', 'terms_stay'),
    refusing('chain', 'ends_stay', 'DELETE OR TRUNCATE'),
    ...['coverage', 'holding'].flatMap((table) => [
      refusing(table, 'not_emptied', 'TRUNCATE'),
      refusing(table, 'posted_only', 'INSERT OR DELETE OR UPDATE', 'WHEN ((pg_trigger_depth() = 0)) '),
    ]),
    'trigger device_count: sums_of_delete AFTER DELETE REFERENCING OLD TABLE AS changed FOR EACH STATEMENT sums_changed()',
    'trigger device_count: sums_of_insert AFTER INSERT REFERENCING NEW TABLE AS changed FOR EACH STATEMENT sums_changed()',
    'trigger device_count: sums_of_update AFTER UPDATE REFERENCING NEW TABLE AS changed FOR EACH STATEMENT sums_changed()',
    'trigger entry: sums_of_entries AFTER INSERT REFERENCING NEW TABLE AS changed FOR EACH STATEMENT sums_changed()',
    'trigger product: sums_of_product AFTER INSERT REFERENCING NEW TABLE AS became FOR EACH STATEMENT product_sums_changed()',
    'trigger product: sums_of_products AFTER UPDATE REFERENCING OLD TABLE AS was NEW TABLE AS became FOR EACH STATEMENT product_sums_changed()',
    'trigger chain: check_chain_ends AFTER UPDATE REFERENCING OLD TABLE AS ended NEW TABLE AS moved FOR EACH STATEMENT check_chain_ends()',
    'trigger entry: post_entries AFTER INSERT REFERENCING NEW TABLE AS posted FOR EACH STATEMENT post_entries()',
    'trigger event_log: keep_event_values AFTER INSERT REFERENCING NEW TABLE AS logged FOR EACH STATEMENT keep_event_values()',
    'trigger journal: check_entries AFTER INSERT REFERENCING NEW TABLE AS recorded FOR EACH STATEMENT check_entries()',
  ],
  invoicing: [
    `CREATE INDEX invoice_text ON invoice USING gin (lower(((number || ' '::text) || account_name)) gin_trgm_ops)`,
    `CREATE INDEX movement_order ON movement USING btree ("substring"((cause ->> 'reference'::text), '^(.*)/[0-9]+$'::text)) WHERE ((cause ->> 'type'::text) = 'license.granted.v1'::text)`,
    'function adds_up(lines jsonb, net numeric)',
    'function line_amount(line jsonb)',
    'function refuse_change()',
    ...['adjustment', 'invoice', 'movement', 'payment', 'payment_return'].map((table) =>
      refusing(table, `${table}_is_append_only`),
    ),
    'view invoice_line',
  ],
};

function refusing(table: string, name: string, on = 'DELETE OR UPDATE OR TRUNCATE', when = '') {
  return `trigger ${table}: ${name} BEFORE ${on} FOR EACH STATEMENT ${when}refuse_change()`;
}

const queries = [
  `select 'trigger ' || c.relname || ': ' || regexp_replace(
     replace(replace(pg_get_triggerdef(t.oid), format(' ON %I.%I', n.nspname, c.relname), ''), $1 || '.', ''), '^CREATE TRIGGER (.*) EXECUTE FUNCTION ', '\\1 ')
   from pg_trigger t join pg_class c on c.oid = tgrelid join pg_namespace n on n.oid = relnamespace
   where nspname = $1 and not tgisinternal`,
  `select 'function ' || proname || '(' || pg_get_function_arguments(p.oid) || ')'
   from pg_proc p join pg_namespace n on n.oid = pronamespace where nspname = $1`,
  `select 'view ' || viewname from pg_views where schemaname = $1`,
  `select 'sequence ' || sequencename || ' ' || start_value || '..' || max_value from pg_sequences
   where schemaname = $1 and not exists (select from pg_depend where objid = format('%I.%I', $1, sequencename)::regclass and deptype = 'a')`,
  `select replace(pg_get_indexdef(indexrelid), $1 || '.', '') from pg_index join pg_class c on c.oid = indexrelid
   join pg_namespace n on n.oid = relnamespace where nspname = $1 and indexprs is not null`,
];

describe.each(serviceNames)('%s', (service) => {
  test('its entities say what its migrations make, in both directions', async () => {
    expect(await differences(service)).toEqual([]);
  });

  test('what entities cannot say is there, and no more of it', async () => {
    const found = [];
    for (const query of queries) found.push(...(await of(service).sql(query, [service])));
    expect(found.flatMap((row) => Object.values(row as object)).sort()).toEqual((beneath[service] ?? []).toSorted());
    const checks = await of(service).sql(
      `select relname as table, conname as name, coalesce(pg_get_expr(conbin, conrelid), pg_get_constraintdef(k.oid)) as check
       from pg_constraint k join pg_class c on c.oid = conrelid join pg_namespace n on n.oid = relnamespace
       where nspname = $1 and (contype = 'c' and not convalidated or contype = 'x') order by contype, 1`,
      [service],
    );
    const conditions = (notValid[service] ?? []).map((one) => ({ ...one, check: `(${one.check})` }));
    expect(checks).toEqual([...conditions, ...(exclusions[service] ?? [])]);
  });
});

/** The changes pile up: each is told beside those before it. */
describe('a difference is told', () => {
  test.each([
    ['a column', 'journal add column stray text', 'drop column "stray"'],
    ['a type', 'journal alter column note type varchar(9)', 'alter column "note" type text'],
    ['what may be null', 'chain alter column hash drop not null', 'alter column "hash" set not null'],
    ['a default', `product alter column sku set default ''`, 'alter column "sku" drop default'],
    ['a condition', 'journal drop constraint journal_quantity_check', 'add constraint "journal_quantity_check"'],
    [
      'a condition that is another',
      'entry drop constraint entry_quantity_check, add constraint entry_quantity_check check (quantity > 1)',
      'add constraint "entry_quantity_check" check (quantity <> 0)',
    ],
    ['a key', 'journal drop constraint journal_return_of_fkey', 'add constraint "journal_return_of_fkey" foreign key'],
    ['what is unique', 'journal drop constraint journal_sequence', 'add constraint "journal_sequence" unique'],
  ])('%s', async (_, change, told) => {
    await of('ledger').sql(`alter table ledger.${change}`);
    expect((await differences('ledger')).join('\n')).toContain(told);
  });

  test('an index, and its condition', async () => {
    await of('ledger').sql('drop index ledger.lot_stock_end');
    await of('ledger').sql('create index lot_stock_end on ledger.lot (ends_on) where not stock');
    await of('ledger').sql('drop index ledger.holding_product_end');
    const told = await differences('ledger');
    expect(told).toContain('create index "lot_stock_end" on "ledger"."lot" ("ends_on") where stock;');
    expect(told).toContain(
      'create index "holding_product_end" on "ledger"."holding" ("account_id", "sku", "ends_on", "lot_id");',
    );
  });

  test('a table that no entity has', async () => {
    await of('ledger').sql('create table ledger.stray (id int)');
    expect((await differences('ledger')).join('\n')).toContain('drop table if exists "ledger"."stray"');
  });
});
