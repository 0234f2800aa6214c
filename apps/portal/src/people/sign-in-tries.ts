import { sha256 } from '#runtime/environment/keys/sha256.ts';
import type { Database } from '#runtime/postgres/database.ts';

/** How many wrong passwords are free, and from when on each doubles the wait, up to `longest` seconds. */
interface Limit {
  readonly who: string;
  readonly free: number;
  readonly longest: number;
}

/** Wrong passwords are forgotten after so long without another. */
const forgottenAfter = '24 hours';

/**
 * Counts tries to sign in before anything is known of them, so that many at once are as many tries; for people that there are and for
 * others alike. It is in the database: processes count together, and a start forgets nothing.
 */
export class SignInTries {
  constructor(private readonly database: Database) {}

  /**
   * Counts one try of an account from an address.
   * @returns in how many seconds one more is looked at; undefined when this one is
   */
  async take(email: string, address: string): Promise<number | undefined> {
    return await this.database.transaction(async (sql) => {
      const limits = limitsOf(email, address);
      // Rows are locked in one order, whoever comes at once.
      await sql(
        `insert into portal.sign_in_try (who, tries) select who, 0 from unnest($1::text[]) who order by who on conflict do nothing`,
        [limits.map(({ who }) => who)],
      );
      const rows = await sql<{ who: string; tries: number; since: number }>(
        `select who, case when last_at < now() - interval '${forgottenAfter}' then 0 else tries end as tries,
           extract(epoch from clock_timestamp() - last_at)::float as since
         from portal.sign_in_try where who = any($1::text[]) order by who for update`,
        [limits.map(({ who }) => who)],
      );
      const waits = limits.map((limit) =>
        waitOf(
          limit,
          rows.find(({ who }) => who === limit.who),
        ),
      );
      const wait = Math.max(...waits);
      if (wait > 0) return wait;
      await sql(
        `update portal.sign_in_try set last_at = clock_timestamp(),
           tries = case when last_at < now() - interval '${forgottenAfter}' then 1 else tries + 1 end
         where who = any($1::text[])`,
        [limits.map(({ who }) => who)],
      );
      return undefined;
    });
  }

  /** Whoever knew the password: the tries of this person from this address were theirs. */
  async forget(email: string, address: string): Promise<void> {
    const [pair, ...others] = limitsOf(email, address);
    await this.database.sql('delete from portal.sign_in_try where who = $1', [pair?.who]);
    await this.database.sql(
      'update portal.sign_in_try set tries = greatest(tries - 1, 0) where who = any($1::text[])',
      [others.map(({ who }) => who)],
    );
  }
}

/**
 * Five of a person from one address; more from elsewhere, since a stranger must not be able to lock somebody out for long, nor one
 * person all others behind one address.
 */
function limitsOf(email: string, address: string): readonly Limit[] {
  return [
    { who: sha256(`both ${email}\n${address}`, 'base64url'), free: 5, longest: 900 },
    { who: sha256(`account ${email}`, 'base64url'), free: 25, longest: 60 },
    { who: sha256(`address ${address}`, 'base64url'), free: 50, longest: 300 },
  ];
}

function waitOf({ free, longest }: Limit, row: { tries: number; since: number } | undefined): number {
  if (!row || row.tries < free) return 0;
  const whole = Math.min(longest, 2 ** Math.min(20, row.tries - free + 1));
  return Math.max(0, Math.ceil(whole - row.since));
}
