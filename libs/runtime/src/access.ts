import type { Person } from './auth.ts';
import type { Database } from './database.ts';
import type { Sql } from './slice.ts';

/** What a person may see: everything, or what concerns these accounts. */
export type Visible = 'everything' | readonly string[];

/** A person's part in an account. */
export interface Role {
  readonly accountId: string;
  readonly role: string;
  readonly access: string;
  readonly scope: string;
}

/**
 * What follows from a person's memberships, in the one place where it is decided. Whoever administers an MSP or a reseller
 * sees the accounts below it as well.
 */
export class Access {
  constructor(
    private readonly database: Database,
    private readonly operators: readonly string[],
  ) {}

  /** The accounts whose data the person may see. */
  async visibleTo(person: Person): Promise<Visible> {
    if (await this.isOperator(person)) return 'everything';
    const rows = await this.database.sql<{ account_id: string }>(
      `with recursive mine as (
         select account_id from "${this.database.schema}".membership where email = $1 and not removed
         union
         select child.account_id from "${this.database.schema}".account_parent child
           join mine on child.parent_id = mine.account_id
       ) select account_id from mine`,
      [person.email],
    );
    return rows.map((row) => row.account_id);
  }

  /**
   * P1: whether the person may change what concerns one of these accounts: an administrator of it, or of an MSP or reseller above
   * it, for the whole organisation and with full access.
   */
  async mayChange(person: Person, accountIds: readonly string[]): Promise<boolean> {
    if (await this.isOperator(person)) return true;
    return (await this.changeable(person, accountIds)).size > 0;
  }

  /**
   * O7: the same of every one of these accounts. No account at all is no: there is nothing that the authority could come from.
   */
  async mayChangeEvery(person: Person, accountIds: readonly string[]): Promise<boolean> {
    if (await this.isOperator(person)) return true;
    const changeable = await this.changeable(person, accountIds);
    return accountIds.length > 0 && accountIds.every((accountId) => changeable.has(accountId));
  }

  /** Those of the accounts in which the person may change things by a membership there or above. */
  private async changeable({ email }: Person, accountIds: readonly string[]): Promise<ReadonlySet<string>> {
    const { sql, schema } = this.database;
    return (await changeableBy(sql, schema, [email], accountIds)).get(email) ?? new Set();
  }

  /** The person's own memberships. */
  async rolesOf(person: Person): Promise<Role[]> {
    return await this.database.sql<Role>(
      `select account_id as "accountId", role, access, scope from "${this.database.schema}".membership
       where email = $1 and not removed order by account_id`,
      [person.email],
    );
  }

  /** R6: operators see everything and replay dead letters: whom the settings name, and whoever has the role of support. */
  async isOperator(person: Person): Promise<boolean> {
    const { sql, schema } = this.database;
    return (await operatorsAmong(sql, schema, this.operators, [person.email])).has(person.email);
  }
}

/**
 * What people may change, for what is decided in a transaction: in which of the accounts each of them may change things, and
 * `everything` for operators. Who may nothing is not there.
 *
 * @param operators whom the settings name
 */
export async function authorityOf(
  sql: Sql,
  schema: string,
  operators: readonly string[],
  emails: readonly string[],
  accountIds: readonly string[],
): Promise<Map<string, 'everything' | ReadonlySet<string>>> {
  if (emails.length === 0) return new Map();
  const authority = new Map<string, 'everything' | ReadonlySet<string>>(
    await changeableBy(sql, schema, emails, accountIds),
  );
  for (const email of await operatorsAmong(sql, schema, operators, emails)) authority.set(email, 'everything');
  return authority;
}

/** P1: the accounts of a list in which each of the people is an administrator, there or above, of the whole organization with full access. */
async function changeableBy(
  sql: Sql,
  schema: string,
  emails: readonly string[],
  accountIds: readonly string[],
): Promise<Map<string, Set<string>>> {
  const rows = await sql<{ email: string; asked: string }>(
    `with recursive above as (
       select asked, asked as account_id from unnest($1::text[]) asked
       union
       select asked, parent.parent_id from "${schema}".account_parent parent join above using (account_id)
         where parent.parent_id is not null
     )
     select distinct email, asked from above join "${schema}".membership using (account_id)
     where email = any($2::text[]) and not removed
       and role in ('super-user', 'owner', 'admin') and access = 'full' and scope = 'organization'`,
    [accountIds, emails],
  );
  const changeable = new Map<string, Set<string>>();
  for (const { email, asked } of rows) changeable.set(email, (changeable.get(email) ?? new Set()).add(asked));
  return changeable;
}

/** R6: whom the settings name, and whoever has the role of support. */
async function operatorsAmong(
  sql: Sql,
  schema: string,
  operators: readonly string[],
  emails: readonly string[],
): Promise<Set<string>> {
  const named = emails.filter((email) => operators.includes(email));
  if (named.length === emails.length) return new Set(named);
  const rows = await sql<{ email: string }>(
    `select distinct email from "${schema}".membership where email = any($1::text[]) and role = 'support' and not removed`,
    [emails],
  );
  return new Set([...named, ...rows.map(({ email }) => email)]);
}

/** Which sides of something between two accounts the person may see; a side that is nobody's hides nothing. */
export function seenSides(visible: Visible, source: string | null, target: string | null) {
  const sees = (accountId: string | null) => accountId === null || maySee(visible, [accountId]);
  return { source: sees(source), target: sees(target) };
}

/** True when the person may see something that concerns these accounts. */
export function maySee(visible: Visible, accountIds: readonly string[]): boolean {
  return visible === 'everything' || accountIds.some((accountId) => visible.includes(accountId));
}
