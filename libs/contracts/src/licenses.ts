import { z } from 'zod';
import { billing, category, recordedOrderAccount } from './sale-facts.ts';
import { orderFacts } from './text/order-facts.ts';
import {
  currency,
  date,
  derivedIdentifier,
  instant,
  price,
  quantity,
  recordedEmail,
  recordedIdentifier,
  recordedLine,
  violation,
} from './text/primitives.ts';

/** Topic `licenses`, out: what the ledger recorded or refused. Key: source account. */

/** What the customer's own papers call an order or a line of it. */
export const orderReferences = z.object(orderFacts);

/** A lot as its terms stood when it moved: invoicing needs nothing else. */
export const lotFacts = z.object({
  lotId: derivedIdentifier,
  sku: recordedIdentifier,
  name: recordedLine,
  program: recordedIdentifier,
  category,
  billing,
  unitPrice: price,
  currency,
  startsOn: date,
  endsOn: date.optional(),
  graceEndsOn: date.optional(),
  originAccountId: recordedIdentifier,
  /** Who paid for what is billed once: the payer on record (I7). */
  payerAccountId: recordedIdentifier.optional(),
  /** Subscription plan of the product. */
  plan: recordedIdentifier.optional(),
  /** Whether it costs the holder's own price where there is one; absent on lots that are older than this fact (I10). */
  accountPriced: z.boolean().optional(),
  /** What moves with licenses that are billed once: nothing, or the unused days' share of their price (I7). */
  settlement: z.enum(['none', 'remaining-term']).optional(),
  /** The order that it comes from. */
  orderNumber: recordedIdentifier.optional(),
  /** Of that order (I11). */
  references: orderReferences.optional(),
});

const recorded = z.object({
  journalId: derivedIdentifier,
  at: instant,
  /** E-mail of the person, or the system that asked. */
  initiatedBy: z.string(),
});

const movedLine = z.object({ quantity, lot: lotFacts });

/** `license.granted.v1`: a fulfilled order line has become a lot that its end customer holds. */
export const licenseGranted = recorded.extend({
  accountId: recordedIdentifier,
  /** Who is billed for the order line: bill-to, else sold-to, else the end customer. */
  billingAccountId: recordedIdentifier,
  /** As the order names them: until an account's own system tells more, invoices have their names and countries from here. */
  accounts: z.array(recordedOrderAccount).optional(),
  entitlementId: derivedIdentifier,
  orderNumber: recordedIdentifier,
  lineNumber: z.int(),
  quantity,
  lot: lotFacts,
});

/** `license.transferred.v1` */
export const licenseTransferred = recorded.extend({
  transferId: derivedIdentifier,
  from: recordedIdentifier,
  to: recordedIdentifier,
  note: z.string().optional(),
  lines: z.array(movedLine).min(1),
});

/** `license.returned.v1`: a transfer given back whole (M5). */
export const licenseReturned = licenseTransferred.extend({ returnOf: derivedIdentifier });

/** `license.purchased.v1` and `license.decreased.v1` */
export const licensePurchased = recorded.extend({ accountId: recordedIdentifier, quantity, lot: lotFacts });
export const licenseDecreased = recorded.extend({ accountId: recordedIdentifier, lines: z.array(movedLine).min(1) });

/** `license.refused.v1`: asked for and not done; nothing changed. */
export const licenseRefused = z.object({
  requestId: derivedIdentifier,
  action: z.enum(['transfer', 'return', 'purchase', 'decrease', 'stock-purchase', 'stock-move']),
  at: instant,
  initiatedBy: z.string(),
  source: recordedIdentifier.optional(),
  target: recordedIdentifier.optional(),
  violations: z.array(violation).min(1),
});

/** `stock.purchased.v1`: a stock lot, to be used within one year. */
export const stockPurchased = recorded.extend({
  accountId: recordedIdentifier,
  contractId: recordedIdentifier,
  quantity,
  lot: lotFacts,
});

/** What moved of one lot of stock; `targetLot` is what the receiver holds from now on, the same when stock moves to stock. */
const movedStock = movedLine.extend({ targetLot: lotFacts });

/** `stock.moved.v1`: from stock to a customer, whose licenses start then, or to a sub-reseller's stock. */
export const stockMoved = recorded.extend({
  transferId: derivedIdentifier,
  from: recordedIdentifier,
  to: recordedIdentifier,
  /** In all. */
  quantity: z.int().min(1),
  /** Of the first line. */
  lot: lotFacts,
  targetLot: lotFacts,
  /** Lot by lot; of events from before there was it, the whole quantity is of `lot`. */
  lines: z.array(movedStock).min(1).optional(),
});

/** `license.expired.v1`: retired by a scheduled run. */
export const licenseExpired = recorded.extend({ accountId: recordedIdentifier, quantity, lot: lotFacts });

/** `transfer-case.*.v1` */
export const transferCaseChanged = z.object({
  caseId: derivedIdentifier,
  at: instant,
  initiatedBy: recordedEmail,
  from: recordedIdentifier,
  to: recordedIdentifier,
  state: z.enum(['submitted', 'approved', 'refused', 'withdrawn', 'executed']),
  comment: z.string().optional(),
  transferId: derivedIdentifier.optional(),
  violations: z.array(violation).optional(),
});

export type LotFacts = z.infer<typeof lotFacts>;
export type LicenseGranted = z.infer<typeof licenseGranted>;
export type LicenseTransferred = z.infer<typeof licenseTransferred>;
export type LicensePurchased = z.infer<typeof licensePurchased>;
export type LicenseDecreased = z.infer<typeof licenseDecreased>;
export type LicenseRefused = z.infer<typeof licenseRefused>;
export type StockPurchased = z.infer<typeof stockPurchased>;
export type StockMoved = z.infer<typeof stockMoved>;
export type LicenseExpired = z.infer<typeof licenseExpired>;

const caseMail = z.object({
  caseId: derivedIdentifier,
  messageId: z.string().min(1),
  at: instant,
});

/** `case-mail.sent.v1`: the server has taken the mail about a step of a case for these addresses (F10). */
export const caseMailSent = caseMail.extend({ to: z.array(recordedEmail).min(1), answer: z.string() });

/** `case-mail.undeliverable.v1`: refused for good, per address (F10). */
export const caseMailUndeliverable = caseMail.extend({ address: recordedEmail, reason: z.string() });

/** The event types of topic `licenses`. */
export const licenseEvents = {
  'license.granted.v1': licenseGranted,
  'license.purchased.v1': licensePurchased,
  'license.decreased.v1': licenseDecreased,
  'license.transferred.v1': licenseTransferred,
  'license.returned.v1': licenseReturned,
  'license.refused.v1': licenseRefused,
  'stock.purchased.v1': stockPurchased,
  'stock.moved.v1': stockMoved,
  'license.expired.v1': licenseExpired,
  'case-mail.sent.v1': caseMailSent,
  'case-mail.undeliverable.v1': caseMailUndeliverable,
  'transfer-case.submitted.v1': transferCaseChanged,
  'transfer-case.commented.v1': transferCaseChanged,
  'transfer-case.approved.v1': transferCaseChanged,
  'transfer-case.approval-failed.v1': transferCaseChanged,
  'transfer-case.refused.v1': transferCaseChanged,
  'transfer-case.withdrawn.v1': transferCaseChanged,
} as const;
