import type { ExpressionBuilder } from 'kysely';
import type { LotFacts } from '#contracts/licenses.ts';
import type { Lot } from '#domain/licenses/books/lot.ts';
import { maySee, type Visible } from '#runtime/http/access/access.ts';
import { cursorKey, type Page, pageOf, pageSize } from '#runtime/http/paging.ts';
import { anyOf, instantOf, millisOf, namesOneOf } from '#runtime/postgres/expressions.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import type { ListQuery } from '../accounts/accounts.views.ts';
import { lotFrom } from '../books/ledger.rows.ts';
import { type LedgerTables, ledger } from '../ledger.tables.ts';
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
  const rows = await ledger(sql)
    .selectFrom('holding')
    .leftJoin('account', 'account.account_id', 'holding.account_id')
    .select(['holding.account_id as accountId', 'account.name', 'holding.quantity'])
    .where('holding.lot_id', '=', lotId)
    .where('holding.quantity', '>', '0')
    .orderBy('holding.quantity', 'desc')
    .orderBy('holding.account_id')
    .execute();
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

/** Journals of the lot that the reader sees a side of, the newest first; undefined where they do not see the lot. */
export async function listLotHistory(
  sql: Sql,
  visible: Visible,
  lotId: string,
  query: ListQuery,
): Promise<Page<LotJournalView> | undefined> {
  const size = pageSize(query.limit);
  const after = cursorKey(query.cursor, ['instant', 'text']);
  if (!(await seenLot(sql, visible, lotId))) return undefined;
  const rows = await journalsOf(sql, lotId)
    .where((of) =>
      of.and([
        ...(visible === 'everything'
          ? []
          : [of.or([of('given.account_id', '=', anyOf(visible)), of('taken.account_id', '=', anyOf(visible))])]),
        ...(after ? [of(of.refTuple('journal.at', 'journal.journal_id'), '<', of.tuple(...after))] : []),
      ]),
    )
    .orderBy('journal.at', 'desc')
    .orderBy('journal.journal_id', 'desc')
    .limit(size + 1)
    .execute();
  const page = pageOf(rows, size, (row) => [row.cursorAt, row.journalId]);
  return { ...page, items: page.items.map((row) => journalView(row, visible)) };
}

/** What was taken of a lot by whom, of whom, and in which journal. */
const journalsOf = (sql: Sql, lotId: string) =>
  ledger(sql)
    .selectFrom('entry as taken')
    .innerJoin('entry as given', (join) =>
      join
        .onRef('given.journal_id', '=', 'taken.journal_id')
        .onRef('given.lot_id', '=', 'taken.lot_id')
        .on('given.quantity', '<', '0'),
    )
    .innerJoin('journal', 'journal.journal_id', 'taken.journal_id')
    .leftJoin('account as giver', 'giver.account_id', 'given.account_id')
    .leftJoin('account as taker', 'taker.account_id', 'taken.account_id')
    .select([
      'journal.journal_id as journalId',
      'journal.action',
      'journal.initiated_by as initiatedBy',
      'journal.note',
    ])
    .select(({ ref }) => [millisOf(ref('journal.at')).as('at'), instantOf(ref('journal.at')).as('cursorAt')])
    .select(['given.account_id as giver', 'giver.name as giverName'])
    .select(['taken.account_id as taker', 'taker.name as takerName', 'taken.quantity'])
    .where('taken.lot_id', '=', lotId)
    .where('taken.quantity', '>', '0');

type JournalRow = Awaited<ReturnType<ReturnType<typeof journalsOf>['execute']>>[number];

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
  const row = await ledger(sql)
    .selectFrom('lot')
    .select('document')
    .where('lot_id', '=', lotId)
    .$if(visible !== 'everything', (query) => query.where((of) => seenOf(of, visible as readonly string[])))
    .executeTakeFirst();
  return row && lotFrom(row.document);
}

/** L11: accounts that a lot was made for see it, and those that have or had licenses of it. */
const seenOf = (of: ExpressionBuilder<LedgerTables, 'lot'>, visible: readonly string[]) =>
  of.or([
    namesOneOf(of.ref('visible_to'), visible),
    of.exists(
      of
        .selectFrom('entry')
        .select(of.lit(1).as('one'))
        .whereRef('entry.lot_id', '=', 'lot.lot_id')
        .where('entry.account_id', '=', anyOf(visible)),
    ),
  ]);

function partyOf(visible: Visible, accountId: string, name: string | null): Party {
  return maySee(visible, [accountId]) ? { accountId, name: name ?? accountId } : another;
}
