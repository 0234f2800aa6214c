import type { CalendarDate, Instant } from '#domain/values/calendar.ts';
import { type OrderFacts, orderFactsOf } from '#domain/values/order-facts.ts';
import { type OnceSettlement, payingAccount } from '#domain/values/settlement.ts';
import type { OrderAccount } from '../books/account.ts';
import type { Books } from '../books/books.ts';
import type { LicensesGranted, ReferenceEvent } from '../books/events.ts';
import { issued, moved } from '../books/journal.ts';
import type { Lot } from '../books/lot.ts';
import type { Product } from '../books/product.ts';
import { accountsSeen, asRevised } from '../reference/order-header.ts';

/** A fulfilled order line, on its way to become a lot that the end customer holds. */
export interface GrantLicenses extends OrderFacts {
  readonly at: Instant;
  readonly initiatedBy: string;
  readonly entitlementId: string;
  readonly orderNumber: string;
  /** Of the order, when its line was fulfilled; absent in what earlier releases fulfilled. */
  readonly revision?: number;
  readonly lineNumber: number;
  /** The end customer. */
  readonly accountId: string;
  readonly accounts: readonly OrderAccount[];
  /** What its program lets move with licenses that are billed once (I7). */
  readonly settlement?: OnceSettlement;
  readonly product: Omit<Product, 'prices' | 'withdrawn' | 'asOf' | 'termMonths'>;
  readonly quantity: number;
  readonly unitPriceMinor: bigint;
  readonly currency: string;
  readonly startsOn: CalendarDate;
  readonly endsOn?: CalendarDate;
  readonly graceEndsOn?: CalendarDate;
  readonly licenseKey?: string;
  readonly ssrn?: string;
  readonly sealedActivationCode?: string;
}

/**
 * One lot for each entitlement, under the entitlement's id: granted before, it is not granted again, whatever is redelivered.
 * Accounts that only the order names become known by it (O1, O2).
 */
export function decideGrant(books: Books, command: GrantLicenses): (LicensesGranted | ReferenceEvent)[] {
  if (books.lots.has(command.entitlementId)) return [];
  const revised = asRevised(books, command); // O10
  const whole = { ...revised, accounts: withEndCustomer(revised) };
  return [...accountsSeen(books, whole), granted(whole)];
}

function withEndCustomer({ accountId, accounts }: GrantLicenses): readonly OrderAccount[] {
  if (accounts.some((account) => account.accountId === accountId)) return accounts;
  return [...accounts, { accountId, role: 'end-customer' }];
}

function granted(command: GrantLicenses): LicensesGranted {
  const { accountId, accounts, quantity, entitlementId, at, initiatedBy } = command;
  const lot = lotOf(command);
  const journal = {
    journalId: `${entitlementId}.fulfil`,
    action: 'fulfil',
    owner: accountId,
    source: accountId,
    target: accountId,
    quantity,
    at,
    initiatedBy,
    entries: moved(lot.lotId, issued, accountId, quantity),
  } as const;
  const billingAccountId = billingAccountOf(command);
  return { type: 'LicensesGranted', journal, lot, accountId, billingAccountId, quantity, accounts };
}

function lotOf(command: GrantLicenses): Lot {
  const { entitlementId, accountId, accounts, product } = command;
  const { unitPriceMinor, currency, startsOn, endsOn, graceEndsOn } = command;
  const { orderNumber, lineNumber, licenseKey, ssrn, sealedActivationCode } = command;
  const once = { payerAccountId: billingAccountOf(command), settlement: command.settlement };
  return {
    ...product,
    ...(product.billing === 'once' ? once : {}),
    accountPriced: false,
    lotId: entitlementId,
    entitlementId,
    unitPriceMinor,
    currency,
    startsOn,
    endsOn,
    graceEndsOn,
    orderNumber,
    lineNumber,
    licenseKey,
    ssrn,
    sealedActivationCode,
    ...orderFactsOf(command),
    originAccountId: accountId,
    visibleTo: [...new Set(accounts.map((account) => account.accountId))],
    stock: false,
  };
}

function billingAccountOf({ accounts, accountId }: GrantLicenses): string {
  return payingAccount(accounts) ?? accountId;
}
