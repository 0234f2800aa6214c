import { formatMinor, splitWithin } from '#domain/values/money.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { InvoiceLine } from '../owed/line.ts';
import type { Invoice } from './invoice.ts';
import { creditedBy, type LotPart, type LotsOfLines, partKey, together } from './lots-of-lines.ts';

/**
 * What credits for good give back of each lot (I7): no lot more than is left of what was paid for it. Credits of a line go to the
 * line's lots, credits of the whole invoice to all lots of their rate, by what was billed for them and as far as there is room.
 */

/** The invoice that is credited, with what is known of its lots. */
export interface CreditedInvoice {
  readonly issued: Pick<Invoice, 'lines' | 'currency'> & { readonly number: string };
  readonly lots: LotsOfLines;
  /** What is left of a lot that was paid for, before all credits of this invoice. */
  readonly leftOf: (lot: Omit<LotPart, 'minor'>) => bigint;
}

/** A credit note of it. */
interface Credits {
  readonly lines: readonly InvoiceLine[];
  readonly rebilled?: boolean;
}

/**
 * By lot what all credit notes of the invoice give back for good, or that it is more than was paid. What is billed again is none of it.
 *
 * @param notes all of them, the one that is to be included
 */
export function creditedLots(
  { issued, lots, leftOf }: CreditedInvoice,
  notes: readonly Credits[],
): { readonly given: readonly LotPart[] } | { readonly violation: Violation } {
  const given = new Map<string, LotPart>();
  const ofLines = creditsByLine(notes);
  for (const { minor, places } of inOrder(issued, lots, notes)) {
    const parts = together(places.flatMap((place) => lots.get(place) ?? []));
    const others = places.flatMap((place) => {
      const { amountMinor } = issued.lines[place - 1] ?? { amountMinor: 0n };
      const left = amountMinor - (ofLines.get(place) ?? 0n);
      return lots.has(place) || left <= 0n ? [] : [{ weight: amountMinor, room: left }];
    });
    const rooms = parts.map((part) => {
      return { weight: part.minor, room: leftOf(part) - (given.get(partKey(part))?.minor ?? 0n) };
    });
    const shares = splitWithin(minor, [...rooms, ...others]);
    if (!shares) return { violation: moreThanPaid(issued, minor, [...rooms, ...others]) };
    for (const [index, part] of parts.entries()) {
      const key = partKey(part);
      given.set(key, { ...part, minor: (given.get(key)?.minor ?? 0n) + (shares[index] ?? 0n) });
    }
  }
  return { given: [...given.values()].filter(({ minor }) => minor > 0n) };
}

/**
 * What of the invoice's lines is not left to be credited for good, beyond what its credit notes say: given back with unused days, or by
 * credits of other invoices on which the same came again. As lines of one more credit note, so that all limits hold for both together.
 */
export function goneOtherwise(
  { issued, lots, leftOf }: CreditedInvoice,
  before: readonly Credits[],
): readonly InvoiceLine[] {
  const [credited, forGood] = [creditsByLine(before), creditsByLine(before.filter(isForGood))];
  return issued.lines.flatMap((line, index) => {
    const ofLine = lots.get(index + 1);
    if (!ofLine) return [];
    const left = line.amountMinor - (credited.get(index + 1) ?? 0n);
    const paid = ofLine.reduce((sum, lot) => sum + leftOf(lot), -(forGood.get(index + 1) ?? 0n));
    const gone = left - (paid > 0n ? paid : 0n);
    return gone > 0n ? [{ ...line, quantity: -1, amountMinor: -gone, credits: index + 1 }] : [];
  });
}

interface Credit {
  readonly minor: bigint;
  /** The lines that it may be of, from 1. */
  readonly places: readonly number[];
}

/** Those that can go to the fewest lots first: what all others can take as well is left to them. */
function inOrder(issued: CreditedInvoice['issued'], lots: LotsOfLines, notes: readonly Credits[]): Credit[] {
  const sums = new Map<string, Credit>();
  for (const credit of notes.filter(isForGood).flatMap(({ lines }) => lines)) {
    if (credit.amountMinor >= 0n) continue;
    const places = creditedBy(credit, issued).map((line) => issued.lines.indexOf(line) + 1);
    if (!places.some((place) => lots.has(place))) continue;
    const key = places.join(' ');
    sums.set(key, { minor: (sums.get(key)?.minor ?? 0n) - credit.amountMinor, places });
  }
  const lotsOf = ({ places }: Credit) => places.reduce((sum, place) => sum + (lots.get(place)?.length ?? 0), 0);
  return [...sums.values()].sort(
    (one, other) => one.places.length - other.places.length || lotsOf(one) - lotsOf(other),
  );
}

function creditsByLine(notes: readonly Credits[]): Map<number, bigint> {
  const sums = new Map<number, bigint>();
  for (const { credits, amountMinor } of notes.flatMap(({ lines }) => lines)) {
    if (credits !== undefined) sums.set(credits, (sums.get(credits) ?? 0n) - amountMinor);
  }
  return sums;
}

function isForGood({ rebilled }: Credits): boolean {
  return rebilled === false;
}

function moreThanPaid(
  { number, currency }: CreditedInvoice['issued'],
  minor: bigint,
  rooms: readonly { readonly room: bigint }[],
): Violation {
  const left = rooms.reduce((sum, { room }) => sum + (room > 0n ? room : 0n), 0n);
  const [limit, actual] = [formatMinor(left, currency), formatMinor(minor, currency)];
  return {
    code: 'CREDIT_TOO_LARGE',
    message: `with that ${actual} ${currency} of ${number} would be credited for good, and ${limit} is what its licenses leave: the rest was given back with their unused days, or credited on another invoice`,
    limit,
    actual,
    remedy: 'credit less, or another line',
  };
}
