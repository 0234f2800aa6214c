import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Delivery } from '#runtime/broker/broker.ts';
import { Memberships } from '#runtime/http/access/memberships.ts';
import { SliceRunner } from '#runtime/slices/slice-runner.ts';
import type { FulfillmentBooks, FulfillmentEvent } from './fulfillment.slices.ts';

const fulfillment = { group: 'fulfillment' };

/** What fulfillment listens to. */
@Controller()
export class FulfillmentConsumer {
  constructor(
    private readonly runner: SliceRunner<FulfillmentBooks, FulfillmentEvent>,
    private readonly memberships: Memberships,
  ) {}

  /** F4: in the language that was told of its end customer before it. */
  @EventPattern('orders', { ...fulfillment, after: ['accounts'] })
  orders(@Payload() batch: Delivery[]): Promise<void> {
    return this.runner.deliver(batch);
  }

  /** F10: what has become of the mails of other services. */
  @EventPattern('mails', fulfillment)
  mails(@Payload() batch: Delivery[]): Promise<void> {
    return this.runner.deliver(batch);
  }

  @EventPattern('accounts', fulfillment)
  accounts(@Payload() batch: Delivery[]): Promise<void> {
    return this.memberships.deliver(batch);
  }
}
