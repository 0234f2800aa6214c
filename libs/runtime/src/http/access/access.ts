import type { Database } from '#runtime/postgres/database.ts';
import type { Person } from './auth.ts';
import { authorityOf, membershipsOf, operatorsAmong, owning, placesOf, readableBy } from './authority.ts';

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
 * What follows from a person's memberships, as services keep them and `authority.ts` reads them. Whoever administers an MSP or a reseller
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
    const { sql, schema } = this.database;
    return await readableBy(sql, membershipsOf(schema), person.email);
  }

  /**
   * P1: whether the person may change what concerns one of these accounts: an administrator of it, or of an MSP or reseller above
   * it, for the whole organization and with full access.
   */
  async mayChange(person: Person, accountIds: readonly string[]): Promise<boolean> {
    const changeable = await this.changeable(person, accountIds);
    return changeable === 'everything' || changeable.size > 0;
  }

  /**
   * O7: the same of every one of these accounts. No account at all is no: there is nothing that the authority could come from.
   */
  async mayChangeEvery(person: Person, accountIds: readonly string[]): Promise<boolean> {
    const changeable = await this.changeable(person, accountIds);
    if (changeable === 'everything') return true;
    return accountIds.length > 0 && accountIds.every((accountId) => changeable.has(accountId));
  }

  /** Those of the accounts in which the person may change things (P1). */
  async changeable({ email }: Person, accountIds: readonly string[]): Promise<'everything' | ReadonlySet<string>> {
    const { sql, schema } = this.database;
    const authority = await authorityOf(sql, membershipsOf(schema), this.operators, [email], accountIds);
    return authority.get(email) ?? new Set();
  }

  /** Those of the accounts that the person may change themselves, and say who administers them: as an owner or super-user (P1). */
  async administrable(person: Person, accountIds: readonly string[]): Promise<'everything' | ReadonlySet<string>> {
    if (await this.isOperator(person)) return 'everything';
    const { sql, schema } = this.database;
    const places = await placesOf(sql, membershipsOf(schema), owning, [person.email], accountIds);
    return new Set(places.map(({ asked }) => asked));
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
    return (await operatorsAmong(sql, membershipsOf(schema), this.operators, [person.email])).has(person.email);
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
