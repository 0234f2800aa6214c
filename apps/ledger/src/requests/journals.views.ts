import type { LotFacts } from '#contracts/licenses.ts';
import { maySee, type Visible } from '#runtime/http/access/access.ts';
import { cursorKey, type Page, pageOf, pageSize } from '#runtime/http/paging.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { ListQuery } from '../accounts/accounts.views.ts';
import type { JournalEffect } from '../books/journal-effect.ts';
import { instantSql, lotFrom } from '../books/ledger.rows.ts';
import { movedTold } from './ledger.answers.ts';

/** A transfer, return or stock move as it was recorded. */
export interface TransferView extends JournalEffect {
  readonly transferId: string;
  readonly action: string;
  readonly from: string;
  readonly to: string;
  /** Of sides that the reader sees. */
  readonly fromName?: string;
  readonly toName?: string;
  readonly at: string;
  readonly initiatedBy: string;
  readonly note?: string;
  readonly returnOf?: string;
  /** The return that gave it back; absent while it can be given back. */
  readonly returnedBy?: string;
  readonly moved: readonly {
    readonly quantity: number;
    readonly licenseKey?: string;
    readonly deviceType?: string;
    readonly lot: Partial<LotFacts>;
  }[];
  readonly remaining?: readonly RemainingView[];
}

/** What the source holds now under a license key that licenses went from (K9). */
export interface RemainingView {
  readonly lotId: string;
  readonly sku: string;
  readonly licenseKey: string;
  readonly deviceType?: string;
  readonly quantity: number;
}

export interface TransferQuery extends ListQuery {
  /** Only what went from this account or to it. */
  readonly account?: string;
  /** `YYYY-MM-DD`: only what was recorded on that day (UTC) or later. */
  readonly from?: string;
  readonly action?: string;
  /** Only what moved of this lot. */
  readonly lot?: string;
  /** `true`: only what the reader's accounts got and still have all of, so that it can be given back (M5). */
  readonly returnable?: string;
}

/** A recorded transfer as somebody may read it (L11); undefined when there is none of that id that they may see. */
export async function findTransfer(sql: Sql, transferId: string, visible: Visible): Promise<TransferView | undefined> {
  const [row] = await sql<TransferRow>(`${selected} and journal.journal_id = $1`, [transferId]);
  return row && maySee(visible, [row.from, row.to]) ? viewOf(row, visible) : undefined;
}

/** A page of the transfers, returns and stock moves of accounts that somebody may see, the newest first. */
export async function listTransfers(sql: Sql, visible: Visible, query: TransferQuery): Promise<Page<TransferView>> {
  const size = pageSize(query.limit);
  const [at = null, id = null] = cursorKey(query.cursor, ['instant', 'text']) ?? [];
  const { action, from, lot } = query;
  const rows = await sql<TransferRow>(
    `${selected} and ($1::text[] is null or journal.source = any($1::text[]) or journal.target = any($1::text[]))
       and ($2::text is null or journal.source = $2 or journal.target = $2) and ($3::text is null or journal.action = $3)
       and ($4::date is null or journal.at >= $4::date::timestamp at time zone 'UTC')
       and ($5::timestamptz is null or (journal.at, journal.journal_id) < ($5::timestamptz, $6))
       and ($7::text is null or exists (select from ledger.entry where entry.journal_id = journal.journal_id and lot_id = $7))
       and ($8::boolean is null or (${returnable}) = $8)
     order by journal.at desc, journal.journal_id desc limit $9`,
    [
      visible === 'everything' ? null : visible,
      query.account ?? null,
      action ?? null,
      from ?? null,
      at,
      id,
      lot ?? null,
      query.returnable === undefined ? null : query.returnable === 'true',
      size + 1,
    ],
  );
  const page = pageOf(rows, size, (row) => [row.cursorAt, row.transferId]);
  return { ...page, items: page.items.map((row) => viewOf(row, visible)) };
}

