import type { InvoicingSettings } from '#domain/invoices/account/account.ts';
import type { Visible } from '#runtime/http/access/access.ts';
import { cursorKey, type Page, pageOf, pageSize } from '#runtime/http/paging.ts';
import { wrongParameter } from '#runtime/http/problem.filter.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { anyOf } from '#runtime/postgres/expressions.ts';
import { invoicing } from '../invoicing.tables.ts';
import { type NextInvoiceView, nextHead } from './next-invoice.views.ts';
import { addedUp } from './planned-invoices.views.ts';
import { atOneMoment, summedBooks } from './summed-books.views.ts';

/** What next invoices come to, of many accounts in one answer. */
export type NextTotalsView = Pick<
  NextInvoiceView,
  | 'accountId'
  | 'state'
  | 'period'
  | 'currency'
  | 'currencies'
  | 'purchaseOrders'
  | 'billedWith'
  | 'net'
  | 'tax'
  | 'total'
  | 'review'
  | 'closing'
>;

export interface NextInvoicesQuery {
  /** Ids with commas between, see {@link idsIn}; all that the reader sees without it. */
  readonly accounts?: string;
  readonly cursor?: string;
  readonly limit?: string;
}

/** A page of the next invoices (I4) of accounts that the reader sees, by account id; what they do not see is left out. */
export async function listNextInvoices(
  database: Database,
  visible: Visible,
  query: NextInvoicesQuery,
  asked: { readonly now: string; readonly settings: InvoicingSettings },
): Promise<Page<NextTotalsView>> {
  const size = pageSize(query.limit);
  const [after] = cursorKey(query.cursor, ['text']) ?? [];
  const wanted = query.accounts === undefined ? undefined : idsIn(query.accounts);
  return await atOneMoment(database, async (sql) => {
    const rows = await invoicing(sql)
      .selectFrom('account')
      .select('account_id as id')
      .where(({ and, eb }) =>
        and([
          ...(visible === 'everything' ? [] : [eb('account_id', '=', anyOf(visible))]),
          ...(wanted === undefined ? [] : [eb('account_id', '=', anyOf(wanted))]),
          ...(after === undefined ? [] : [eb('account_id', '>', after)]),
        ]),
      )
      .orderBy('account_id')
      .limit(size + 1)
      .execute();
    const { items, nextCursor } = pageOf(rows, size, ({ id }) => [id]);
    const ids = items.map(({ id }) => id);
    const { books } = await summedBooks(sql, ids);
    return {
      nextCursor,
      items: ids.map((id) => totalsOf(nextHead(books, id, { currency: undefined, ...asked }))),
    };
  });
}

/** Totals of all invoices in the currency: of an account that gets one for each purchase order they are added up (I17). */
function totalsOf({ view, inCurrency }: ReturnType<typeof nextHead>): NextTotalsView {
  const { accountId, state, period, currency, currencies, purchaseOrders, billedWith, review, closing } = view;
  const waits = { ...(review && { review }), ...(closing && { closing }) };
  const named = { ...(purchaseOrders && { purchaseOrders }), ...(billedWith && { billedWith }) };
  const known = { accountId, state, period, currency, currencies, ...named, ...waits };
  if (currency === null || inCurrency.length < 2) {
    const { net, tax, total } = view;
    return { ...known, net, tax, total };
  }
  return { ...known, ...addedUp(inCurrency, currency, state === 'held') };
}

/** At most so many ids are looked for at once: as many as a page has at most. */
const mostIds = 500;

/** Ids with commas between; a comma or a percent sign in one is percent-encoded. */
function idsIn(text: string): string[] {
  const ids = text.split(',').map(decoded);
  if (ids.length <= mostIds) return ids;
  const message = `accounts has ${ids.length} ids; at most ${mostIds} are looked for at once`;
  throw wrongParameter('accounts', { message, limit: String(mostIds), actual: String(ids.length) });
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    throw wrongParameter('accounts', {
      message: `${id} in accounts is not percent-encoded`,
      remedy: 'write %25 for a percent sign of an id, and %2C for a comma',
    });
  }
}
