import { dateAt } from '#domain/values/calendar.ts';
import type { Money } from '#domain/values/money.ts';
import { journalOf, nthOf, refusal, type Terms, violationsOfCommit } from '../authority/asked.ts';
import type { Account } from '../books/account.ts';
import type { Books } from '../books/books.ts';
import type { LicensesPurchased, LicensesRefused } from '../books/events.ts';
import { issued, moved } from '../books/journal.ts';
import type { Lot } from '../books/lot.ts';
import type { CountPlan, InvoiceChange } from '../books/plan.ts';
import { isOfOtherPlan, isSitePriced, type Product, termsOf } from '../books/product.ts';
import { type Program, programFor } from '../books/program.ts';
import { invoiceChanges } from '../figures/next-invoice.ts';
import { minimumPurchase } from '../rules/rules-miradore.ts';
import {
  type CountLicenses,
  generalViolations,
  hashed,
  monthlyCost,
  partiesOf,
  planBasis,
  planViolations,
  positionOf,
  programViolations,
  quantityOf,
  refusedCount,
  unpricedViolations,
} from './count-plan.ts';

/** D5: buys licenses for a site; they start at once and are on its next invoices (D7). */
export function decidePurchase(
  books: Books,
  command: CountLicenses,
  terms: Terms,
): LicensesPurchased | LicensesRefused {
  const { product, account, price } = partiesOf(books, command, terms);
  const plan = previewPurchase(books, command, terms);
  const violations = violationsOfCommit(command, plan);
  if (violations.length > 0 || !product || !account || !price) {
    return refusal(command, 'purchase', refusedCount(command, plan), violations);
  }
  const lot = purchasedLot(command, product, price, account, programFor(terms.programs, product.program));
  return { type: 'LicensesPurchased', journal: purchaseJournal(command, 'purchase', lot), lot, plan };
}

/** D5: the plan of a purchase as the books stand. */
export function previewPurchase(books: Books, command: CountLicenses, terms: Terms): CountPlan {
  const { product, account, price } = partiesOf(books, command, terms);
  const program = product && programFor(terms.programs, product.program);
  const { held, inUse } = positionOf(books, command);
  const minimum = minimumPurchase(held, inUse);
  const quantity = quantityOf(command);
  const violations = [
    ...generalViolations(books, command, terms, { product, account }),
    ...(product && account ? unpricedViolations(product, account, price) : []),
    ...(product && account && program ? planViolations(product, account, program) : []),
    ...(account && program ? programViolations(books, command, program, account) : []),
  ];
  const cost = price && {
    currency: price.currency,
    currentEstimateMinor: BigInt(quantity) * price.minor,
    changedCostMinor: BigInt(Math.max(0, quantity - minimum)) * price.minor,
    estimatedTotalMinor:
      monthlyCost(books, command, account, price.currency, terms) +
      (product?.billing === 'monthly' ? BigInt(quantity) * price.minor : 0n),
  };
  const nextInvoice = boughtInvoice(command, terms, { product, account, price });
  const basis = planBasis(command, product, held, inUse, quantity);
  return hashed('purchase', { ...basis, minimum: Math.max(1, minimum), ...cost, nextInvoice, violations }, terms);
}

/** D7: what is bought is on the account's next invoice. */
export function boughtInvoice(
  command: CountLicenses,
  terms: Terms,
  { product, account, price }: { readonly product?: Product; readonly account?: Account; readonly price?: Money },
): InvoiceChange[] {
  if (!product || !account || !price) return [];
  const startsOn = dateAt(command.at);
  const program = programFor(terms.programs, product.program);
  const accountPriced = isPricedByAccount(product, account, program);
  const lot = { ...product, accountPriced, unitPriceMinor: price.minor, currency: price.currency, startsOn };
  return invoiceChanges([{ account, lot, quantity: quantityOf(command) }], terms, command.at);
}

/** The journal of licenses that come new to an account. */
export function purchaseJournal(command: CountLicenses, action: 'purchase' | 'stock-purchase', lot: Lot) {
  const { accountId, quantity } = command;
  const entries = moved(lot.lotId, issued, accountId, quantity);
  return journalOf(command, action, { source: accountId, target: accountId, quantity, entries });
}

/** I10: the site's own price goes on counting for what was bought at it, and for what is of its plan. */
function isPricedByAccount(product: Product, account: Account, program: Program): boolean {
  return isSitePriced(product, program) && !isOfOtherPlan(product, account);
}

/** I7: who paid for what is billed once, and what moves with it. */
export function boughtOnce(
  { billing }: Pick<Product, 'billing'>,
  { settlement }: Program,
  payerAccountId: string,
): Pick<Lot, 'payerAccountId' | 'settlement'> {
  return billing === 'once' ? { payerAccountId, settlement } : {};
}

function purchasedLot(command: CountLicenses, product: Product, price: Money, account: Account, program: Program): Lot {
  return {
    ...termsOf(product),
    ...boughtOnce(product, program, command.accountId),
    accountPriced: isPricedByAccount(product, account, program),
    lotId: nthOf(command.id, 1),
    unitPriceMinor: price.minor,
    currency: price.currency,
    startsOn: dateAt(command.at),
    originAccountId: command.accountId,
    visibleTo: [command.accountId],
    stock: false,
  };
}
