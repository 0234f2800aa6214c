import { prepaidLot, site } from '#test/fixtures/billed.ts';
import fc from '#test/support/samples/properties.ts';
import { defaultSettings } from './account/account.ts';
import { emptyBooks, evolve, type InvoicingBooks } from './books.ts';
import { creditInvoice } from './credit.ts';
import { recordAction } from './decide.ts';
import type { CreditAsked } from './documents/credit-note.ts';
import { type LotPart, lotsOfLines } from './documents/lots-of-lines.ts';
import type { InvoicingEvent, IssuedInvoice } from './events.ts';
import { issueInvoices } from './issue.ts';
import type { Adjustment } from './owed/adjustment.ts';
import type { LedgerAction } from './owed/movement.ts';

/** I7: whatever is credited, billed again, given back as unused days and taken again, nobody gets back more of a lot than it paid. */

const days = 365;
const [first, second] = ['A', 'B'].map((lotId, index) =>
  prepaidLot({ lotId, program: 'own', price: { minor: [10_007n, 333n][index] ?? 0n, currency: 'EUR' } }),
);
if (!first || !second) throw new Error('there are two lots');
const lots = { A: first, B: second };
type LotId = keyof typeof lots;
const held = 7;

/** One payer with an order line of each lot, and the books as a store would read them. */
class World {
  readonly books: InvoicingBooks = emptyBooks();
  readonly documents: IssuedInvoice[] = [];
  /** What is billed and to be billed for a lot, and what of it was given back; credits of a whole rate are of no lot. */
  readonly ofLot = { A: 0n, B: 0n, none: 0n };
  private readonly adjustments = new Map<string, Adjustment>();
  private step = 0;
  private month = 0;

  constructor() {
    this.books.accounts.set('P', site('P'));
    for (const lotId of ['A', 'B'] as const) this.move(lotId, held, undefined);
    this.close();
  }

  /** So many licenses come, or with a minus sign leave, with what is left of their price. */
  move(lotId: LotId, quantity: number, share: number | undefined): void {
    this.step += 1;
    const id = `J${this.step}`;
    const [at, initiatedBy] = ['2026-11-21T09:30:00Z', 'a@x.example'];
    const cause =
      share === undefined
        ? { type: 'license.granted.v1', id, at, initiatedBy, reference: `SO-${lotId}/1` }
        : { type: 'license.transferred.v1', id, at, initiatedBy, settlement: 'remaining-term' as const };
    const settled =
      share === undefined ? {} : { settlement: 'remaining-term' as const, share: { days: share, of: days } };
    const action: LedgerAction = { id, cause, changes: [{ accountId: 'P', lot: lots[lotId], quantity, ...settled }] };
    this.apply(recordAction(this.books, action, at, defaultSettings));
  }

  close(): void {
    this.month += 1;
    const period = this.month === 1 ? '2026-12' : `2027-${String(this.month - 1).padStart(2, '0')}`;
    this.apply(issueInvoices(this.books, 'P', period, `${period}-01T10:00:00Z`, defaultSettings));
  }

  /** True when it was taken. */
  credit(number: string, asked: CreditAsked): boolean {
    const of = this.documents.find((document) => document.number === number);
    const known = new Map(this.documents.map((document) => [document.number, document]));
    const billed = new Map(
      [...this.adjustments].flatMap(([id, { lot, amountMinor }]): [string, LotPart[]][] =>
        lot.program === 'credited' || amountMinor <= 0n ? [] : [[id, [{ lotId: lot.lotId, minor: amountMinor }]]],
      ),
    );
    if (of) this.books.lotsOfLines.set(number, lotsOfLines(of, { billed, documents: known }));
    const events = creditInvoice(this.books, number, asked, 'desk@x.example', '2026-12-05T10:00:00Z', defaultSettings);
    this.apply(events);
    return events.some(({ type }) => type === 'InvoiceCredited');
  }

  private apply(events: readonly InvoicingEvent[]): void {
    for (const event of events) {
      evolve(this.books, event);
      if (event.type === 'MovementRecorded') {
        for (const adjustment of event.adjustments) {
          this.adjustments.set(adjustment.adjustmentId, adjustment);
          this.ofLot[adjustment.lot.lotId as LotId] += adjustment.amountMinor;
        }
      }
      const issued = event.type === 'PeriodClosed' ? event.invoices : [];
      for (const document of event.type === 'InvoiceCredited' ? [event.creditNote] : issued) {
        this.documents.push(document);
        this.books.issued.set(document.number, document);
      }
      if (event.type !== 'InvoiceCredited') continue;
      for (const adjustment of event.adjustments) this.adjustments.set(adjustment.adjustmentId, adjustment);
      const net = event.adjustments.reduce((sum, { amountMinor }) => sum + amountMinor, event.creditNote.netMinor);
      this.ofLot[this.lotOf(event.creditNote)] += net;
    }
  }

