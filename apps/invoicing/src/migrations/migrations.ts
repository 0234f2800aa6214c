import type { MigrationObject } from '@mikro-orm/core';
import { mailMigration } from '#runtime/mail/migration.ts';
import { messagingMigrations } from '#runtime/slices/messaging.migration.ts';
import { Movements } from './0002-movements.ts';
import { Invoices } from './0003-invoices.ts';
import { Documents } from './0004-documents.ts';
import { RecurringTotals } from './0005-recurring-totals.ts';
import { InvoiceLines } from './0006-invoice-lines.ts';
import { TaxRates } from './0007-tax-rates.ts';
import { Shares } from './0008-shares.ts';
import { OrderHeaders } from './0010-order-headers.ts';
import { Corrections } from './0011-corrections.ts';
import { Prepaid } from './0012-prepaid.ts';
import { PartialCredits } from './0013-partial-credits.ts';
import { OrderLines } from './0014-order-lines.ts';
import { PaidAhead } from './0015-paid-ahead.ts';
import { PrepaidFrom } from './0016-prepaid-from.ts';
import { InvoicesByText } from './0017-invoices-by-text.ts';
import { CreditedLots } from './0018-credited-lots.ts';
import { DocumentTerms } from './0019-document-terms.ts';
import { CreditedAgain } from './0020-credited-again.ts';
import { Payments } from './0021-payments.ts';
import { MailTraces } from './0022-mail-traces.ts';
import { CreditedLongLines } from './0024-credited-long-lines.ts';
import { InvoiceReviews } from './0025-invoice-reviews.ts';
import { AccountedTax } from './0026-accounted-tax.ts';
import { BilledTogether } from './0027-billed-together.ts';
import { PaymentReturns } from './0028-payment-returns.ts';

/** Every step from an empty schema to the tables of today, in order. */
export const invoicingMigrations: readonly MigrationObject[] = [
  ...messagingMigrations('invoicing'),
  { name: '0002-movements', class: Movements },
  { name: '0003-invoices', class: Invoices },
  { name: '0004-documents', class: Documents },
  { name: '0005-recurring-totals', class: RecurringTotals },
  { name: '0006-invoice-lines', class: InvoiceLines },
  { name: '0007-tax-rates', class: TaxRates },
  { name: '0008-shares', class: Shares },
  mailMigration('0009-mails', { schema: 'invoicing', name: 'mail' }, [
    'create index mail_number on invoicing.mail (number)',
  ]),
  { name: '0010-order-headers', class: OrderHeaders },
  { name: '0011-corrections', class: Corrections },
  { name: '0012-prepaid', class: Prepaid },
  { name: '0013-partial-credits', class: PartialCredits },
  { name: '0014-order-lines', class: OrderLines },
  { name: '0015-paid-ahead', class: PaidAhead },
  { name: '0016-prepaid-from', class: PrepaidFrom },
  { name: '0017-invoices-by-text', class: InvoicesByText },
  { name: '0018-credited-lots', class: CreditedLots },
  { name: '0019-document-terms', class: DocumentTerms },
  { name: '0020-credited-again', class: CreditedAgain },
  { name: '0021-payments', class: Payments },
  { name: '0022-mail-traces', class: MailTraces },
  { name: '0024-credited-long-lines', class: CreditedLongLines },
  { name: '0025-invoice-reviews', class: InvoiceReviews },
  { name: '0026-accounted-tax', class: AccountedTax },
  { name: '0027-billed-together', class: BilledTogether },
  { name: '0028-payment-returns', class: PaymentReturns },
];
