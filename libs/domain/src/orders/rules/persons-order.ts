import { formatMinor, isCurrency, parseMinor } from '../../values/money.ts';
import type { Violation } from '../../values/violation.ts';
import type { CatalogProduct, Order } from '../order.ts';
import type { AskedOrder } from '../revision.ts';

/** What a person may state on an order (O7). A machine states prices and terms itself; a person's are the catalog's. */

/** The order as it stands, as far as what a person may ask for depends on it. */
export type KnownOrder = Pick<Order, 'revision' | 'accounts' | 'lines' | 'currency'>;

/** By so many a person may pass the last revision: far ones would shut out the system that counts on from it (O8). */
const farthestRevision = 1000;

/** No list of an order may have more entries; one that has is refused for that, whatever comes after these (R15). */
const mostEntries = 500;

/** The accounts that receive or pay for an order (O7). */
const payingRoles: readonly unknown[] = ['end-customer', 'sold-to', 'bill-to'];

/** The ids of the accounts that receive or pay, of an order that need not be readable as a whole; in one spelling (O13). */
export function payingAccounts(accounts: unknown): string[] {
  return listOf(accounts).flatMap(({ role, accountId }) =>
    payingRoles.includes(role) && typeof accountId === 'string' ? [accountId.normalize('NFC')] : [],
  );
}

/** The skus of its lines. */
export function skusAskedFor({ lines }: AskedOrder): string[] {
  return listOf(lines).flatMap(({ sku }) => (typeof sku === 'string' ? [sku] : []));
}

/**
 * What stands against a person's order: a revision far above the last, prices and terms that are neither the catalog's nor those
 * that were agreed for the line.
 *
 * @param known the order as it stands
 */
export function personsViolations(
  asked: AskedOrder,
  products: readonly CatalogProduct[],
  known: KnownOrder | undefined,
): Violation[] {
  return [...farRevision(asked.revision, known), ...otherThanCatalog(asked, products, known)];
}

/** O8: a revision far above the last; what cannot be read is left to the rules. */
export function farRevision(revision: unknown, known: KnownOrder | undefined): Violation[] {
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
export function otherThanCatalog(
  { lines, currency }: AskedOrder,
  products: readonly CatalogProduct[],
  known: KnownOrder | undefined,
): Violation[] {
  if (typeof currency !== 'string' || !isCurrency(currency)) return [];
  const bySku = new Map<unknown, CatalogProduct>(products.map((product) => [product.sku, product]));
  return listOf(lines).flatMap((line, index) => {
    const product = bySku.get(line.sku);
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

/** What was agreed once holds for so many licenses and that term, and not for more of them. */
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
  return value.slice(0, mostEntries).filter((each) => typeof each === 'object' && each !== null);
}
