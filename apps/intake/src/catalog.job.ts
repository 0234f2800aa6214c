import type { OnApplicationBootstrap } from '@nestjs/common';
import type { Database } from '#runtime/database.ts';
import { addToOutbox } from '#runtime/outbox.ts';
import { catalogMessages } from './catalog.files.ts';

/** Publishes the catalog's files when the process starts; several processes may, the second time changes nothing. */
export class CatalogJob implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly folder: string,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const messages = catalogMessages(this.folder);
    await this.database.transaction((sql) => addToOutbox(sql, this.database.schema, messages));
  }
}
