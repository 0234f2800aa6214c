import type { Person } from './auth.ts';
import type { Database } from './database.ts';

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
  private async changeable(person: Person, accountIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.sql<{ asked: string }>(
      `with recursive above as (
         select asked, asked as account_id from unnest($1::text[]) asked
         union
         select asked, parent.parent_id from "${this.database.schema}".account_parent parent join above using (account_id)
           where parent.parent_id is not null
       )
       select distinct asked from above join "${this.database.schema}".membership using (account_id)
       where email = $2 and not removed
         and role in ('super-user', 'owner', 'admin') and access = 'full' and scope = 'organization'`,
      [accountIds, person.email],
    );
    return new Set(rows.map((row) => row.asked));
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
    if (this.operators.includes(person.email)) return true;
    const rows = await this.database.sql(
      `select from "${this.database.schema}".membership where email = $1 and role = 'support' and not removed limit 1`,
      [person.email],
    );
    return rows.length > 0;
  }
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
