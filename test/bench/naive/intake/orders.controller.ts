import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { OrdersService, type ProductMessage, type SalesOrderMessage } from './orders.service.ts';

@Controller()
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @EventPattern('naive.sales-orders')
  async placed(@Payload() order: SalesOrderMessage): Promise<void> {
    await this.orders.place(order);
  }

  @EventPattern('naive.catalog')
  async published(@Payload() product: ProductMessage): Promise<void> {
    await this.orders.publishProduct(product);
  }
}
