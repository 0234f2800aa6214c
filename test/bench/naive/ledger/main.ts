import { MikroORM } from '@mikro-orm/postgresql';
import { Controller, Module } from '@nestjs/common';
import { ClientsModule, EventPattern, Payload } from '@nestjs/microservices';
import { kafkaClient, startMicroservice } from '../microservice.ts';
import { openOrm } from '../orm.ts';
import { type EntitlementMessage, LedgerService } from './ledger.service.ts';
import { Account, Entry, Holding, Journal, Lot } from './license.entities.ts';

@Controller()
class EntitlementsController {
  constructor(private readonly ledger: LedgerService) {}

  @EventPattern('naive.entitlements')
  async fulfilled(@Payload() entitlement: EntitlementMessage): Promise<void> {
    await this.ledger.grant(entitlement);
  }
}

@Module({
  imports: [ClientsModule.register([{ name: 'KAFKA', ...kafkaClient('naive-ledger') }])],
  controllers: [EntitlementsController],
  providers: [
    { provide: MikroORM, useFactory: () => openOrm('naive_ledger', [Account, Lot, Holding, Journal, Entry]) },
    LedgerService,
  ],
})
class LedgerModule {}

await startMicroservice('naive-ledger', LedgerModule);
