import { CompiledQuery, type Kysely } from 'kysely';
import { arrayLiteral } from './connections/array-literal.ts';
import { binaryList, listTypes } from './connections/binary-list.ts';

/** Runs one statement with bound parameters (`$1`, `$2`, …) in the transaction at hand and answers its rows. */
export interface Sql {
  <Row = Record<string, unknown>>(text: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** The same connection or transaction, for statements whose columns are the entities': see `typed-tables.ts`. */
  readonly kysely: Kysely<unknown>;
}

/** Statements on what `client` answers: a pool of connections, or a transaction. */
export function sqlOn(client: () => Kysely<unknown>): Sql {
  const run = async (text: string, parameters: readonly unknown[] = []) =>
    (await client().executeQuery(CompiledQuery.raw(text, asDriverTakes(text, parameters)))).rows;
  return Object.defineProperty(run, 'kysely', { get: client }) as unknown as Sql;
}

/** Parameters of a statement, with its lists as PostgreSQL reads them at the least cost. */
function asDriverTakes(text: string, parameters: readonly unknown[]): unknown[] {
  if (!parameters.some(Array.isArray)) return [...parameters];
  const types = listTypes(text);
  return parameters.map((parameter, index) => {
    if (!Array.isArray(parameter)) return parameter;
    return binaryList(parameter, types.get(index + 1) ?? '') ?? arrayLiteral(parameter) ?? parameter;
  });
}
