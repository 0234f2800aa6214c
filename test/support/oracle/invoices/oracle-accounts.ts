import { minorOf, type Terms } from './oracle-changes.ts';
import { dayOf, max, nextMonth } from './oracle-months.ts';
import { countryOfVat, isKnownCountry, rateOnDay, type ToldRate } from './oracle-tax.ts';

/** Accounts as the oracle of invoices knows them: what was told of each, and which month of it is open. */

// biome-ignore lint/suspicious/noExplicitAny: a foreign system reads JSON
type Json = any;

export class OracleAccount {
  facts: Json = {};
  orderCountry?: string;
  /** An order has said something of it. */
  isNamed = false;
  open?: string;
  /** The draft of the open month, while it waits (I15). */
  review?: { readonly since: string; readonly until: string; readonly hold?: boolean };
  /** Months that went by while it paid for its monthly licenses in advance. */
  readonly paidInAdvance = new Set<string>();
  /** The first month that it does; before that it did not. */
  private prepaidFrom?: string;
  private factsAt?: string;
  private readonly rates: ToldRate[] = [];
  /** Who it said pays, from the invoice of a month on (I16). */
  private readonly payers: { readonly from: string; readonly payer?: string }[] = [];
  private readonly prices: { from: string; minor: bigint; currency: string; plan?: string }[] = [];

  constructor(readonly accountId: string) {}

  get zone(): string {
    return this.facts.timeZone ?? 'UTC';
  }

  get country(): string | undefined {
    return [this.facts.country, this.orderCountry].find(isKnownCountry);
  }

  get isKnown(): boolean {
    return this.isNamed || this.factsAt !== undefined || this.open !== undefined;
  }

  /** I16: whose invoice it says bears a month of it; undefined: its own. */
  payerIn(month: string): string | undefined {
    const payer = this.payers.findLast(({ from }) => from <= month)?.payer;
    return payer === this.accountId ? undefined : payer;
  }

  get isPrepaid(): boolean {
    return this.facts.paymentType === 'prepaid';
  }

  /** True while nobody looks at the draft: it is held, or its days are not over. */
  isWaiting(now: string): boolean {
    return this.review !== undefined && (this.review.hold === true || now < this.review.until);
  }

  /** What a document says of its addressee's wishes: when it is due, and in which language it is. */
  termsOn(
    issuedOn: string,
    usualDays: number,
  ): { readonly due: string; readonly language?: string; readonly zone: string } {
    const { paymentTermDays = usualDays, language } = this.facts;
    const due = new Date(Date.parse(issuedOn) + paymentTermDays * 86_400_000).toISOString().slice(0, 10);
    return { due, language, zone: this.zone };
  }

  /** Takes what is told; older facts than the known ones say nothing any more. */
  tell(time: string, facts: Json): void {
    if (this.factsAt !== undefined && this.factsAt > time) return;
    const [wasTold, wasPrepaid] = [this.factsAt !== undefined, this.isPrepaid];
    this.factsAt = time;
    this.facts = facts;
    if (this.isPrepaid && !wasPrepaid) this.prepaidFrom = wasTold ? this.open : undefined;
    const toldOn = dayOf(time, this.zone);
    this.rates.push({ rate: facts.taxRate, from: facts.taxRateFrom ?? toldOn, toldOn });
    const from = max(nextMonth(toldOn.slice(0, 7)), this.open ?? '');
    this.payers.push({
      // What is told first counts from the open invoice, a change from the one after the day on which it is told.
      from: wasTold ? from : (this.open ?? toldOn.slice(0, 7)),
      ...(facts.invoiceTo === 'parent' && { payer: facts.parentId }),
    });
    if (facts.unitPrice === undefined) return;
    const { currency, plan } = facts;
    this.prices.push({ from, minor: minorOf(facts.unitPrice, currency), currency, plan });
  }

  /** A month of a monthly license that nothing is billed for: days of the month before count as the month that they come with. */
  isPaid(month: string, happened: string): boolean {
    if (this.paidInAdvance.has(month)) return true;
    if (!this.isPrepaid) return false;
    const counted = happened.startsWith(month) ? nextMonth(month) : month;
    return this.prepaidFrom === undefined || counted >= this.prepaidFrom;
  }

  /** The first invoice is the one that the first change lands on: no past one, and none after next month's. */
  openFor(lands: string, now: string, closedThrough: string | undefined): void {
    if (this.open !== undefined) return;
    const current = dayOf(now, this.zone).slice(0, 7);
    const earliest = max(current, closedThrough === undefined ? '' : nextMonth(closedThrough));
    const latest = max(earliest, nextMonth(current));
    this.open = lands > latest ? latest : max(lands, earliest);
  }

  /** What a license costs in a month: the account's own price for its plan, or the lot's (I10). */
  priceIn(terms: Terms, month: string): { minor: bigint; currency: string } {
    const isOwn = terms.billing === 'monthly' && (terms.accountPriced ?? terms.program === 'miradore');
    const fits = (plan?: string) => plan === undefined || terms.plan === undefined || plan === terms.plan;
    return (isOwn && this.prices.findLast(({ from, plan }) => from <= month && fits(plan))) || terms;
  }

  rateOn(day: string): string | undefined {
    return rateOnDay(this.rates, day);
  }

  /** What an invoice of lines lacks, where the rates of some are not known (I8). */
  missing(isUntaxed: boolean): string[] {
    const { address = {}, invoiceEmails = [], taxId } = this.facts;
    const somewhere = this.country ?? countryOfVat(taxId);
    const reached = invoiceEmails.length > 0 || address.street || address.city;
    return [
      ...(isUntaxed ? ['TAX_RATE_UNKNOWN'] : []),
      ...(somewhere ? [] : ['COUNTRY_UNKNOWN']),
      ...(reached ? [] : ['ADDRESS_UNKNOWN']),
    ];
  }
}
