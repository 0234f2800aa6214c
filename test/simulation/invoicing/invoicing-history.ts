import type { Received } from '#runtime/slices/slice.ts';
import { message } from '../world.ts';
import {
  changedFacts,
  customersOf,
  dayAway,
  everybodyOf,
  firstFacts,
  orderCountry,
  payers,
  reseller,
} from './invoicing-accounts.ts';
import { type Ask, picked, type Setting } from './invoicing-asks.ts';
import { orderTerms, stockTerms } from './invoicing-terms.ts';

/**
 * What happens in a random history: a small ledger that only does what is possible, and tells of it in the messages of topics
 * `licenses`, `accounts` and `orders`.
 */

type Lot = Readonly<Record<string, unknown>> & { readonly lotId: string; readonly originAccountId: string };

interface Named {
  readonly accountId: string;
  readonly role: string;
  readonly name?: string;
  readonly country?: string;
}

interface Moved {
  readonly from: string;
  readonly to: string;
  readonly lines: readonly { readonly lot: Lot; readonly quantity: number }[];
}

/** One of a few, so that several orders have the same, and sometimes none (I17). */
function purchaseOrder(which: number): { readonly purchaseOrder?: string } {
  return which % 7 === 0 ? {} : { purchaseOrder: `PO-${which % 4}` };
}

export class InvoicingHistory {
  private readonly held = new Map<string, Map<Lot, number>>();
  private readonly facts: Map<string, Record<string, unknown>>;
  private readonly customers: readonly string[];
  private readonly transfers: Moved[] = [];
  private readonly orders: { orderNumber: string; revision: number; accounts: Named[]; readonly lot: Lot }[] = [];
  /** By lot: who pays for its order by now, where that is not its end customer. */
  private readonly paying = new Map<string, string>();
  private happened = 0;

  constructor(private readonly setting: Setting) {
    this.customers = customersOf(setting);
    this.facts = new Map(everybodyOf(setting).map((id) => [id, firstFacts(id, setting)]));
  }

  /** What comes of an ask at an instant; nothing where there is nothing to ask about. */
  messageOf(asked: Ask, at: string): Received | undefined {
    this.happened += 1;
    switch (asked.kind) {
      case 'order':
        return this.order(asked, at);
      case 'purchase':
        return this.purchase(asked, at);
      case 'transfer':
        return this.transfer(asked, at);
      case 'decrease':
        return this.decrease(asked, at);
      case 'return':
        return this.giveBack(asked, at);
      case 'stock':
        return this.stock(asked, at);
      case 'account':
        return this.account(asked, at);
      case 'header':
        return this.header(asked, at);
      default:
        return undefined;
    }
  }

  /** Whatever an account lacks, told at last. */
  completed(accountId: string, at: string): Received {
    const { taxRateFrom: _once, ...facts } = this.facts.get(accountId) ?? {};
    const all = {
      ...facts,
      country: 'PL',
      taxRate: this.setting.seller.vatId ? '19' : '0',
      invoiceEmails: ['ap@account.example'],
    };
    return this.tell(accountId, all, at);
  }

  private recorded(at: string) {
    return { journalId: `J${this.happened}`, at, initiatedBy: 'owner@example.com' };
  }

  /** @param journal true for what is bought: it has the name of the journal that brings it, as in the ledger */
  private lot(of: Record<string, unknown>, originAccountId: string, journal = false): Lot {
    const sku = `SKU-${of.program}-${of.billing}`;
    const lotId = `${journal ? 'J' : 'L'}${this.happened}`;
    return { sku, name: `Product ${sku}`, category: 'paid', currency: 'EUR', originAccountId, ...of, lotId };
  }

  private add(accountId: string, lot: Lot, quantity: number): void {
    const lots = this.held.get(accountId) ?? new Map<Lot, number>();
    this.held.set(accountId, lots.set(lot, (lots.get(lot) ?? 0) + quantity));
  }

  private order({ a, b, c, quantity }: Ask, at: string): Received {
    const accountId = picked(this.customers, a) ?? '';
    const billingAccountId = b % 3 === 0 ? (picked(payers, a) ?? '') : accountId;
    const today = at.slice(0, 10);
    const startsOn = dayAway(today, picked([0, 0, 0, 40, -20], c) ?? 0);
    const terms = orderTerms(startsOn, b);
    const orderNumber = `SO-${this.happened}`;
    const lot = this.lot({ ...terms, startsOn, orderNumber, references: purchaseOrder(c) }, accountId);
    if (billingAccountId !== accountId) this.paying.set(lot.lotId, billingAccountId);
    this.add(accountId, lot, quantity);
    const roles = [
      { accountId, role: 'end-customer', name: `Ordered ${accountId}`, country: orderCountry(accountId) },
      ...(billingAccountId === accountId
        ? []
        : [{ accountId: billingAccountId, role: 'bill-to', country: orderCountry(billingAccountId) }]),
    ];
    this.orders.push({ orderNumber, revision: 1, accounts: roles, lot });
    return message('license.granted.v1', {
      ...{ ...this.recorded(at), accountId, billingAccountId, accounts: roles, quantity, lot: this.told(lot) },
      ...{ entitlementId: lot.lotId, orderNumber, lineNumber: 1 },
    });
  }

  private purchase({ a, b, c, quantity }: Ask, at: string): Received {
    const accountId = picked(this.customers, a) ?? '';
    const plan = picked(['premium', 'basic', undefined], c);
    const priced = picked([{ accountPriced: true, plan }, { plan }, { accountPriced: false, plan }], b);
    const terms = { program: 'miradore', billing: 'monthly', unitPrice: '2.90', ...priced, startsOn: at.slice(0, 10) };
    const lot = this.lot(terms, accountId, true);
    this.add(accountId, lot, quantity);
    return message('license.purchased.v1', { ...this.recorded(at), accountId, quantity, lot });
  }

