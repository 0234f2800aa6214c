import type { Sql } from '#runtime/slice.ts';

/**
 * P1: whether a person may change something that concerns these accounts: an administrator of one of them, or of an MSP or reseller
 * above it, for the whole organisation and with full access. The ledger says the same of what it keeps.
 */
export async function mayWrite(sql: Sql, email: string, accountIds: readonly string[]): Promise<boolean> {
  const [row] = await sql<{ may: boolean }>(
    `with recursive above as (
       select unnest($1::text[]) as account_id
       union
       select parent.parent_id from fulfillment.account_parent parent join above using (account_id)
         where parent.parent_id is not null
     )
     select exists (
       select from fulfillment.membership where account_id in (select account_id from above) and email = $2 and not removed
         and role in ('super-user', 'owner', 'admin') and access = 'full' and scope = 'organization'
     ) as may`,
    [accountIds, email.toLowerCase()],
  );
  return row?.may === true;
}
