import type { z } from 'zod';
import type { AccountUpdated } from '#contracts/accounts.ts';
import type { answerSchemas } from '#contracts/http/documents/http-answers.ts';
import type { documentSchemas } from '#contracts/http/documents/http-documents.ts';
import type { fulfillmentSchemas } from '#contracts/http/fulfillment/http-fulfillment.ts';
import type { mailSchemas } from '#contracts/http/fulfillment/http-mails.ts';
import type { accountSchemas } from '#contracts/http/http-accounts.ts';
import type { caseSchemas } from '#contracts/http/http-cases.ts';
import type { catalogSchemas } from '#contracts/http/http-catalog.ts';
import type { deadLetterSchemas } from '#contracts/http/http-dead-letters.ts';
import type { intakeSchemas } from '#contracts/http/http-intake.ts';
import type { ledgerSchemas } from '#contracts/http/http-ledger.ts';
import type { processSchemas } from '#contracts/http/http-process.ts';
import type { programSchemas } from '#contracts/http/http-programs.ts';
import type { requestSchemas } from '#contracts/http/http-requests.ts';
import type { invoicingSchemas } from '#contracts/http/invoicing/http-invoicing.ts';
import type { nextInvoiceSchemas } from '#contracts/http/invoicing/http-next-invoice.ts';
import type { reviewSchemas } from '#contracts/http/invoicing/http-review.ts';
import type { batchSchemas } from '#contracts/http/ledger/http-batch.ts';
import type { lotSchemas } from '#contracts/http/ledger/http-lots.ts';
import type { searchSchemas } from '#contracts/http/search/http-search.ts';
import type { violation } from '#contracts/text/primitives.ts';

/** What the interface answers, as types alone: nothing of the contracts is in the bundle. */

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

export type SearchHit = z.infer<typeof searchSchemas.SearchHit>;
export type Violation = z.infer<typeof violation>;
export type Account = z.infer<typeof ledgerSchemas.ListedAccount>;
export type ShownAccount = z.infer<typeof ledgerSchemas.ShownAccount>;
export type AccountKind = AccountUpdated['kind'];
export type License = z.infer<typeof ledgerSchemas.License>;
export type LoggedEvent = z.infer<typeof ledgerSchemas.LoggedEvent>;
export type Transfer = z.infer<typeof ledgerSchemas.Transfer>;
export type ShownLot = z.infer<typeof lotSchemas.LotWithHolders>;
export type MonthOfEnds = z.infer<typeof lotSchemas.MonthOfEnds>;
export type LotJournal = z.infer<typeof lotSchemas.LotJournal>;
export type Standing = z.infer<typeof ledgerSchemas.Standing>;
export type Administrator = z.infer<typeof accountSchemas.ListedAdministrator>;
export type AccountChange = z.infer<typeof accountSchemas.AccountChange>;
export type TransferCase = z.infer<typeof caseSchemas.TransferCase>;
export type ShownCase = z.infer<typeof caseSchemas.ShownTransferCase>;
export type Product = z.infer<typeof catalogSchemas.Product>;
export type Rule = z.infer<typeof programSchemas.Rule>;
export type NextInvoice = z.infer<typeof invoicingSchemas.NextInvoice>;
export type Invoice = z.infer<typeof invoicingSchemas.IssuedInvoice>;
export type InvoiceHead = z.infer<typeof invoicingSchemas.IssuedInvoiceHead>;
export type DraftInvoice = z.infer<typeof reviewSchemas.DraftInvoice>;
export type HeldInvoice = z.infer<typeof invoicingSchemas.HeldInvoice>;
export type Entitlement = z.infer<typeof fulfillmentSchemas.Entitlement>;
export type Mail = z.infer<typeof mailSchemas.Mail>;
export type DeadLetterHead = z.infer<typeof processSchemas.DeadLetterHead>;
export type DeadLetter = z.infer<typeof processSchemas.DeadLetter>;
export type DeadLetterCounts = z.infer<typeof deadLetterSchemas.DeadLetterCounts>;
export type ReasonMeaning = z.infer<typeof processSchemas.ReasonMeaning>;
export type Readiness = z.infer<typeof processSchemas.Readiness>;
export type Order = z.infer<typeof intakeSchemas.Order>;
export type OrderDocument = z.infer<typeof documentSchemas.OrderDocument>;
export type OrderAnswer = z.infer<typeof answerSchemas.OrderAnswer>;
export type OrderAnswers = z.infer<typeof answerSchemas.OrderAnswers>;
export type OrderOfDocument = z.infer<typeof documentSchemas.OrderOfDocument>;
export type CreditPreview = z.infer<typeof invoicingSchemas.CreditPreview>;
export type InvoiceChange = z.infer<typeof requestSchemas.InvoiceChange>;
export type NextInvoicePreview = z.infer<typeof nextInvoiceSchemas.NextInvoicePreview>;
export type NextInvoiceTotals = z.infer<typeof nextInvoiceSchemas.NextInvoiceTotals>;
export type Program = z.infer<typeof programSchemas.Program>;
export type TransferRequest = z.infer<typeof requestSchemas.TransferRequest>;
export type TransferPreview = z.infer<typeof requestSchemas.TransferPreview>;
export type TransferDone = z.infer<typeof requestSchemas.TransferDone>;
/** What a plan says of one of many rows, be it a transfer or a move of stock. */
export type RowPlan = Omit<TransferPreview, 'moved'> & Partial<StockMovePreview>;
/** Many of them, under the name of what they are. */
interface Batch<Row> {
  readonly transfers?: readonly Row[];
  readonly moves?: readonly Row[];
}
export type BatchPreview = Batch<RowPlan> & Omit<z.infer<typeof batchSchemas.TransferBatchPreview>, 'transfers'>;
export type BatchDone = Batch<{ readonly transferId: string }>;
export type Flow = z.infer<typeof lotSchemas.Flow>;
export type StockLot = z.infer<typeof lotSchemas.Stock>;
export type StockMovePreview = z.infer<typeof requestSchemas.StockMovePreview>;
export type StockMoveDone = z.infer<typeof requestSchemas.StockMoveDone>;
export type CountPreview = z.infer<typeof requestSchemas.CountPreview>;
export type CountDone = z.infer<typeof requestSchemas.CountDone>;

/** `GET /portal/session`: who is signed in, and what that person is. */
export interface Session {
  readonly person: { readonly email: string; readonly name?: string };
  readonly memberships: readonly Membership[];
  readonly roles: readonly string[];
  readonly operator: boolean;
  readonly locale: string;
  readonly timeZone: string | null;
  /** What mails and documents can be written in. */
  readonly documentLanguages: readonly string[];
  readonly settings: Settings;
  readonly csrf: string;
  readonly canSetPassword: boolean;
  readonly demo?: boolean;
}

export interface Membership {
  readonly accountId: string;
  readonly name: string;
  readonly kind: AccountKind;
  readonly role: string;
  readonly access: string;
  readonly scope: string;
}

/** How a person likes the portal; what is absent is as the browser has it. */
export interface Settings {
  readonly language?: string | null;
  readonly timeZone?: string | null;
  readonly theme?: 'system' | 'light' | 'dark' | null;
  readonly density?: 'compact' | 'comfortable' | null;
  readonly shortcuts?: boolean | null;
}
