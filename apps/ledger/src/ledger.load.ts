import { type Books, emptyBooks, keyOf, setCover } from '#domain/licenses/books.ts';
import { type Counted, countedBySku, countedOf, countingDay } from '#domain/licenses/lot.ts';
import type { CalendarDate } from '#domain/values/calendar.ts';
import type { Sql } from '#runtime/slice.ts';
import type { NeededLine, Needs } from './ledger.needs.ts';
import { lotFrom } from './ledger.rows.ts';

/** Lots, holdings and coverage: as many as a batch needs, in a fixed number of statements. */

interface HeldRow {
  account_id: string;
  quantity: string;
  document: unknown;
}

/** Enters lots and who holds how many of them. */
export async function loadHoldings(sql: Sql, books: Books, needs: Needs, today: CalendarDate): Promise<void> {
  const enter = (rows: readonly HeldRow[]) => {
    for (const row of rows) enterHolding(books, row);
  };
  const byLot = needs.lines.filter(({ line }) => line.lotId !== undefined);
  if (byLot.length > 0) enter(await heldByLot(sql, byLot));
  const byKey = needs.lines.filter(({ line }) => line.licenseKey !== undefined);
  if (byKey.length > 0) enter(await heldByKey(sql, byKey));
  const bySku = needs.lines.filter(({ line }) => line.sku !== undefined && line.lotId === undefined);
  if (bySku.length > 0 || needs.whole.length > 0) enter(await heldBySku(sql, bySku, needs, today));
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
  return sql<HeldRow>(
    `select holding.account_id, holding.quantity, lot.document
     from ledger.holding join ledger.lot using (lot_id) where lot_id = any($1::text[])`,
    [lotIds],
  );
}

/**
 * Lots of a product that an account holds, in the order of their end. Lots with the same traits that count on the same day are
 * allowed or forbidden together, so of each such group only as many are needed as all lines of the batch could take.
 */
function heldBySku(sql: Sql, lines: readonly NeededLine[], needs: Needs, today: CalendarDate): Promise<HeldRow[]> {
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
    `with wanted as (select * from unnest($1::text[], $2::text[], $3::bigint[]) as wanted (account_id, sku, most)),
     ranked as (
       select account_id, lot_id, quantity, most, sum(quantity) over (
         partition by account_id, sku, traits, greatest(starts_on, $4::date), ends_on <= $4::date, grace_ends_on <= $4::date
         order by ends_on nulls last, starts_on, lot_id) - quantity as before
       from wanted join ledger.holding using (account_id) join ledger.lot using (lot_id, sku)
     )
     select account_id, quantity, document from ranked join ledger.lot using (lot_id) where before < most`,
    [rows.map((row) => row.accountId), rows.map((row) => row.sku), rows.map((row) => row.most), today],
  );
}

/** Enters how many the accounts of every request hold in lots active on the days that count for its lots (L4). */
export async function loadCoverage(sql: Sql, books: Books, needs: Needs, today: CalendarDate): Promise<void> {
  const figures = new Map<string, { accountId: string; counted: Counted; day: CalendarDate }>();
  const need = (accountId: string, counted: Counted, day: CalendarDate) =>
    figures.set(keyOf(accountId, counted, day), { accountId, counted, day });
  for (const { accountId, sku } of needs.whole) need(accountId, countedBySku(sku), today);
  const daysOf = daysByName(books, needs, today);
  for (const { from, to, line } of needs.lines) {
    for (const { counted, day } of daysOf(line)) {
      need(from, counted, day);
      need(to, counted, day);
    }
  }
  if (figures.size === 0) return;
  const asked = [...figures.values()];
  const rows = await sql<{ account_id: string; counted: string; day: string; held: string }>(
    `select account_id, counted, day::text, coalesce((
         select sum(change) from ledger.coverage
         where coverage.account_id = figure.account_id and coverage.counted = figure.counted and coverage.day <= figure.day
       ), 0) as held
     from unnest($1::text[], $2::text[], $3::date[]) as figure (account_id, counted, day)`,
    [asked.map((figure) => figure.accountId), asked.map((figure) => figure.counted), asked.map((figure) => figure.day)],
  );
  for (const row of rows) setCover(books, keyOf(row.account_id, row.counted), row.day, Number(row.held));
  needs.counts.push(...asked);
}

interface CountedDay {
  readonly counted: Counted;
  readonly day: CalendarDate;
}

/**
 * For a line: under what its lots are counted, and on which days. What another message of the batch grants or moves to the
 * account is a lot of it by then, so lots are looked up by name, whoever holds them now.
 */
function daysByName(books: Books, needs: Needs, today: CalendarDate) {
  const granted = needs.granted.map(({ entitlementId, sku, product, startsOn }) => {
    const { deviceType } = product;
    return { lotId: entitlementId, sku, deviceType, startsOn, licenseKey: undefined };
  });
  const days = new Map<string, Map<string, CountedDay>>();
  for (const lot of [...books.lots.values(), ...granted]) {
    for (const counted of countedOf(lot)) {
      const day = countingDay(lot, today);
      for (const name of [`lot ${lot.lotId}`, `sku ${lot.sku}`, `key ${lot.licenseKey}`]) {
        const named = days.get(name) ?? new Map<string, CountedDay>();
        days.set(name, named.set(keyOf(counted, day), { counted, day }));
      }
    }
  }
  return ({ lotId, licenseKey, sku }: NeededLine['line']): Iterable<CountedDay> => {
    const byKey = licenseKey === undefined ? `sku ${sku}` : `key ${licenseKey.toUpperCase()}`;
    return days.get(lotId === undefined ? byKey : `lot ${lotId}`)?.values() ?? [];
  };
}

/** Books that a store fills in. */
export function partialBooks(): Books {
  return emptyBooks(false);
}
