import type { z } from 'zod';
import { violation } from '../text/primitives.ts';
import { answerRoutes, answerSchemas } from './documents/http-answers.ts';
import { documentRoutes, documentSchemas } from './documents/http-documents.ts';
import { certificateRoutes, certificateSchemas } from './fulfillment/http-certificates.ts';
import { fulfillmentRoutes, fulfillmentSchemas } from './fulfillment/http-fulfillment.ts';
import { mailRoutes, mailSchemas } from './fulfillment/http-mails.ts';
import { caseRoutes, caseSchemas } from './http-cases.ts';
import { catalogRoutes, catalogSchemas } from './http-catalog.ts';
import { deadLetterRoutes, deadLetterSchemas } from './http-dead-letters.ts';
import { deviceRoutes, deviceSchemas } from './http-devices.ts';
import { intakeRoutes, intakeSchemas } from './http-intake.ts';
import { ledgerRoutes, ledgerSchemas } from './http-ledger.ts';
import { processRoutes, processSchemas } from './http-process.ts';
import { programRoutes, programSchemas } from './http-programs.ts';
import { requestRoutes, requestSchemas } from './http-requests.ts';
import { problem, type Route } from './http-route.ts';
import { invoicingRoutes, invoicingSchemas } from './invoicing/http-invoicing.ts';
import { nextInvoiceRoutes, nextInvoiceSchemas } from './invoicing/http-next-invoice.ts';
import { paymentRoutes, paymentSchemas } from './invoicing/http-payments.ts';
import { reviewRoutes, reviewSchemas } from './invoicing/http-review.ts';
import { batchRoutes, batchSchemas } from './ledger/http-batch.ts';
import { lotRoutes, lotSchemas } from './ledger/http-lots.ts';
import { searchRoutes, searchSchemas } from './search/http-search.ts';

/** Every HTTP route, in the order in which they are published. */
export const routes: readonly Route[] = [
  ...intakeRoutes,
  ...documentRoutes,
  ...answerRoutes,
  ...catalogRoutes,
  ...fulfillmentRoutes,
  ...mailRoutes,
  ...certificateRoutes,
  ...ledgerRoutes,
  ...lotRoutes,
  ...deviceRoutes,
  ...programRoutes,
  ...requestRoutes,
  ...batchRoutes,
  ...caseRoutes,
  ...invoicingRoutes,
  ...paymentRoutes,
  ...reviewRoutes,
  ...nextInvoiceRoutes,
  ...searchRoutes,
  ...deadLetterRoutes,
  ...processRoutes,
];

/** Schemas that have a name in OpenAPI; the others take theirs from the operation. */
export const httpSchemas: Readonly<Record<string, z.ZodType>> = {
  Problem: problem,
  Violation: violation,
  ...intakeSchemas,
  ...documentSchemas,
  ...answerSchemas,
  ...catalogSchemas,
  ...fulfillmentSchemas,
  ...mailSchemas,
  ...certificateSchemas,
  ...ledgerSchemas,
  ...lotSchemas,
  ...deviceSchemas,
  ...programSchemas,
  ...requestSchemas,
  ...batchSchemas,
  ...caseSchemas,
  ...invoicingSchemas,
  ...paymentSchemas,
  ...reviewSchemas,
  ...nextInvoiceSchemas,
  ...processSchemas,
  ...deadLetterSchemas,
  ...searchSchemas,
};
