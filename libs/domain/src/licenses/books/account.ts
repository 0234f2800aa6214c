import type { InvoiceTo } from '#domain/values/accounts/invoice-to.ts';
import { type CalendarDate, dateAt, type Instant, knownZone } from '#domain/values/calendar.ts';

export type AccountKind = 'customer' | 'partner' | 'distributor' | 'msp' | 'reseller';

/** Tiers of an MSP (M1). */
export const tierNames = ['none', 'base', 'advanced'] as const;

type Tier = (typeof tierNames)[number];

/**
 * An account as the ledger knows it. What an order says of an account (`fromOrder`) is only its name and kind, and gives way to
 * `account.updated`. A fact that is absent is unknown: a rule that needs it does not hold.
 */
export interface Account {
  readonly accountId: string;
  readonly kind: AccountKind;
  readonly name: string;
  readonly fromOrder: boolean;
  /** When the source said so; what it said earlier never overwrites it. */
  readonly asOf: Instant;
  /** The MSP or reseller that it belongs to. */
  readonly parentId?: string;
  readonly tier?: Tier;
  readonly country?: string;
  readonly link?: string;
  readonly licensingModel?: 'co-termination' | 'per-device';
  readonly coTerminationOn?: CalendarDate;
  /** Edition that the organization runs, by device type. */
  readonly editions?: Readonly<Record<string, string>>;
  readonly plan?: string;
  /** What one license costs a month here; minor units of `currency`. */
  readonly unitPriceMinor?: bigint;
  readonly currency?: string;
  readonly paymentType?: 'monthly-invoice' | 'prepaid';
  readonly package?: string;
  readonly trial?: boolean;
  /** Of a reseller; where there is a list, stock is bought under no other (S1). */
  readonly contracts?: readonly ResellerContract[];
  /** IANA name; decides which invoice is the next one (D7), and when a day ends on which licenses end (F11). */
  readonly timeZone?: string;
  // Nothing here is decided by these; they are kept so that people can see and change the whole account.
  readonly taxRate?: string;
  /** The day from which it holds. */
  readonly taxRateFrom?: CalendarDate;
  readonly invoiceEmails?: readonly string[];
  readonly zeroInvoices?: boolean;
  readonly language?: string;
  readonly paymentTermDays?: number;
  readonly invoiceReviewDays?: number;
  readonly invoiceFormat?: string;
  readonly invoicePer?: string;
  /** `parent`: what it owes stands on the invoices of its parent (I16). */
  readonly invoiceTo?: InvoiceTo;
  readonly electronicAddress?: string;
  readonly buyerReference?: string;
  readonly address?: Readonly<Record<string, string | undefined>>;
  readonly taxId?: string;
}

/** F11: the day that it is on an account's own calendar; that of UTC for one without a time zone. */
export function todayOf(account: Pick<Account, 'timeZone'> | undefined, at: Instant): CalendarDate {
  return dateAt(at, knownZone(account?.timeZone));
}

/**
 * Until which day what starts has begun for an account: its own or that of UTC, whichever is further. Lots start on days of UTC, and
 * what was fulfilled or bought is there at once, also where it is still the day before.
 */
export function begunBy(account: Pick<Account, 'timeZone'> | undefined, at: Instant): CalendarDate {
  const [own, utc] = [todayOf(account, at), dateAt(at)];
  return own > utc ? own : utc;
}

/** A contract that a reseller buys stock under; its last day is a day of it. */
export interface ResellerContract {
  readonly contractId: string;
  readonly name?: string;
  readonly validFrom?: CalendarDate;
  readonly validTo?: CalendarDate;
}

export const roleNames = ['super-user', 'owner', 'admin', 'member', 'support'] as const;

export type AdministratorRole = (typeof roleNames)[number];

/** One person's role in one account. A removal is kept, so that a late update does not undo it. */
export interface Administrator {
  readonly accountId: string;
  /** Lower case. */
  readonly email: string;
  readonly role: AdministratorRole;
  readonly access: 'full' | 'read-only';
  readonly scope: 'organization' | 'network';
  readonly signIn: 'local' | 'saml';
  readonly removed: boolean;
  readonly asOf: Instant;
  /** Opaque; made and compared by the service (K4). */
  readonly passcodeHash?: string;
  /** Wrong passcodes in a row. */
  readonly passcodeFailures?: number;
}

/** An account as an order names it (O1). */
export interface OrderAccount {
  readonly accountId: string;
  readonly role: 'end-customer' | 'partner' | 'distributor' | 'sold-to' | 'bill-to';
  readonly name?: string;
  readonly country?: string;
}

/** What an order tells of an account that nothing better is known of. */
export function accountFromOrder(seen: OrderAccount, asOf: Instant): Account {
  const kind = seen.role === 'partner' || seen.role === 'distributor' ? seen.role : 'customer';
  return {
    accountId: seen.accountId,
    kind,
    name: seen.name ?? seen.accountId,
    fromOrder: true,
    asOf,
    ...(seen.country === undefined ? {} : { country: seen.country }),
  };
}

/** Whether `next` says something newer of an account than what is known: an order never outranks the account's own system. */
export function supersedesAccount(known: Account | undefined, next: Account): boolean {
  if (!known) return true;
  if (known.fromOrder !== next.fromOrder) return known.fromOrder;
  return next.asOf >= known.asOf;
}

/** K1: an organization administrator with full read/write access; members and support are none. */
export function isFullAdministrator(person: Administrator | undefined): person is Administrator {
  if (!person || person.removed) return false;
  return isAdministrator(person) && person.access === 'full' && person.scope === 'organization';
}

/** True for the roles that administer an account, whatever their access and scope. */
export function isAdministrator(person: Administrator | undefined): person is Administrator {
  return !!person && !person.removed && ['super-user', 'owner', 'admin'].includes(person.role);
}

/** `Łódź Logistyka (ACC-100)`: how messages name an account. */
export function titleOf(account: Account): string {
  return account.name === account.accountId ? account.accountId : `${account.name} (${account.accountId})`;
}
