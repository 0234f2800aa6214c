import type { Order, Product } from '#domain/orders/order.ts';
import { formatMinor, isCurrency, parseMinor } from '#domain/values/money.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { Access } from '#runtime/access.ts';
import type { Person } from '#runtime/auth.ts';
import { forbidden, Problem } from '#runtime/problem.filter.ts';
import type { Sql } from '#runtime/slice.ts';

/** What a person asks for, as far as it can be read; the order's own rules find what is wrong with the rest. */
export interface AskedOrder {
  readonly revision?: unknown;
  readonly currency?: unknown;
  readonly accounts?: unknown;
  readonly lines?: unknown;
}

/** The order as it stands, as far as what a person may ask for depends on it. */
type KnownOrder = Pick<Order, 'revision' | 'accounts' | 'lines' | 'currency'>;

/** By so many a person may pass the last revision: far ones would shut out the system that counts on from it (O8). */
const farthestRevision = 1000;

/** The accounts that receive or pay for an order (O7). */
const payingRoles: readonly unknown[] = ['end-customer', 'sold-to', 'bill-to'];

/**
 * O7: a person orders only for accounts in which he or she may change things, and that is every account that receives or pays, in
 * the order as it stands and in the revision that is asked for; price and term are the catalog's. Operators state what they like.
 *
 * @param known the order as it stands
 * @throws Problem 403 without that authority, 422 with every price and term that is not the catalog's
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
  const lines = listOf(asked.lines);
  const products = await productsOf(sql, lines);
  const violations = [
    ...farRevision(asked.revision, known),
    ...otherThanCatalog(products, lines, asked.currency, known),
  ];
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

function farRevision(revision: unknown, known: KnownOrder | undefined): Violation[] {
  const limit = (known?.revision ?? 0) + farthestRevision;
  if (typeof revision !== 'number' || revision <= limit) return [];
  return [
    {
      code: 'REVISION_TOO_FAR',
      path: 'revision',
      value: String(revision),
      message: `revision ${revision} is far above the last, which is ${known?.revision ?? 'none'}`,
      limit: String(limit),
      actual: String(revision),
      remedy: `send it as revision ${(known?.revision ?? 0) + 1}`,
    },
  ];
}

/** Lines that are neither as the catalog has them nor as they were agreed; what cannot be read is left to the rules. */
function otherThanCatalog(
  products: ReadonlyMap<unknown, Product>,
  lines: readonly Record<string, unknown>[],
  currency: unknown,
  known: KnownOrder | undefined,
): Violation[] {
  if (typeof currency !== 'string' || !isCurrency(currency)) return [];
  return lines.flatMap((line, index) => {
    const product = products.get(line.sku);
    const minor = typeof line.unitPrice === 'string' ? parseMinor(line.unitPrice, currency) : undefined;
    if (!product || minor === undefined) return [];
    const before = known?.lines.find(({ lineNumber, sku }) => lineNumber === line.lineNumber && sku === line.sku);
    // A line that names no term keeps the one that it has.
    const termMonths = line.termMonths ?? before?.termMonths ?? product.termMonths;
    const asked = { minor, quantity: line.quantity, termMonths };
    if (before && known?.currency === currency && isAgreed(asked, before, currency)) return [];
    const price = product.prices[currency];
    const catalog = price === undefined ? undefined : parseMinor(price, currency);
    return [
      ...(minor === catalog
        ? []
        : [otherPrice(`lines[${index}].unitPrice`, product.sku, `${line.unitPrice}`, currency, catalog)]),
      ...(product.termMonths === undefined || termMonths === product.termMonths
        ? []
        : [otherTerm(`lines[${index}].termMonths`, product.sku, String(termMonths), product.termMonths)]),
    ];
  });
}

/** What was agreed once holds for so many licences and that term, and not for more of them. */
function isAgreed(
  asked: { readonly minor: bigint; readonly quantity: unknown; readonly termMonths: unknown },
  before: Order['lines'][number],
  currency: string,
): boolean {
  if (typeof asked.quantity !== 'number' || asked.quantity > before.quantity) return false;
  return asked.minor === parseMinor(before.unitPrice, currency) && asked.termMonths === before.termMonths;
}

function otherTerm(path: string, sku: string, actual: string, months: number): Violation {
  const limit = String(months);
  const message = `${sku} is sold for ${limit} months by the catalog, not for ${actual}`;
  const remedy = `give ${limit} or leave the term out, or ask an operator`;
  return { code: 'TERM_NOT_CATALOG', path, value: actual, message, limit, actual, remedy };
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