// M5: a transfer goes back whole; the rules of its program are for the preview to say.
const returnable = `journal.action = 'transfer' and back.journal_id is null
  and ($1::text[] is null or journal.target = any($1::text[]))
  and not exists (
    select from ledger.entry given left join ledger.holding on holding.account_id = given.account_id and holding.lot_id = given.lot_id
    where given.journal_id = journal.journal_id and given.account_id = journal.target and given.quantity > coalesce(holding.quantity, 0))`;

/** What an account holds now under some license keys, by device type. */
export async function remainingUnder(sql: Sql, accountId: string, keys: readonly string[]): Promise<RemainingView[]> {
  const [row] = await sql<{ remaining: RemainingView[] }>(
    `select coalesce((${remainingSql('$1', 'select unnest($2::text[])')}), '[]') as remaining`,
    [accountId, keys],
  );
  return (row?.remaining ?? []).map(withoutNothing);
}

interface TransferRow extends Omit<TransferView, 'moved' | keyof JournalEffect> {
  readonly effect: JournalEffect | null;
  readonly cursorAt: string;
  readonly moved: readonly { readonly quantity: number; readonly document: unknown }[];
}

function remainingSql(accountId: string, keys: string): string {
  return `select json_agg(json_build_object('lotId', kept.lot_id, 'sku', kept.sku, 'licenseKey', kept.license_key,
        'deviceType', kept.device_type, 'quantity', holding.quantity) order by kept.license_key, kept.device_type, kept.lot_id)
      from ledger.holding join ledger.lot kept using (lot_id)
      where holding.account_id = ${accountId} and holding.quantity > 0 and kept.license_key in (${keys})`;
}

const ofJournal = 'from ledger.entry join ledger.lot using (lot_id) where entry.journal_id = journal.journal_id';

const selected = `select journal.journal_id as "transferId", journal.action, journal.source as "from", journal.target as "to",
       giver.name as "fromName", taker.name as "toName", journal.effect,
       ${instantSql('journal.at')} as at, ${instantSql('journal.at', 'US')} as "cursorAt",
       journal.initiated_by as "initiatedBy", journal.note, journal.return_of as "returnOf", back.journal_id as "returnedBy", (
         select coalesce(json_agg(json_build_object('quantity', entry.quantity, 'document', lot.document)), '[]')
         ${ofJournal} and entry.account_id = journal.target and entry.quantity > 0) as moved,
       case when exists (select ${ofJournal} and lot.license_key is not null) then coalesce(
         (${remainingSql('journal.source', `select lot.license_key ${ofJournal}`)}), '[]') end as remaining
     from ledger.journal left join ledger.journal back on back.return_of = journal.journal_id
       left join ledger.account giver on giver.account_id = journal.source
       left join ledger.account taker on taker.account_id = journal.target
     where journal.action in ('transfer', 'return', 'stock-move')`;

function viewOf(row: TransferRow, visible: Visible): TransferView {
  const { moved, remaining, effect, fromName, toName, cursorAt: _cursor, ...facts } = row;
  const lots = moved.map(({ quantity, document }) => {
    const lot = lotFrom(document);
    // S2: what the customer gets came at the reseller's price.
    const payer = facts.action === 'stock-move' ? facts.from : lot.originAccountId;
    return movedTold(lot, quantity, maySee(visible, [payer]));
  });
  // What the source has left is for those who see it.
  const left = remaining && maySee(visible, [facts.from]) ? { remaining: remaining.map(withoutNothing) } : {};
  const names = {
    fromName: maySee(visible, [facts.from]) ? fromName : undefined,
    toName: maySee(visible, [facts.to]) ? toName : undefined,
  };
  return { ...withoutNothing(facts), ...names, moved: lots, ...left, ...effectShown(effect, facts.from, visible) };
}

/** L11: of each side to those who see it. */
function effectShown(effect: JournalEffect | null, from: string, visible: Visible): JournalEffect {
  const { sides, nextInvoice, ...stock } = effect ?? {};
  const isSeen = ({ accountId }: { readonly accountId: string }) => maySee(visible, [accountId]);
  return {
    sides: sides?.filter(isSeen),
    nextInvoice: nextInvoice?.filter(isSeen),
    ...(maySee(visible, [from]) ? stock : {}),
  };
}

function withoutNothing<Row extends object>(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Row;
}