  /** The lot of a credit note that is about one; followed through all that was billed again. */
  private lotOf({ lines, invoiceNumber }: { lines: IssuedInvoice['lines']; invoiceNumber?: string }): LotId | 'none' {
    const [line, ...others] = lines;
    const document = this.documents.find(({ number }) => number === invoiceNumber);
    const credited = document?.lines[(line?.credits ?? 0) - 1];
    const lot = this.adjustments.get(credited?.adjustmentId ?? '')?.lot;
    if (others.length > 0 || !lot) return 'none';
    if (lot.program !== 'credited') return lot.lotId as LotId;
    const [number = '', place] = lot.lotId.split('/');
    const note = this.documents.find((each) => each.number === number);
    const again = note?.lines[Number(place) - 1];
    return note && again ? this.lotOf({ lines: [again], invoiceNumber: note.invoiceNumber }) : 'none';
  }
}

const lotId = fc.constantFrom('A' as const, 'B' as const);
const ask = fc.oneof(
  fc.record({
    kind: fc.constant('move' as const),
    lotId,
    quantity: fc.integer({ min: -4, max: 3 }),
    share: fc.nat(days),
  }),
  fc.record({ kind: fc.constant('close' as const) }),
  fc.record({
    ...{ kind: fc.constant('credit' as const), document: fc.nat(99), rebill: fc.boolean(), line: fc.nat(5) },
    ...{ how: fc.constantFrom('amount', 'line', 'licenses', 'whole', 'part'), part: fc.integer({ min: 1, max: 100 }) },
  }),
);

const money = (minor: bigint) => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`;

describe('I7 what is given back', () => {
  test('is never more of a lot than was billed for it, whatever is credited, billed again, moved and moved back', () => {
    const done = { taken: 0, refused: 0, withheld: 0 };
    fc.assert(
      fc.property(fc.array(ask, { maxLength: 25 }), (asks) => {
        const world = new World();
        const there = { A: held, B: held };
        for (const asked of asks) {
          if (asked.kind === 'close') world.close();
          else if (asked.kind === 'move') {
            const quantity = Math.max(-there[asked.lotId], Math.min(held - there[asked.lotId], asked.quantity));
            if (quantity === 0) continue;
            there[asked.lotId] += quantity;
            world.move(asked.lotId, quantity, asked.share);
          } else {
            const invoices = world.documents.filter(({ document }) => document === 'invoice');
            const invoice = invoices[asked.document % invoices.length];
            if (!invoice) continue;
            const place = (asked.line % invoice.lines.length) + 1;
            const line = invoice.lines[place - 1];
            const of = asked.how === 'amount' ? invoice.netMinor : (line?.amountMinor ?? 0n);
            const amount = money(of > 0n ? (of * BigInt(asked.part) + 99n) / 100n : 1n);
            const wanted = {
              ...{ amount: { amount }, line: { lines: [{ line: place }] }, part: { lines: [{ line: place, amount }] } },
              ...{ licenses: { lines: [{ line: place, quantity: 1 + (asked.part % held) }] }, whole: {} },
            }[asked.how];
            const taken = world.credit(invoice.number, { reason: 'goodwill', rebill: asked.rebill, ...wanted });
            done[taken ? 'taken' : 'refused'] += 1;
          }
          const { A, B, none } = world.ofLot;
          expect([A >= 0n, B >= 0n, A + B + none >= 0n]).toEqual([true, true, true]);
        }
        for (const { lot } of [...world.books.pending.values()].flat())
          if (lot.price.minor !== lots.A.price.minor) done.withheld += 1;
      }),
      { numRuns: 400 },
    );
    expect(Object.values(done).every((times) => times > 50)).toBe(true);
  });

  test('comes to the same to the cent whether it is given back at once or one by one', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(days), { minLength: 1, maxLength: held }), lotId, (shares, of) => {
        const [apart, exact] = [
          new World(),
          shares.reduce((sum, share) => sum + BigInt(share) * lots[of].price.minor, 0n),
        ];
        for (const share of shares) apart.move(of, -1, share);
        const whole = BigInt(held) * lots[of].price.minor;
        expect(whole - apart.ofLot[of]).toBe((exact * 2n + BigInt(days)) / (2n * BigInt(days)));
        if (new Set(shares).size > 1) return;
        const atOnce = new World();
        atOnce.move(of, -shares.length, shares[0]);
        expect(atOnce.ofLot[of]).toBe(apart.ofLot[of]);
      }),
    );
  });
});
