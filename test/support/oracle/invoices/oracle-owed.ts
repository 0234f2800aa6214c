import { OracleAccount } from './oracle-accounts.ts';
import { type Change, changesOf, costOf, duesOf } from './oracle-changes.ts';
import { DaysOfLots } from './oracle-days.ts';
import { type Again, type Line, type MonthOn, type OracleTerms, type Part, partsOf } from './oracle-documents.ts';
import { dayOf, max, monthsBetween, nextMonth } from './oracle-months.ts';

// biome-ignore lint/suspicious/noExplicitAny: a foreign system reads JSON
type Json = any;

/**
 * What accounts owe and on whose invoice of which month it stands: every change is kept whole and every month of it is ticked off when a
 * document has had it. There are no running totals, no repriced movements and no drafts here, and none of the code that is judged.
 */
export class OracleOwed {
  protected readonly accounts = new Map<string, OracleAccount>();
  private readonly changes: Change[] = [];
  private readonly heard = new Set<string>();
  /** By account and lot: the order that brought it there (I17). */
  private readonly bought = new Map<string, Change['brought']>();
  private readonly orders = new Map<
    string,
    { readonly revision: number; readonly payer: string; readonly purchaseOrder?: string }
  >();
  private readonly again: Again[] = [];
  private readonly days = new DaysOfLots();
  protected closedThrough?: string;

