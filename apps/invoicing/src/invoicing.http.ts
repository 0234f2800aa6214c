import { Controller, Get, Param, Query } from '@nestjs/common';
import { Access, maySee } from '#runtime/access.ts';
import { SignedIn } from '#runtime/auth.guard.ts';
import type { Person } from '#runtime/auth.ts';
import { Database } from '#runtime/database.ts';
import type { Page } from '#runtime/paging.ts';
import { notFound, Problem } from '#runtime/problem.filter.ts';
import { ProcessContext } from '#runtime/process.context.ts';
import { type InvoiceView, nextInvoice } from './invoicing.views.ts';
import { findInvoice, type IssuedView, listInvoices } from './issued-invoices.views.ts';

/** Invoices over HTTP. */
@Controller('api')
export class InvoicingController {
  constructor(
    private readonly process: ProcessContext,
    private readonly database: Database,
    private readonly access: Access,
  ) {}

  /** I4: what the monthly run would issue for the account at this moment, in the currency asked for or its first one. */
  @Get('accounts/:accountId/next-invoice')
  async next(
    @SignedIn() person: Person,
    @Param('accountId') accountId: string,
    @Query('currency') currency?: string,
  ): Promise<InvoiceView> {
    const visible = await this.access.visibleTo(person);
    if (!maySee(visible, [accountId])) throw notFound(`account ${accountId}`);
    const view = await nextInvoice(this.database, accountId, currency, this.process.now().toISOString());
    if (!view) throw notFound(`account ${accountId}`);
    if (currency !== undefined && view.currency !== currency) {
      const currencies = view.currencies.join(', ') || 'none';
      throw new Problem(404, 'Not found', `nothing is to be billed in ${currency}; currencies here: ${currencies}`);
    }
    return view;
  }

  /** Issued invoices and credit notes of the accounts that the person may see, newest first (P8). */
  @Get('invoices')
  async list(
    @SignedIn() person: Person,
    @Query('accountId') accountId?: string,
    @Query('period') period?: string,
    @Query('cursor') cursor?: string,
    @Query('limit') limit?: string,
  ): Promise<Page<Omit<IssuedView, 'lines'>>> {
    const visible = await this.access.visibleTo(person);
    return await listInvoices(this.database.sql, visible, { accountId, period, cursor, limit });
  }

  @Get('invoices/:number')
  async show(@SignedIn() person: Person, @Param('number') number: string): Promise<IssuedView> {
    const invoice = await findInvoice(this.database.sql, number);
    const visible = await this.access.visibleTo(person);
    if (!invoice || !maySee(visible, [invoice.accountId])) throw notFound(`invoice ${number}`);
    return invoice;
  }
}
