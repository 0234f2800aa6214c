import { OracleAccount } from './oracle-accounts.ts';
import { type Change, changesOf, costOf, duesOf } from './oracle-changes.ts';
import { DaysOfLots } from './oracle-days.ts';
import {
  type Again,
  type Expected,
  isNothing,
  type Line,
  type Next,
  type OracleTerms,
  type Part,
  partsOf,
  type Run,
  usualDays,
} from './oracle-documents.ts';
import { type Accounted, inOther, ownCurrency, rateBetween } from './oracle-exchange.ts';
import { dayOf, max, nextMonth } from './oracle-months.ts';
import { categoryOf, sameRate, taxAt } from './oracle-tax.ts';

/**
 * What invoices have to say, kept a second time: every change is kept whole and every month of it is ticked off when a document
 * has had it. There are no running totals, no repriced movements and no drafts here, and none of the code that is judged.
 */

// biome-ignore lint/suspicious/noExplicitAny: a foreign system reads JSON
type Json = any;

/** The books of the oracle. */
export class InvoiceOracle {
  private readonly accounts = new Map<string, OracleAccount>();
  private readonly changes: Change[] = [];
  private readonly heard = new Set<string>();
  private readonly orders = new Map<string, { readonly revision: number; readonly payer: string }>();
  private readonly again: Again[] = [];
  private readonly days = new DaysOfLots();
  private readonly numbers = new Map<string, number>();
  private closedThrough?: string;

  constructor(private readonly terms: OracleTerms) {}

  /** Takes a message as it is delivered. */
  hear({ type, time, data }: { type: string; time: string; data: Json }, now: string): void {
    if (type === 'account.updated.v1') this.account(data.accountId).tell(time, data);
    else if (type === 'order.changed.v1') this.revise(data, now);
    else if (!this.heard.has(data.journalId)) this.record(type, data, now);
  }

  private record(type: string, data: Json, now: string): void {
    this.heard.add(data.journalId);
    if (type === 'license.granted.v1') this.rename(data.accounts);
    const payerOf = (order?: string) => this.orders.get(order ?? '')?.payer;
    const changes = changesOf(type, data, (accountId) => this.zoneOf(accountId), payerOf);
    for (const { accountId, lands } of changes) this.account(accountId).openFor(lands, now, this.closedThrough);
    this.changes.push(...changes.map((change) => this.days.withOdd(change)));
  }

  /** O10: what was billed, or is to be, to the payer of an order leaves it and comes to the one of a newer revision. */
  private revise({ orderNumber, revision, accounts }: Json, now: string): void {
    if ((this.orders.get(orderNumber)?.revision ?? 0) >= revision) return;
    this.rename(accounts);
    const of = (role: string) => accounts.find((each: Json) => each.role === role)?.accountId;
    const payer: string = of('bill-to') ?? of('end-customer');
    this.orders.set(orderNumber, { revision, payer });
    for (const change of this.changes.filter(({ order, accountId }) => order === orderNumber && accountId !== payer)) {
      const { order: _old, ...taken } = { ...change, settled: new Set<string>(), joined: false };
      const from = dayOf(change.at, this.zoneOf(payer));
      const moved = { ...taken, order: orderNumber, accountId: payer, from, lands: nextMonth(from.slice(0, 7)) };
      change.order = undefined;
      const [left, come] = [
        { ...taken, quantity: -change.quantity, odd: -(change.odd ?? 0n) },
        { ...moved, settled: new Set<string>() },
      ];
      for (const each of [left, come]) this.days.take(each, each.odd ?? 0n);
      this.changes.push(left, come);
      this.account(payer).openFor(moved.lands, now, this.closedThrough);
    }
  }

  private account(accountId: string): OracleAccount {
    const account = this.accounts.get(accountId) ?? new OracleAccount(accountId);
    this.accounts.set(accountId, account);
    return account;
  }

  private zoneOf(accountId: string): string {
    return this.account(accountId).zone;
  }

  /** O6: the country of an order counts for as long as nobody tells another. */
  private rename(accounts: Json[] = []): void {
    for (const { accountId, role, country } of accounts) {
      if (country && (role === 'end-customer' || role === 'bill-to')) this.account(accountId).orderCountry = country;
    }
  }

