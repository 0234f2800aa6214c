import { dateAt } from '#domain/values/calendar.ts';
import type { Money } from '#domain/values/money.ts';
import type { Account } from './account.ts';
import { derivedId, journalOf, refusal, type Terms, violationsOfCommit } from './asked.ts';
import type { Books } from './books.ts';
import {
  type CountLicenses,
  type CountPlan,
  generalViolations,
  hashed,
  monthlyCost,
  partiesOf,
  planBasis,
  positionOf,
  priceViolations,
  programViolations,
  quantityOf,
  refusedCount,
} from './count-plan.ts';
import type { LicensesPurchased, LicensesRefused } from './events.ts';
import { issued, moved } from './journal.ts';
import type { Lot } from './lot.ts';
import { type InvoiceChange, invoiceChanges } from './next-invoice.ts';
import { type Product, termsOf } from './product.ts';
import { programFor } from './programs.ts';
import { minimumPurchase } from './rules-miradore.ts';

/** D5: buys licences for a site; they start at once and are on its next invoices (D7). */
export function decidePurchase(
  books: Books,
  command: CountLicenses,
  terms: Terms,
): LicensesPurchased | LicensesRefused {
  const { product, account, price } = partiesOf(books, command);
  const plan = previewPurchase(books, command, terms);
  const violations = violationsOfCommit(command, plan);
  if (violations.length > 0 || !product || !account || !price) {
    return refusal(command, 'purchase', refusedCount(command, plan), violations);
  }
  const lot = purchasedLot(command, product, price);
  return { type: 'LicensesPurchased', journal: purchaseJournal(command, 'purchase', lot), lot, plan };
}

/** D5: the plan of a purchase as the books stand. */
export function previewPurchase(books: Books, command: CountLicenses, terms: Terms): CountPlan {
  const { product, account, price } = partiesOf(books, command);
  const { held, inUse } = positionOf(books, command);
  const minimum = minimumPurchase(held, inUse);
  const quantity = quantityOf(command);
  const violations = [
    ...generalViolations(books, command, terms, { product, account }),
    ...(product && account ? priceViolations(product, account, price) : []),
    ...(product && account
      ? programViolations(books, command, programFor(terms.programs, product.program), account)
      : []),
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
  const lot = { ...product, unitPriceMinor: price.minor, currency: price.currency, startsOn };
  return invoiceChanges([{ account, lot, quantity: quantityOf(command) }], terms, command.at);
}

/** The journal of licences that come new to an account. */
export function purchaseJournal(command: CountLicenses, action: 'purchase' | 'stock-purchase', lot: Lot) {
  const { accountId, quantity } = command;
  const entries = moved(lot.lotId, issued, accountId, quantity);
  return journalOf(command, action, { source: accountId, target: accountId, quantity, entries });
}

function purchasedLot(command: CountLicenses, product: Product, price: Money): Lot {
  return {
    ...termsOf(product),
    lotId: derivedId(command, 1),
    unitPriceMinor: price.minor,
    currency: price.currency,
    startsOn: dateAt(command.at),
    originAccountId: command.accountId,
    visibleTo: [command.accountId],
    stock: false,
  };
}
