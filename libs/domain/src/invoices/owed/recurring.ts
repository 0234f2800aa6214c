import type { BilledLot } from './movement.ts';

/** How many licenses, at a price, the account's last invoice ended with: a running total of adjustments. */
export interface RecurringTotal {
  readonly accountId: string;
  /** At the price that they have for this account. */
  readonly lot: Pick<BilledLot, 'sku' | 'name' | 'price' | 'endsOn'>;
  readonly quantity: number;
  /** Of an account with an invoice for each purchase order: under which it bought them; absent where under none (I17). */
  readonly purchaseOrder?: string;
}

/** The same of one lot. */
export interface RecurringLot extends RecurringTotal {
  readonly lot: BilledLot;
}
