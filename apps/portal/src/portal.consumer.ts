import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Delivery } from '#runtime/broker/broker.ts';
import { Memberships } from '#runtime/http/access/memberships.ts';
import { Hints } from './live/hints.ts';

const portal = { group: 'portal' };

/** Who administers what (P1), and that something has changed. */
@Controller()
export class PortalConsumer {
  constructor(
    private readonly memberships: Memberships,
    private readonly hints: Hints,
  ) {}

  @EventPattern('accounts', portal)
  accounts(@Payload() batch: Delivery[]): Promise<void> {
    return this.memberships.deliver(batch);
  }

  @EventPattern('orders', portal)
  orders(@Payload() batch: Delivery[]): Promise<void> {
    return this.hints.deliver(batch);
  }

  @EventPattern('entitlements', portal)
  entitlements(@Payload() batch: Delivery[]): Promise<void> {
    return this.hints.deliver(batch);
  }

  @EventPattern('licenses', portal)
  licenses(@Payload() batch: Delivery[]): Promise<void> {
    return this.hints.deliver(batch);
  }

  @EventPattern('invoices', portal)
  invoices(@Payload() batch: Delivery[]): Promise<void> {
    return this.hints.deliver(batch);
  }
}
