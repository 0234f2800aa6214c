import { Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Access } from '#runtime/http/access/access.ts';
import { Database } from '#runtime/postgres/database.ts';
import { ProcessContext } from '#runtime/process/process.context.ts';
import { ServiceModule } from '#runtime/process/service.module.ts';
import type { Store } from '#runtime/slices/slice.ts';
import { PortalHttp } from './http/portal.http.ts';
import { Hints } from './live/hints.ts';
import { portalMigrations } from './migrations/migrations.ts';
import { PortalConsumer } from './portal.consumer.ts';
import { portalContext } from './portal.slices.ts';
import { portalTables } from './portal.tables.ts';

const noBooks: Store<object, undefined, never> = { load: async () => undefined, save: async () => undefined };

/** The portal: pages for people, and who is signed in (P1). */
@Module({
  imports: [
    ServiceModule.register({
      name: 'portal',
      entities: portalTables,
      migrations: portalMigrations,
      context: portalContext,
      store: () => noBooks,
    }),
  ],
  controllers: [PortalConsumer],
  providers: [
    {
      provide: Hints,
      inject: [Database, ProcessContext],
      useFactory: (database: Database, process: ProcessContext) => new Hints(database, process.now),
    },
    {
      provide: PortalHttp,
      inject: [HttpAdapterHost, ProcessContext, Database, Access],
      useFactory: (adapter: HttpAdapterHost, process: ProcessContext, database: Database, access: Access) =>
        new PortalHttp(adapter, { process, database, access }),
    },
  ],
})
export class PortalModule {}
