import { type EntityData, type EntityName, type FilterQuery, LockMode } from '@mikro-orm/core';
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
