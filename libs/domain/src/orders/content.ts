import { formatMinor } from '../values/money.ts';
import { distinctEmails } from '../values/names/mailboxes.ts';
import { type LineFacts, lineFactsOf } from '../values/order-facts.ts';
import { priceOf } from '../values/price.ts';
import type { Order, OrderBooks, OrderDraft, SeenContent } from './order.ts';
import type { OrderRevision } from './revision.ts';

/** Lists of more items are told apart as they came. */
const mostItems = 1000;

/** So many forms of one revision are told apart; whatever comes beyond is nothing new. */
const mostForms = 20;

/**
 * What deliveries of one revision have to agree in, as a digest (O4). The order of fields, lines and addresses, the way a price or
 * an instant is written and fields that nobody knows do not matter.
 */
export function contentOf(asked: OrderRevision, books: OrderBooks): string {
  const order: OrderDraft = asked.readable === 'whole' ? asked.order : asked.draft;
  const {
    purchaseOrder,
    buyerReference,
    accountingCost,
    placedAt,
    currency,
    accounts = [],
    emails = [],
    lines = [],
  } = order;
  const parts = [
    [
      ...[purchaseOrder, placedAt === undefined ? undefined : Date.parse(placedAt), currency],
      // Digests of orders from before there was one stay what they are.
      ...(buyerReference === undefined ? [] : [buyerReference]),
      ...(accountingCost === undefined ? [] : [{ accountingCost }]),
    ],
    sorted(accounts.map((account) => [account?.accountId, account?.role, account?.name, account?.country])),
    sorted(distinctEmails(emails.filter((email) => email !== undefined)).map((email) => email.toLowerCase())),
    sorted(
      lines.map((line) => [
        line?.lineNumber,
        line?.sku,
        line?.quantity,
        canonicalPrice(line?.unitPrice, currency),
        line?.kind,
        line?.termMonths,
        line?.requestedShipDate,
        ...(line?.activationDate === undefined ? [] : [line.activationDate]),
        ...factsIn(line),
      ]),
    ),
    asked.readable === 'whole' ? [] : asked.violations.map(({ code, path, value }) => [code, path, value]),
  ];
  return books.digest(JSON.stringify(parts));
}

/** What passes through of a line; a line without any has the digest that it had before there were such facts. */
function factsIn(line: LineFacts | undefined): object[] {
  const { buyerLineReference: reference, ...others } = lineFactsOf(line ?? {});
  return reference === undefined && Object.keys(others).length === 0 ? [] : [{ reference, ...others }];
}

/** The forms of the revisions that can come again, with one more. */
export function withContent(known: Order | undefined, revision: number, content: string): SeenContent[] {
  const highest = Math.max(revision, known?.seenRevision ?? 0);
  const earlier = (known?.contents ?? []).filter((seen) =>
    [revision, known?.revision, highest].includes(seen.revision),
  );
  return [...earlier, { revision, content }];
}

/** O4: true when exactly this came before, from whomever: the same order again, in any form. */
export function wasAnswered(known: Order, revision: number, content: string): boolean {
  return (known.contents ?? []).some((seen) => seen.revision === revision && seen.content === content);
}

/** O4: true when a revision at or below one that was seen says something that has had no answer yet. */
export function saysOtherwise(known: Order, revision: number, content: string): boolean {
  // Orders that were taken before forms were kept have none: nothing can be said about them.
  const seen = (known.contents ?? []).filter((one) => one.revision === revision);
  return seen.length > 0 && seen.length < mostForms && !seen.some((one) => one.content === content);
}

/** A price with the decimals of its currency; as it came when it is none. */
export function canonicalPrice<Price extends string | undefined>(price: Price, currency = ''): Price | string {
  const money = priceOf({ unitPrice: price, currency });
  return money ? formatMinor(money.minor, money.currency) : price;
}

/**
 * What a message about an order says, as it came and in one form (O9), as a text: lists in any order, prices with any zeros at their
 * end, null for what is absent. Fields that nobody knows count as well. No text of a message holds U+0000, which parts them here.
 */
export function formOf(value: unknown, name = ''): string {
  if (typeof value === 'string') return `"${textForm(value, name)}\0`;
  if (typeof value !== 'object' || value === null) return `${value}\0`;
  if (Array.isArray(value)) {
    // R15: no order has so many of anything; what is refused for that is not walked first.
    if (value.length > mostItems) return JSON.stringify(value);
    const items = value.map((item) => formOf(item, name)).sort();
    return `[${(name === 'emails' ? [...new Set(items)] : items).join('')}]`;
  }
  let members = '';
  for (const key of Object.keys(value).sort()) {
    const member = (value as Readonly<Record<string, unknown>>)[key];
    if (member !== null && member !== undefined) members += `${key}\0${formOf(member, key)}`;
  }
  return `{${members}}`;
}

function textForm(text: string, name: string): string | number {
  switch (name) {
    case 'emails':
      return text.toLowerCase();
    case 'placedAt':
      return Number.isNaN(Date.parse(text)) ? text : Date.parse(text);
    case 'unitPrice':
      return /^\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, '') : text;
    default:
      return text;
  }
}

function sorted(values: readonly unknown[]): string[] {
  return values.map((value) => JSON.stringify(value)).sort();
}
