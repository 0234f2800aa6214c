import { Module } from '@nestjs/common';
import type { OrderBooks, OrderEvent } from '#domain/orders/order.ts';
import { Database } from '#runtime/postgres/database.ts';
import { ProcessContext } from '#runtime/process/process.context.ts';
import { ServiceModule } from '#runtime/process/service.module.ts';
import { SliceRunner } from '#runtime/slices/slice-runner.ts';
import { CatalogController } from './catalog/catalog.http.ts';
import { CatalogJob } from './catalog/catalog.job.ts';
import { CatalogRanks, loadRanks } from './catalog/catalog.ranks.ts';
import { IntakeConsumer } from './intake.consumer.ts';
import { IntakeController } from './intake.http.ts';
import { intakeSettings } from './intake.settings.ts';
import { intakeContext } from './intake.slices.ts';
import { intakeStore } from './intake.store.ts';
import { intakeTables } from './intake.tables.ts';
import { intakeMigrations } from './migrations/migrations.ts';
import { ReleaseJob } from './release.job.ts';

/** Order intake: takes sales orders, keeps the catalog, releases what is due (O1 to O6). */
@Module({
  imports: [
    ServiceModule.register({
      name: 'intake',
      entities: intakeTables,
      migrations: intakeMigrations,
      context: intakeContext,
      store: ({ settings }) => intakeStore(settings.of(intakeSettings).orderSources, settings.operators),
    }),
  ],
  controllers: [IntakeConsumer, IntakeController, CatalogController],
  providers: [
    {
      provide: ReleaseJob,
      inject: [Database, SliceRunner, ProcessContext],
      useFactory: (database: Database, runner: SliceRunner<OrderBooks, OrderEvent>, process: ProcessContext) =>
        new ReleaseJob(database, runner, process.now, process.log.child({ service: 'intake' })),
    },
    {
      provide: CatalogRanks,
      inject: [ProcessContext],
      useFactory: ({ settings }: ProcessContext) => new CatalogRanks(loadRanks(settings.programsDir)),
    },
    {
      provide: CatalogJob,
      inject: [Database, SliceRunner, ProcessContext, CatalogRanks],
      useFactory: (
        database: Database,
        runner: SliceRunner<OrderBooks, OrderEvent>,
        { settings }: ProcessContext,
        ranks: CatalogRanks,
      ) => new CatalogJob(database, runner, settings.of(intakeSettings).catalogDir, ranks.byProgram),
    },
  ],
})
export class IntakeModule {}
