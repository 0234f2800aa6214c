import { z } from 'zod';
import { timeZone } from '#contracts/text/primitives.ts';
import type { Database } from '#runtime/postgres/database.ts';

/** How a person likes the portal; what is null or absent is the browser's business. */
export const personSettings = z.strictObject({
  language: z
    .string()
    .regex(/^(en|de)(-[A-Z]{2})?$/, 'is none of en and de, with a country or without: en, en-GB, de-AT')
    .nullish(),
  timeZone: timeZone.nullish(),
  theme: z.enum(['system', 'light', 'dark']).nullish(),
  density: z.enum(['compact', 'comfortable']).nullish(),
  /** Whether single letters are shortcuts. */
  shortcuts: z.boolean().nullish(),
});

export type PersonSettings = z.infer<typeof personSettings>;

/** More views than pages need, so that nobody fills the database. */
const mostViews = 200;

/** What people settle for themselves, by person. */
export class Preferences {
  constructor(private readonly database: Database) {}

  async settings(email: string): Promise<PersonSettings> {
    const [row] = await this.database.sql<{ document: PersonSettings }>(
      'select document from portal.setting where email = $1',
      [email],
    );
    return row?.document ?? {};
  }

  /** Changes what is given, and leaves the rest. */
  async change(email: string, settings: PersonSettings): Promise<PersonSettings> {
    const [row] = await this.database.sql<{ document: PersonSettings }>(
      `insert into portal.setting (email, document) values ($1, jsonb_strip_nulls($2::jsonb))
       on conflict (email) do update set document = jsonb_strip_nulls(setting.document || $2::jsonb) returning document`,
      [email, JSON.stringify(settings)],
    );
    return row?.document ?? {};
  }

  /** How the person likes the list of a page; null as it comes. */
  async view(email: string, page: string): Promise<unknown> {
    const [row] = await this.database.sql<{ document: unknown }>(
      'select document from portal.view where email = $1 and page = $2',
      [email, page],
    );
    return row?.document ?? null;
  }

  /** @returns false when the person has too many already */
  async saveView(email: string, page: string, view: object): Promise<boolean> {
    const rows = await this.database.sql(
      `insert into portal.view (email, page, document)
       select $1, $2, $3::jsonb where (select count(*) from portal.view where email = $1 and page <> $2) < $4
       on conflict (email, page) do update set document = excluded.document, saved_at = now() returning page`,
      [email, page, JSON.stringify(view), mostViews],
    );
    return rows.length > 0;
  }

  async dropView(email: string, page: string): Promise<void> {
    await this.database.sql('delete from portal.view where email = $1 and page = $2', [email, page]);
  }
}
