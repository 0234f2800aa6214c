import type { IssuedInvoice } from '#domain/invoices/events.ts';
import {
  OraclePayments,
  type PaymentTold,
  type ReturnTold,
  type Taken,
} from '#test/support/oracle/invoices/oracle-payments.ts';
import { dayAway } from './invoicing-accounts.ts';
import { type Ask, picked } from './invoicing-asks.ts';

/** Payments of the random histories: parts, wholes and too much, told twice, taken back, and such as cannot be (I14). */

export class PaymentHistory {
  readonly oracle = new OraclePayments();
  private readonly told: PaymentTold[] = [];
  private readonly back: ReturnTold[] = [];

  /** Takes what is issued. */
  bill({ number, document, totalMinor: total, currency, dueOn, invoiceNumber }: IssuedInvoice): void {
    this.oracle.bill(number, { total, currency, isCredit: document === 'credit-note', dueOn });
    if (invoiceNumber !== undefined) this.oracle.credit(invoiceNumber, total);
  }

  /** A payment of a document, and what has to come of it. */
  payment(
    { number, currency, totalMinor }: IssuedInvoice,
    { b, c }: Ask,
    now: string,
    step: number,
  ): [PaymentTold, Taken] {
    const open = this.oracle.standing(number, '')?.open ?? totalMinor;
    const wanted = picked([open, open / 2n, 1n, open + 3n, totalMinor, 0n], b) ?? 0n;
    // Below 0 there is no amount on the wire.
    const minor = wanted < 0n ? -wanted : wanted;
    const fresh = {
      ...{ paymentId: `PAY-${step}`, invoiceNumber: picked([number, number, number, number, 'INV-0'], c) ?? number },
      ...{ minor, currency: picked([currency, currency, currency, 'USD'], c >> 3) ?? currency },
      receivedOn: dayAway(now.slice(0, 10), -(c % 4)),
      ...(c % 2 === 0 && { reference: `Statement ${c}` }),
    };
    const again = picked(this.told, c);
    const repeated = b % 5 === 0 && again ? { ...again, ...(b % 10 === 0 && { minor: again.minor + 1n }) } : fresh;
    const taken = this.oracle.pay(repeated);
    if (taken === 'taken') this.told.push(repeated);
    return [repeated, taken];
  }

  /** That one was taken back; nothing where none was ever recorded. */
  taking({ a, b, c }: Ask, now: string): [ReturnTold, Taken] | undefined {
    const payment = picked(this.told, a);
    if (!payment) return undefined;
    const { paymentId, invoiceNumber, receivedOn } = payment;
    const fresh = {
      paymentId: c % 9 === 0 ? 'PAY-0' : paymentId,
      invoiceNumber: c % 11 === 0 ? 'INV-0' : invoiceNumber,
      returnedOn: c % 7 === 0 ? dayAway(receivedOn, -1) : now.slice(0, 10),
      ...(b % 2 === 0 && { reason: 'AC04' }),
    };
    const asked = (b % 2 === 1 && picked(this.back, b)) || fresh;
    const taken = this.oracle.takeBack(asked);
    if (taken === 'taken') this.back.push(asked);
    return [asked, taken];
  }
}
