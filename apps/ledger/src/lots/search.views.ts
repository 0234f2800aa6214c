import type { Visible } from '#runtime/http/access/access.ts';
import { type Hit, hitsOfKind } from '#runtime/http/lists/search.ts';
import { anywhere } from '#runtime/http/lists/sorting.ts';
import type { Sql } from '#runtime/postgres/sql.ts';

/** What the ledger finds for somebody: accounts by a part of name or id, everything else by its whole id (L11). */
export async function searchLedger(sql: Sql, visible: Visible, q: string): Promise<Hit[]> {
  const rows = await sql<Hit & { detail: string | null }>(
    `(select 'account' as kind, account_id as id, name as title, account_id as detail from ledger.account
       where ($1::text[] is null or account_id = any($1::text[])) and (lower(name) like lower($3) or lower(account_id) like lower($3))
       order by account_id limit $4)
     union all (select 'lot', lot_id, name, coalesce(license_key, sku) from ledger.lot
       where (lot_id = $2 or license_key = upper($2)) and ($1::text[] is null or visible_to && $1::text[]
         or exists (select from ledger.entry where entry.lot_id = lot.lot_id and account_id = any($1::text[])))
       order by lot_id limit $4)
     union all (select 'transfer', journal_id, source || ' → ' || target, action from ledger.journal
       where journal_id = $2 and action in ('transfer', 'return', 'stock-move')
         and ($1::text[] is null or source = any($1::text[]) or target = any($1::text[])))
     union all (select 'case', case_id, from_account || ' → ' || to_account, state from ledger.transfer_case
       where case_id = $2 and ($1::text[] is null or from_account = any($1::text[]) or to_account = any($1::text[])))`,
    [visible === 'everything' ? null : visible, q, anywhere(q), hitsOfKind],
  );
  return rows.map(({ detail, ...hit }) => (detail === null ? hit : { ...hit, detail }));
}
