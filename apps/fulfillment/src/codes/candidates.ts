import type { Candidate } from '#domain/entitlements/fulfil.ts';
import { ssrnFrom } from '#domain/entitlements/ssrn.ts';
import { type CodeKeys, sealCode } from '#runtime/environment/keys/sealed-codes.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { codeHash, drawActivationCode } from './codes.ts';

/**
 * A code and an SSRN for each new entitlement, by its id (F2). They are drawn before anything is decided, so that deciding needs
 * neither chance nor the database. A rollback leaves a gap in the series of SSRNs, never a second use of a number.
 */
export async function drawCandidates(
  sql: Sql,
  keys: CodeKeys,
  entitlementIds: readonly string[],
): Promise<Map<string, Candidate>> {
  if (entitlementIds.length === 0) return new Map();
  const rows = await sql<{ series: string }>(
    `select nextval('fulfillment.ssrn_series') as series from generate_series(1, $1::int)`,
    [entitlementIds.length],
  );
  return new Map(
    rows.map(({ series }, index) => {
      const entitlementId = entitlementIds[index] ?? '';
      return [entitlementId, candidate(keys, entitlementId, BigInt(series))];
    }),
  );
}

function candidate(keys: CodeKeys, entitlementId: string, series: bigint): Candidate {
  const code = drawActivationCode();
  return {
    sealedActivationCode: sealCode(keys, entitlementId, code),
    activationCodeHash: codeHash(keys, code),
    ssrn: ssrnFrom(series),
  };
}