  constructor(protected readonly terms: OracleTerms) {}

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
    this.take(...changes.map((change) => this.days.withOdd(change)));
  }

  /** O10: what was billed, or is to be, to the payer of an order leaves it and comes to the one of a newer revision. */
  private revise({ orderNumber, revision, accounts, purchaseOrder }: Json, now: string): void {
    if ((this.orders.get(orderNumber)?.revision ?? 0) >= revision) return;
    this.rename(accounts);
    const of = (role: string) => accounts.find((each: Json) => each.role === role)?.accountId;
    const payer: string = of('bill-to') ?? of('end-customer');
    this.orders.set(orderNumber, { revision, payer, purchaseOrder });
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
      this.take(left, come);
      this.account(payer).openFor(moved.lands, now, this.closedThrough);
    }
  }

  private take(...changes: readonly Change[]): void {
    this.changes.push(...changes);
    for (const { accountId, terms, brought } of changes) {
      if (brought) this.bought.set(`${accountId} ${terms.lotId}`, brought);
    }
  }

  protected account(accountId: string): OracleAccount {
    const account = this.accounts.get(accountId) ?? new OracleAccount(accountId);
    this.accounts.set(accountId, account);
    return account;
  }

  private zoneOf(accountId: string): string {
    return this.account(accountId).zone;
  }

  /** O6: the country of an order counts for as long as nobody tells another. */
  private rename(accounts: Json[] = []): void {
    for (const { accountId, role, name, country } of accounts) {
      if (role !== 'end-customer' && role !== 'bill-to') continue;
      if (country) this.account(accountId).orderCountry = country;
      if (name || country) this.account(accountId).isNamed = true;
    }
  }

  /**
   * I16: the account whose invoice bears a month of another; undefined where that is its own. Nobody bears it who is not known, nor whose own
   * invoice, the one that it would be on, is another's.
   */
  protected payerOf(account: OracleAccount, month = account.open ?? ''): OracleAccount | undefined {
    const payer = this.accounts.get(account.payerIn(month) ?? '');
    return payer?.isKnown && payer.payerIn(max(month, payer.open ?? '')) === undefined ? payer : undefined;
  }

  /** The months that the next invoice of an account bears: its own, and those of its sites up to it; all of a site's where it has none (I16). */
  protected monthsOn(payer: OracleAccount): { period?: string; months: MonthOn<OracleAccount>[] } {
    const sites = [...this.accounts.values()].filter((site) => site.open && this.payerOf(site) === payer);
    const period = payer.open ?? sites.map(({ open = '' }) => open).sort()[0];
    const months: MonthOn<OracleAccount>[] = payer.open === undefined ? [] : [{ account: payer, month: payer.open }];
    for (const account of sites) {
      for (const month of monthsBetween(account.open ?? '', period ?? '')) {
        if (this.payerOf(account, month) !== payer) break;
        months.push({ account, month });
      }
    }
    return { period, months };
  }

  /**
   * What a month of an account comes to by now, line by line, at the rates of who pays (I9, I11, I16).
   *
   * @param perOrder whether what each purchase order brought has lines of its own (I17)
   */
  protected linesOf(
    { account, month: open }: MonthOn<OracleAccount>,
    payer: OracleAccount,
    perOrder = payer.facts.invoicePer === 'purchaseOrder',
  ): Line[] {
    const { accountId, zone } = account;
    const lines = new Map<string, Line>();
    for (const change of this.changes) {
      if (change.accountId !== accountId || change.free) continue;
      const { terms, at } = change;
      for (const { month, share } of this.duesOf(account, change, open)) {
        const { minor, currency } = account.priceIn(terms, month);
        const happened = dayOf(at, zone);
        const isWithin = terms.billing === 'once' || happened.startsWith(month);
        const recurs = this.hasJoined(account, change, open) && month === open;
        const day = isWithin && !recurs ? happened : `${month}-01`;
        const rate = payer.rateOn(day);
        const cause = recurs ? 'recurring' : `${change.isOrder} ${change.cause}`;
        const order = perOrder ? this.purchaseOrderOf(change) : '';
        for (const part of partsOf(change, minor, share)) {
          const key = JSON.stringify([cause, terms.sku, month, `${part.minor}`, currency, part.share, day, order]);
          const of = { currency, site: accountId, order, rate, day };
          const line = lines.get(key) ?? { ...of, quantity: 0n, minor: 0n, count: 0 };
          line.quantity += part.quantity;
          line.count += recurs ? 2 : 1;
          line.minor = recurs
            ? costOf(line.quantity, minor, share)
            : line.minor + costOf(part.quantity, part.minor, part.share);
          lines.set(key, line);
        }
      }
    }
    const isOn = ({ period }: Again) => period === open || (open === account.open && period < open);
    const again = this.again.filter((each) => each.accountId === accountId && isOn(each));
    return [
      // Lines of one cause that come to nothing are no line; a recurring line of no licenses is none either.
      ...[...lines.values()].filter(({ quantity, minor, count }) => count === 1 || quantity !== 0n || minor !== 0n),
      ...again.map(({ currency, site = accountId, order, rate, minor }) => {
        return { currency, site, order, rate, day: '', quantity: 1n, minor, count: 1 };
      }),
    ];
  }

  /** I17: what the newest revision calls the order that brought an account the lot; nothing of what came to it in another way. */
  private purchaseOrderOf({ accountId, terms }: Change): string {
    const brought = this.bought.get(`${accountId} ${terms.lotId}`);
    if (!brought) return '';
    const revised = this.orders.get(brought.by);
    return (revised ? revised.purchaseOrder : brought.purchaseOrder) ?? '';
  }

  /** Months that come with a later one on the same invoice have as good as been on one. */
  private hasJoined({ open = '' }: OracleAccount, { joined, lands }: Change, month: string): boolean {
    return joined || (month > open && lands < month);
  }

  private duesOf(account: OracleAccount, change: Change, through: string) {
    const isBefore = (month: string) => month !== through && this.hasJoined(account, change, through);
    const isDue = ({ month }: { month: string }) =>
      !change.settled.has(month) &&
      !(through !== account.open && isBefore(month)) &&
      !(change.terms.billing === 'monthly' && account.isPaid(month, change.at));
    return duesOf(change, through, this.terms.byDay).filter(isDue);
  }

  /** A month is on a document now, or comes to nothing; the next one is open. */
  protected settle(account: OracleAccount): void {
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

  /** What a credit note takes back comes on the open invoice again, at the rates that it had (I9, I12). */
  billAgain(accountId: string, currency: string, parts: readonly Part[]): void {
    const period = this.account(accountId).open ?? '';
    for (const of of Map.groupBy(parts, ({ alike, rate }) => `${rate} ${alike}`).values()) {
      const [quantity, minor] = [
        of.reduce((sum, each) => sum + each.quantity, 0),
        of.reduce((sum, each) => sum + each.minor, 0n),
      ];
      // One cause, the credit note, is one line per product, price and rate (I11), and none where that comes to nothing.
      const [first] = of;
      if (!first || (of.length > 1 && quantity === 0 && minor === 0n)) continue;
      const { site, order, rate } = first;
      this.again.push({ accountId, site, order, currency, period, rate, minor });
    }
  }
}
