import type { Violation } from '#domain/values/violation.ts';
import type { Account, Administrator, OrderAccount } from './account.ts';
import type { FactChange } from './account-history.ts';
import type { CaseEvent, PasscodeTried } from './case.ts';
import type { DeviceCount, Enrolment } from './device-count.ts';
import type { Action, Journal } from './journal.ts';
import type { Lot } from './lot.ts';
import type { OrderHeader } from './order-accounts.ts';
import type { CountPlan, MovedLine, StockMoveLine, StockMovePlan, TransferPlan } from './plan.ts';
import type { Product } from './product.ts';

/** Facts that other systems own and the ledger keeps a copy of. */
export type ReferenceEvent =
  | { readonly type: 'AccountUpdated'; readonly account: Account; readonly change?: FactChange }
  | { readonly type: 'AdministratorUpdated'; readonly administrator: Administrator; readonly change?: FactChange }
  | { readonly type: 'ProductPublished'; readonly product: Product }
  | { readonly type: 'OrderFollowed'; readonly order: OrderHeader }
  | DeviceCountChanged;

/** The new count, and the device that changed it where it was a single one. */
export interface DeviceCountChanged {
  readonly type: 'DeviceCountChanged';
  readonly count: DeviceCount;
  readonly device?: Enrolment;
}

export interface LicensesGranted {
  readonly type: 'LicensesGranted';
  readonly journal: Journal;
  readonly lot: Lot;
  readonly accountId: string;
  readonly billingAccountId: string;
  readonly quantity: number;
  /** As the order names them: what it says of an account travels with it (O6). */
  readonly accounts?: readonly OrderAccount[];
}

interface Moved {
  readonly journal: Journal;
  readonly transferId: string;
  /** From, to, lines and what the preview showed (L3). */
  readonly plan: TransferPlan;
}

export interface LicensesTransferred extends Moved {
  readonly type: 'LicensesTransferred';
}

export interface LicensesReturned extends Moved {
  readonly type: 'LicensesReturned';
  readonly returnOf: string;
}

export interface LicensesPurchased {
  readonly type: 'LicensesPurchased';
  readonly journal: Journal;
  readonly lot: Lot;
  readonly plan: CountPlan;
}

export interface LicensesDecreased {
  readonly type: 'LicensesDecreased';
  readonly journal: Journal;
  readonly lines: readonly MovedLine[];
  readonly plan: CountPlan;
}

export interface StockPurchased {
  readonly type: 'StockPurchased';
  readonly journal: Journal;
  readonly contractId: string;
  readonly lot: Lot;
  readonly plan: CountPlan;
}

/** `targetLot` of a line is the lot that a customer's licenses start as; the same as `lot` when stock moves to stock (S5). */
export interface StockMoved {
  readonly type: 'StockMoved';
  readonly journal: Journal;
  /** Lot by lot; at least one. */
  readonly lines: readonly StockMoveLine[];
  readonly plan: StockMovePlan;
}

export interface LicensesExpired {
  readonly type: 'LicensesExpired';
  readonly journal: Journal;
  readonly accountId: string;
  readonly lot: Lot;
  readonly quantity: number;
}

/** Asked for and not done; kept in the event log (L8). */
export interface LicensesRefused {
  readonly type: 'LicensesRefused';
  readonly requestId: string;
  readonly action: Action;
  readonly at: string;
  readonly initiatedBy: string;
  readonly source?: string;
  readonly target?: string;
  /** How many were asked for; 0 where that was no number of licenses. */
  readonly quantity: number;
  readonly violations: readonly Violation[];
  /** What was planned when it was refused. */
  readonly plan?: TransferPlan | CountPlan | StockMovePlan;
}

/** What the ledger recorded: each carries its journal. */
export type RecordedEvent =
  | LicensesGranted
  | LicensesTransferred
  | LicensesReturned
  | LicensesPurchased
  | LicensesDecreased
  | StockPurchased
  | StockMoved
  | LicensesExpired;

export type LicenseEvent = ReferenceEvent | RecordedEvent | LicensesRefused | CaseEvent | PasscodeTried;

/** True for an event that carries a journal. */
export function isRecorded(event: LicenseEvent): event is RecordedEvent {
  return 'journal' in event;
}
