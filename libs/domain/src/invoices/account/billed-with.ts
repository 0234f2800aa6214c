import { later } from '#domain/values/billing.ts';
import { type CalendarDate, type Month, monthAfter, monthOf } from '#domain/values/calendar.ts';
import type { BilledAccount } from './account.ts';
import type { PayerStep } from './payer-step.ts';

/** One invoice for a parent and its sites (I16): whose invoice bears what an account owes, month by month. */

type Accounts = ReadonlyMap<string, BilledAccount>;

/**
 * The steps of an account of which a payer is told. A change counts from the invoice after the day on which it was told, never for one that is
 * issued or due; what is told of an account for the first time counts from its open invoice.
 *
 * @param payerAccountId undefined: it pays itself
 */
export function withPayer(
  known: BilledAccount,
  payerAccountId: string | undefined,
  toldOn: CalendarDate,
): readonly PayerStep[] | undefined {
  const { payers = [], openPeriod, factsAt } = known;
  if (payers.at(-1)?.payerAccountId === payerAccountId) return known.payers;
  const next = monthAfter(monthOf(toldOn));
  const from = factsAt === undefined ? (openPeriod ?? monthOf(toldOn)) : later(next, openPeriod ?? next);
  const before = payers.filter((step) => step.from < from);
  if (before.at(-1)?.payerAccountId === payerAccountId) return before;
  return [...before, { from, ...(payerAccountId !== undefined && { payerAccountId }) }];
}

/**
 * The account whose invoice of a month bears what an account owes; undefined where that is its own. It is its own as well while nothing is
 * known of the payer, and where that one's is borne by another again: one invoice is for a parent and its sites, not for a whole tree. What
 * is behind its payer would be on that one's open invoice, so it is that which counts: else it would wait for one that is never issued.
 */
export function billedWith(accounts: Accounts, account: BilledAccount, month: Month): string | undefined {
  const payerAccountId = payerIn(account, month);
  const payer = payerAccountId === undefined ? undefined : accounts.get(payerAccountId);
  if (payer === undefined) return undefined;
  return payerIn(payer, later(month, payer.openPeriod ?? month)) === undefined ? payerAccountId : undefined;
}

/** The accounts whose open months are on the invoice of another, by id. */
export function billedOnInvoiceOf(accounts: Accounts, accountId: string): BilledAccount[] {
  const found: BilledAccount[] = [];
  for (const account of accounts.values()) {
    if (!account.payers || account.openPeriod === undefined) continue;
    if (billedWith(accounts, account, account.openPeriod) === accountId) found.push(account);
  }
  return found.sort((one, other) => (one.accountId < other.accountId ? -1 : 1));
}

function payerIn({ accountId, payers = [] }: BilledAccount, month: Month): string | undefined {
  const payer = payers.findLast(({ from }) => from <= month)?.payerAccountId;
  return payer === accountId ? undefined : payer;
}
