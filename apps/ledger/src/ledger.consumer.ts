import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { LicenseEvent } from '#domain/licenses/books/events.ts';
import type { Delivery } from '#runtime/broker/broker.ts';
import { Memberships } from '#runtime/http/access/memberships.ts';
import { MailDelivery } from '#runtime/mail/sending/delivery.ts';
import { SliceRunner } from '#runtime/slices/slice-runner.ts';
import type { LedgerBooks } from './books/ledger.books.ts';

const ledger = { group: 'ledger' };

/** What the ledger listens to. */
@Controller()
export class LedgerConsumer {
  constructor(
    private readonly runner: SliceRunner<LedgerBooks, LicenseEvent>,
    private readonly memberships: Memberships,
    private readonly mails: MailDelivery,
  ) {}

  /** F10: somebody wants a mail of this service again. */
  @EventPattern('mails', ledger)
  mailRequests(@Payload() batch: Delivery[]): Promise<void> {
    return this.mails.requests.deliver(batch);
  }

  @EventPattern('entitlements', ledger)
  entitlements(@Payload() batch: Delivery[]): Promise<void> {
    return this.runner.deliver(batch);
  }

  @EventPattern('orders', ledger)
  orders(@Payload() batch: Delivery[]): Promise<void> {
    return this.runner.deliver(batch);
  }

  @EventPattern('license-requests', ledger)
  licenseRequests(@Payload() batch: Delivery[]): Promise<void> {
    return this.runner.deliver(batch);
  }

  // T6: products make the names known that devices are counted by.
  @EventPattern('devices', { ...ledger, after: ['catalog'] })
  devices(@Payload() batch: Delivery[]): Promise<void> {
    return this.runner.deliver(batch);
  }

  @EventPattern('catalog', ledger)
  catalog(@Payload() batch: Delivery[]): Promise<void> {
    return this.runner.deliver(batch);
  }

  /** Rules look at accounts and people as the ledger keeps them; who may see what is kept for every service alike. */
  @EventPattern('accounts', { ...ledger, after: ['catalog'] })
  async accounts(@Payload() batch: Delivery[]): Promise<void> {
    await this.memberships.deliver(batch);
    await this.runner.deliver(batch);
  }
}
