import type { CalendarDate, Instant } from '#domain/values/calendar.ts';

/** Money that came in for an invoice (I14). It is a fact of its own: the invoice never changes (I3). */
export interface Payment {
  /** As who received it calls it; the same never counts twice (O9). */
  readonly paymentId: string;
  readonly invoiceNumber: string;
  readonly accountId: string;
  /** Above 0. */
  readonly amountMinor: bigint;
  /** That of the invoice. */
  readonly currency: string;
  readonly receivedOn: CalendarDate;
  /** What the bank statement says. */
  readonly reference?: string;
  readonly recordedAt: Instant;
  /** A person, or the system that told it. */
  readonly recordedBy: string;
  /** The bank took it back: from then on it counts for nothing. */
  readonly returned?: PaymentReturn;
}

/** That the bank took a payment back, whole and once; the payment itself stays as it was recorded. */
export interface PaymentReturn {
  readonly returnedOn: CalendarDate;
  /** What the bank says: a code, or words. */
  readonly reason?: string;
  readonly recordedAt: Instant;
  /** A person, or the system that told it. */
  readonly recordedBy: string;
}

/** An issued document with what was credited of it and paid for it so far, without what was taken back; minor units, none negative but its own total. */
export interface PayableDocument {
  readonly number: string;
  readonly document: 'invoice' | 'credit-note';
  readonly accountId: string;
  readonly currency: string;
  readonly totalMinor: bigint;
  readonly creditedMinor: bigint;
  readonly paidMinor: bigint;
  /** Of an invoice: the last day on which it is paid in time. */
  readonly dueOn?: CalendarDate;
}

/** Where an invoice stands: nothing came, a part, all of it, too much, or nothing had to come because it was credited. */
export type PaymentState = 'open' | 'part-paid' | 'paid' | 'overpaid' | 'credited';

/** What is left to pay of an invoice. */
export interface PaymentStanding {
  readonly state: PaymentState;
  readonly paidMinor: bigint;
  readonly creditedMinor: bigint;
  /** Negative where more came than was to be paid. */
  readonly openMinor: bigint;
  /** Something is left, and the day by which it was to be paid is over. */
  readonly isOverdue: boolean;
}

/**
 * I14: where an invoice stands on a day; undefined for a credit note, which nobody pays. What credit notes take back is no longer to be
 * paid.
 */
export function paymentStanding(
  { document, totalMinor, creditedMinor, paidMinor, dueOn }: Omit<PayableDocument, 'number' | 'accountId' | 'currency'>,
  today: CalendarDate,
): PaymentStanding | undefined {
  if (document === 'credit-note') return undefined;
  const openMinor = totalMinor - creditedMinor - paidMinor;
  const isOverdue = openMinor > 0n && dueOn !== undefined && dueOn < today;
  return { state: stateOf(openMinor, paidMinor, creditedMinor), paidMinor, creditedMinor, openMinor, isOverdue };
}

function stateOf(openMinor: bigint, paidMinor: bigint, creditedMinor: bigint): PaymentState {
  if (openMinor > 0n) return paidMinor > 0n ? 'part-paid' : 'open';
  if (openMinor < 0n) return 'overpaid';
  return paidMinor === 0n && creditedMinor > 0n ? 'credited' : 'paid';
}
