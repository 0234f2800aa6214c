import type { Proration } from '../values/billing.ts';
import type { CalendarDate, Instant, Month } from '../values/calendar.ts';
import type { RevisedFacts } from '../values/order-facts.ts';
import type { Violation } from '../values/violation.ts';
import type { BilledAccount, Buyer } from './account/account.ts';
import type { InvoiceReview } from './account/review-window.ts';
import type { CreditNote, CreditReason } from './documents/credit-note.ts';
import type { DocumentKind, DraftInvoice, Invoice } from './documents/invoice.ts';
import type { LotPart } from './documents/lots-of-lines.ts';
import type { Adjustment } from './owed/adjustment.ts';
import type { Movement, NamedAccount } from './owed/movement.ts';
import type { Payment, PaymentStanding } from './payments/payment-state.ts';

/** What has happened in invoicing, and the documents that came of it. */

/** An invoice, or where it comes to less than nothing a credit note, as it was issued. */
export interface IssuedInvoice extends Invoice {
  readonly number: string;
  readonly document: DocumentKind;
  readonly issuedAt: Instant;
  readonly issuedOn: CalendarDate;
  /** Of an invoice: the day by which it is to be paid. */
  readonly dueOn?: CalendarDate;
  readonly buyer: Buyer;
  /** Of a credit note that was asked for: the invoice that it takes back, and why. */
  readonly invoiceNumber?: string;
  readonly reason?: string;
  readonly reasonCode?: CreditReason;
  /** Of such a credit note: whether what it takes back comes on the next invoice again. */
  readonly rebilled?: boolean;
  /** Of a month that is issued as a credit note: the invoices whose lines it takes back (I12). */
  readonly corrects?: readonly string[];
}

/** A credit note of an issued invoice, as it was issued. */
export interface IssuedCreditNote
  extends CreditNote,
    Pick<IssuedInvoice, 'number' | 'issuedAt' | 'issuedOn' | 'buyer'> {
  readonly document: 'credit-note';
}

/** What of an order may still change once it is released, as one of its revisions has it (O10). */
export interface OrderHeader extends RevisedFacts {
  readonly orderNumber: string;
  readonly revision: number;
  /** Who pays; headers that are older than this fact do not say. */
  readonly payerAccountId?: string;
  /** The end customer. */
  readonly customerId?: string;
  /** Who receives and who pays. */
  readonly named: readonly NamedAccount[];
}

/** What has happened in invoicing. */
export type InvoicingEvent =
  | InvoiceDrafted
  | {
      readonly type: 'InvoiceReviewed';
      readonly accountId: string;
      readonly review: InvoiceReview;
      readonly drafts: readonly DraftAmount[];
    }
  | { readonly type: 'ReviewRefused'; readonly accountId: string; readonly violations: readonly Violation[] }
  | { readonly type: 'AccountChanged'; readonly account: BilledAccount }
  | { readonly type: 'OrderFollowed'; readonly order: OrderHeader }
  | {
      readonly type: 'MovementRecorded';
      readonly movement: Movement;
      readonly adjustments: readonly Adjustment[];
      /** By which later invoices bill what recurs. */
      readonly proration: Proration;
    }
  | {
      readonly type: 'PeriodClosed';
      readonly accountId: string;
      readonly period: Month;
      readonly invoices: readonly IssuedInvoice[];
    }
  | InvoiceHeld
  | {
      readonly type: 'InvoiceCredited';
      readonly creditNote: IssuedCreditNote;
      readonly adjustments: readonly Adjustment[];
      /** Of a credit for good: what all credits of the invoice give back of each lot by now (I7). */
      readonly creditedLots?: readonly LotPart[];
    }
  | { readonly type: 'CreditRefused'; readonly number: string; readonly violations: readonly Violation[] }
  | {
      readonly type: 'PaymentRecorded';
      readonly payment: Payment;
      /** Where its invoice stands with it, on the day on which it was recorded (I14). */
      readonly standing: PaymentStanding;
    }
  | {
      readonly type: 'PaymentReturned';
      /** With that it was taken back. */
      readonly payment: Payment;
      /** Where its invoice stands without it, on the day on which that was recorded (I14). */
      readonly standing: PaymentStanding;
    }
  | { readonly type: 'PaymentRefused'; readonly paymentId: string; readonly violations: readonly Violation[] };

/** What a draft comes to, without tax. */
export type DraftAmount = Pick<DraftInvoice, 'currency' | 'netMinor'>;

/** A period was to be closed, and its account has a review window, which begins: it stays open until that is over (I15). */
export interface InvoiceDrafted {
  readonly type: 'InvoiceDrafted';
  readonly accountId: string;
  readonly period: Month;
  readonly review: InvoiceReview;
  readonly drafts: readonly DraftAmount[];
}

/** A period was to be closed, and something is missing: it stays open until that is told (I8). */
export interface InvoiceHeld {
  readonly type: 'InvoiceHeld';
  readonly accountId: string;
  readonly period: Month;
  readonly drafts: readonly DraftInvoice[];
  readonly missing: readonly Violation[];
  /** The same was announced of this period before. */
  readonly known: boolean;
}
