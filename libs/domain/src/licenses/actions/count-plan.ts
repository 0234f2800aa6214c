import type { Money } from '#domain/values/money.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { Asked, Terms } from '../authority/asked.ts';
import { accountFor, accountNotFound, writeViolations } from '../authority/authority.ts';
import { type Account, begunBy, titleOf, todayOf } from '../books/account.ts';
import { type Books, heldOf, lotsOfProduct } from '../books/books.ts';
import { countedOf, isActiveOn, type Lot } from '../books/lot.ts';
import type { CountPlan } from '../books/plan.ts';
import { isOfOtherPlan, isSitePriced, type Product, sitePrice } from '../books/product.ts';
import { type Program, programFor } from '../books/program.ts';
import { invoicedPrice } from '../figures/next-invoice.ts';
import { countedAt, positionOn, standing } from '../figures/transferable.ts';
import type { RequestFacts } from '../rules/rule.ts';
import { countViolations, requestViolations } from '../rules/rules.ts';
import { countable, quantityViolations } from '../rules/rules-general.ts';
import { lotsHeld } from './transfer-lines.ts';
import { notOffered } from './transfer-plan.ts';

/** What purchases, decreases and stock purchases have in common: one account, one product, a number. */

/** Licenses for one account: more of a product (D5), fewer (D6), or for stock (S1). */
export interface CountLicenses extends Asked {
  readonly accountId: string;
  readonly sku: string;
  readonly quantity: number;
}

/** The product, the account as the person finds it (L11), and what a license costs there; each undefined when unknown. */
export function partiesOf(books: Books, command: CountLicenses, terms: Terms, priceOf = sitePrice) {
  const [product, account] = [books.products.get(command.sku), accountFor(books, command, command.accountId, terms)];
  const price = product && account && priceOf(product, account, programFor(terms.programs, product.program));
  return { product, account, price };
}

/** What an account holds of a product today, and what is in use; of its device type where devices are counted by that alone. */
export function positionOf(books: Books, command: CountLicenses) {
  const { accountId, at } = command;
  const today = begunBy(books.accounts.get(accountId), at);
  const { total: held, inUse } = positionOn(books, accountId, productIn(books, command), today);
  return { held, inUse };
}

function productIn(books: Books, { accountId, sku }: CountLicenses): Pick<Lot, 'sku' | 'deviceType'> {
  const [lot] = lotsOfProduct(books, accountId, sku);
  return { sku, deviceType: (lot ?? books.products.get(sku))?.deviceType };
}

/** What the monthly lots that the position counts cost the account in a month, in minor units of the currency (D5, D6). */
export function monthlyCost(
  books: Books,
  command: CountLicenses,
  account: Account | undefined,
  currency: string,
  terms: Terms,
): bigint {
  if (!account) return 0n;
  const { accountId, at } = command;
  const counted = countedAt(books, accountId, productIn(books, command));
  const isCounted = (lot: Lot) => countedOf(lot).includes(counted) && isActiveOn(lot, begunBy(account, at));
  const lots = lotsHeld(books, accountId, (lot) => lot.billing === 'monthly' && isCounted(lot));
  return lots.reduce((sum, lot) => {
    const price = invoicedPrice(lot, account, terms);
    return price.currency === currency ? sum + BigInt(heldOf(books, accountId, lot.lotId)) * price.minor : sum;
  }, 0n);
}

/** The quantity where it is one, else 0: plans of refused requests are written as well. */
export function quantityOf({ quantity }: CountLicenses): number {
  return quantityViolations(quantity, {}).length === 0 ? quantity : 0;
}

/** What every plan about one account's licenses of one product says; `change` is signed. */
export function planBasis(
  { accountId, sku, quantity }: CountLicenses,
  product: Pick<Product, 'name'> | undefined,
  held: number,
  inUse: number,
  change: number,
) {
  const [before, after] = [standing(held, inUse), standing(held + change, inUse)];
  return { accountId, sku, name: product?.name ?? sku, quantity, before, after };
}

/** L6 and P1, and that the product is there to be bought. */
export function generalViolations(
  books: Books,
  command: CountLicenses,
  terms: Terms,
  { product, account }: { readonly product?: Product; readonly account?: Account },
): Violation[] {
  return [
    ...writeViolations(books, command, command.accountId, terms),
    ...quantityViolations(command.quantity, { path: 'quantity' }),
    ...accountNotFound(command, account, command.accountId, 'accountId'),
    ...(product && !product.withdrawn ? [] : [productUnknown(command.sku)]),
  ];
}

/** D5, S1: what has no price in the account's currency cannot be bought. */
export function unpricedViolations(product: Product, account: Account, price: Money | undefined): Violation[] {
  if (price) return [];
  const currencies = Object.keys(product.prices).join(', ');
  return [
    {
      code: 'PRICE_UNKNOWN',
      path: 'sku',
      value: product.sku,
      message: `${product.sku} has no price in ${account.currency ?? 'the currency of the account'}`,
      limit: currencies,
      actual: account.currency ?? 'unknown',
      remedy: 'publish a price in that currency, or set the currency of the account',
    },
  ];
}

/** I10: a site's price is for the products of its plan; a product of another is refused, where the program says nothing else. */
export function planViolations(product: Product, account: Account, program: Program): Violation[] {
  if (!isSitePriced(product, program) || program.otherPlans === 'catalog') return [];
  if (!isOfOtherPlan(product, account)) return [];
  return [
    {
      code: 'PRODUCT_OF_OTHER_PLAN',
      path: 'sku',
      value: product.sku,
      message: `${product.sku} belongs to the plan ${product.plan}; ${titleOf(account)} has the plan ${account.plan ?? 'unknown'}`,
      limit: account.plan ?? 'unknown',
      actual: product.plan,
      remedy: `choose a product of the plan ${account.plan ?? 'of the site'}, or change the plan of the site to ${product.plan}`,
    },
  ];
}

/** What the product's program has against it (L10); rules about numbers look at what is held and in use. */
export function programViolations(
  books: Books,
  command: CountLicenses,
  program: Program,
  account: Account,
  action: RequestFacts['action'] = 'purchase',
  { held, inUse }: { readonly held: number; readonly inUse: number } = positionOf(books, command),
): Violation[] {
  if (!program.offers.includes(action)) return [notOffered(program, action)];
  const { requestedBy, at, sku } = command;
  const facts = { books, action, source: account, target: account, requestedBy, today: todayOf(account, at) };
  const asked = quantityOf(command);
  const counts = asked === 0 ? [] : countViolations(program, { ...facts, sku, held, inUse, quantity: asked });
  return [...requestViolations(program, facts), ...counts];
}

/** Adds the hash of what a plan says. */
export function hashed(
  action: CountPlan['action'],
  plan: Omit<CountPlan, 'planHash' | 'action'>,
  terms: Terms,
): CountPlan {
  const { violations: _violations, ...said } = plan;
  const text = JSON.stringify([action, said], (_key, value) => (typeof value === 'bigint' ? String(value) : value));
  return { ...plan, action, planHash: terms.digest(text) };
}

/** Who and how many a refusal about one account is about. */
export function refusedCount(command: CountLicenses, plan: CountPlan) {
  const { accountId, quantity } = command;
  return { source: accountId, target: accountId, quantity: countable([quantity]), plan };
}

function productUnknown(sku: string): Violation {
  return {
    code: 'PRODUCT_UNKNOWN',
    path: 'sku',
    value: sku,
    message: `${sku} is not sold`,
    remedy: 'publish the product on topic catalog, or choose another',
  };
}
