import { type EntitySchema, MikroORM } from '@mikro-orm/postgresql';

/** MikroORM as its guide sets it up: one schema, tables created from the entities. */
export async function openOrm(schema: string, entities: readonly EntitySchema[]): Promise<MikroORM> {
  const orm = await MikroORM.init({ clientUrl: process.env.DATABASE_URL, schema, entities: [...entities] });
  // Safe: what other services have in this database stays.
  await orm.schema.update({ safe: true, dropTables: false });
  return orm;
}
