import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, KafkaContext, Payload } from '@nestjs/microservices';
import { FulfillmentService, type Shipment } from './fulfillment.service.ts';

@Controller()
export class ShipmentsController {
  constructor(private readonly fulfillment: FulfillmentService) {}

  @EventPattern('naive.orders')
  async order(@Payload() data: Shipment, @Ctx() context: unknown): Promise<void> {
    const type = (context as KafkaContext).getMessage().headers?.ce_type?.toString();
    if (type === 'shipment.released.v1') await this.fulfillment.fulfil(data);
  }
}
