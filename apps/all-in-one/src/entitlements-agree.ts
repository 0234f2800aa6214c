import { fulfilledEntitlements } from '../../fulfillment/src/verify.ts';
import { grantedEntitlements } from '../../ledger/src/verify.ts';

const mostTold = 100;

/**
 * Where fulfillment and the ledger say different things of the same order lines, in words: after one of the two was restored from a
 * backup (R8). What is fulfilled at this moment may not be in the ledger for a second.
 */
export function entitlementDifferences(
  fulfilled: ReadonlyMap<string, string>,
  granted: ReadonlyMap<string, string>,
): string[] {
  const ofFulfilled = [...fulfilled].flatMap(([id, ssrn]) => {
    const other = granted.get(id);
    if (other === undefined) return [`${id} was fulfilled and is not in the ledger`];
    return other === ssrn ? [] : [`${id} has SSRN ${ssrn} in fulfillment and ${other} in the ledger`];
  });
  const lost = [...granted.keys()].filter((id) => !fulfilled.has(id));
  return [
    ...ofFulfilled,
    ...lost.map((id) => `${id} is in the ledger and was never fulfilled, as fulfillment remembers`),
  ];
}

/**
 * `npm run verify -- entitlements`: prints each difference.
 * @returns the exit code: 1 when there is one
 */
export async function verifyEntitlements(variables: Readonly<Record<string, string | undefined>>): Promise<0 | 1> {
  // What is fulfilled while this reads is told as missing in the ledger: ask again.
  const granted = await grantedEntitlements(variables);
  const fulfilled = await fulfilledEntitlements(variables);
  const differences = entitlementDifferences(fulfilled, granted);
  for (const difference of differences.slice(0, mostTold)) console.log(difference);
  if (differences.length > mostTold) console.log(`and ${differences.length - mostTold} more`);
  const counts = `${fulfilled.size} entitlements were fulfilled, ${granted.size} are in the ledger`;
  console.log(differences.length === 0 ? `${counts}; they agree` : `${counts}; ${differences.length} differ`);
  return differences.length === 0 ? 0 : 1;
}
