import { MikroORM } from '@mikro-orm/postgresql';
import { Module } from '@nestjs/common';
import { ClientsModule } from '@nestjs/microservices';
import { kafkaClient, startMicroservice } from '../microservice.ts';
import { openOrm } from '../orm.ts';
import { Order, OrderLine, Product } from './order.entities.ts';
import { OrdersController } from './orders.controller.ts';
import { OrdersService } from './orders.service.ts';

@Module({
  imports: [ClientsModule.register([{ name: 'KAFKA', ...kafkaClient('naive-intake') }])],
  controllers: [OrdersController],
  providers: [
    { provide: MikroORM, useFactory: () => openOrm('naive_intake', [Product, Order, OrderLine]) },
    OrdersService,
  ],
})
class IntakeModule {}

await startMicroservice('naive-intake', IntakeModule);
