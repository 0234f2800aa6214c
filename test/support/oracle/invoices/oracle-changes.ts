import { dayOf, daysFrom, max, min, monthsBetween, nextMonth } from './oracle-months.ts';
import { rounded } from './oracle-tax.ts';

/** What events of topic `licenses` change of what accounts owe (I1, I7), read from the wire by rules of the oracle's own. */

// biome-ignore lint/suspicious/noExplicitAny: a foreign system reads JSON
type Json = any;

/** A lot as a change names it. */
export interface Terms {
  readonly lotId: string;
  readonly sku: string;
  readonly name: string;
  readonly program: string;
  readonly billing: 'once' | 'monthly';
  readonly minor: bigint;
  readonly currency: string;
  readonly startsOn: string;
  readonly endsOn?: string;
  readonly plan?: string;
  readonly accountPriced?: boolean;
}

/** So many licenses more or fewer for whoever is billed for them. */
export interface Change {
  readonly cause: string;
  readonly accountId: string;
  readonly terms: Terms;
  readonly quantity: bigint;
  readonly at: string;
  readonly isOrder: boolean;
  /** The order whose payer is billed for it, for as long as that is the one (O10). */
  order?: string;
  /** Of what an order brought: the order, and the customer's number of it when it did (I17). */
  readonly brought?: { readonly by: string; readonly purchaseOrder?: string };
  /** Of what is paid once: the part of the price that moves. */
  readonly share?: Share;
  /** Beside that: the cents by which the sum of all parts is what the whole is when it is rounded once (I7). */
  readonly odd?: bigint;
  /** No money of ours moves. */
  readonly free: boolean;
  /** The day that it counts from and the month of the invoice that it lands on, by the account's zone when it was heard. */
  readonly from: string;
  readonly lands: string;
  /** A document has had it: what it goes on to cost stands on the recurring line. */
  joined: boolean;
  /** Months that a document has had, or that went by while the account paid in advance. */
  readonly settled: Set<string>;
}

export interface Share {
  readonly days: number;
  readonly of: number;
}

type Side = Pick<Change, 'accountId' | 'terms' | 'quantity' | 'share' | 'free' | 'order' | 'brought'>;

/**
 * Who is billed how many more or fewer, by an event; nothing for other events.
 *
 * @param payerOf who pays for an order by the newest revision of it that is known
 */
export function changesOf(
  type: string,
  data: Json,
  zoneOf: (accountId: string) => string,
  payerOf: (order: string | undefined) => string | undefined,
): Change[] {
  return sidesOf(type, data).map((told) => {
    const side = { ...told, accountId: payerOf(told.order) ?? told.accountId };
    const { terms } = side;
    const day = dayOf(data.at, zoneOf(side.accountId));
    const utcDay = dayOf(data.at, 'UTC');
    const starts = terms.billing === 'monthly' && terms.startsOn > utcDay ? max(day, terms.startsOn) : day;
    const hasEnded = terms.billing === 'monthly' && terms.endsOn !== undefined && terms.endsOn <= utcDay;
    const from = hasEnded ? max(day, terms.endsOn ?? day) : starts;
    return {
      ...side,
      cause: data.transferId ?? data.journalId,
      at: data.at,
      isOrder: type === 'license.granted.v1' && terms.billing === 'once',
      ...{ from, lands: nextMonth(from.slice(0, 7)), joined: false, settled: new Set() },
    };
  });
}

function sidesOf(type: string, data: Json): Side[] {
  const sign = (quantity: number, negative = false) => BigInt(negative ? -quantity : quantity);
  switch (type) {
    case 'license.granted.v1': {
      const terms = termsOf(data.lot);
      const accountId = terms.billing === 'once' ? data.billingAccountId : data.accountId;
      const order = terms.billing === 'once' ? data.orderNumber : undefined;
      const brought = { by: data.orderNumber, purchaseOrder: data.lot.references?.purchaseOrder };
      return [{ accountId, terms, quantity: sign(data.quantity), free: false, order, brought }];
    }
    case 'license.purchased.v1':
    case 'stock.purchased.v1':
      return [{ accountId: data.accountId, terms: termsOf(data.lot), quantity: sign(data.quantity), free: false }];
    case 'license.decreased.v1':
      return data.lines.map(({ lot, quantity }: Json) => moved(lot, data.accountId, sign(quantity, true), data.at));
    case 'license.transferred.v1':
    case 'license.returned.v1':
      return data.lines.flatMap(({ lot, quantity }: Json) => [
        moved(lot, data.from, sign(quantity, true), data.at),
        moved(lot, data.to, sign(quantity), data.at),
      ]);
    case 'stock.moved.v1':
      return [
        { accountId: data.from, terms: termsOf(data.lot), quantity: sign(data.quantity, true), free: true },
        { accountId: data.to, terms: termsOf(data.targetLot), quantity: sign(data.quantity), free: true },
      ];
    default:
      return [];
  }
}

/** I7: monthly licenses change what each side owes; paid once they move with what was paid, or with the unused days' share. */
function moved(lot: Json, holder: string, quantity: bigint, at: string): Side {
  const terms = termsOf(lot);
  if (lot.billing === 'monthly') return { accountId: holder, terms, quantity, free: false };
  if (lot.settlement !== 'remaining-term') return { accountId: holder, terms, quantity, free: true };
  const isFirst = holder === lot.originAccountId;
  const accountId = isFirst ? (lot.payerAccountId ?? holder) : holder;
  const order = isFirst ? lot.orderNumber : undefined;
  return { accountId, terms, quantity, free: false, share: unused(lot, dayOf(at, 'UTC')), order };
}

function unused({ startsOn, endsOn }: Json, day: string): Share | undefined {
  if (endsOn === undefined) return undefined;
  const of = Math.max(1, daysFrom(startsOn, endsOn));
  return { days: Math.max(0, Math.min(of, daysFrom(day, endsOn))), of };
}

const decimals: Readonly<Record<string, number>> = { EUR: 2, JPY: 0, KWD: 3 };

/** A decimal string as whole units of the smallest coin. */
export function minorOf(decimal: string, currency: string): bigint {
  const [whole = '', fraction = ''] = decimal.replace('-', '').split('.');
  const digits = BigInt(whole + fraction.padEnd(9, '0').slice(0, decimals[currency] ?? 2));
  return decimal.startsWith('-') ? -digits : digits;
}

function termsOf({ unitPrice, currency, ...lot }: Json): Terms {
  return { ...lot, currency, minor: minorOf(unitPrice, currency) };
}

/** The months up to one that a change costs, each with the part of it that it does (I3). */
export function duesOf(change: Change, through: string, byDay: boolean): { month: string; share?: Share }[] {
  const { terms, lands, from } = change;
  if (lands > through) return [];
  if (terms.billing === 'once') return [{ month: lands, share: change.share }];
  return monthsBetween(byDay ? from.slice(0, 7) : lands, through).flatMap((month) => {
    const first = `${month}-01`;
    if (terms.endsOn !== undefined && first > terms.endsOn) return [];
    if (!byDay) return [{ month }];
    const next = `${nextMonth(month)}-01`;
    const of = daysFrom(first, next);
    const days = daysFrom(max(from, first), min(next, terms.endsOn ?? next));
    if (days <= 0) return [];
    return [days === of ? { month } : { month, share: { days, of } }];
  });
}

/** Quantity × price, or a part of that; rounded once (I5, I10). */
export function costOf(quantity: bigint, minor: bigint, share?: Share): bigint {
  return share ? rounded(quantity * minor, BigInt(share.days), BigInt(share.of)) : quantity * minor;
}
