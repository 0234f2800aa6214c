import { dateAt, type Instant, monthAfter } from '../values/calendar.ts';
import type { Violation } from '../values/violation.ts';
import type { InvoicingSettings } from './account/account.ts';
import { billedAccountOf, type InvoicingBooks, numberAfter } from './books.ts';
import { billedAgain, type CreditAsked, creditNoteWith } from './documents/credit-note.ts';
import { creditedLines, moreThanIsLeft } from './documents/credited-lines.ts';
import { type CreditedInvoice, creditedLots, goneOtherwise } from './documents/credited-lots.ts';
import { type LotPart, partKey } from './documents/lots-of-lines.ts';
import type { InvoicingEvent, IssuedInvoice } from './events.ts';
import { seriesOf } from './issue.ts';
import { nothingPaid, paidKey } from './owed/paid-lots.ts';

/**
 * Credits an issued invoice, as a whole or in part, any number of times up to what it billed (I3, I12). What is to be billed
 * again comes on the account's open invoice (I2).
 *
 * @param number of one of the books' issued documents
 */
export function creditInvoice(
  books: InvoicingBooks,
  number: string,
  asked: CreditAsked,
  initiatedBy: string,
  now: Instant,
  settings: InvoicingSettings,
): InvoicingEvent[] {
  const issued = books.issued.get(number);
  const isWhole = asked.lines === undefined && asked.amount === undefined;
  const violation = whyNotCredited(books, number, isWhole);
  if (!issued || violation) return [{ type: 'CreditRefused', number, violations: violation ? [violation] : [] }];
  const before = books.credited.get(number) ?? [];
  const { accountId, period, buyer } = issued;
  const { reason, reasonCode, rebill = isWhole } = asked;
  const paid = paidInvoice(books, issued);
  // What comes on the next invoice again gives nothing back in the end.
  const gone = rebill ? [] : goneOtherwise(paid, before);
  const credited = creditedLines(issued, before, asked, gone);
  if ('violations' in credited) return [{ type: 'CreditRefused', number, violations: credited.violations }];
  const series = seriesOf('credit-note', now, settings);
  const note = creditNoteWith(issued, credited.lines, { reason, reasonCode, rebilled: rebill }, before);
  const tooMuch = moreThanIsLeft(issued, before, note);
  if (tooMuch) return [{ type: 'CreditRefused', number, violations: [tooMuch] }];
  const lots = rebill ? undefined : creditedLots(paid, [...before, note]);
  if (lots && 'violation' in lots) return [{ type: 'CreditRefused', number, violations: [lots.violation] }];
  const creditNote = {
    ...note,
    number: numberAfter(books.numbers.get(series) ?? 0, series),
    document: 'credit-note',
    issuedAt: now,
    issuedOn: dateAt(now),
    buyer,
  } as const;
  const cause = { type: 'credit-note.issued.v1', id: creditNote.number, at: now, initiatedBy };
  const open = billedAccountOf(books, accountId).openPeriod ?? monthAfter(period);
  const adjustments = rebill ? billedAgain(creditNote, cause, open) : [];
  return [{ type: 'InvoiceCredited', creditNote, adjustments, ...(lots && { creditedLots: lots.given }) }];
}

/** The invoice with its lots, and what is left of each but for the invoice's own credits. */
function paidInvoice(books: InvoicingBooks, issued: IssuedInvoice): CreditedInvoice {
  const credited = new Map(books.creditedLots.get(issued.number)?.map((part) => [partKey(part), part.minor]));
  const leftOf = (lot: Omit<LotPart, 'minor'>) => {
    const paid = books.paidLots.get(paidKey(lot.accountId ?? issued.accountId, lot.lotId)) ?? nothingPaid;
    return paid.leftMinor + (credited.get(partKey(lot)) ?? 0n);
  };
  return { issued, lots: books.lotsOfLines.get(issued.number) ?? new Map(), leftOf };
}

function whyNotCredited(books: InvoicingBooks, number: string, isWhole: boolean): Violation | undefined {
  const issued = books.issued.get(number);
  if (!issued) return { code: 'INVOICE_UNKNOWN', message: `there is no invoice ${number}`, value: number };
  if (issued.document === 'credit-note') {
    return {
      code: 'NOT_AN_INVOICE',
      message: `${number} is a credit note itself`,
      value: number,
      remedy: 'what it should have billed comes on the next invoice; nothing has to be taken back',
    };
  }
  const before = books.credited.get(number) ?? [];
  const left = [issued, ...before].reduce((sum, { netMinor }) => sum + netMinor, 0n);
  const by = before.map((note) => note.number).join(', ');
  if (before.length > 0 && left <= 0n) {
    return { code: 'INVOICE_CREDITED_ALREADY', message: `${by} has taken ${number} back already`, actual: by };
  }
  if (before.length === 0 || !isWhole) return undefined;
  return {
    code: 'INVOICE_CREDITED_PARTLY',
    message: `${by} has taken a part of ${number} back already`,
    actual: by,
    remedy: 'say what else is to be credited, by `lines` or by `amount`',
  };
}