  /** What stands against the account's open invoice by now, line by line (I11). */
  private linesOf(account: OracleAccount): Line[] {
    const { accountId, open = '', zone } = account;
    const lines = new Map<string, Line>();
    for (const change of this.changes) {
      if (change.accountId !== accountId || change.free) continue;
      const { terms, at } = change;
      for (const { month, share } of this.duesOf(account, change)) {
        const { minor, currency } = account.priceIn(terms, month);
        const happened = dayOf(at, zone);
        const isWithin = terms.billing === 'once' || happened.startsWith(month);
        const recurs = change.joined && month === open;
        const day = isWithin && !recurs ? happened : `${month}-01`;
        const rate = account.rateOn(day);
        const cause = recurs ? 'recurring' : `${change.isOrder} ${change.cause}`;
        for (const part of partsOf(change, minor, share)) {
          const key = JSON.stringify([cause, terms.sku, month, `${part.minor}`, currency, part.share, day]);
          const line = lines.get(key) ?? { currency, rate, day, quantity: 0n, minor: 0n, count: 0 };
          line.quantity += part.quantity;
          line.count += recurs ? 2 : 1;
          line.minor = recurs
            ? costOf(line.quantity, minor, share)
            : line.minor + costOf(part.quantity, part.minor, part.share);
          lines.set(key, line);
        }
      }
    }
    const again = this.again.filter((each) => each.accountId === accountId && each.period <= open);
    return [
      // Lines of one cause that come to nothing are no line; a recurring line of no licenses is none either.
      ...[...lines.values()].filter(({ quantity, minor, count }) => count === 1 || quantity !== 0n || minor !== 0n),
      ...again.map(({ currency, rate, minor }) => ({ currency, rate, day: '', quantity: 1n, minor, count: 1 })),
    ];
  }

  private duesOf(account: OracleAccount, change: Change) {
    const isDue = ({ month }: { month: string }) =>
      !change.settled.has(month) && !(change.terms.billing === 'monthly' && account.isPaid(month, change.at));
    return duesOf(change, account.open ?? '', this.terms.byDay).filter(isDue);
  }

  /**
   * What would be issued for the account's open period at this moment (I4, I8, I11).
   *
   * @param on the day of issue; undefined while it is still to come
   */
  next(accountId: string, on?: string): Next {
    const account = this.account(accountId);
    const { open: period, facts } = account;
    if (period === undefined) return { state: 'open', documents: [] };
    const byCurrency = Map.groupBy(this.linesOf(account), ({ currency }) => currency);
    const due = [...byCurrency].sort().filter(([, lines]) => facts.zeroInvoices || !isNothing(lines));
    const missing =
      due.length === 0 ? [] : account.missing(due.some(([, lines]) => lines.some(({ rate }) => rate === undefined)));
    const netOf = (lines: Line[]) => lines.reduce((sum, { minor }) => sum + minor, 0n);
    if (missing.length > 0) {
      return { state: 'held', missing, nets: new Map(due.map(([currency, lines]) => [currency, netOf(lines)])) };
    }
    const documents = due.map(([currency, lines]): Expected | 'no rate' => {
      const rates = this.ratesOf(account, lines);
      const [net, tax] = [netOf(lines), rates.reduce((sum, each) => sum + each.tax, 0n)];
      const kind = net < 0n ? 'credit-note' : 'invoice';
      const accounted = this.accountedFor(tax, currency, on);
      if (accounted === 'no rate') return accounted;
      return { accountId, period, currency, kind, net, total: net + tax, rates, ...(accounted && { accounted }) };
    });
    const known = documents.filter((document) => document !== 'no rate');
    if (known.length === documents.length) return { state: 'open', documents: known };
    const nets = new Map(due.map(([currency, lines]) => [currency, netOf(lines)]));
    return {
      state: 'held',
      missing: documents.filter((each) => each === 'no rate').map(() => 'EXCHANGE_RATE_UNKNOWN'),
      nets,
    };
  }

  private accountedFor(tax: bigint, currency: string, on: string | undefined): Accounted | 'no rate' | undefined {
    const { exchange, seller } = this.terms;
    const to = ownCurrency(seller.country);
    if (!exchange || to === undefined || to === currency || tax === 0n) return undefined;
    const by = rateBetween(exchange, currency, to, on);
    return by ? inOther(tax, currency, by) : 'no rate';
  }

  private ratesOf(account: OracleAccount, lines: readonly Line[]): Expected['rates'] {
    const nets = new Map<string, bigint>();
    for (const { rate = '', minor } of lines) nets.set(sameRate(rate), (nets.get(sameRate(rate)) ?? 0n) + minor);
    const { facts, country } = account;
    return [...nets].map(([rate, net]) => {
      const category = categoryOf(rate, this.terms.seller, { country, vatId: facts.taxId });
      return { rate, net, tax: taxAt(net, rate), category };
    });
  }

