/**
 * A billing system outside of Seatwright: it knows topic `invoices` and nothing else, none of our code either. It adds up
 * `invoice.adjusted.v1` and arrives at the net of every invoice; what it cannot add up, it says.
 */

interface Event {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a foreign system reads JSON
  readonly data: any;
}

interface Adjusted {
  readonly account: string;
  readonly period: string;
  readonly quantity: bigint;
  readonly amount: bigint;
  /** For those that recur: what a license costs in each later month that begins at the end or before, and in that of the end. */
  readonly recurs?: {
    readonly monthly: bigint;
    readonly last: bigint;
    readonly endsOn: string;
    readonly alike: string;
  };
  /** The smallest unit of its currency. */
  readonly unit: bigint;
}

/** Sums by account, currency and month; decimals are kept as whole billionths, as prices have nine decimals at most. */
export class BillingSystem {
  private readonly adjustments = new Map<string, Map<string, Adjusted>>();
  private readonly documents: { key: string; number: string; period: string; net: bigint }[] = [];

  /** Takes an event; one that comes again changes nothing. */
  take({ type, data }: Event): void {
    const key = `${data.accountId} ${data.currency}`;
    if (type === 'invoice.adjusted.v1') {
      const known = this.adjustments.get(key) ?? new Map<string, Adjusted>();
      this.adjustments.set(key, known);
      known.set(data.adjustmentId, adjusted(data));
    } else if (type === 'invoice.issued.v1' || (type === 'credit-note.issued.v1' && !data.invoiceNumber)) {
      this.documents.push({ key, number: data.number, period: data.period, net: billionths(data.net) });
    }
  }

  /** How many documents it was told of. */
  get issued(): number {
    return this.documents.length;
  }

  /** Documents whose net is not what the adjustments come to, in words. */
  differences(): string[] {
    return this.documents.flatMap(({ key, number, period, net }) => {
      const expected = this.netOf(key, period);
      return expected === net ? [] : [`${number} of ${key} for ${period} says ${net}, the adjustments say ${expected}`];
    });
  }

  private netOf(key: string, period: string): bigint {
    let net = 0n;
    const recurring = new Map<string, { sum: bigint; unit: bigint }>();
    for (const { period: from, quantity, amount, recurs, unit } of this.adjustments.get(key)?.values() ?? []) {
      if (from === period) net += amount;
      else if (recurs && from < period && recurs.endsOn >= `${period}-01`) {
        const price = recurs.endsOn.startsWith(period) ? recurs.last : recurs.monthly;
        const sum = (recurring.get(recurs.alike)?.sum ?? 0n) + quantity * price;
        recurring.set(recurs.alike, { sum, unit });
      }
    }
    for (const { sum, unit } of recurring.values()) net += rounded(sum, unit);
    return net;
  }
}

/** Half away from zero, to whole units. */
function rounded(value: bigint, unit: bigint): bigint {
  const magnitude = value < 0n ? -value : value;
  const units = (magnitude + unit / 2n) / unit;
  return (value < 0n ? -units : units) * unit;
}

function adjusted(data: Event['data']): Adjusted {
  const { endsOn = '9999-12-31', monthlyPrice, lastMonthPrice = monthlyPrice } = data;
  const decimals = (data.amount.split('.')[1] ?? '').length;
  const alike = JSON.stringify([data.sku, data.name, monthlyPrice, lastMonthPrice, endsOn]);
  const [monthly, last] = data.recurs ? [billionths(monthlyPrice), billionths(lastMonthPrice)] : [0n, 0n];
  return {
    account: data.accountId,
    period: data.period,
    quantity: BigInt(data.quantity),
    amount: billionths(data.amount),
    unit: 10n ** BigInt(9 - decimals),
    ...(data.recurs && { recurs: { monthly, last, endsOn, alike } }),
  };
}

function billionths(decimal: string): bigint {
  const [whole = '', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(9, '0'));
}
