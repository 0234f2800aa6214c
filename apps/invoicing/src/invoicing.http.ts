import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import type { InvoicingSettings } from '#domain/invoices/account/account.ts';
import { type CalendarDate, dateAt } from '#domain/values/calendar.ts';
import { Access, maySee } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { SignedIn } from '#runtime/http/auth.guard.ts';
import { type Hit, type Hits, hitsOfKind, soughtText } from '#runtime/http/lists/search.ts';
import type { Page } from '#runtime/http/paging.ts';
import { notFound } from '#runtime/http/problem.filter.ts';
import { Database } from '#runtime/postgres/database.ts';
import { ProcessContext } from '#runtime/process/process.context.ts';
import { pdfOf, xmlOf } from './documents/issued-document.ts';
import { invoicingSettings } from './invoicing.settings.ts';
import { type PaymentView, paymentView } from './payments/payments.views.ts';
import { issuedInvoices, type StoredInvoice } from './rows/issued-invoices.rows.ts';
import { payableDocuments, paymentsOf } from './rows/payments.rows.ts';
import { type DraftView, listDrafts } from './views/draft-invoices.views.ts';
import { type HeldView, listHeld } from './views/held-invoices.views.ts';
import { type IssuedView, listInvoices, viewOf, withPayment } from './views/issued-invoices.views.ts';
import { type LinesQuery, type NextInvoiceView, nextInvoice } from './views/next-invoice.views.ts';
import { listNextInvoices, type NextInvoicesQuery, type NextTotalsView } from './views/next-invoices.views.ts';

/** Invoices over HTTP. */
@Controller('api')
export class InvoicingController {
  private readonly settings: InvoicingSettings;

  constructor(
    private readonly process: ProcessContext,
    private readonly database: Database,
    private readonly access: Access,
  ) {
    this.settings = process.settings.of(invoicingSettings).settings;
  }

  /** I4: what the monthly run would issue for the account at this moment, in the currency asked for or its first one. */
  @Get('accounts/:accountId/next-invoice')
  async next(
    @SignedIn() person: Person,
    @Param('accountId') accountId: string,
    @Query() { currency, ...lines }: LinesQuery & { readonly currency?: string; readonly purchaseOrder?: string },
  ): Promise<NextInvoiceView> {
    const visible = await this.access.visibleTo(person);
    if (!maySee(visible, [accountId])) throw notFound(`account ${accountId}`);
    const now = this.process.now().toISOString();
    const view = await nextInvoice(this.database, accountId, currency, now, this.settings, lines);
    if (!view) throw notFound(`account ${accountId}`);
    return view;
  }

  /** I4: the totals of the same, of many accounts in one answer. */
  @Get('next-invoices')
  async nextOfMany(@SignedIn() person: Person, @Query() query: NextInvoicesQuery): Promise<Page<NextTotalsView>> {
    const now = this.process.now().toISOString();
    const visible = await this.access.visibleTo(person);
    return await listNextInvoices(this.database, visible, query, { now, settings: this.settings });
  }

  /** Issued invoices and credit notes of the accounts that the person may see, newest first (P8), or those that are held (I8). */
  @Get('invoices')
  async list(
    @SignedIn() person: Person,
    @Query('accountId') accountId?: string,
    @Query('period') period?: string,
    @Query('cursor') cursor?: string,
    @Query('limit') limit?: string,
    @Query('state') state?: string,
    @Query('orderNumber') orderNumber?: string,
    @Query('payment') payment?: string,
  ): Promise<Page<Omit<IssuedView, 'lines'> | HeldView | DraftView>> {
    const visible = await this.access.visibleTo(person);
    if (state === 'draft') {
      return await listDrafts(this.database, visible, { accountId, period, cursor, limit }, this.settings);
    }
    if (state === 'held') {
      return await listHeld(this.database, visible, { accountId, period, cursor, limit }, this.settings, this.today());
    }
    const asked = { accountId, period, orderNumber, payment, cursor, limit };
    return await listInvoices(this.database.sql, visible, asked, this.today());
  }

  /** Documents by a part of their number or of the account's name. */
  @Get('search/invoicing')
  async search(@SignedIn() person: Person, @Query('q') q?: string): Promise<Hits> {
    const query = { q: soughtText(q), limit: String(hitsOfKind) };
    const found = await listInvoices(this.database.sql, await this.access.visibleTo(person), query, this.today());
    const items = found.items.map(({ number, accountName, period, total, currency }): Hit => {
      return { kind: 'invoice', id: number, title: number, detail: `${accountName}, ${period}, ${total} ${currency}` };
    });
    return { items };
  }

  @Get('invoices/:number')
  async show(
    @SignedIn() person: Person,
    @Param('number') number: string,
  ): Promise<IssuedView & { payments: readonly PaymentView[] }> {
    const view = viewOf(await this.visible(person, number));
    const { sql } = this.database;
    const document = (await payableDocuments(sql, [number])).get(number);
    const payments = (await paymentsOf(sql, number)).map(paymentView);
    return { ...withPayment(view, document, this.today()), payments };
  }

  /** I6: the bytes that were mailed. */
  @Get('invoices/:number.pdf')
  async pdf(@SignedIn() person: Person, @Param('number') number: string): Promise<StreamableFile> {
    const issued = await this.visible(person, number);
    return fileOf(pdfOf(issued), 'application/pdf', `inline; filename="${issued.number}.pdf"`);
  }

  /** I6: XML that follows EN 16931, in the account's format. */
  @Get('invoices/:number.xml')
  async xml(@SignedIn() person: Person, @Param('number') number: string): Promise<StreamableFile> {
    const issued = await this.visible(person, number);
    return fileOf(xmlOf(issued), 'application/xml', `attachment; filename="${issued.number}.xml"`);
  }

  private today(): CalendarDate {
    return dateAt(this.process.now().toISOString());
  }

  private async visible(person: Person, number: string): Promise<StoredInvoice> {
    const [issued] = await issuedInvoices(this.database.sql, [number]);
    const visible = await this.access.visibleTo(person);
    if (!issued || !maySee(visible, [issued.accountId])) throw notFound(`invoice ${number}`);
    return issued;
  }
}

function fileOf(bytes: Uint8Array, type: string, disposition: string): StreamableFile {
  return new StreamableFile(bytes, { type, disposition, length: bytes.length });
}
