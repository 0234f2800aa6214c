import { CompiledQuery, type Kysely } from 'kysely';
import { arrayLiteral } from './connections/array-literal.ts';

/** Runs one statement with bound parameters (`$1`, `$2`, …) in the transaction at hand and answers its rows. */
export interface Sql {
  <Row = Record<string, unknown>>(text: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** The same connection or transaction, for statements whose columns are the entities': see `typed-tables.ts`. */
  readonly kysely: Kysely<unknown>;
}

/** Statements on what `client` answers: a pool of connections, or a transaction. */
export function sqlOn(client: () => Kysely<unknown>): Sql {
  const run = async (text: string, parameters: readonly unknown[] = []) =>
    (await client().executeQuery(CompiledQuery.raw(text, parameters.map(asDriverTakes)))).rows;
  return Object.defineProperty(run, 'kysely', { get: client }) as unknown as Sql;
}

const asDriverTakes = (parameter: unknown) =>
  Array.isArray(parameter) ? (arrayLiteral(parameter) ?? parameter) : parameter;
