import { randomBytes } from 'node:crypto';
import { sha256 } from '#runtime/environment/keys/sha256.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { hashOf, isPassword } from './password.ts';

/** For so long the link that sets a password works. */
const linkHours = 24;

/** People with a password of their own here (P1). */
export class People {
  constructor(private readonly database: Database) {}

  /** Whether this is the person's password. For a person who is not known the answer takes as long. */
  async isPasswordOf(email: string, password: string): Promise<boolean> {
    const [row] = await this.database.sql<{ password: string | null }>(
      'select password from portal.person where email = $1',
      [email],
    );
    return await isPassword(password, row?.password ?? undefined);
  }

  /** Whether somebody has set a password: from then on the demo people are gone. */
  async hasAny(): Promise<boolean> {
    const rows = await this.database.sql('select 1 from portal.person where password is not null limit 1');
    return rows.length > 0;
  }

  /** A token with which this person sets a password, once; one that was given before no longer works. */
  async makeLink(email: string): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await this.database.sql(
      `insert into portal.person (email, link_hash, link_ends_at) values ($1, $2, now() + interval '${linkHours} hours')
       on conflict (email) do update set link_hash = excluded.link_hash, link_ends_at = excluded.link_ends_at`,
      [email, sha256(token)],
    );
    return token;
  }

  /** Whose link this is; undefined when it was used, has ended, or is none. */
  async whoseLink(token: string): Promise<string | undefined> {
    const [row] = await this.database.sql<{ email: string }>(
      'select email from portal.person where link_hash = $1 and link_ends_at > now()',
      [sha256(token)],
    );
    return row?.email;
  }

  /**
   * Sets a password by a link, which is used with that; whoever was signed in is so no longer, nor are people of the demo.
   * @returns whose it is; undefined when the link no longer works
   */
  async setByLink(token: string, password: string): Promise<string | undefined> {
    const hash = await hashOf(password);
    const [row] = await this.database.sql<{ email: string }>(
      `with changed as (
         update portal.person set password = $2, password_set_at = now(), link_hash = null, link_ends_at = null
         where link_hash = $1 and link_ends_at > now() returning email
       ), ended as (
         delete from portal.session where email in (select email from changed)
           or exists (select from changed) and email not in (select email from portal.person where password is not null)
       )
       select email from changed`,
      [sha256(token), hash],
    );
    return row?.email;
  }

  /** Sets the password of somebody who is signed in; all their other sessions end. */
  async setPassword(email: string, password: string, keptSession: string): Promise<void> {
    const hash = await hashOf(password);
    await this.database.sql(
      `with changed as (
         update portal.person set password = $2, password_set_at = now(), link_hash = null, link_ends_at = null where email = $1
       ) delete from portal.session where email = $1 and id <> $3::uuid`,
      [email, hash, keptSession],
    );
  }
}
