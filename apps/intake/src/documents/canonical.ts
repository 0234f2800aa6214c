import { readAs } from '#contracts/reading/read-as.ts';
import { salesOrder } from '#contracts/sales-orders.ts';
import type { DocumentedOrder } from '#domain/orders/documents/source-order.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { At, SourceReading, SourceViolation } from '#formats/reading.ts';
import { checkDocumentAllowances, checkTotals } from './canonical/amounts.ts';
import { instantIn } from './canonical/dates.ts';
import { type IgnoredLine, type TakenLine, takenLines } from './canonical/lines.ts';
import { documentPlace, emptyNotes, type Notes, refuse, taken } from './canonical/notes.ts';
import { emailsOf, orderAccounts } from './canonical/parties.ts';
import { type TakenPatch, takenPatch } from './canonical/patches.ts';
import type { SenderProfile } from './senders/profile.ts';

/** An order of a reading, whose lines may lack a price: those take the catalog's. */
export type TakenOrder = Omit<DocumentedOrder, 'lines'> & { readonly lines: readonly TakenLine[] };

/** What a reading is in our words, or everything that keeps it from being that. */
export type CanonicalOrder = {
  readonly warnings: readonly Violation[];
  /** Canonical path to the place in the document, for rules that find something later. */
  readonly places: ReadonlyMap<string, At>;
} & (
  | { readonly order: TakenOrder; readonly ignored: readonly IgnoredLine[] }
  | { readonly patch: TakenPatch; readonly ignored: readonly IgnoredLine[] }
  | { readonly violations: readonly Violation[] }
  /** A cancellation, or a mere key. */
  | { readonly nothing: true }
);

/**
 * Makes an order of a reading by its sender's profile: numbers, items, units, parties, addresses and days in our words. Exact: no
 * float, nothing rounded, nothing dropped in silence. Where anything is wrong, everything that is wrong is told, each with its place.
 */
export function toOrder(reading: SourceReading, profile: SenderProfile): CanonicalOrder {
  const notes = emptyNotes();
  const currency = taken(notes, 'currency', reading.currency) ?? profile.currency;
  if (currency === undefined) tellNoCurrency(notes, reading);
  const accounts = orderAccounts(notes, reading, profile);
  const emails = emailsOf(notes, reading, profile);
  const { lines, ignored } = takenLines(notes, reading, profile, currency);
  checkLines(notes, reading, lines.length > 0);
  checkTotals(notes, reading);
  checkDocumentAllowances(notes, reading, profile);
  const order = { orderNumber: numberOf(notes, reading, profile), ...headerOf(notes, reading, profile) };
  const whole = { ...order, currency, accounts, emails, lines };
  checkFields(notes, whole, reading.id.at);
  const { violations, warnings, places } = notes;
  if (violations.length > 0) return { violations, warnings, places };
  return { order: whole as TakenOrder, ignored, warnings, places };
}

function tellNoCurrency(notes: Notes, { id }: SourceReading): void {
  const message = 'the document names no currency';
  const remedy =
    'send it in the document, or have the one that always holds entered in the profile of the sender, under currency';
  refuse(notes, { code: 'REQUIRED', path: 'currency', message, remedy }, id.at);
}

/** What a patch is in our words: as an order, except that nothing is missing that it leaves out. */
export function toPatch(reading: SourceReading, profile: SenderProfile): CanonicalOrder {
  const notes = emptyNotes();
  const { patch, ignored } = takenPatch(notes, reading, profile);
  checkLines(notes, reading, reading.lines.length > 0);
  checkDocumentAllowances(notes, reading, profile);
  const orderNumber = numberOf(notes, reading, profile);
  const { currency = 'EUR' } = patch.around;
  const accounts = [{ accountId: 'A', role: 'end-customer' }];
  const lines = patch.lines.map(({ line }) => ({ ...filling, ...line }));
  checkFields(
    notes,
    { orderNumber, currency, accounts, emails: ['a@b.example'], lines: lines.length > 0 ? lines : [filling] },
    reading.id.at,
  );
  const { violations, warnings, places } = notes;
  return violations.length > 0 ? { violations, warnings, places } : { patch, ignored, warnings, places };
}

