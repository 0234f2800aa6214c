import type { OracleAccount } from './oracle-accounts.ts';
import {
  bySite,
  type Expected,
  isNothing,
  type Line,
  type MonthOn,
  type Next,
  netOf,
  type Run,
  usualDays,
} from './oracle-documents.ts';
import { type Accounted, inOther, ownCurrency, rateBetween } from './oracle-exchange.ts';
import { max } from './oracle-months.ts';
import { OracleOwed } from './oracle-owed.ts';
import { categoryOf, sameRate, taxAt } from './oracle-tax.ts';

type Open = Extract<Next, { state: 'open' }>;

/** What invoices have to say, kept a second time: what accounts owe, as documents with their taxes, numbers and reviews. */
export class InvoiceOracle extends OracleOwed {
  private readonly numbers = new Map<string, number>();
  private readonly cancelled: (Line & { readonly period: string })[] = [];
  private readonly apart: {
    readonly site: string;
    readonly currency: string;
    readonly period: string;
    readonly minor: bigint;
  }[] = [];

  /**
   * What would be issued for the account's open period at this moment, or on the invoice of another for its part (I4, I8, I11, I16).
   *
   * @param on the day of issue; undefined while it is still to come
   */
  next(accountId: string, on?: string): Next {
    const account = this.account(accountId);
    const payer = this.payerOf(account) ?? account;
    const { period, months } =
      payer === account
        ? this.monthsOn(account)
        : { period: account.open, months: [{ account, month: account.open ?? '' }] };
    if (period === undefined) return { state: 'open', documents: [], nothing: [] };
    const { facts } = payer;
    const keyOf = ({ currency, order }: Line) => `${currency} ${facts.invoicePer === 'purchaseOrder' ? order : ''}`;
    const drafts = Map.groupBy(
      months.flatMap((month) => this.linesOf(month, payer)),
      keyOf,
    );
    const isDue = (lines: readonly Line[]) => facts.zeroInvoices || !isNothing(lines);
    const nothing = [...drafts.values()].filter((lines) => !isDue(lines)).flat();
    const due = [...drafts].sort(([one], [other]) => (one < other ? -1 : 1)).filter(([, lines]) => isDue(lines));
    const nets = new Map(due.map(([key, lines]) => [key, netOf(lines)]));
    const missing =
      due.length === 0
        ? []
        : [
            ...payer.missing(due.some(([, lines]) => lines.some(({ rate }) => rate === undefined))),
            ...this.sellerLacks(due.flatMap(([, lines]) => lines)),
          ];
    if (missing.length > 0) return { state: 'held', missing, nets };
    const documents = due.map(([key, lines]): Expected | 'no rate' => {
      const rates = this.ratesOf(payer, lines);
      const [net, tax] = [netOf(lines), rates.reduce((sum, each) => sum + each.tax, 0n)];
      const [currency, order] = [key.slice(0, 3), key.slice(4)];
      const accounted = this.accountedFor(tax, currency, on);
      if (accounted === 'no rate') return accounted;
      // By what is to be paid; where that is nothing, by the net.
      const kind = (net + tax || net) < 0n ? 'credit-note' : 'invoice';
      const head = { accountId, period, currency, order, kind } as const;
      return { ...head, net, total: net + tax, rates, sites: bySite(lines), ...(accounted && { accounted }) };
    });
    const known = documents.filter((document) => document !== 'no rate');
    if (known.length === documents.length) return { state: 'open', documents: known, nothing };
    const unknown = documents.filter((each) => each === 'no rate').map(() => 'EXCHANGE_RATE_UNKNOWN');
    return { state: 'held', missing: unknown, nets };
  }

