import type { Journal } from '#domain/licenses/books/journal.ts';
import type { Lot } from '#domain/licenses/books/lot.ts';
import { sha256 } from '#runtime/environment/keys/sha256.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { documentOf } from './ledger.rows.ts';

/** Journals of an owner follow each other, and each carries the hash of the one before: a changed past shows. */

/** A journal, and the hash of the documents of the lots that it creates where it creates some. */
export interface JournalWithLot extends Journal {
  readonly lotHash?: string;
}

/** The hash of the documents of lots that one journal creates, in the order of their ids. */
export function lotsHash(lots: readonly Lot[], written: (lot: Lot) => string = documentOf): string {
  const inOrder = lots.length > 1 ? [...lots].sort((a, b) => (a.lotId < b.lotId ? -1 : 1)) : lots;
  return sha256(inOrder.map((lot) => written(lot)).join(''));
}

/** A journal in its place in its owner's chain. */
export interface ChainedJournal extends JournalWithLot {
  readonly sequence: number;
  readonly previousHash: string;
  readonly hash: string;
}

/** What the first journal of an owner carries as the hash before it. */
export const chainStart = '0'.repeat(64);

/** The hash of a journal: of the one before, of all that it says, and of the terms of the lots that it creates. */
export function journalHash(journal: JournalWithLot, sequence: number, previousHash: string): string {
  const { journalId, action, owner, source, target, quantity, at, initiatedBy, note, returnOf, lotHash } = journal;
  const entries = journal.entries
    .map((entry) => [entry.lotId, entry.accountId, entry.quantity] as const)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const said = [
    journalId,
    action,
    owner,
    sequence,
    source,
    target,
    quantity,
    at,
    initiatedBy,
    note ?? null,
    returnOf ?? null,
  ];
  return sha256(JSON.stringify([previousHash, said, entries, ...(lotHash === undefined ? [] : [lotHash])]));
}

function keyOf([lotId, accountId]: readonly [string, string, number]): string {
  return `${lotId}\u001f${accountId}`;
}

/** Puts journals at the ends of their owners' chains; the owners are locked. */
export async function chained(sql: Sql, journals: readonly JournalWithLot[]): Promise<ChainedJournal[]> {
  const owners = [...new Set(journals.map(({ owner }) => owner))];
  const ends = await sql<{ owner: string; sequence: string; hash: string }>(
    'select owner, sequence, hash from ledger.chain where owner = any($1::text[])',
    [owners],
  );
  const endOf = new Map(ends.map(({ owner, sequence, hash }) => [owner, { sequence: Number(sequence), hash }]));
  const result = journals.map((journal) => {
    const end = endOf.get(journal.owner) ?? { sequence: 0, hash: chainStart };
    const sequence = end.sequence + 1;
    const hash = journalHash(journal, sequence, end.hash);
    endOf.set(journal.owner, { sequence, hash });
    return { ...journal, sequence, previousHash: end.hash, hash };
  });
  const moved = owners.map((owner) => ({ owner, ...(endOf.get(owner) ?? { sequence: 0, hash: chainStart }) }));
  await sql(
    `insert into ledger.chain (owner, sequence, hash)
     select * from unnest($1::text[], $2::bigint[], $3::text[]) as chain (owner, sequence, hash)
     on conflict (owner) do update set sequence = excluded.sequence, hash = excluded.hash`,
    [moved.map(({ owner }) => owner), moved.map(({ sequence }) => sequence), moved.map(({ hash }) => hash)],
  );
  return result;
}
