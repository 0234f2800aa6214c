import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { invoicePreviewRequest } from '#contracts/http/invoicing/http-next-invoice.ts';
import type { InvoicingSettings } from '#domain/invoices/account/account.ts';
import type { PlannedChange } from '#domain/invoices/preview.ts';
import { decimalsOf, isCurrency, parseMinor } from '#domain/values/money.ts';
import type { Violation } from '#domain/values/violation.ts';
import { Access, maySee } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { SignedIn } from '#runtime/http/auth.guard.ts';
import { bodyOf } from '#runtime/http/body.ts';
import { notFound, rulesBroken } from '#runtime/http/problem.filter.ts';
import { Database } from '#runtime/postgres/database.ts';
import { ProcessContext } from '#runtime/process/process.context.ts';
import { invoicingSettings } from '../invoicing.settings.ts';
import { type PlannedView, planned } from './planned-invoices.views.ts';

/** What a plan of the ledger would make of the next invoice, with tax (D7, I4). */
@Controller('api/accounts/:accountId/next-invoice')
export class PlannedController {
  private readonly settings: InvoicingSettings;

  constructor(
    private readonly process: ProcessContext,
    private readonly database: Database,
    private readonly access: Access,
  ) {
    this.settings = process.settings.of(invoicingSettings).settings;
  }

  @Post('preview')
  @HttpCode(200)
  async preview(
    @SignedIn() person: Person,
    @Param('accountId') accountId: string,
    @Body() body: unknown,
  ): Promise<PlannedView> {
    if (!maySee(await this.access.visibleTo(person), [accountId])) throw notFound(`account ${accountId}`);
    const { nextInvoice } = bodyOf(invoicePreviewRequest, body);
    const changes = nextInvoice.flatMap((change, index) =>
      change.accountId === accountId ? [plannedOf(change, index)] : [],
    );
    const now = this.process.now().toISOString();
    const view = await planned(this.database, accountId, changes, now, this.settings);
    if (!view) throw notFound(`account ${accountId}`);
    return view;
  }
}

interface Change {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: string;
  readonly amount: string;
  readonly currency: string;
}

function plannedOf({ sku, quantity, unitPrice, amount, currency }: Change, index: number): PlannedChange {
  const minor = (field: string, text: string): bigint => {
    const read = isCurrency(currency) ? parseMinor(text, currency) : undefined;
    if (read !== undefined) return read;
    const path = `nextInvoice[${index}].${field}`;
    const message = `${path} is ${text}, which is no amount in ${currency}`;
    const limit = isCurrency(currency) ? String(decimalsOf(currency)) : undefined;
    const remedy = 'send the changes as the preview of the request answered them';
    const violation: Violation = { code: 'PRICE_DECIMALS', path, value: text, message, limit, remedy };
    throw rulesBroken([violation]);
  };
  // A share of a price may have more decimals than the currency; it is shown alone, the amount counts.
  const shown = isCurrency(currency) ? parseMinor(unitPrice, currency) : undefined;
  return { sku, quantity, unitPriceMinor: shown ?? 0n, amountMinor: minor('amount', amount), currency };
}
