import { Module } from '@nestjs/common';
import { Database } from '#runtime/postgres/database.ts';
import { ProcessContext } from '#runtime/process/process.context.ts';
import { ServiceModule } from '#runtime/process/service.module.ts';
import { SliceRunner } from '#runtime/slices/slice-runner.ts';
import { CatalogController } from './catalog/catalog.http.ts';
import { CatalogJob } from './catalog/catalog.job.ts';
import { CatalogRanks, loadRanks } from './catalog/catalog.ranks.ts';
import { AnswerJob } from './documents/answers/answer.job.ts';
import type { Answering } from './documents/answers/answering.ts';
import { AnswersController } from './documents/answers/answers.http.ts';
import { countAnswers } from './documents/answers/answers.views.ts';
import { unneededWith } from './documents/answers/notices/notices.ts';
import type { IntakeBooks, IntakeEvent } from './documents/document.books.ts';
import { documentEvents } from './documents/document.messages.ts';
import { DocumentIntake } from './documents/document-intake.ts';
import { DocumentsController } from './documents/documents.http.ts';
import { FolderJob } from './documents/folder.job.ts';
import { servedSenders } from './documents/senders/senders.files.ts';
import { IntakeConsumer } from './intake.consumer.ts';
import { IntakeController } from './intake.http.ts';
import { intakeSettings } from './intake.settings.ts';
import { intakeContext } from './intake.slices.ts';
import { intakeStore } from './intake.store.ts';
import { intakeTables } from './intake.tables.ts';
import { LookupJob } from './lookups/lookup.job.ts';
import { intakeMigrations } from './migrations/migrations.ts';
import { ReleaseJob } from './release.job.ts';

const sendersOf = ({ settings }: ProcessContext) => servedSenders(settings.of(intakeSettings).sendersDir);

const answeringOf = (process: ProcessContext): Answering => {
  return { senders: sendersOf(process), hasFolders: process.settings.of(intakeSettings).inboxDir !== undefined };
};

function answerJob(database: Database, process: ProcessContext): AnswerJob {
  process.scrapes.push(async () => {
    for (const { state, count } of await countAnswers(database.sql)) process.metrics.orderAnswers.set({ state }, count);
  });
  return new AnswerJob({
    database,
    answering: answeringOf(process),
    folder: process.settings.of(intakeSettings).inboxDir,
    now: process.now,
    log: process.log.child({ service: 'intake' }),
  });
}

/** Order intake: takes sales orders, keeps the catalog, releases what is due (O1 to O6). */
@Module({
  imports: [
    ServiceModule.register({
      name: 'intake',
      entities: intakeTables,
      migrations: intakeMigrations,
      context: intakeContext,
      translate: (process) => documentEvents(sendersOf(process)),
      unneeded: (process) => unneededWith(answeringOf(process)),
      store: (process) => {
        const { settings } = process;
        return intakeStore(settings.of(intakeSettings).orderSources, settings.operators, answeringOf(process));
      },
    }),
  ],
  controllers: [IntakeConsumer, IntakeController, DocumentsController, AnswersController, CatalogController],
  providers: [
    {
      provide: DocumentIntake,
      inject: [Database, SliceRunner, ProcessContext],
      useFactory: (database: Database, runner: SliceRunner<IntakeBooks, IntakeEvent>, process: ProcessContext) =>
        new DocumentIntake(sendersOf(process), database, runner, process.now),
    },
    {
      provide: FolderJob,
      inject: [Database, DocumentIntake, ProcessContext],
      useFactory: (database: Database, documents: DocumentIntake, { settings, log }: ProcessContext) =>
        new FolderJob(database, documents, settings.of(intakeSettings).inboxDir, log.child({ service: 'intake' })),
    },
    {
      provide: AnswerJob,
      inject: [Database, ProcessContext],
      useFactory: answerJob,
    },
    {
      provide: LookupJob,
      inject: [Database, DocumentIntake, ProcessContext],
      useFactory: (database: Database, documents: DocumentIntake, { log, now, warnings }: ProcessContext) => {
        const own = log.child({ service: 'intake' });
        const job = new LookupJob({ database, documents, now, chance: Math.random, log: own });
        warnings.set('reading orders back', () => job.trouble);
        return job;
      },
    },
    {
      provide: ReleaseJob,
      inject: [Database, SliceRunner, ProcessContext],
      useFactory: (database: Database, runner: SliceRunner<IntakeBooks, IntakeEvent>, process: ProcessContext) =>
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
        runner: SliceRunner<IntakeBooks, IntakeEvent>,
        { settings }: ProcessContext,
        ranks: CatalogRanks,
      ) => new CatalogJob(database, runner, settings.of(intakeSettings).catalogDir, ranks.byProgram),
    },
  ],
})
export class IntakeModule {}
