import { raw } from '@mikro-orm/core';
import type { Database } from '#runtime/postgres/database.ts';
import { edit, lockedRow } from '../portal.store.ts';
import { SettingRow, ViewRow } from '../portal.tables.ts';
import type { PersonSettings } from './person-settings.ts';

/** More views than pages need, so that nobody fills the database. */
const mostViews = 200;

/** What people settle for themselves, by person: rows that one person alone edits, through the EntityManager (decision 0019). */
export class Preferences {
  constructor(private readonly database: Database) {}

  async settings(email: string): Promise<PersonSettings> {
    const row = await this.database.entities().findOne(SettingRow, { email });
    return row?.document ?? {};
  }

  /** Changes what is given, and leaves the rest. */
  async change(email: string, settings: PersonSettings): Promise<PersonSettings> {
    return await this.database.transaction(async (_, em) => {
      const row = await lockedRow(em, SettingRow, { email }, { document: {} });
      row.document = withoutNulls({ ...row.document, ...settings });
      return row.document;
    });
  }

  /** How the person likes the list of a page; null as it comes. */
  async view(email: string, page: string): Promise<unknown> {
    const row = await this.database.entities().findOne(ViewRow, { email, page });
    return row?.document ?? null;
  }

  /** @returns false when the person has too many already */
  async saveView(email: string, page: string, view: object): Promise<boolean> {
    return await this.database.transaction(async (_, em) => {
      if ((await em.count(ViewRow, { email, page: { $ne: page } })) >= mostViews) return false;
      const row = await lockedRow(em, ViewRow, { email, page }, { document: view });
      edit(row, { document: view, savedAt: raw('now()') });
      return true;
    });
  }

  async dropView(email: string, page: string): Promise<void> {
    await this.database.entities().nativeDelete(ViewRow, { email, page });
  }
}

/** What somebody sets to null is the browser's business again. */
function withoutNulls(settings: PersonSettings): PersonSettings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null && value !== undefined));
}
