import { randomBytes } from 'node:crypto';
import { LockMode, raw } from '@mikro-orm/core';
import { sha256 } from '#runtime/environment/keys/sha256.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { type Sql } from '#runtime/postgres/sql.ts';
import { edit, lockedRow } from '../portal.store.ts';
import { PersonRow, portal } from '../portal.tables.ts';
import { hashOf, isPassword } from './password.ts';

/** For so long the link that sets a password works. */
const linkHours = 24;

/** What a link is worth once it was used. */
const noLink = { linkHash: null, linkEndsAt: null };

/** Of the database, so that all processes agree. */
const now = () => raw('now()');

/** People with a password of their own here (P1): a row each, edited through the EntityManager (decision 0019). */
export class People {
  constructor(private readonly database: Database) {}

  /** Whether this is the person's password. For a person who is not known the answer takes as long. */
  async isPasswordOf(email: string, password: string): Promise<boolean> {
    const person = await this.database.entities().findOne(PersonRow, { email });
    return await isPassword(password, person?.password ?? undefined);
  }

  /** Whether somebody has set a password: from then on the demo people are gone. */
  async hasAny(): Promise<boolean> {
    const person = await this.database
      .entities()
      .findOne(PersonRow, { password: { $ne: null } }, { fields: ['email'] });
    return person !== null;
  }

  /** A token with which this person sets a password, once; one that was given before no longer works. */
  async makeLink(email: string): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await this.database.transaction(async (_, em) => {
      const person = await lockedRow(em, PersonRow, { email });
      edit(person, { linkHash: sha256(token), linkEndsAt: raw(`now() + interval '${linkHours} hours'`) });
    });
    return token;
  }

  /** Whose link this is; undefined when it was used, has ended, or is none. */
  async whoseLink(token: string): Promise<string | undefined> {
    const person = await this.database.entities().findOne(PersonRow, ofLink(token));
    return person?.email;
  }

  /**
   * Sets a password by a link, which is used with that; whoever was signed in is so no longer, nor are people of the demo.
   * @returns whose it is; undefined when the link no longer works
   */
  async setByLink(token: string, password: string): Promise<string | undefined> {
    const hash = await hashOf(password);
    return await this.database.transaction(async (sql, em) => {
      const person = await em.findOne(PersonRow, ofLink(token), { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!person) return undefined;
      edit(person, { password: hash, passwordSetAt: now(), ...noLink });
      await em.flush();
      await endSessionsOf(sql, person.email);
      return person.email;
    });
  }

  /** Sets the password of somebody who is signed in; all their other sessions end. */
  async setPassword(email: string, password: string, keptSession: string): Promise<void> {
    const hash = await hashOf(password);
    await this.database.transaction(async (sql, em) => {
      const person = await em.findOne(PersonRow, { email }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (person) edit(person, { password: hash, passwordSetAt: now(), ...noLink });
      await portal(sql).deleteFrom('session').where('email', '=', email).where('id', '!=', keptSession).execute();
    });
  }
}

/** The person whose link works still. */
function ofLink(token: string) {
  return { linkHash: sha256(token), linkEndsAt: { $gt: now() } };
}

/** Ends the sessions of somebody, and those of people who have no password here. */
async function endSessionsOf(sql: Sql, email: string): Promise<void> {
  const withPassword = portal(sql).selectFrom('person').select('email').where('password', 'is not', null);
  await portal(sql)
    .deleteFrom('session')
    .where((that) => that.or([that('email', '=', email), that('email', 'not in', withPassword)]))
    .execute();
}