/** Stands for what a patch leaves out, where the form of what it says is checked. */
const filling: TakenLine = { lineNumber: 1, sku: 'S', quantity: 1, kind: 'initial' };

/** The number under which the order goes on. */
export function orderNumberOf({ id }: SourceReading, { order }: SenderProfile): string {
  return order.number.replace('{id}', () => id.value);
}

function numberOf(notes: Notes, reading: SourceReading, profile: SenderProfile): string {
  taken(notes, 'orderNumber', reading.id);
  return orderNumberOf(reading, profile);
}

function headerOf(notes: Notes, reading: SourceReading, { order, zone }: SenderProfile) {
  const header: { purchaseOrder?: string; buyerReference?: string; accountingCost?: string; placedAt?: string } = {};
  const own = order.kind === 'purchase-order' ? (reading.purchaseOrder ?? reading.id) : reading.purchaseOrder;
  const purchaseOrder = taken(notes, 'purchaseOrder', own);
  if (purchaseOrder !== undefined) header.purchaseOrder = purchaseOrder;
  const buyerReference = taken(notes, 'buyerReference', reading.buyerReference);
  if (buyerReference !== undefined) header.buyerReference = buyerReference;
  const booked = reading.kept?.accountingCost;
  const accountingCost = taken(
    notes,
    'accountingCost',
    booked === undefined ? undefined : { value: booked, at: reading.id.at },
  );
  if (accountingCost !== undefined) header.accountingCost = accountingCost;
  const placedAt = instantIn(notes, 'placedAt', reading.placed, zone);
  if (placedAt !== undefined) header.placedAt = placedAt;
  return header;
}

/** NOT_AN_ORDER: returns and credits; and an order has something in it. */
function checkLines(notes: Notes, reading: SourceReading, hasLines: boolean): void {
  if (!hasLines) {
    const message = reading.lines.length === 0 ? 'there is no line' : 'all lines are ignored: none is a license';
    const remedy = reading.act === 'patch' ? 'send the whole order as it is to be' : 'order at least one license';
    refuse(notes, { code: 'REQUIRED', path: 'lines', message, remedy }, reading.id.at);
  }
  const back = reading.lines.find(({ quantity }) => quantity && quantity.value.digits < 0n);
  if (back?.quantity) {
    const message = 'a quantity is below 0: returns and credits are no orders';
    const remedy = 'ask for a return of what was bought';
    refuse(notes, { code: 'NOT_AN_ORDER', path: 'lines', message, remedy }, back.quantity.at);
  }
}

/** What the fields' own forms say, as for any order, with the place of each in the document. */
function checkFields(
  notes: Notes,
  order: Partial<TakenOrder> & { readonly lines: readonly TakenLine[] },
  whole: At,
): void {
  const asked = {
    ...order,
    revision: 1,
    lines: order.lines.map((line) => ({ ...line, unitPrice: line.unitPrice ?? '0' })),
  };
  const read = readAs(salesOrder, asked);
  if (read.success) return;
  const told = new Set(notes.violations.map(({ path }) => path));
  for (const violation of read.violations) {
    // That something is missing which was refused is our own doing.
    if (
      told.has(violation.path) ||
      [...told].some((path) => path?.startsWith(`${violation.path}.`) || path?.startsWith(`${violation.path}[`))
    )
      continue;
    if (violation.path === 'lines' && told.has('lines')) continue;
    refuse(notes, violation, documentPlace(notes.places, violation.path) ?? whole);
  }
}

/** What a format found wrong, as everybody reads it. */
export function violationAt({ isWarning, at, ...violation }: SourceViolation): Violation {
  return { ...violation, source: at };
}
