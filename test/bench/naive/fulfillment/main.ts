import { MikroORM } from '@mikro-orm/postgresql';
import { Module } from '@nestjs/common';
import { ClientsModule } from '@nestjs/microservices';
import { naiveFonts } from '../fonts.ts';
import { kafkaClient, startMicroservice } from '../microservice.ts';
import { openOrm } from '../orm.ts';
import { Entitlement } from './entitlement.entities.ts';
import { FulfillmentService } from './fulfillment.service.ts';
import { ShipmentsController } from './shipments.controller.ts';

@Module({
  imports: [ClientsModule.register([{ name: 'KAFKA', ...kafkaClient('naive-fulfillment') }])],
  controllers: [ShipmentsController],
  providers: [
    { provide: MikroORM, useFactory: () => openOrm('naive_fulfillment', [Entitlement]) },
    { provide: 'FONTS', useFactory: naiveFonts },
    FulfillmentService,
  ],
})
class FulfillmentModule {}

await startMicroservice('naive-fulfillment', FulfillmentModule);
