import type { OnModuleInit } from '@nestjs/common';
import type { RankingPrograms } from '#domain/values/names/ranked-editions.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { addToOutbox } from '#runtime/slices/outbox.ts';
import type { SliceRunner } from '#runtime/slices/slice-runner.ts';
import type { IntakeBooks, IntakeEvent } from '../documents/document.books.ts';
import { catalogMessages } from './catalog.files.ts';

/**
 * Publishes the catalog's files when the process starts, and takes them in itself before the first order: an order that
 * already waits would find no product otherwise. When the same messages come back over the topic, they are duplicates.
 */
export class CatalogJob implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly runner: SliceRunner<IntakeBooks, IntakeEvent>,
    private readonly folder: string,
    private readonly ranks: RankingPrograms,
  ) {}

  async onModuleInit(): Promise<void> {
    const messages = catalogMessages(this.folder, this.ranks);
    await this.runner.deliver(
      messages.map(({ topic, key, headers, value }) => {
        const place = { topic, partition: 0, offset: headers.ce_id ?? '' };
        return { ...place, key: Buffer.from(key), headers, value: Buffer.from(value) };
      }),
    );
    await this.database.transaction((sql) => addToOutbox(sql, this.database.schema, messages));
  }
}
