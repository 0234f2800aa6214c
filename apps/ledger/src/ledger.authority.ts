import type { Sql } from '#runtime/slice.ts';

/**
 * P1: whether a person may change what an account has: an administrator of it, or of an MSP or reseller above it, for the whole
 * organisation and with full access. What a program asks for besides is the program's own.
 */
export async function mayWrite(sql: Sql, email: string, accountId: string): Promise<boolean> {
  const [row] = await sql<{ may: boolean }>(
    `with recursive above as (
       select account_id, parent_id from ledger.account where account_id = $1
       union
       select parent.account_id, parent.parent_id from ledger.account parent join above on parent.account_id = above.parent_id
     )
     select exists (
       select from ledger.administrator where account_id in (select account_id from above) and email = $2 and not removed
         and role in ('super-user', 'owner', 'admin') and access = 'full' and scope = 'organization'
     ) as may`,
    [accountId, email.toLowerCase()],
  );
  return row?.may === true;
}
