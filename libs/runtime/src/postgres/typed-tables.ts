import type { EntitySchemaWithMeta } from '@mikro-orm/core';
import type { InferKyselyDB } from '@mikro-orm/sql';
import type { Kysely } from 'kysely';
import type { Sql } from './sql.ts';

/** A service's tables and their columns, as its entities have them. */
export type TypedTables<Entity extends EntitySchemaWithMeta> = InferKyselyDB<Entity>;

/**
 * Statements on the tables of a service, typed by its entities: what names a column that none of them has does not compile.
 * @returns for the connection or transaction at hand, MikroORM's Kysely in the service's schema
 */
export function tablesOf<Entity extends EntitySchemaWithMeta>(
  schema: string,
  _entities: readonly Entity[],
): (sql: Sql) => Kysely<TypedTables<Entity>> {
  return (sql) => sql.kysely.withSchema(schema) as unknown as Kysely<TypedTables<Entity>>;
}
