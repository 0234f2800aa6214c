import type { LotFacts } from '#contracts/licenses.ts';
import { maySee, type Visible } from '#runtime/access.ts';
import type { Sql } from '#runtime/slice.ts';
import { lotTold } from './ledger.answers.ts';
import { instantSql, lotFrom } from './ledger.rows.ts';

/** A transfer, return or stock move as it was recorded. */
export interface TransferView {
  readonly transferId: string;
  readonly action: string;
  readonly from: string;
  readonly to: string;
  readonly at: string;
  readonly initiatedBy: string;
  readonly note?: string;
  readonly returnOf?: string;
  /** The return that gave it back; absent while it can be given back. */
  readonly returnedBy?: string;
  readonly moved: readonly { readonly quantity: number; readonly lot: Partial<LotFacts> }[];
}

/** A recorded transfer as somebody may read it (L11); undefined when there is none of that id that they may see. */
export async function findTransfer(sql: Sql, transferId: string, visible: Visible): Promise<TransferView | undefined> {
  const [row] = await sql<Record<string, string | null> & { moved: { quantity: number; document: unknown }[] }>(
    `select journal.journal_id as "transferId", journal.action, journal.source as "from", journal.target as "to",
       ${instantSql('journal.at')} as at, journal.initiated_by as "initiatedBy", journal.note,
       journal.return_of as "returnOf", back.journal_id as "returnedBy", (
         select coalesce(json_agg(json_build_object('quantity', entry.quantity, 'document', lot.document)), '[]')
         from ledger.entry join ledger.lot using (lot_id)
         where entry.journal_id = journal.journal_id and entry.account_id = journal.target and entry.quantity > 0) as moved
     from ledger.journal left join ledger.journal back on back.return_of = journal.journal_id
     where journal.journal_id = $1 and journal.action in ('transfer', 'return', 'stock-move')`,
    [transferId],
  );
  if (!row || !maySee(visible, [row.from ?? '', row.to ?? ''])) return undefined;
  const { moved, ...facts } = row;
  const known = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));
  const lots = moved.map(({ quantity, document }) => {
    const lot = lotFrom(document);
    // S2: what the customer gets came at the reseller's price.
    const payer = row.action === 'stock-move' ? row.from : lot.originAccountId;
    return { quantity, lot: lotTold(lot, maySee(visible, [payer ?? ''])) };
  });
  return { ...(known as unknown as Omit<TransferView, 'moved'>), moved: lots };
}
