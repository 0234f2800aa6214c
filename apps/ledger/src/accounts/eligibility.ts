import type { z } from 'zod';
import { eligibleFor, eligibleQuantity } from '#contracts/http/http-ledger.ts';
import { stockMoveRequested, transferRequested } from '#contracts/license-requests.ts';
import type { Violation } from '#domain/values/violation.ts';
import { bodyOf } from '#runtime/http/body.ts';
import { type Problem, wrongParameter } from '#runtime/http/problem.filter.ts';
import type { Sql } from '#runtime/postgres/sql.ts';

/** What a list of accounts is asked besides: which of them licenses could go to, or come from (T8). */
export interface EligibleQuery {
  readonly eligibleFor?: string;
  /** The account on the other side: one of the two. */
  readonly from?: string;
  readonly to?: string;
  readonly sku?: string;
  readonly lotId?: string;
  readonly quantity?: string;
}

/** The same, understood. */
export interface Eligibility {
  readonly action: z.infer<typeof eligibleFor>;
  readonly side: 'from' | 'to';
  readonly other: string;
  readonly sku?: string;
  readonly lotId?: string;
  readonly quantity: number;
}

/** A request that would be made of an account, as its preview takes it. */
export interface Trial {
  readonly accountId: string;
  readonly type: string;
  readonly data: object;
}

/** Whether an account is eligible, and what stands in its way where it is not. */
export interface EligibleView {
  readonly eligible: boolean;
  readonly reasons: readonly Violation[];
}

/** Products of an account that are tried where none is named. */
const triedProducts = 20;
/** Accounts of a page that are tried: each is a preview. */
export const triedAccounts = 100;

/**
 * What a query asks; undefined when it asks for accounts alone.
 * @throws Problem 400 for what says nothing or not enough
 */
export function eligibilityOf(query: EligibleQuery): Eligibility | undefined {
  const { from, to, sku, lotId } = query;
  if (query.eligibleFor === undefined) {
    const [named] = Object.entries({ from, to, sku, lotId, quantity: query.quantity }).filter(([, value]) => value);
    if (named) throw wrong(named[0], `${named[0]} says something with eligibleFor alone`);
    return undefined;
  }
  const action = eligibleFor.safeParse(query.eligibleFor).data;
  if (!action) throw wrong('eligibleFor', `eligibleFor is none of ${eligibleFor.options.join(', ')}`);
  if ((from === undefined) === (to === undefined))
    throw wrong('eligibleFor', 'eligibleFor needs from or to: the account on the other side');
  if (sku !== undefined && lotId !== undefined) throw wrong('lotId', 'sku and lotId are one too many');
  if (action === 'stock-move' && (from === undefined || (lotId ?? sku) === undefined)) {
    throw wrong('eligibleFor', 'eligibleFor=stock-move needs from, and lotId or sku: the reseller and the stock');
  }
  const quantity = eligibleQuantity.safeParse(Number(query.quantity ?? 1)).data;
  if (quantity === undefined) throw wrong('quantity', 'quantity is no whole number from 1 to 1000000');
  return { action, side: from === undefined ? 'to' : 'from', other: from ?? to ?? '', sku, lotId, quantity };
}

function wrong(path: string, message: string): Problem {
  return wrongParameter(path, { message });
}

/** What would be asked of each account: one request, or where no product is named, one for each that its giver holds. */
export async function trialsOf(sql: Sql, asked: Eligibility, accountIds: readonly string[]): Promise<Trial[]> {
  const { action, side, other, sku, lotId, quantity } = asked;
  const sides = (accountId: string) =>
    side === 'from' ? { from: other, to: accountId } : { from: accountId, to: other };
  if (action === 'stock-move') {
    return accountIds.map((accountId) => {
      const data = bodyOf(stockMoveRequested, { ...sides(accountId), lotId, sku, quantity });
      return { accountId, type: 'stock.move-requested.v1', data };
    });
  }
  const named = lotId === undefined ? sku && { sku } : { lotId };
  const held = named ? new Map<string, string[]>() : await productsHeld(sql, side === 'from' ? [other] : accountIds);
  return accountIds.flatMap((accountId) => {
    const lines = named
      ? [named]
      : (held.get(side === 'from' ? other : accountId) ?? []).map((each) => ({ sku: each }));
    return lines.map((line) => {
      const data = bodyOf(transferRequested, { ...sides(accountId), lines: [{ ...line, quantity }] });
      return { accountId, type: 'license.transfer-requested.v1', data };
    });
  });
}

/** What trials came to: an account is eligible when one of its trials has nothing in its way. */
export function eligibleView(giver: string, found: readonly (readonly Violation[])[]): EligibleView {
  if (found.length === 0) {
    const message = `${giver} holds no licenses`;
    return {
      eligible: false,
      reasons: [{ code: 'NOTHING_HELD', message, remedy: 'choose an account that holds some' }],
    };
  }
  if (found.some((violations) => violations.length === 0)) return { eligible: true, reasons: [] };
  const distinct = new Map(found.flat().map((violation) => [`${violation.code} ${violation.message}`, violation]));
  return { eligible: false, reasons: [...distinct.values()].slice(0, triedProducts) };
}

async function productsHeld(sql: Sql, accountIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await sql<{ account_id: string; skus: string[] }>(
    `select account_id, (array_agg(distinct sku order by sku))[1:$2] as skus from ledger.holding
     where account_id = any($1::text[]) and quantity > 0 group by account_id`,
    [accountIds, triedProducts],
  );
  return new Map(rows.map(({ account_id, skus }) => [account_id, skus]));
}
