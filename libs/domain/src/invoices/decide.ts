import { later } from '../values/billing.ts';
import { type CalendarDate, dateAt, type Instant, monthAfter, monthOf } from '../values/calendar.ts';
import type { Money } from '../values/money.ts';
import type { BilledAccount, InvoicingSettings } from './account/account.ts';
import { withPayer } from './account/billed-with.ts';
import { withRate } from './account/tax-rates.ts';
import { billedAccountOf, type InvoicingBooks } from './books.ts';
import type { InvoicingEvent } from './events.ts';
import { accountsNamed, asRevised } from './order-header.ts';
import { type LedgerAction, movementsOf } from './owed/movement.ts';
import { withinPaid } from './owed/paid-lots.ts';
import { isNewPrice, priceMovements, withOwnPrice } from './owed/price-change.ts';
import { recordMovements } from './record.ts';

/**
 * Records a ledger action: its movements, and what each adds to the next invoice of its account (I1). An action that is
 * recorded already makes no event, so being told of it again owes nothing again (I2).
 *
 * @param now an account's first invoice is never one of a month before it
 */
export function recordAction(
  books: InvoicingBooks,
  told: LedgerAction,
  now: Instant,
  settings: InvoicingSettings,
): InvoicingEvent[] {
  if (books.recorded.has(told.id)) return [];
  const action = asRevised(books, told); // O10
  const named = new Map(accountsNamed(books, action.named).map((account) => [account.accountId, account]));
  const known = (accountId: string) => named.get(accountId) ?? billedAccountOf(books, accountId);
  const movements = withinPaid(books.paidLots, movementsOf(action, known, settings)); // I7
  const recorded = recordMovements(known, movements, now, { ...books, settings });
  return [...[...named.values()].map((account) => ({ type: 'AccountChanged', account }) as const), ...recorded];
}

/** What is told of an account: the whole of it, with its own license price where it has one. */
export interface AccountFacts
  extends Pick<
    BilledAccount,
    | 'accountId'
    | 'name'
    | 'country'
    | 'address'
    | 'taxId'
    | 'timeZone'
    | 'invoiceEmails'
    | 'zeroInvoices'
    | 'prepaid'
    | 'documents'
  > {
  readonly price?: Money;
  /** The plan whose products that price is for. */
  readonly plan?: string;
  /** The account whose invoices bear what this one owes; absent: its own (I16). */
  readonly payerAccountId?: string;
  /** Percent, as a decimal string; absent: unknown from now on, or from `taxRateFrom` (I8). */
  readonly taxRate?: string;
  /** The day from which that holds; by default the day on which it was told (I9). */
  readonly taxRateFrom?: CalendarDate;
}

/**
 * Takes over what is told of an account; older facts than the known ones change nothing. A new price of its own counts
 * from the invoice after the day it was told, never for issued ones; an account that is told without one keeps its last.
 *
 * @param id of the message; names the price change in the adjustments that it causes
 */
export function takeOverAccount(
  books: InvoicingBooks,
  facts: AccountFacts,
  message: { readonly id: string; readonly at: Instant; readonly initiatedBy: string },
  now: Instant,
  settings: InvoicingSettings,
): InvoicingEvent[] {
  const { price, plan, taxRate, taxRateFrom, payerAccountId, ...told } = facts;
  const known = billedAccountOf(books, facts.accountId);
  if (known.factsAt !== undefined && known.factsAt > message.at) return [];
  const toldOn = dateAt(message.at, facts.timeZone);
  const taxRates = withRate(known.taxRates, { rate: taxRate, from: taxRateFrom ?? toldOn, toldOn });
  const since = { ...prepaidSince(known, told), payers: withPayer(known, payerAccountId, toldOn) };
  const changed: BilledAccount = { ...known, ...told, taxRates, ...since, factsAt: message.at };
  if (price === undefined || !isNewPrice(known, { price, plan })) return [{ type: 'AccountChanged', account: changed }];
  const next = monthAfter(monthOf(toldOn));
  const from = later(next, known.openPeriod ?? next);
  const cause = { type: 'account.updated.v1', ...message };
  const recurring = books.recurring.get(facts.accountId) ?? [];
  const pending = books.pending.get(facts.accountId) ?? [];
  // Ids of messages are unique per sender only, and may be long.
  const actionId = `${facts.accountId}/${message.at}/${message.id.slice(0, 100)}`;
  const movements = priceMovements(actionId, { price, plan }, from, recurring, pending, cause, settings);
  const repriced = withOwnPrice(changed, { price, plan }, from);
  const accountOf = (id: string) => (id === repriced.accountId ? repriced : billedAccountOf(books, id));
  return [
    { type: 'AccountChanged', account: repriced },
    ...recordMovements(accountOf, movements, now, { ...books, settings }),
  ];
}

/** D2: whoever begins to pay in advance does so from its open period; an account that is told of for the first time always did. */
function prepaidSince(
  known: BilledAccount,
  { prepaid }: Pick<AccountFacts, 'prepaid'>,
): Pick<BilledAccount, 'prepaidFrom'> {
  if (!prepaid) return { prepaidFrom: undefined };
  if (known.prepaid) return { prepaidFrom: known.prepaidFrom };
  return { prepaidFrom: known.factsAt === undefined ? undefined : known.openPeriod };
}