  /** The monthly run: what it has to issue, in its order, whom it has to hold with what they lack, and whose drafts wait (I3, I8, I15). */
  close(through: string, now: string): Run {
    const { issued, held, drafted }: Run = { issued: [], held: new Map(), drafted: new Map() };
    for (;;) {
      const batch = [...this.accounts.values()]
        .flatMap(({ accountId, open }) => (open !== undefined && open <= through ? [`${open} ${accountId}`] : []))
        .sort()
        .map((name) => name.slice(8))
        .filter((accountId) => !held.has(accountId) && !this.account(accountId).isWaiting(now));
      if (batch.length === 0) break;
      for (const accountId of batch) {
        const account = this.account(accountId);
        const next = this.next(accountId, now.slice(0, 10));
        if (next.state === 'held') held.set(accountId, next.missing);
        else if (next.documents.length > 0 && this.beginsReview(account, now)) {
          drafted.set(accountId, account.review?.until ?? '');
        } else issued.push(...this.issue(account, next.documents, now));
      }
    }
    this.closedThrough = max(this.closedThrough ?? '', through);
    return { issued, held, drafted };
  }

  private beginsReview(account: OracleAccount, now: string): boolean {
    const days = account.facts.invoiceReviewDays ?? this.terms.reviewDays ?? 0;
    if (account.review !== undefined || days === 0) return false;
    const until = new Date(Date.parse(now) + days * 86_400_000).toISOString();
    account.review = { since: now, until };
    return true;
  }

  private issue(account: OracleAccount, documents: readonly Expected[], now: string): Expected[] {
    const terms = account.termsOn(now.slice(0, 10), usualDays);
    const issued = documents.map((document) => ({ ...document, number: this.number(document.kind, now), terms }));
    this.settle(account);
    return issued;
  }

  /** I15: what a reviewer's step has to come to: documents where it is approved, else nothing, or the codes that it is refused by. */
  review(accountId: string, step: string, now: string): { issued: Expected[]; refused: readonly string[] } {
    const account = this.account(accountId);
    const { review } = account;
    if (!review) return { issued: [], refused: ['NOT_IN_REVIEW'] };
    if (step === 'approve') {
      const next = this.next(accountId, now.slice(0, 10));
      if (next.state === 'held') return { issued: [], refused: next.missing };
      return { issued: this.issue(account, next.documents, now), refused: [] };
    }
    if (step === 'release' && !review.hold) return { issued: [], refused: ['DRAFT_NOT_HELD'] };
    account.review = { since: review.since, until: review.until, hold: step === 'hold' };
    return { issued: [], refused: [] };
  }

  /** True while somebody holds an account's draft. */
  isHeld(accountId: string): boolean {
    return this.account(accountId).review?.hold === true;
  }

  /** True while an account's draft is not looked at. */
  isWaiting(accountId: string, now: string): boolean {
    return this.account(accountId).isWaiting(now);
  }

  private settle(account: OracleAccount): void {
    const { accountId, open = '' } = account;
    for (const change of this.changes) {
      if (change.accountId !== accountId || change.lands > open) continue;
      change.joined = true;
      for (const { month } of duesOf(change, open, this.terms.byDay)) change.settled.add(month);
    }
    if (account.isPrepaid) account.paidInAdvance.add(open);
    for (const each of this.again.splice(0))
      if (each.accountId !== accountId || each.period > open) this.again.push(each);
    account.open = nextMonth(open);
    account.review = undefined;
  }

  /** The next number of a series of the issuer's year. */
  number(kind: Expected['kind'], now: string): string {
    const series = `${kind === 'invoice' ? 'INV' : 'CN'}-${now.slice(0, 4)}`;
    const last = (this.numbers.get(series) ?? 0) + 1;
    this.numbers.set(series, last);
    return `${series}-${String(last).padStart(6, '0')}`;
  }

  /** What a credit note takes back comes on the open invoice again, at the rates that it had (I9, I12). */
  billAgain(accountId: string, currency: string, parts: readonly Part[]): void {
    const period = this.account(accountId).open ?? '';
    for (const [rate, of] of Map.groupBy(parts, ({ alike, rate: each }) => `${each} ${alike}`)) {
      const [quantity, minor] = [
        of.reduce((sum, each) => sum + each.quantity, 0),
        of.reduce((sum, each) => sum + each.minor, 0n),
      ];
      // One cause, the credit note, is one line per product, price and rate (I11), and none where that comes to nothing.
      if (of.length > 1 && quantity === 0 && minor === 0n) continue;
      this.again.push({ accountId, currency, period, rate: rate.split(' ')[0] ?? '', minor });
    }
  }
}