  /** Who has no VAT identifier taxes nothing (I9). */
  private sellerLacks(lines: readonly Line[]): string[] {
    const taxes = lines.some(({ rate = '0' }) => Number(rate) > 0);
    return taxes && this.terms.seller.vatId === undefined ? ['SELLER_INCOMPLETE'] : [];
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
      const batch = this.batch(through, now).filter((account) => !held.has(account.accountId));
      if (batch.length === 0) break;
      for (const account of batch) {
        const { accountId } = account;
        // What the batch has closed before may have made it a site, whose months wait for its payer's.
        if (account.open && this.payerOf(account)) continue;
        const next = this.next(accountId, now.slice(0, 10));
        account.open ??= this.monthsOn(account).period;
        if (next.state === 'held') held.set(accountId, next.missing);
        else if (next.documents.length > 0 && this.beginsReview(account, now)) {
          drafted.set(accountId, account.review?.until ?? '');
        } else issued.push(...this.issue(account, next, now));
      }
    }
    this.closedThrough = max(this.closedThrough ?? '', through);
    return { issued, held, drafted };
  }

  /** Who has an open invoice up to a month, and behind them whose sites have one (I16). */
  private batch(through: string, now: string): OracleAccount[] {
    const open = [...this.accounts.values()]
      .filter((account) => account.open !== undefined && account.open <= through)
      .sort((one, other) => (one.accountId < other.accountId ? -1 : 1));
    const own = open.filter((account) => !this.payerOf(account) && !account.isWaiting(now));
    const others = open.flatMap((account) => this.payerOf(account) ?? []).filter((payer) => payer.open === undefined);
    return [...own.sort((one, other) => ((one.open ?? '') < (other.open ?? '') ? -1 : 1)), ...new Set(others)];
  }

  private beginsReview(account: OracleAccount, now: string): boolean {
    const days = account.facts.invoiceReviewDays ?? this.terms.reviewDays ?? 0;
    if (account.review !== undefined || days === 0) return false;
    const until = new Date(Date.parse(now) + days * 86_400_000).toISOString();
    account.review = { since: now, until };
    return true;
  }

  private issue(account: OracleAccount, { documents, nothing }: Open, now: string): Expected[] {
    const terms = account.termsOn(now.slice(0, 10), usualDays);
    const issued = documents.map((document) => ({ ...document, number: this.number(document.kind, now), terms }));
    this.cancelled.push(...nothing.map((line) => ({ ...line, period: account.open ?? '' })));
    const { months } = this.monthsOn(account);
    for (const month of months) this.addApart(month, account);
    for (const each of months) if (each.account !== account) this.settle(each.account);
    this.settle(account);
    return issued;
  }

  /** I15: what a reviewer's step has to come to: documents where it is approved, else nothing, or the codes that it is refused by. */
  review(accountId: string, step: string, now: string): { issued: Expected[]; refused: readonly string[] } {
    const account = this.account(accountId);
    const { review } = account;
    // What is on the invoice of another is reviewed with that one's (I16).
    if (!review || this.payerOf(account)) return { issued: [], refused: ['NOT_IN_REVIEW'] };
    if (step === 'approve') {
      const next = this.next(accountId, now.slice(0, 10));
      if (next.state === 'held') return { issued: [], refused: next.missing };
      return { issued: this.issue(account, next, now), refused: [] };
    }
    if (step === 'release' && !review.hold) return { issued: [], refused: ['DRAFT_NOT_HELD'] };
    account.review = { since: review.since, until: review.until, hold: step === 'hold' };
    return { issued: [], refused: [] };
  }

  /** True while another's invoice bears an account's open month (I16). */
  isOnOther(accountId: string): boolean {
    return this.payerOf(this.account(accountId)) !== undefined;
  }

  /** What an account owed on invoices that came to nothing, and so were none: a site what its payer got back (I11, I16). */
  cancelledOf(accountId: string, currency: string, period?: string): bigint {
    const isOf = (line: Line & { period: string }) =>
      line.site === accountId && line.currency === currency && (period ?? line.period) === line.period;
    return netOf(this.cancelled.filter(isOf));
  }

  /** I17: the cents that shares of a month came to more because the lines of each purchase order are rounded for themselves (I10). */
  apartOf(accountId: string, currency: string, period?: string): bigint {
    const of = this.apart.filter((each) => {
      return each.site === accountId && each.currency === currency && (period ?? each.period) === each.period;
    });
    return of.reduce((sum, { minor }) => sum + minor, 0n);
  }

  private addApart(month: MonthOn<OracleAccount>, payer: OracleAccount): void {
    if (!this.terms.byDay || payer.facts.invoicePer !== 'purchaseOrder') return;
    for (const [perOrder, sign] of [
      [true, 1n],
      [false, -1n],
    ] as const) {
      for (const { currency, minor } of this.linesOf(month, payer, perOrder)) {
        this.apart.push({ site: month.account.accountId, currency, period: month.month, minor: minor * sign });
      }
    }
  }

  /** The month of an account's next invoice. */
  openOf(accountId: string): string | undefined {
    return this.account(accountId).open;
  }

  /** True while somebody holds an account's draft. */
  isHeld(accountId: string): boolean {
    return this.account(accountId).review?.hold === true;
  }

  /** True while an account's draft is not looked at. */
  isWaiting(accountId: string, now: string): boolean {
    return this.account(accountId).isWaiting(now);
  }

  /** The next number of a series of the issuer's year. */
  number(kind: Expected['kind'], now: string): string {
    const series = `${kind === 'invoice' ? 'INV' : 'CN'}-${now.slice(0, 4)}`;
    const last = (this.numbers.get(series) ?? 0) + 1;
    this.numbers.set(series, last);
    return `${series}-${String(last).padStart(6, '0')}`;
  }
}
