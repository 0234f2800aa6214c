import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { sha256 } from '#runtime/environment/keys/sha256.ts';
import type { Database } from '#runtime/postgres/database.ts';

/** Somebody who is signed in with a browser. */
export interface Session {
  readonly id: string;
  readonly email: string;
  readonly name?: string;
  /** In seconds. */
  readonly signedInAt: number;
  /** The secret of the cookie; never told to scripts. */
  readonly token: string;
  /** What every write has to bring along, so that no other site can write with the cookie alone. */
  readonly csrf: string;
  /** The OpenID provider's tokens, sealed. */
  readonly sealed?: string;
}

/** A session as its person sees it in the list of their own. */
export interface OwnSession {
  readonly id: string;
  readonly signedInAt: string;
  readonly seenAt: string;
  readonly address: string;
  readonly agent: string;
  readonly current: boolean;
}

export interface NewSession {
  readonly email: string;
  readonly name?: string;
  readonly address: string;
  readonly agent: string;
  /** Seals what is kept beside, with the secret of the cookie. */
  readonly seal?: (token: string) => string;
}

/** Without a request for so long a session ends; after so many days in any case. */
const idle = '12 hours';
const whole = '7 days';
const lives = `seen_at > now() - interval '${idle}' and signed_in_at > now() - interval '${whole}'`;

/** Sessions (P1), by the clock of the database, so that all processes agree. */
export class Sessions {
  constructor(private readonly database: Database) {}

  /** Begins a session with a token that nobody has seen before; those of this person that have ended go. */
  async begin({ email, name, address, agent, seal }: NewSession): Promise<Session> {
    const token = randomBytes(32).toString('base64url');
    const [id, sealed] = [randomUUID(), seal?.(token)];
    const [row] = await this.database.sql<{ at: number }>(
      `with ended as (delete from portal.session where not (${lives}))
       insert into portal.session (token_hash, id, email, name, address, agent, sealed) values ($1, $2, $3, $4, $5, $6, $7)
       returning extract(epoch from signed_in_at)::float as at`,
      [sha256(token), id, email, name ?? null, address, agent.slice(0, 300), sealed ?? null],
    );
    return { id, email, name, signedInAt: row?.at ?? 0, token, csrf: csrfOf(token), sealed };
  }

  /** The session of a cookie that still lives; a request a minute keeps it alive. */
  async find(token: string | undefined): Promise<Session | undefined> {
    if (token === undefined || token.length !== 43) return undefined;
    const [row] = await this.database.sql<SessionFound>(
      `select id, email, name, sealed, extract(epoch from signed_in_at)::float as at, seen_at < now() - interval '1 minute' as stale
       from portal.session where token_hash = $1 and ${lives}`,
      [sha256(token)],
    );
    if (!row) return undefined;
    if (row.stale) await this.database.sql('update portal.session set seen_at = now() where id = $1', [row.id]);
    const { id, email } = row;
    const [name, sealed] = [row.name ?? undefined, row.sealed ?? undefined];
    return { id, email, name, signedInAt: row.at, token, csrf: csrfOf(token), sealed };
  }

  /** Keeps what `renew` seals anew, while nobody else does the same; undefined leaves what is there. */
  async renewing(session: Session, renew: (current: Session) => Promise<string | undefined>): Promise<Session> {
    return await this.database.transaction(async (sql) => {
      const [row] = await sql<{ sealed: string | null }>('select sealed from portal.session where id = $1 for update', [
        session.id,
      ]);
      const current = { ...session, sealed: row?.sealed ?? undefined };
      const sealed = await renew(current);
      if (sealed === undefined) return current;
      await sql('update portal.session set sealed = $2 where id = $1', [session.id, sealed]);
      return { ...current, sealed };
    });
  }

  /** Whether a session still lives; asking does not keep it alive. */
  async isAlive(id: string): Promise<boolean> {
    const rows = await this.database.sql(`select 1 from portal.session where id = $1::uuid and ${lives}`, [id]);
    return rows.length > 0;
  }

  async list({ email, id: own }: Session): Promise<OwnSession[]> {
    const rows = await this.database.sql<Omit<OwnSession, 'current'>>(
      `select id, address, agent, ${instant('signed_in_at')} as "signedInAt", ${instant('seen_at')} as "seenAt"
       from portal.session where email = $1 and ${lives} order by seen_at desc, id limit 500`,
      [email],
    );
    return rows.map((row) => ({ ...row, current: row.id === own }));
  }

  /** Ends one of the person's sessions, or all but `kept`. @returns how many */
  async end(email: string, which: { readonly id: string } | { readonly allBut: string }): Promise<number> {
    const [condition, id] = 'id' in which ? ['id = $2::uuid', which.id] : ['id <> $2::uuid', which.allBut];
    const rows = await this.database.sql(`delete from portal.session where email = $1 and ${condition} returning id`, [
      email,
      id,
    ]);
    return rows.length;
  }

  /** Ends the session of a cookie. */
  async endToken(token: string): Promise<void> {
    await this.database.sql('delete from portal.session where token_hash = $1', [sha256(token)]);
  }
}

interface SessionFound {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly sealed: string | null;
  readonly at: number;
  readonly stale: boolean;
}

/** Whether a text is the CSRF token of a session; the comparison takes the same time for every text. */
export function isCsrfOf({ csrf }: Session, given: unknown): boolean {
  const [a, b] = [Buffer.from(csrf), Buffer.from(typeof given === 'string' ? given : '')];
  return a.length === b.length && timingSafeEqual(a, b);
}

function csrfOf(token: string): string {
  return createHmac('sha256', token).update('csrf').digest('base64url');
}

function instant(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
