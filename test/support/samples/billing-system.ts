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
  /** The number of the credit note that it bills again. */
  readonly again?: string;
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

interface Document {
  readonly key: string;
  readonly number: string;
  readonly period: string;
  readonly net: bigint;
  /** Whose lines they are, where they are not all its own, and what each account's come to. */
  readonly sites?: ReadonlyMap<string, bigint>;
}

/** Sums by account, currency and month; decimals are kept as whole billionths, as prices have nine decimals at most. */
export class BillingSystem {
  private readonly adjustments = new Map<string, Map<string, Adjusted>>();
  private readonly documents: Document[] = [];
  private readonly billedAgain: Document[] = [];

  /** Takes an event; one that comes again changes nothing. */
  take({ type, data }: Event): void {
    const key = `${data.accountId} ${data.currency}`;
    if (type === 'invoice.adjusted.v1') {
      const known = this.adjustments.get(key) ?? new Map<string, Adjusted>();
      this.adjustments.set(key, known);
      known.set(data.adjustmentId, adjusted(data));
    } else if (type === 'invoice.issued.v1' || (type === 'credit-note.issued.v1' && !data.invoiceNumber)) {
      this.documents.push(documentOf(key, data));
    } else if (type === 'credit-note.issued.v1' && data.rebilled) {
      this.billedAgain.push(documentOf(key, data));
    }
  }

  /** How many documents it was told of. */
  get issued(): number {
    return this.documents.length;
  }

  /**
   * Months whose documents are not what the adjustments come to, in words; {@link sums} looks at those with lines of several accounts.
   *
   * @param cancelled what of a month has no document as it came to nothing with lines of others, in billionths
   */
  differences(cancelled: (key: string, period: string) => bigint = () => 0n): string[] {
    const together = new Set(
      this.documents.flatMap(({ key, sites }) => [...(sites?.keys() ?? [])].flatMap((site) => [key, keyOf(site, key)])),
    );
    const alone = this.documents.filter(({ key }) => !together.has(key));
    return [...Map.groupBy(alone, ({ key, period }) => `${key} for ${period}`)].flatMap(([name, of]) => {
      const [first] = of;
      if (!first) return [];
      const net = of.reduce((sum, each) => sum + each.net, 0n);
      const expected = this.netOf(first.key, first.period) - cancelled(first.key, first.period);
      return expected === net ? [] : [`${first.number} of ${name} says ${net}, the adjustments say ${expected}`];
    });
  }

  /**
   * By currency: what an account was billed on all documents, whoever's they are, and what its adjustments come to, with what was billed
   * again of its lines on the invoices of others.
   *
   * @param openOf the month of an account's next invoice
   */
  sums(accountId: string, openOf: (accountId: string) => string | undefined) {
    const keys = [...this.adjustments.keys(), ...this.documents.map(({ key }) => key)];
    const currencies = new Set(keys.map((key) => key.slice(-3)));
    return [...currencies].map((currency) => {
      const key = `${accountId} ${currency}`;
      const on = (document: Document) => {
        if (document.key.slice(-3) !== currency) return 0n;
        return document.sites ? (document.sites.get(accountId) ?? 0n) : document.key === key ? document.net : 0n;
      };
      const billed = this.documents.reduce((sum, document) => sum + on(document), 0n);
      const again = this.billedAgain
        .filter((note) => this.isBilledAgain(note, openOf))
        .reduce((sum, note) => sum - on(note), 0n);
      return { currency, billed, owed: again + this.owedBefore(key, openOf(accountId) ?? '') };
    });
  }

  private isBilledAgain({ key, number }: Document, openOf: (accountId: string) => string | undefined): boolean {
    const again = [...(this.adjustments.get(key)?.values() ?? [])].find((each) => each.again === number);
    return again !== undefined && again.period < (openOf(again.account) ?? '');
  }

  private owedBefore(key: string, open: string): bigint {
    const own = [...(this.adjustments.get(key)?.values() ?? [])].filter(({ again }) => again === undefined);
    let month = own.map(({ period }) => period).sort()[0] ?? open;
    let sum = 0n;
    for (; month < open; month = monthAfter(month)) sum += netOf(own, month);
    return sum;
  }

  private netOf(key: string, period: string): bigint {
    return netOf([...(this.adjustments.get(key)?.values() ?? [])], period);
  }
}

function netOf(adjustments: readonly Adjusted[], period: string): bigint {
  let net = 0n;
  const recurring = new Map<string, { sum: bigint; unit: bigint }>();
  for (const { period: from, quantity, amount, recurs, unit } of adjustments) {
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

function documentOf(key: string, { number, period, net, sites }: Event['data']): Document {
  const nets = sites?.map((site: Event['data']) => [site.accountId, billionths(site.net)] as const);
  return { key, number, period, net: billionths(net), ...(nets && { sites: new Map<string, bigint>(nets) }) };
}

/** The same currency of another account. */
function keyOf(accountId: string, key: string): string {
  return `${accountId} ${key.slice(-3)}`;
}

function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
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
    ...(data.cause.type === 'credit-note.issued.v1' && { again: data.cause.id }),
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
