import { begunBy, todayOf } from '#domain/licenses/books/account.ts';
import { type Books, emptyBooks, keyOf } from '#domain/licenses/books/books.ts';
import { type Counted, countedBySku, countedOf, deviceTypeIn } from '#domain/licenses/books/lot.ts';
import type { CalendarDate, Instant } from '#domain/values/calendar.ts';
import { anyOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { GrantedLot, LedgerNeeds, NeededCount, NeededLine } from '../ledger.needs.ts';
import { ledger } from '../ledger.tables.ts';
import { lotFrom } from './ledger.rows.ts';

/** Lots, holdings and coverage: as many as a batch needs, in a fixed number of statements. */

interface HeldRow {
  account_id: string;
  quantity: string;
  document: unknown;
}

/** Enters lots and who holds how many of them. */
export async function loadHoldings(sql: Sql, books: Books, needs: LedgerNeeds, now: Instant): Promise<void> {
  const daysAt = (accountId: string): [CalendarDate, CalendarDate] => {
    const account = books.accounts.get(accountId);
    return [todayOf(account, now), begunBy(account, now)];
  };
  const enter = (rows: readonly HeldRow[]) => {
    for (const row of rows) enterHolding(books, row);
  };
  const lines = [...needs.lines];
  const byLot = lines.filter(({ line }) => line.lotId !== undefined);
  if (byLot.length > 0) enter(await heldByLot(sql, byLot));
  const byKey = lines.filter(({ line }) => line.licenseKey !== undefined);
  if (byKey.length > 0) enter(await heldByKey(sql, byKey));
  const bySku = lines.filter(({ line }) => line.sku !== undefined && line.lotId === undefined);
  if (bySku.length > 0 || needs.whole.size > 0) enter(await heldBySku(sql, bySku, needs, daysAt));
  if (needs.ending.size > 0) enter(await holdersOf(sql, [...needs.ending]));
  if (needs.lots.size > 0) {
    const rows = await sql<{ document: unknown }>('select document from ledger.lot where lot_id = any($1::text[])', [
      [...needs.lots],
    ]);
    for (const { document } of rows) enterLot(books, document);
  }
}

function enterLot(books: Books, document: unknown): string {
  const lot = lotFrom(document);
  if (!books.lots.has(lot.lotId)) books.lots.set(lot.lotId, lot);
  return lot.lotId;
}

function enterHolding(books: Books, row: HeldRow): void {
  const held = books.holdings.get(row.account_id) ?? new Map<string, number>();
  books.holdings.set(row.account_id, held.set(enterLot(books, row.document), Number(row.quantity)));
}

function heldByLot(sql: Sql, lines: readonly NeededLine[]): Promise<HeldRow[]> {
  return sql<HeldRow>(
    `select holding.account_id, holding.quantity, lot.document
     from (select distinct * from unnest($1::text[], $2::text[]) as named (account_id, lot_id)) named
       join ledger.holding using (account_id, lot_id) join ledger.lot using (lot_id)`,
    [lines.map(({ from }) => from), lines.map(({ line }) => line.lotId)],
  );
}

// All that is under a key: the answer says what remains of every device type (K9).
function heldByKey(sql: Sql, lines: readonly NeededLine[]): Promise<HeldRow[]> {
  return sql<HeldRow>(
    `select holding.account_id, holding.quantity, lot.document
     from (select distinct * from unnest($1::text[], $2::text[]) as named (account_id, license_key)) named
       join ledger.lot using (license_key) join ledger.holding using (account_id, lot_id)`,
    [lines.map(({ from }) => from), lines.map(({ line }) => line.licenseKey?.toUpperCase())],
  );
}

function holdersOf(sql: Sql, lotIds: readonly string[]): Promise<HeldRow[]> {
  return ledger(sql)
    .selectFrom('holding')
    .innerJoin('lot', 'lot.lot_id', 'holding.lot_id')
    .select(['holding.account_id', 'holding.quantity', 'lot.document'])
    .where('lot.lot_id', '=', anyOf(lotIds))
    .execute();
}

/**
 * Lots of a product that an account holds, in the order of their end. Lots with the same traits that count on the same day are
 * allowed or forbidden together, so of each such group only as many are needed as all lines of the batch could take.
 */
function heldBySku(
  sql: Sql,
  lines: readonly NeededLine[],
  needs: LedgerNeeds,
  daysAt: (accountId: string) => [today: CalendarDate, begun: CalendarDate],
): Promise<HeldRow[]> {
  const all = Number.MAX_SAFE_INTEGER;
  const asked = Map.groupBy(needs.lines, ({ from }) => from);
  const mostOf = (accountId: string) =>
    (asked.get(accountId) ?? []).reduce(
      (sum, { line }) => sum + (line.quantity > 0 ? Math.min(line.quantity, 1e6) : 0),
      1,
    );
  const wanted = new Map<string, { accountId: string; sku: string; most: number }>();
  for (const { from: accountId, line } of lines) {
    const sku = line.sku ?? '';
    wanted.set(keyOf(accountId, sku), { accountId, sku, most: Math.ceil(mostOf(accountId)) });
  }
  for (const { accountId, sku } of needs.whole) wanted.set(keyOf(accountId, sku), { accountId, sku, most: all });
  const rows = [...wanted.values()];
  return sql<HeldRow>(
    `with wanted as (select * from unnest($1::text[], $2::text[], $3::bigint[], $4::date[], $5::date[])
       as wanted (account_id, sku, most, today, begun)),
     ranked as (
       select account_id, lot_id, quantity, most, sum(quantity) over (
         partition by account_id, sku, traits, greatest(starts_on, begun), lot.ends_on < today, grace_ends_on < today
         order by lot.ends_on nulls last, starts_on, lot_id collate "C") - quantity as before
       from wanted join ledger.holding using (account_id, sku) join ledger.lot using (lot_id, sku)
     )
     select account_id, quantity, document from ranked join ledger.lot using (lot_id) where before < most`,
    [
      rows.map((row) => row.accountId),
      rows.map((row) => row.sku),
      rows.map((row) => row.most),
      rows.map((row) => daysAt(row.accountId)[0]),
      rows.map((row) => daysAt(row.accountId)[1]),
    ],
  );
}

/** Enters how what the accounts of every request hold in active lots changes from day to day (L4). */
export async function loadCoverage(
  sql: Sql,
  books: Books,
  needs: LedgerNeeds,
  granted: readonly GrantedLot[],
): Promise<void> {
  const asked = new Map<string, NeededCount>();
  const need = (accountId: string, counted: Counted) => asked.set(keyOf(accountId, counted), { accountId, counted });
  const countedIn = countedByName(books, granted);
  // D6: what is taken away is protected by device type as well.
  const whole = [...needs.whole].flatMap(({ accountId, sku }) =>
    [countedBySku(sku), ...countedIn({ sku, quantity: 0 })].map((counted) => ({ accountId, counted })),
  );
  for (const { accountId, counted } of whole) need(accountId, counted);
  for (const { from, to, line } of needs.lines) {
    for (const counted of countedIn(line)) {
      need(from, counted);
      need(to, counted);
    }
  }
  await enterSameType(sql, books, whole);
  await enterCoverage(sql, books, [...asked.values()]);
  for (const each of asked.values()) needs.counts.add(each);
}

// D5, D6: where devices are counted by type, the estimated total is of all monthly lots for it.
async function enterSameType(sql: Sql, books: Books, whole: readonly NeededCount[]): Promise<void> {
  const types = whole.flatMap(({ accountId, counted }) => {
    const deviceType = deviceTypeIn(counted);
    return deviceType === undefined ? [] : [{ accountId, deviceType }];
  });
  if (types.length === 0) return;
  const rows = await sql<HeldRow>(
    `select holding.account_id, holding.quantity, lot.document
     from (select distinct * from unnest($1::text[], $2::text[]) as named (account_id, device_type)) named
       join ledger.holding using (account_id) join ledger.lot using (lot_id, device_type)
     where lot.document->>'billing' = 'monthly'`,
    [types.map(({ accountId }) => accountId), types.map(({ deviceType }) => deviceType)],
  );
  for (const row of rows) enterHolding(books, row);
}

/** Enters the days on which what accounts hold changes; one without any has none. */
export async function enterCoverage(sql: Sql, books: Books, asked: readonly NeededCount[]): Promise<void> {
  if (asked.length === 0) return;
  for (const { accountId, counted } of asked) books.coverage.set(keyOf(accountId, counted), new Map());
  const rows = await sql<{ account_id: string; counted: string; day: string; change: string }>(
    `select account_id, counted, day::text, change
     from unnest($1::text[], $2::text[]) as asked (account_id, counted) join ledger.coverage using (account_id, counted)
     where change <> 0`,
    [asked.map(({ accountId }) => accountId), asked.map(({ counted }) => counted)],
  );
  for (const row of rows) books.coverage.get(keyOf(row.account_id, row.counted))?.set(row.day, Number(row.change));
}

/**
 * For a line: what its lots are counted under. What another message of the batch grants or moves to the account is a lot of it
 * by then, so lots are looked up by name, whoever holds them now.
 */
function countedByName(books: Books, granted: readonly GrantedLot[]) {
  const names = new Map<string, Set<Counted>>();
  const sold = [...books.products.values()].map(({ sku, deviceType }) => {
    return { lotId: undefined, sku, deviceType, licenseKey: undefined };
  });
  const brought = granted.map((lot) => ({ ...lot, licenseKey: undefined }));
  for (const lot of [...books.lots.values(), ...brought, ...sold]) {
    for (const name of [`lot ${lot.lotId}`, `sku ${lot.sku}`, `key ${lot.licenseKey}`]) {
      const named = names.get(name) ?? new Set<Counted>();
      for (const counted of countedOf(lot)) named.add(counted);
      names.set(name, named);
    }
  }
  return ({ lotId, licenseKey, sku }: NeededLine['line']): Iterable<Counted> => {
    const byKey = licenseKey === undefined ? `sku ${sku}` : `key ${licenseKey.toUpperCase()}`;
    return names.get(lotId === undefined ? byKey : `lot ${lotId}`) ?? [];
  };
}

/** Books that a store fills in. */
export function partialBooks(): Books {
  return emptyBooks(false);
}
