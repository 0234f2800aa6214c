import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Delivery } from '#runtime/broker/broker.ts';
import { Memberships } from '#runtime/http/access/memberships.ts';
import { SliceRunner } from '#runtime/slices/slice-runner.ts';
import type { IntakeBooks, IntakeEvent } from './documents/document.books.ts';

const intake = { group: 'intake' };

/** What order intake listens to. */
@Controller()
export class IntakeConsumer {
  constructor(
    private readonly runner: SliceRunner<IntakeBooks, IntakeEvent>,
    private readonly memberships: Memberships,
  ) {}

  @EventPattern('sales-orders', { ...intake, after: ['catalog'] })
  salesOrders(@Payload() batch: Delivery[]): Promise<void> {
    return this.runner.deliver(batch);
  }

  /** Documents of other systems, as they come. */
  @EventPattern('order-documents', { ...intake, after: ['catalog'] })
  orderDocuments(@Payload() batch: Delivery[]): Promise<void> {
    return this.runner.deliver(batch);
  }

  /** O10: what is billed. */
  @EventPattern('invoices', intake)
  invoices(@Payload() batch: Delivery[]): Promise<void> {
    return this.runner.deliver(batch);
  }

  /** What is fulfilled: senders of documents may be told. */
  @EventPattern('entitlements', intake)
  entitlements(@Payload() batch: Delivery[]): Promise<void> {
    return this.runner.deliver(batch);
  }

  @EventPattern('catalog', intake)
  catalog(@Payload() batch: Delivery[]): Promise<void> {
    return this.runner.deliver(batch);
  }

  @EventPattern('accounts', intake)
  accounts(@Payload() batch: Delivery[]): Promise<void> {
    return this.memberships.deliver(batch);
  }
}
