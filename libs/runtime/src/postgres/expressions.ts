import { type Expression, type RawBuilder, sql } from 'kysely';

/** What typed statements say in PostgreSQL's own words. */

/** One of these texts: `where('sku', '=', anyOf(skus))`. One parameter, however many they are. */
export const anyOf = (texts: readonly string[]): RawBuilder<string> => sql<string>`any(${texts}::text[])`;

/** The database compares each account of a row with so many texts sooner than it looks it up among them. */
const fewAccounts = 100;

/**
 * Whether a column of accounts names one of these. Few are found by their index; among the many of an MSP each account of a row is looked
 * up, since `&&` would compare it with every one of them, row by row.
 */
export const namesOneOf = (accounts: Expression<string[] | null>, asked: readonly string[]): RawBuilder<boolean> =>
  asked.length <= fewAccounts
    ? sql<boolean>`${accounts} && ${asked}::text[]`
    : sql<boolean>`exists (select from unnest(${accounts}) named (account) where named.account = any(${asked}::text[]))`;

/** The place of a row in a list comes after another one, or before it where the list runs the other way round. */
export const beyond = (
  direction: 'asc' | 'desc',
  place: readonly Expression<unknown>[],
  other: readonly Expression<unknown>[],
): RawBuilder<boolean> =>
  sql<boolean>`(${sql.join(place)}) ${direction === 'desc' ? sql`<` : sql`>`} (${sql.join(other)})`;

/** A time as ISO 8601 in UTC; with all six digits, so that the next page of a list begins after exactly this one. */
export const instantOf = <Value extends string | null>(column: Expression<Value>): RawBuilder<Value> =>
  sql<Value>`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** The same to the millisecond, as events say it. */
export const millisOf = <Value extends string | null>(column: Expression<Value>): RawBuilder<Value> =>
  sql<Value>`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** A time on that day (UTC) or later. */
export const onOrAfter = <Value extends string | null>(column: Expression<Value>, day: string): RawBuilder<boolean> =>
  sql<boolean>`${column} >= ${day}::date::timestamp at time zone 'UTC'`;

/** A time on that day (UTC) or earlier. */
export const onOrBefore = <Value extends string | null>(column: Expression<Value>, day: string): RawBuilder<boolean> =>
  sql<boolean>`${column} < (${day}::date + 1)::timestamp at time zone 'UTC'`;