  private linesFrom(accountId: string, { b, c, quantity }: Ask): Moved['lines'] {
    const lots = [...(this.held.get(accountId) ?? [])].filter(([lot, held]) => held > 0 && !lot.stock);
    const [one, other] = [picked(lots, b), picked(lots, b + 1)];
    return [...new Set(c % 3 === 0 ? [one, other] : [one])].flatMap((of) =>
      of ? [{ lot: of[0], quantity: Math.min(of[1], quantity) }] : [],
    );
  }

  private move({ from, to, lines }: Moved): void {
    for (const { lot, quantity } of lines) {
      this.add(from, lot, -quantity);
      this.add(to, lot, quantity);
    }
  }

  private holder({ a }: Ask): string {
    return (
      picked(
        this.customers.filter((id) => [...(this.held.get(id)?.values() ?? [])].some((n) => n > 0)),
        a,
      ) ?? ''
    );
  }

  private transfer(asked: Ask, at: string): Received | undefined {
    const from = this.holder(asked);
    const to =
      picked(
        this.customers.filter((id) => id !== from),
        asked.c,
      ) ?? '';
    const lines = this.linesFrom(from, asked);
    if (lines.length === 0) return undefined;
    const moved = { from, to, lines };
    this.move(moved);
    this.transfers.push(moved);
    return message('license.transferred.v1', {
      ...this.recorded(at),
      transferId: `T${this.happened}`,
      ...moved,
      lines: this.toldLines(lines),
    });
  }

  private decrease(asked: Ask, at: string): Received | undefined {
    const accountId = this.holder(asked);
    const lines = this.linesFrom(accountId, asked);
    for (const { lot, quantity } of lines) this.add(accountId, lot, -quantity);
    return lines.length === 0
      ? undefined
      : message('license.decreased.v1', { ...this.recorded(at), accountId, lines: this.toldLines(lines) });
  }

  private giveBack({ a }: Ask, at: string): Received | undefined {
    const isThere = ({ to, lines }: Moved) =>
      lines.every(({ lot, quantity }) => (this.held.get(to)?.get(lot) ?? 0) >= quantity);
    const given = picked(this.transfers.filter(isThere), a);
    if (!given) return undefined;
    this.transfers.splice(this.transfers.indexOf(given), 1);
    const back = { from: given.to, to: given.from, lines: given.lines };
    this.move(back);
    const ids = { transferId: `T${this.happened}`, returnOf: 'T0' };
    return message('license.returned.v1', {
      ...this.recorded(at),
      ...ids,
      ...back,
      lines: this.toldLines(given.lines),
    });
  }

  private stock({ a, b, quantity }: Ask, at: string): Received {
    const terms = stockTerms(at.slice(0, 10));
    const stocked = [...(this.held.get(reseller) ?? [])].filter(([, held]) => held > 0);
    const [lot, held] = picked(stocked, b) ?? [];
    if (!lot || !held || a % 3 === 0) {
      const bought = this.lot({ ...terms, stock: true }, reseller, true);
      this.add(reseller, bought, quantity);
      const data = { ...this.recorded(at), accountId: reseller, contractId: 'K-1', quantity, lot: bought };
      return message('stock.purchased.v1', data);
    }
    const taken = Math.min(held, quantity);
    this.add(reseller, lot, -taken);
    if (a % 3 === 1) {
      return message('license.expired.v1', { ...this.recorded(at), accountId: reseller, quantity: taken, lot });
    }
    const to = picked(this.customers, a) ?? '';
    const targetLot = this.lot({ ...terms }, to);
    this.add(to, targetLot, taken);
    const ids = { transferId: `T${this.happened}`, from: reseller, to };
    return message('stock.moved.v1', { ...this.recorded(at), ...ids, quantity: taken, lot, targetLot });
  }

  private account(asked: Ask, at: string): Received {
    const accountId = picked(everybodyOf(this.setting), asked.a) ?? '';
    const known = this.facts.get(accountId) ?? {};
    return this.tell(accountId, changedFacts(known, asked, this.setting, at.slice(0, 10)), at);
  }

  private tell(accountId: string, facts: Record<string, unknown>, at: string): Received {
    this.facts.set(accountId, facts);
    return message('account.updated.v1', facts, { time: at });
  }

  /** O10: a revision of an order that was released, with names, the customer's own number, and sometimes who pays. */
  private header({ a, b, c }: Ask, at: string): Received | undefined {
    const order = picked(this.orders, a);
    if (!order) return undefined;
    const { lot, ...known } = order;
    order.revision += 1;
    const payer = picked(payers, b);
    if (payer && this.paying.has(lot.lotId)) {
      this.paying.set(lot.lotId, payer);
      order.accounts = order.accounts.map((each) =>
        each.role === 'bill-to' ? { ...each, accountId: payer, country: orderCountry(payer) } : each,
      );
    }
    const line = { lineNumber: 1, sku: 'X', quantity: 1, unitPrice: '1.00', state: 'released' };
    const more = { ...purchaseOrder(c), currency: 'EUR', emails: ['it@example.com'], lines: [line], at };
    const { revision, accounts } = order;
    return message('order.changed.v1', { ...known, revision, accounts, ...more });
  }

  /** A lot as the ledger tells of it, with who pays for its order by now. */
  private told(lot: Lot): Lot {
    const payerAccountId = this.paying.get(lot.lotId);
    return payerAccountId === undefined ? lot : { ...lot, payerAccountId };
  }

  private toldLines(lines: Moved['lines']): Moved['lines'] {
    return lines.map(({ lot, quantity }) => ({ lot: this.told(lot), quantity }));
  }
}
