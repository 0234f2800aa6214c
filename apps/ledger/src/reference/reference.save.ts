import type { Account, Administrator } from '#domain/licenses/books/account.ts';
import { type Books, keyOf } from '#domain/licenses/books/books.ts';
import type { DeviceCountChanged, LicenseEvent } from '#domain/licenses/books/events.ts';
import type { Product } from '#domain/licenses/books/product.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { documentOf } from '../books/ledger.rows.ts';

/** Writes what changed of accounts, people, products, devices and cases: one statement a table, rows in sorted order. */
export async function saveReference(sql: Sql, books: Books, events: readonly LicenseEvent[]): Promise<void> {
  const accounts = ids(events, (event) => (event.type === 'AccountUpdated' ? event.account.accountId : undefined));
  const people = ids(events, (event) => {
    if (event.type === 'AdministratorUpdated') return keyOf(event.administrator.accountId, event.administrator.email);
    return event.type === 'PasscodeTried' ? keyOf(event.accountId, event.email) : undefined;
  });
  const skus = ids(events, (event) => (event.type === 'ProductPublished' ? event.product.sku : undefined));
  await saveAccounts(sql, found(accounts, books.accounts));
  await saveAdministrators(sql, found(people, books.administrators));
  await saveProducts(sql, found(skus, books.products));
  await saveDevices(
    sql,
    books,
    events.filter((event) => event.type === 'DeviceCountChanged'),
  );
  await saveCases(
    sql,
    books,
    ids(events, (event) => ('case' in event ? event.case.caseId : undefined)),
  );
}

function ids(events: readonly LicenseEvent[], idOf: (event: LicenseEvent) => string | undefined): string[] {
  return [...new Set(events.flatMap((event) => idOf(event) ?? []))].sort();
}

function found<Value>(keys: readonly string[], map: ReadonlyMap<string, Value>): Value[] {
  return keys.flatMap((key) => map.get(key) ?? []);
}

// An order names accounts that are not locked for it, so the newest wins here as well (see supersedesAccount).
async function saveAccounts(sql: Sql, accounts: readonly Account[]): Promise<void> {
  if (accounts.length === 0) return;
  await sql(
    `insert into ledger.account (account_id, parent_id, name, kind, from_order, as_of, document)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::timestamptz[], $7::json[])
     on conflict (account_id) do update
       set parent_id = excluded.parent_id, name = excluded.name, kind = excluded.kind, from_order = excluded.from_order,
           as_of = excluded.as_of, document = excluded.document
       where (account.from_order and not excluded.from_order)
          or (account.from_order = excluded.from_order and account.as_of <= excluded.as_of)`,
    [
      accounts.map((account) => account.accountId),
      accounts.map((account) => account.parentId ?? null),
      accounts.map((account) => account.name),
      accounts.map((account) => account.kind),
      accounts.map((account) => account.fromOrder),
      accounts.map((account) => account.asOf),
      accounts.map(documentOf),
    ],
  );
}

async function saveAdministrators(sql: Sql, people: readonly Administrator[]): Promise<void> {
  if (people.length === 0) return;
  await sql(
    `insert into ledger.administrator (account_id, email, role, access, scope, sign_in, removed, as_of, passcode_hash,
       passcode_failures)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[],
       $8::timestamptz[], $9::text[], $10::int[])
     on conflict (account_id, email) do update
       set role = excluded.role, access = excluded.access, scope = excluded.scope, sign_in = excluded.sign_in,
           removed = excluded.removed, as_of = excluded.as_of, passcode_hash = excluded.passcode_hash,
           passcode_failures = excluded.passcode_failures`,
    [
      people.map((person) => person.accountId),
      people.map((person) => person.email),
      people.map((person) => person.role),
      people.map((person) => person.access),
      people.map((person) => person.scope),
      people.map((person) => person.signIn),
      people.map((person) => person.removed),
      people.map((person) => person.asOf),
      people.map((person) => person.passcodeHash ?? null),
      people.map((person) => person.passcodeFailures ?? 0),
    ],
  );
}

async function saveProducts(sql: Sql, products: readonly Product[]): Promise<void> {
  if (products.length === 0) return;
  await sql(
    `insert into ledger.product (sku, document) select * from unnest($1::text[], $2::json[])
     on conflict (sku) do update set document = excluded.document`,
    [products.map((product) => product.sku), products.map(documentOf)],
  );
}

async function saveDevices(sql: Sql, books: Books, events: readonly DeviceCountChanged[]): Promise<void> {
  if (events.length === 0) return;
  const counts = found(
    [...new Set(events.map(({ count }) => keyOf(count.accountId, count.counted)))].sort(),
    books.counts,
  );
  await sql(
    `insert into ledger.device_count (account_id, counted, in_use, reported_at)
     select * from unnest($1::text[], $2::text[], $3::int[], $4::timestamptz[])
     on conflict (account_id, counted) do update set in_use = excluded.in_use, reported_at = excluded.reported_at`,
    [
      counts.map((count) => count.accountId),
      counts.map((count) => count.counted),
      counts.map((count) => count.inUse),
      counts.map((count) => count.reportedAt ?? null),
    ],
  );
  const single = events.flatMap(({ count, device }) => (device ? [{ ...count, ...device }] : []));
  const last = [...new Map(single.map((each) => [keyOf(each.accountId, each.counted, each.deviceId), each])).values()];
  if (last.length === 0) return;
  await sql(
    `insert into ledger.device (account_id, counted, device_id, enrolled, at)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::timestamptz[])
     on conflict (account_id, counted, device_id) do update set enrolled = excluded.enrolled, at = excluded.at`,
    [
      last.map((each) => each.accountId),
      last.map((each) => each.counted),
      last.map((each) => each.deviceId),
      last.map((each) => each.enrolled),
      last.map((each) => each.at),
    ],
  );
}

async function saveCases(sql: Sql, books: Books, caseIds: readonly string[]): Promise<void> {
  const cases = found(caseIds, books.cases);
  if (cases.length === 0) return;
  await sql(
    `insert into ledger.transfer_case (case_id, state, from_account, to_account, requested_by, document, submitted_at)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::json[], $7::timestamptz[])
     on conflict (case_id) do update set state = excluded.state, document = excluded.document`,
    [
      cases.map((each) => each.caseId),
      cases.map((each) => each.state),
      cases.map((each) => each.from),
      cases.map((each) => each.to),
      cases.map((each) => each.requestedBy),
      cases.map(documentOf),
      cases.map((each) => each.history[0]?.at ?? null),
    ],
  );
}
