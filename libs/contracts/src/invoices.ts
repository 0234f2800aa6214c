import { z } from 'zod';
import { currency, derivedIdentifier, identifier, instant, month, price, signedAmount } from './primitives.ts';

/** Topic `invoices`, out: what billing systems consume. Key: billing account. */

/** `invoice.adjusted.v1`: one signed change of the invoice of a month, with its cause (I1). */
export const invoiceAdjusted = z.object({
  adjustmentId: derivedIdentifier,
  accountId: identifier,
  /** The month of the invoice that it lands on. */
  period: month,
  sku: identifier,
  /** Signed: what the account gained or lost. */
  quantity: z.int(),
  unitPrice: price,
  /** Signed: quantity × unitPrice. */
  amount: signedAmount,
  currency,
  cause: z.object({
    type: z.string(),
    id: derivedIdentifier,
    at: instant,
    initiatedBy: z.string(),
    counterparty: identifier.optional(),
  }),
});

export type InvoiceAdjusted = z.infer<typeof invoiceAdjusted>;

/** The event types of topic `invoices`. */
export const invoiceEvents = {
  'invoice.adjusted.v1': invoiceAdjusted,
} as const;
