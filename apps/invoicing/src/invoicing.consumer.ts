import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { InvoicingBooks } from '#domain/invoices/books.ts';
import type { InvoicingEvent } from '#domain/invoices/events.ts';
import type { Delivery } from '#runtime/broker/broker.ts';
import { Memberships } from '#runtime/http/access/memberships.ts';
import { MailDelivery } from '#runtime/mail/sending/delivery.ts';
import { SliceRunner } from '#runtime/slices/slice-runner.ts';

const invoicing = { group: 'invoicing' };

/** What invoicing listens to. */
@Controller()
export class InvoicingConsumer {
  constructor(
    private readonly runner: SliceRunner<InvoicingBooks, InvoicingEvent>,
    private readonly memberships: Memberships,
    private readonly mails: MailDelivery,
  ) {}

  /** F10: somebody wants a mail of this service again. */
  @EventPattern('mails', invoicing)
  mailRequests(@Payload() batch: Delivery[]): Promise<void> {
    return this.mails.requests.deliver(batch);
  }

  @EventPattern('licenses', invoicing)
  licenses(@Payload() batch: Delivery[]): Promise<void> {
    return this.runner.deliver(batch);
  }

  @EventPattern('orders', invoicing)
  orders(@Payload() batch: Delivery[]): Promise<void> {
    return this.runner.deliver(batch);
  }

  @EventPattern('payments', invoicing)
  payments(@Payload() batch: Delivery[]): Promise<void> {
    return this.runner.deliver(batch);
  }

  @EventPattern('accounts', invoicing)
  async accounts(@Payload() batch: Delivery[]): Promise<void> {
    await this.memberships.deliver(batch);
    await this.runner.deliver(batch);
  }
}
