import { type EntityData, type EntityName, type FilterQuery, LockMode, type RawQueryFragment } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';

/**
 * The row of a key, locked for the transaction at hand, so that two browsers of one person edit it one after the other. Where there is
 * none it is made first, with `rest` in it. What is assigned to it is written when the transaction commits (decision 0019).
 */
export async function lockedRow<Row extends object>(
  em: EntityManager,
  rows: EntityName<Row>,
  key: EntityData<Row>,
  rest: EntityData<Row> = {},
): Promise<Row> {
  await em.upsert(rows, { ...key, ...rest }, { onConflictAction: 'ignore' });
  return await em.findOneOrFail<Row>(rows, key as FilterQuery<NoInfer<Row>>, {
    lockMode: LockMode.PESSIMISTIC_WRITE,
    refresh: true,
  });
}

/**
 * Assigns values to a row, for the transaction to write; also what the database makes itself, as its time. Only columns that the entity
 * has compile, which EntityManager's own `assign` does not ask for.
 */
export function edit<Row extends object>(
  row: Row,
  values: { readonly [Name in keyof Row]?: Row[Name] | RawQueryFragment },
): void {
  Object.assign(row, values);
}
