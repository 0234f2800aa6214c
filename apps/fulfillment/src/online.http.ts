import { Controller, Get, Header, Param } from '@nestjs/common';
import { Public } from '#runtime/http/auth.guard.ts';
import { ProcessContext } from '#runtime/process/process.context.ts';
import { mailtoUrl } from './documents/email.ts';
import { compileTemplate } from './documents/template.ts';

/** What a page says; the same for every id, so that nobody learns here which there are. */
interface OnlinePage {
  readonly what: string;
  readonly id: string;
  readonly means: string;
  readonly api: string;
  readonly support: string | undefined;
  readonly supportUrl: string;
}

/** The addresses that mails, certificates and their QR codes name, for whoever opens one in a browser. */
@Controller()
export class OnlineController {
  private readonly render = compileTemplate<OnlinePage>('online', 'html');

  constructor(private readonly process: ProcessContext) {}

  @Public()
  @Get('entitlements/:id')
  @Header('content-type', 'text/html; charset=utf-8')
  entitlement(@Param('id') id: string): string {
    const means =
      'An entitlement is what one line of an order gave: licenses with their code, their dates and their certificate.';
    return this.page({ what: 'Entitlement', id, means, api: `/api/entitlements/${encodeURIComponent(id)}` });
  }

  @Public()
  @Get('transfer-cases/:id')
  @Header('content-type', 'text/html; charset=utf-8')
  transferCase(@Param('id') id: string): string {
    const means = 'A transfer case asks support to move licenses between two organizations; it says how far that is.';
    return this.page({ what: 'Transfer case', id, means, api: `/api/transfer-cases/${encodeURIComponent(id)}` });
  }

  @Public()
  @Get('invoices/:number')
  @Header('content-type', 'text/html; charset=utf-8')
  invoice(@Param('number') id: string): string {
    const means = 'An invoice or credit note, as it was issued, with its lines, as PDF and as XML.';
    return this.page({ what: 'Document', id, means, api: `/api/invoices/${encodeURIComponent(id)}` });
  }

  private page({ id, api, ...page }: Omit<OnlinePage, 'support' | 'supportUrl'>): string {
    const { publicUrl, supportEmail: support } = this.process.settings;
    return this.render({
      ...page,
      id: id.slice(0, 256),
      api: publicUrl + api,
      support,
      supportUrl: mailtoUrl(support),
    });
  }
}
