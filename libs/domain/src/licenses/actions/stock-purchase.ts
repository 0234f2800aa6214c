import { addMonths, type CalendarDate, dateAt } from '#domain/values/calendar.ts';
import type { Money } from '#domain/values/money.ts';
import { nthOf, refusal, type Terms, violationsOfCommit } from '../authority/asked.ts';
import { todayOf } from '../books/account.ts';
import type { Books } from '../books/books.ts';
import type { LicensesRefused, StockPurchased } from '../books/events.ts';
import type { Lot } from '../books/lot.ts';
import type { CountPlan } from '../books/plan.ts';
import { catalogPrice, type Product, termsOf } from '../books/product.ts';
import { type Program, programFor } from '../books/program.ts';
import { contractViolations } from '../rules/rules-stock.ts';
import {
  type CountLicenses,
  generalViolations,
  hashed,
  partiesOf,
  planBasis,
  positionOf,
  programViolations,
  quantityOf,
  refusedCount,
  unpricedViolations,
} from './count-plan.ts';
import { boughtInvoice, boughtOnce, purchaseJournal } from './purchase.ts';

/** S1: within how many months stock has to be used. */
const stockLifeMonths = 12;

export interface BuyStock extends CountLicenses {
  readonly contractId: string;
}

/** S1: buys stock for a reseller's own account; it becomes a lot to be used within one year. */
export function decideStockPurchase(books: Books, command: BuyStock, terms: Terms): StockPurchased | LicensesRefused {
  const { product, price } = partiesOf(books, command, terms, catalogPrice);
  const plan = previewStockPurchase(books, command, terms);
  const violations = violationsOfCommit(command, plan);
  if (violations.length > 0 || !product || !price) {
    return refusal(command, 'stock-purchase', refusedCount(command, plan), violations);
  }
  const lot = stockLot(command, product, price, programFor(terms.programs, product.program));
  const { contractId } = command;
  return { type: 'StockPurchased', journal: purchaseJournal(command, 'stock-purchase', lot), contractId, lot, plan };
}

/** S1: what is reviewed before stock is bought. */
export function previewStockPurchase(books: Books, command: BuyStock, terms: Terms): CountPlan {
  const { product, account, price } = partiesOf(books, command, terms, catalogPrice);
  const program = product && programFor(terms.programs, product.program);
  const violations = [
    ...generalViolations(books, command, terms, { product, account }),
    ...(product && account ? unpricedViolations(product, account, price) : []),
    ...(program && account ? programViolations(books, command, program, account, 'stock-purchase') : []),
    ...(account ? contractViolations(account, command.contractId, todayOf(account, command.at)) : []),
  ];
  const { held, inUse } = positionOf(books, command);
  const quantity = quantityOf(command);
  const minor = BigInt(quantity) * (price?.minor ?? 0n);
  const cost = price && { currency: price.currency, currentEstimateMinor: minor, changedCostMinor: minor };
  const basis = planBasis(command, product, held, inUse, quantity);
  const nextInvoice = boughtInvoice(command, terms, { product, account, price });
  const stock = { contractId: command.contractId, usableUntil: usableUntil(command) };
  return hashed('stock-purchase', { ...basis, ...stock, minimum: 1, ...cost, nextInvoice, violations }, terms);
}

/** S1: stock has to be used within one year. */
function usableUntil({ at }: BuyStock): CalendarDate {
  return addMonths(dateAt(at), stockLifeMonths);
}

function stockLot(command: BuyStock, product: Product, price: Money, program: Program): Lot {
  const startsOn = dateAt(command.at);
  return {
    ...termsOf(product),
    ...boughtOnce(product, program, command.accountId),
    accountPriced: false,
    lotId: nthOf(command.id, 1),
    unitPriceMinor: price.minor,
    currency: price.currency,
    startsOn,
    endsOn: usableUntil(command),
    originAccountId: command.accountId,
    visibleTo: [command.accountId],
    stock: true,
    termMonths: product.termMonths,
    contractId: command.contractId,
  };
}
