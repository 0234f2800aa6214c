import { Module } from '@nestjs/common';
import type { LicenseEvent } from '#domain/licenses/books/events.ts';
import { loadCodeKeys } from '#runtime/environment/keys/sealed-codes.ts';
import { Access } from '#runtime/http/access/access.ts';
import { MailDelivery } from '#runtime/mail/sending/delivery.ts';
import { mailDomainOf } from '#runtime/mail/sending/smtp.ts';
import { Database } from '#runtime/postgres/database.ts';
import { letterheadOf, mailDelivery } from '#runtime/process/mail.service.ts';
import { ProcessContext } from '#runtime/process/process.context.ts';
import { ServiceModule } from '#runtime/process/service.module.ts';
import { SliceRunner } from '#runtime/slices/slice-runner.ts';
import { AccountsController } from './accounts/accounts.http.ts';
import { AdministratorsController } from './accounts/administrators.http.ts';
import { DevicesController } from './accounts/devices.http.ts';
import type { LedgerBooks } from './books/ledger.books.ts';
import { caseMailKind } from './cases/case-mail.kind.ts';
import { TransferCaseController } from './cases/transfer-case.http.ts';
import { ExpiryJob } from './expiry.job.ts';
import { LedgerConsumer } from './ledger.consumer.ts';
import { LedgerPrograms, loadPrograms, rememberPrograms } from './ledger.programs.ts';
import { ledgerContext } from './ledger.slices.ts';
import { ledgerStore } from './ledger.store.ts';
import { ledgerTables } from './ledger.tables.ts';
import { LotsController } from './lots/lots.http.ts';
import { ledgerMigrations } from './migrations/migrations.ts';
import { ProgramsController } from './reference/programs.http.ts';
import { BatchController } from './requests/batch.http.ts';
import { LedgerCommands } from './requests/ledger.commands.ts';
import { LedgerController } from './requests/ledger.http.ts';
import { RequestsController } from './requests/requests.http.ts';
import { AccountSumsJob } from './sums/account-sums.job.ts';

/** The ledger: who holds how many of which lot, and every move of them (L, M, K, D, S). */
@Module({
  imports: [
    ServiceModule.register({
      name: 'ledger',
      entitlements: `select count(*) from ledger.lot where document->>'entitlementId' = lot_id`,
      entities: ledgerTables,
      migrations: ledgerMigrations,
      context: ledgerContext,
      store: ({ settings }) =>
        ledgerStore({
          programs: loadPrograms(settings.programsDir),
          proration: settings.proration,
          operators: settings.operators,
          keys: () => loadCodeKeys(settings.codeKeyFile),
          mailDomain: mailDomainOf(settings.mailFrom),
          letterhead: letterheadOf(settings),
        }),
    }),
  ],
  controllers: [
    LedgerConsumer,
    LedgerController,
    LotsController,
    AccountsController,
    AdministratorsController,
    DevicesController,
    ProgramsController,
    BatchController,
    RequestsController,
    TransferCaseController,
  ],
  providers: [
    {
      provide: LedgerPrograms,
      inject: [Database, ProcessContext],
      useFactory: async ({ sql }: Database, { settings, now }: ProcessContext) => {
        const programs = loadPrograms(settings.programsDir);
        await rememberPrograms(sql, programs, now());
        return new LedgerPrograms(programs);
      },
    },
    {
      provide: LedgerCommands,
      inject: [Database, Access, SliceRunner, ProcessContext],
      useFactory: (
        database: Database,
        access: Access,
        runner: SliceRunner<LedgerBooks, LicenseEvent>,
        process: ProcessContext,
      ) => new LedgerCommands(database, access, runner, process.now),
    },
    { provide: MailDelivery, inject: [Database, ProcessContext], useFactory: deliveryOf },
    {
      provide: ExpiryJob,
      inject: [Database, SliceRunner, ProcessContext],
      useFactory: (database: Database, runner: SliceRunner<LedgerBooks, LicenseEvent>, process: ProcessContext) =>
        new ExpiryJob(database, runner, process.now, process.log.child({ service: 'ledger' })),
    },
    {
      provide: AccountSumsJob,
      inject: [Database, ProcessContext],
      useFactory: (database: Database, process: ProcessContext) =>
        new AccountSumsJob(database, process.now, process.log.child({ service: 'ledger' })),
    },
  ],
})
export class LedgerModule {}

function deliveryOf(database: Database, process: ProcessContext): MailDelivery {
  return mailDelivery(process, database, caseMailKind(database.sql, letterheadOf(process.settings)));
}
