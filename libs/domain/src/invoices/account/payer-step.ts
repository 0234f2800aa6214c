import type { Month } from '#domain/values/calendar.ts';

/** Whose invoices bear what an account owes (I16), from the invoice of a month on: another account's invoice bears it, or where none is named its own. */
export interface PayerStep {
  readonly from: Month;
  readonly payerAccountId?: string;
}
