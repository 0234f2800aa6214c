import type { Journal } from '#domain/licenses/books/journal.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { chainStart, journalHash } from '../books/ledger.chain.ts';
import { instantSql } from '../books/ledger.rows.ts';

type JournalRow = Omit<Journal, 'entries'> & {
  readonly sequence: number;
  readonly previousHash: string;
  readonly hash: string;
  readonly entries: Journal['entries'] | null;
  /** Of the created lots' documents: as the journal carries it, and as the lots are now. */
  readonly lotHash: string | null;
  readonly lotHashNow: string | null;
};

const pageSize = 2000;

/** Every journal follows the one before it and says what it was recorded with, and the last is the end that is kept. */
export async function chainDifferences(sql: Sql): Promise<string[]> {
  const differences: string[] = [];
  let [owner, sequence, hash] = ['', 0, chainStart];
  for (;;) {
    const rows = await journalsAfter(sql, owner, sequence);
    for (const row of rows) {
      if (row.owner !== owner) {
        differences.push(...(await endOf(sql, owner, sequence, hash)));
        [owner, sequence, hash] = [row.owner, 0, chainStart];
      }
      differences.push(...linkDifferences(row, sequence, hash));
      [sequence, hash] = [row.sequence, row.hash];
    }
    if (rows.length < pageSize) break;
  }
  return [...differences, ...(await endOf(sql, owner, sequence, hash)), ...(await endsOfNothing(sql))];
}

function linkDifferences(row: JournalRow, sequence: number, hash: string): string[] {
  const { entries, returnOf, note, lotHash, lotHashNow, ...facts } = row;
  const optional = { note: note ?? undefined, returnOf: returnOf ?? undefined, lotHash: lotHash ?? undefined };
  const now = journalHash({ ...facts, ...optional, entries: entries ?? [] }, row.sequence, row.previousHash);
  const wrong = [
    ...(row.sequence === sequence + 1 ? [] : [`comes as number ${row.sequence} after number ${sequence}`]),
    ...(row.previousHash === hash
      ? []
      : [`carries ${short(row.previousHash)} as the hash of the one before it, which is ${short(hash)}`]),
    ...(row.hash === now
      ? []
      : [`was changed: it was recorded with the hash ${short(row.hash)}, and what it says now has ${short(now)}`]),
    ...(lotHash === null || lotHash === lotHashNow
      ? []
      : [`created a lot whose terms were changed: their hash was ${short(lotHash)}, and is ${short(lotHashNow)} now`]),
  ];
  return wrong.map((what) => `journal ${row.journalId} (number ${row.sequence} of ${row.owner}) ${what}`);
}

async function endOf(sql: Sql, owner: string, sequence: number, hash: string): Promise<string[]> {
  if (owner === '') return [];
  const [end] = await sql<{ sequence: string; hash: string }>(
    'select sequence, hash from ledger.chain where owner = $1',
    [owner],
  );
  if (!end) return [`the chain of ${owner} ends with number ${sequence}, and no end of it is kept`];
  if (Number(end.sequence) !== sequence) {
    return [`the chain of ${owner} ends with number ${sequence}, and number ${end.sequence} is kept as its end`];
  }
  if (end.hash === hash) return [];
  return [
    `the chain of ${owner} ends with number ${sequence}, whose hash is ${short(hash)}, and ${short(end.hash)} is kept as it`,
  ];
}

async function endsOfNothing(sql: Sql): Promise<string[]> {
  const rows = await sql<{ owner: string; sequence: string }>(
    `select owner, sequence from ledger.chain
     where not exists (select from ledger.journal where journal.owner = chain.owner) order by owner`,
  );
  return rows.map(
    ({ owner, sequence }) => `the chain of ${owner} has no journals, and number ${sequence} is kept as its end`,
  );
}

/** Enough of a hash to find it by. */
function short(hash: string | null): string {
  return hash === null ? 'none' : `${hash.slice(0, 12)}…`;
}

// As float8, since any figure that was written by hand has to be read.
function journalsAfter(sql: Sql, owner: string, sequence: number): Promise<JournalRow[]> {
  return sql<JournalRow>(
    `select journal_id as "journalId", action, owner, sequence::float8, source, target, quantity::float8,
       ${instantSql('at')} as at, initiated_by as "initiatedBy", note, return_of as "returnOf",
       previous_hash as "previousHash", hash, lot_hash as "lotHash", (
         select json_agg(json_build_object('lotId', lot_id, 'accountId', account_id, 'quantity', quantity))
         from ledger.entry where entry.journal_id = journal.journal_id) as entries, (
         select encode(sha256(convert_to(string_agg(document::text, '' order by lot_id collate "C"), 'UTF8')), 'hex')
         from ledger.entry join ledger.lot using (lot_id)
         where journal.lot_hash is not null and entry.journal_id = journal.journal_id and account_id = '@issued'
       ) as "lotHashNow"
     from ledger.journal where (owner, sequence) > ($1, $2::bigint) order by owner, sequence limit ${pageSize}`,
    [owner, sequence],
  );
}
