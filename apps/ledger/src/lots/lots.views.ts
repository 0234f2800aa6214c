import type { LotFacts } from '#contracts/licenses.ts';
import type { Lot } from '#domain/licenses/books/lot.ts';
import { maySee, type Visible } from '#runtime/http/access/access.ts';
import { cursorKey, type Page, pageOf, pageSize } from '#runtime/http/paging.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { ListQuery } from '../accounts/accounts.views.ts';
import { instantSql, lotFrom } from '../books/ledger.rows.ts';
import { lotTold } from '../requests/ledger.answers.ts';

/** One lot and what became of it, as somebody may read it (L11). */

/** An account, or that there is another one that the reader does not see. */
export interface Party {
  readonly accountId?: string;
  readonly name: string;
}

/** Terms of a lot, with who holds it now. */
export interface LotView extends Partial<LotFacts> {
  readonly stock: boolean;
  readonly deviceType?: string;
  readonly edition?: string;
  readonly package?: string;
  readonly licenseKey?: string;
  readonly entitlementId?: string;
  readonly holders: readonly (Party & { readonly quantity: number })[];
}

/** A journal, as far as it is about the lot. */
export interface LotJournalView {
  readonly journalId: string;
  readonly action: string;
  readonly at: string;
  readonly initiatedBy: string;
  readonly note?: string;
  readonly quantity: number;
  /** Absent where the licenses were made. */
  readonly from?: Party;
  /** Absent where the licenses ended or were taken away. */
  readonly to?: Party;
}

const another: Party = { name: 'another account' };

/** The lot for whoever sees an account that holds or held it, or one that it was made for; undefined for anybody else. */
export async function findLot(sql: Sql, visible: Visible, lotId: string): Promise<LotView | undefined> {
  const lot = await seenLot(sql, visible, lotId);
  if (!lot) return undefined;
  const rows = await sql<{ accountId: string; name: string | null; quantity: string }>(
    `select account_id as "accountId", name, quantity from ledger.holding left join ledger.account using (account_id)
     where lot_id = $1 and quantity > 0 order by quantity desc, account_id`,
    [lotId],
  );
  const holders = rows.map((row) => ({ ...partyOf(visible, row.accountId, row.name), quantity: Number(row.quantity) }));
  const isOwn = maySee(visible, [lot.originAccountId]);
  // How many others have is for those whose lot it is.
  const others = holders.filter(({ accountId }) => accountId === undefined);
  const rest = others.reduce((sum, { quantity }) => sum + quantity, 0);
  const { stock, deviceType, edition, package: forPackage, licenseKey, entitlementId } = lot;
  return {
    ...lotTold(lot, isOwn),
    stock,
    deviceType,
    edition,
    package: forPackage,
    licenseKey,
    entitlementId,
    holders: [
      ...holders.filter(({ accountId }) => accountId !== undefined),
      ...(isOwn && rest > 0 ? [{ ...another, quantity: rest }] : []),
    ],
  };
}

interface JournalRow extends Omit<LotJournalView, 'quantity' | 'from' | 'to'> {
  readonly quantity: string;
  readonly cursorAt: string;
  readonly giver: string;
  readonly giverName: string | null;
  readonly taker: string;
  readonly takerName: string | null;
}

/** Journals of the lot that the reader sees a side of, the newest first; undefined where they do not see the lot. */
export async function listLotHistory(
  sql: Sql,
  visible: Visible,
  lotId: string,
  query: ListQuery,
): Promise<Page<LotJournalView> | undefined> {
  const size = pageSize(query.limit);
  const [at = null, id = null] = cursorKey(query.cursor, ['instant', 'text']) ?? [];
  if (!(await seenLot(sql, visible, lotId))) return undefined;
  const rows = await sql<JournalRow>(
    `select journal.journal_id as "journalId", action, ${instantSql('at')} as at, ${instantSql('at', 'US')} as "cursorAt",
       initiated_by as "initiatedBy", note, taken.quantity, given.account_id as giver, giver.name as "giverName",
       taken.account_id as taker, taker.name as "takerName"
     from ledger.entry taken join ledger.entry given on given.journal_id = taken.journal_id and given.lot_id = taken.lot_id
         and given.quantity < 0
       join ledger.journal on journal.journal_id = taken.journal_id
       left join ledger.account giver on giver.account_id = given.account_id
       left join ledger.account taker on taker.account_id = taken.account_id
     where taken.lot_id = $1 and taken.quantity > 0
       and ($2::text[] is null or given.account_id = any($2::text[]) or taken.account_id = any($2::text[]))
       and ($3::timestamptz is null or (journal.at, journal.journal_id) < ($3::timestamptz, $4))
     order by journal.at desc, journal.journal_id desc limit $5`,
    [lotId, visible === 'everything' ? null : visible, at, id, size + 1],
  );
  const page = pageOf(rows, size, (row) => [row.cursorAt, row.journalId]);
  return { ...page, items: page.items.map((row) => journalView(row, visible)) };
}

function journalView(row: JournalRow, visible: Visible): LotJournalView {
  const { cursorAt: _cursor, giver, giverName, taker, takerName, note, quantity, ...facts } = row;
  const side = (accountId: string, name: string | null) =>
    accountId.startsWith('@') ? undefined : partyOf(visible, accountId, name);
  return {
    ...facts,
    note: note ?? undefined,
    quantity: Number(quantity),
    from: side(giver, giverName),
    to: side(taker, takerName),
  };
}

async function seenLot(sql: Sql, visible: Visible, lotId: string): Promise<Lot | undefined> {
  const [row] = await sql<{ document: unknown }>(
    `select document from ledger.lot where lot_id = $1 and ($2::text[] is null or visible_to && $2::text[]
       or exists (select from ledger.entry where entry.lot_id = lot.lot_id and account_id = any($2::text[])))`,
    [lotId, visible === 'everything' ? null : visible],
  );
  return row && lotFrom(row.document);
}

function partyOf(visible: Visible, accountId: string, name: string | null): Party {
  return maySee(visible, [accountId]) ? { accountId, name: name ?? accountId } : another;
}
