import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Delivery } from '#runtime/broker/broker.ts';
import { Memberships } from '#runtime/http/access/memberships.ts';

/** P1: who administers what. */
@Controller()
export class PortalConsumer {
  constructor(private readonly memberships: Memberships) {}

  @EventPattern('accounts', { group: 'portal' })
  accounts(@Payload() batch: Delivery[]): Promise<void> {
    return this.memberships.deliver(batch);
  }
}
