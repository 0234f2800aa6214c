import type { Sql } from '#runtime/postgres/sql.ts';

/**
 * P1, L11: who may do what in which account, as one piece of SQL over whichever tables hold it: every service keeps memberships, and
 * the ledger the administrators that its rules look at. `authority.ts` of domain/licenses says the same of books in memory, and
 * `authority.int-spec.ts` holds the two against each other.
 */

/** The tables, as SQL names them: `members` with a row for each person in an account, `parents` with the account above each. */
export interface AuthorityTables {
  readonly members: string;
  readonly parents: string;
}

/** What every service keeps from topic `accounts`. */
export function membershipsOf(schema: string): AuthorityTables {
  return { members: `"${schema}".membership`, parents: `"${schema}".account_parent` };
}

/** The roles that change what an account has. */
export const administering: readonly string[] = ['super-user', 'owner', 'admin'];

/** The roles that change the account itself and who administers it. */
export const owning: readonly string[] = ['super-user', 'owner'];

/** That one of the people has one of the roles in `accountId`, which is the account `asked` or one above it. */
export interface RolePlace {
  readonly email: string;
  readonly asked: string;
  readonly accountId: string;
}

/** Where people have one of the roles, of the whole organization and with full access, in accounts or in those above them. */
export async function placesOf(
  sql: Sql,
  { members, parents }: AuthorityTables,
  roles: readonly string[],
  emails: readonly string[],
  accountIds: readonly string[],
): Promise<RolePlace[]> {
  if (emails.length === 0 || accountIds.length === 0) return [];
  return await sql<RolePlace>(
    `with recursive ${above(parents)}
     select distinct email, asked, account_id as "accountId" from above join ${members} using (account_id)
     where email = any($2::text[]) and not removed and role = any($3::text[]) and access = 'full' and scope = 'organization'`,
    [accountIds, emails, roles],
  );
}

/** The account and all that are above it. */
export async function aboveOf(sql: Sql, { parents }: AuthorityTables, accountId: string): Promise<Set<string>> {
  const rows = await sql<{ account_id: string }>(`with recursive ${above(parents)} select account_id from above`, [
    [accountId],
  ]);
  return new Set(rows.map((row) => row.account_id));
}

/** The accounts in which a person has any role, and all below them: what they may read. */
export async function readableBy(sql: Sql, { members, parents }: AuthorityTables, email: string): Promise<string[]> {
  const rows = await sql<{ account_id: string }>(
    `with recursive mine as (
       select account_id from ${members} where email = $1 and not removed
       union
       select child.account_id from ${parents} child join mine on child.parent_id = mine.account_id
     ) select account_id from mine`,
    [email],
  );
  return rows.map((row) => row.account_id);
}

/**
 * What people may change, for what is decided in a transaction: in which of the accounts each of them may change things, and
 * `everything` for operators. Who may nothing is not there.
 *
 * @param operators whom the settings name
 */
export async function authorityOf(
  sql: Sql,
  tables: AuthorityTables,
  operators: readonly string[],
  emails: readonly string[],
  accountIds: readonly string[],
): Promise<Map<string, 'everything' | ReadonlySet<string>>> {
  if (emails.length === 0) return new Map();
  const places = Map.groupBy(await placesOf(sql, tables, administering, emails, accountIds), ({ email }) => email);
  const authority = new Map<string, 'everything' | ReadonlySet<string>>();
  for (const [email, theirs] of places) authority.set(email, new Set(theirs.map(({ asked }) => asked)));
  for (const email of await operatorsAmong(sql, tables, operators, emails)) authority.set(email, 'everything');
  return authority;
}

/** R6: whom the settings name, and whoever has the role of support. */
export async function operatorsAmong(
  sql: Sql,
  { members }: AuthorityTables,
  operators: readonly string[],
  emails: readonly string[],
): Promise<Set<string>> {
  const named = emails.filter((email) => operators.includes(email));
  if (named.length === emails.length) return new Set(named);
  const rows = await sql<{ email: string }>(
    `select distinct email from ${members} where email = any($1::text[]) and role = 'support' and not removed`,
    [emails],
  );
  return new Set([...named, ...rows.map(({ email }) => email)]);
}

// Accounts that are above each other end nothing: union drops what was there before.
function above(parents: string): string {
  return `above as (
       select asked, asked as account_id from unnest($1::text[]) asked
       union
       select asked, parent.parent_id from ${parents} parent join above using (account_id)
         where parent.parent_id is not null
     )`;
}
