import type { AskedOrder } from '#domain/orders/revision.ts';
import {
  type KnownOrder,
  payingAccounts,
  personsViolations,
  skusAskedFor,
} from '#domain/orders/rules/persons-order.ts';
import type { Access } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { forbidden, rulesBroken } from '#runtime/http/problem.filter.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { productsOf } from './intake.store.ts';

/**
 * O7: a person orders only for accounts in which he or she may change things, and that is every account that receives or pays, in
 * the order as it stands and in the revision that is asked for; price and term are the catalog's. Operators state what they like.
 *
 * @param known the order as it stands
 * @throws Problem 403 without that authority, 422 with everything that a person may not state
 */
export async function checkPersonsOrder(
  sql: Sql,
  access: Access,
  person: Person,
  asked: AskedOrder,
  known: KnownOrder | undefined,
): Promise<void> {
  const ids = [...payingAccounts(asked.accounts), ...payingAccounts(known?.accounts)];
  if (!(await access.mayChangeEvery(person, ids))) {
    throw forbidden(
      'orders can be placed and changed for accounts that you administer, and that is every account that receives or pays: ' +
        'end-customer, sold-to and bill-to',
    );
  }
  const violations = personsViolations(asked, await productsOf(sql, skusAskedFor(asked)), known);
  if (violations.length > 0) throw rulesBroken(violations);
}
