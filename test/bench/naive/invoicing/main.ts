import { MikroORM } from '@mikro-orm/postgresql';
import { Controller, Module } from '@nestjs/common';
import { ClientsModule, EventPattern, Payload } from '@nestjs/microservices';
import { kafkaClient, startMicroservice } from '../microservice.ts';
import { openOrm } from '../orm.ts';
import { Invoice, InvoiceLine } from './invoice.entities.ts';
import { InvoicingService, type LicenseMessage } from './invoicing.service.ts';

@Controller()
class LicensesController {
  constructor(private readonly invoicing: InvoicingService) {}

  @EventPattern('naive.licenses')
  async granted(@Payload() license: LicenseMessage): Promise<void> {
    await this.invoicing.bill(license);
  }
}

@Module({
  imports: [ClientsModule.register([{ name: 'KAFKA', ...kafkaClient('naive-invoicing') }])],
  controllers: [LicensesController],
  providers: [
    { provide: MikroORM, useFactory: () => openOrm('naive_invoicing', [Invoice, InvoiceLine]) },
    InvoicingService,
  ],
})
class InvoicingModule {}

await startMicroservice('naive-invoicing', InvoicingModule);
