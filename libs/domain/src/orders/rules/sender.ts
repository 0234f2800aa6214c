import type { Instant } from '../../values/calendar.ts';
import type { Violation } from '../../values/violation.ts';
import { type Order, type OrderBooks, type OrderEvent, orderWithoutContent } from '../order.ts';
import type { PersonsRequest } from '../revision.ts';
import { withForeign, withRefusal } from '../source.ts';
import { farRevision, otherThanCatalog, payingAccounts } from './persons-order.ts';

/** Who may send what about an order (O7), judged where it is decided: against the order as it stands, whatever was asked before. */

/**
 * O7, O8: what becomes of a request of a person who may not change every account that receives or pays, in the order as it stands and
 * in the revision, or who would pass the last revision by far. The refusal names neither the accounts nor the person: it is
 * told to those of the order. The order stays as it is, and so does the revision that is expected next.
 *
 * @returns undefined when the person may send it; what it asks for is judged by the rules then
 */
export function refusedToPerson(
  books: OrderBooks,
  known: Order | undefined,
  sent: { readonly orderNumber: string; readonly revision: number; readonly source: string },
  person: PersonsRequest | undefined,
  now: Instant,
): OrderEvent[] | undefined {
  if (!person || isOperator(books, person)) return undefined;
  const { orderNumber, revision, source } = sent;
  const digest = books.digest(JSON.stringify(['request', source, person.requestId]));
  if (known?.foreign?.includes(digest)) return [];
  const violations = mayChangeEvery(books, person, known) ? farRevision(revision, known) : [authorityRequired(sent)];
  if (violations.length === 0) return undefined;
  // Nobody holds the number: whoever may use it comes first, with any revision (O8).
  const base = known ?? orderWithoutContent(orderNumber, 'rejected');
  const refusal = { revision, source, at: now, violations };
  const order: Order = {
    ...base,
    foreign: withForeign(base.foreign, digest),
    refusals: withRefusal(base.refusals, refusal),
  };
  return [{ type: 'OrderRejected', order, refusal }];
}

/** O7: lines of a person's order at prices or terms that are neither the catalog's nor agreed; operators and machines state their own. */
export function notFromCatalog(
  books: OrderBooks,
  person: PersonsRequest | undefined,
  known: Order | undefined,
): Violation[] {
  if (!person || isOperator(books, person)) return [];
  return otherThanCatalog(person.asked, [...books.products.values()], known);
}

function isOperator({ authority }: OrderBooks, { email }: PersonsRequest): boolean {
  return email !== undefined && authority.get(email) === 'everything';
}

/** No account at all is no: there is nothing that the authority could come from. */
function mayChangeEvery(
  { authority }: OrderBooks,
  { email, asked }: PersonsRequest,
  known: Order | undefined,
): boolean {
  const theirs = email === undefined ? undefined : authority.get(email);
  if (theirs === undefined || theirs === 'everything') return theirs === 'everything';
  const ids = [...payingAccounts(asked.accounts), ...payingAccounts(known?.accounts)];
  return ids.length > 0 && ids.every((accountId) => theirs.has(accountId));
}

function authorityRequired({
  orderNumber,
  revision,
}: {
  readonly orderNumber: string;
  readonly revision: number;
}): Violation {
  return {
    code: 'ORDER_AUTHORITY_REQUIRED',
    path: 'accounts',
    message: `revision ${revision} of order ${orderNumber} came from a person who may not change every account that receives or pays; it was ignored`,
    limit: 'administrator with full access of every account with the role end-customer, sold-to or bill-to',
    remedy: 'somebody has to send it who administers these accounts, or an operator',
  };
}
