import type { Order, Product } from '#domain/orders/order.ts';
import { formatMinor, isCurrency, parseMinor } from '#domain/values/money.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { Access } from '#runtime/access.ts';
import type { Person } from '#runtime/auth.ts';
import { forbidden, Problem } from '#runtime/problem.filter.ts';
import type { Sql } from '#runtime/slice.ts';

/** What a person asks for, as far as it can be read; the order's own rules find what is wrong with the rest. */
export interface AskedOrder {
  readonly currency?: unknown;
  readonly accounts?: unknown;
  readonly lines?: unknown;
}

/** The accounts that receive or pay for an order (O7). */
const payingRoles: readonly unknown[] = ['end-customer', 'sold-to', 'bill-to'];

/**
 * O7: a person orders only for accounts in which he or she may change things, and that is every account that receives or pays, in
 * the order as it stands and in the revision that is asked for; the price is the catalog's. Operators state what they like.
 *
 * @param known the order as it stands
 * @throws Problem 403 without that authority, 422 with every price that is not the catalog's
 */
export async function checkPersonsOrder(
  sql: Sql,
  access: Access,
  person: Person,
  asked: AskedOrder,
  known: Pick<Order, 'accounts' | 'lines' | 'currency'> | undefined,
): Promise<void> {
  const ids = [...payingAccounts(asked.accounts), ...payingAccounts(known?.accounts)];
  if (!(await access.mayChangeEvery(person, ids))) {
    throw forbidden(
      'orders can be placed and changed for accounts that you administer, and that is every account that receives or pays: ' +
        'end-customer, sold-to and bill-to',
    );
  }
  const lines = listOf(asked.lines);
  const violations = pricesOtherThan(await productsOf(sql, lines), lines, asked.currency, known);
  if (violations.length > 0) {
    throw new Problem(422, 'Refused', violations.map(({ message }) => message).join('; '), violations);
  }
}

function payingAccounts(accounts: unknown): string[] {
  return listOf(accounts).flatMap(({ role, accountId }) =>
    payingRoles.includes(role) && typeof accountId === 'string' ? [accountId] : [],
  );
}

async function productsOf(sql: Sql, lines: readonly Record<string, unknown>[]): Promise<ReadonlyMap<unknown, Product>> {
  const skus = lines.flatMap(({ sku }) => (typeof sku === 'string' ? [sku] : []));
  const rows = await sql<{ document: Product }>('select document from intake.product where sku = any($1::text[])', [
    skus,
  ]);
  return new Map(rows.map(({ document }) => [document.sku, document]));
}

/** Prices that are neither the catalog's nor those that the same line has already; what cannot be read is left to the rules. */
function pricesOtherThan(
  products: ReadonlyMap<unknown, Product>,
  lines: readonly Record<string, unknown>[],
  currency: unknown,
  known: Pick<Order, 'lines' | 'currency'> | undefined,
): Violation[] {
  if (typeof currency !== 'string' || !isCurrency(currency)) return [];
  return lines.flatMap(({ sku, unitPrice, lineNumber }, index) => {
    const product = products.get(sku);
    const asked = typeof unitPrice === 'string' ? parseMinor(unitPrice, currency) : undefined;
    if (!product || asked === undefined) return [];
    const before = known?.lines.find((line) => line.lineNumber === lineNumber && line.sku === sku);
    const agreed = known?.currency === currency ? before?.unitPrice : undefined;
    if (agreed !== undefined && parseMinor(agreed, currency) === asked) return [];
    const price = product.prices[currency];
    const minor = price === undefined ? undefined : parseMinor(price, currency);
    if (minor === asked) return [];
    return [otherPrice(`lines[${index}].unitPrice`, product.sku, `${unitPrice}`, currency, minor)];
  });
}

function otherPrice(path: string, sku: string, actual: string, currency: string, minor: bigint | undefined): Violation {
  const code = 'PRICE_NOT_CATALOG';
  if (minor === undefined) {
    const message = `the catalog has no price for ${sku} in ${currency}`;
    const remedy = 'order in a currency that the product has a price in';
    return { code, path, value: actual, message, actual, remedy };
  }
  const limit = formatMinor(minor, currency);
  const message = `${sku} costs ${limit} ${currency} by the catalog, not ${actual}`;
  return { code, path, value: actual, message, limit, actual, remedy: `give ${limit}, or ask an operator` };
}

function listOf(value: unknown): Record<string, unknown>[] {
  if (!Array.isArray(value)) return [];
  return value.filter((each) => typeof each === 'object' && each !== null);
}
