/** Where invoices stand with what came for them (I14), kept as a list of what happened and added up anew each time. */

/** A payment as it is told. */
export interface PaymentTold {
  readonly paymentId: string;
  readonly invoiceNumber: string;
  readonly minor: bigint;
  readonly currency: string;
  readonly receivedOn: string;
  readonly reference?: string;
}

/** That a payment was taken back, as it is told. */
export interface ReturnTold {
  readonly paymentId: string;
  readonly invoiceNumber: string;
  readonly returnedOn: string;
  readonly reason?: string;
}

/** What has to come of it: nothing where it was told before, or the code that it is refused by. */
export type Taken = 'taken' | 'known' | { readonly refused: string };

interface Bill {
  readonly total: bigint;
  readonly currency: string;
  readonly isCredit: boolean;
  readonly dueOn?: string;
  readonly credits: bigint[];
}

export interface Standing {
  readonly state: string;
  readonly open: bigint;
  readonly overdue: boolean;
}

const refused = (code: string): Taken => ({ refused: code });

export class OraclePayments {
  private readonly bills = new Map<string, Bill>();
  private readonly payments = new Map<string, PaymentTold & { back?: ReturnTold }>();

  bill(number: string, document: Omit<Bill, 'credits'>): void {
    this.bills.set(number, { ...document, credits: [] });
  }

  /** A credit note of an invoice, with its own total, which is negative. */
  credit(number: string, total: bigint): void {
    this.bills.get(number)?.credits.push(-total);
  }

  pay(told: PaymentTold): Taken {
    const before = this.payments.get(told.paymentId);
    if (before) return alike(before, told, paymentFields) ? 'known' : refused('PAYMENT_CONFLICT');
    const bill = this.bills.get(told.invoiceNumber);
    if (!bill) return refused('INVOICE_UNKNOWN');
    const wrong = [
      ...(bill.isCredit ? ['NOT_PAYABLE'] : []),
      ...(bill.currency === told.currency ? [] : ['PAYMENT_CURRENCY_DIFFERS']),
      ...(bill.currency === told.currency && told.minor <= 0n ? ['AMOUNT_NOT_POSITIVE'] : []),
    ];
    if (wrong[0]) return refused(wrong.join(' '));
    this.payments.set(told.paymentId, told);
    return 'taken';
  }

  takeBack(told: ReturnTold): Taken {
    const payment = this.payments.get(told.paymentId);
    if (!payment || payment.invoiceNumber !== told.invoiceNumber) return refused('PAYMENT_UNKNOWN');
    if (payment.back) return alike(payment.back, told, returnFields) ? 'known' : refused('PAYMENT_CONFLICT');
    if (told.returnedOn < payment.receivedOn) return refused('RETURNED_TOO_EARLY');
    payment.back = told;
    return 'taken';
  }

  /** Undefined for a credit note. */
  standing(number: string, today: string): Standing | undefined {
    const bill = this.bills.get(number);
    if (!bill || bill.isCredit) return undefined;
    let [paid, credited] = [0n, 0n];
    for (const payment of this.payments.values()) {
      if (payment.invoiceNumber === number && !payment.back) paid += payment.minor;
    }
    for (const credit of bill.credits) credited += credit;
    const open = bill.total - paid - credited;
    return { state: stateOf(open, paid, credited), open, overdue: open > 0n && (bill.dueOn ?? '9999') < today };
  }
}

function stateOf(open: bigint, paid: bigint, credited: bigint): string {
  if (open < 0n) return 'overpaid';
  if (open > 0n) return paid === 0n ? 'open' : 'part-paid';
  return paid === 0n && credited !== 0n ? 'credited' : 'paid';
}

const paymentFields = ['invoiceNumber', 'minor', 'currency', 'receivedOn', 'reference'] as const;
const returnFields = ['invoiceNumber', 'returnedOn', 'reason'] as const;

function alike<Told>(one: Told, other: Told, fields: readonly (keyof Told)[]): boolean {
  return fields.every((field) => one[field] === other[field]);
}
