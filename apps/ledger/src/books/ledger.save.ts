import { mayRead } from '#domain/licenses/authority/authority.ts';
import { isRecorded, type LicenseEvent, type RecordedEvent } from '#domain/licenses/books/events.ts';
import type { Lot } from '#domain/licenses/books/lot.ts';
import { countable } from '#domain/licenses/rules/rules-general.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { effectOf, type JournalEffect } from './journal-effect.ts';
import type { CaseRequest, LedgerBooks } from './ledger.books.ts';
import { type ChainedJournal, chained, type JournalWithLot, lotsHash } from './ledger.chain.ts';
import { documentOf, traitsOf } from './ledger.rows.ts';

/** Writes lots, journals with entries and the event log: a statement each for a batch. Holdings follow from entries (L1). */

/** Records what the ledger did. */
export async function saveJournals(sql: Sql, events: readonly LicenseEvent[]): Promise<void> {
  const recorded = events.filter(isRecorded);
  if (recorded.length === 0) return;
  // Written once: it is hashed and stored.
  const documents = new Map(recorded.flatMap(newLots).map((lot) => [lot, documentOf(lot)]));
  await insertLots(sql, documents);
  const effects = new Map(recorded.map((event) => [event.journal.journalId, effectOf(event)]));
  const journals = recorded.map((event) => journalWithLot(event, documents));
  await insertJournals(sql, await chained(sql, journals), effects);
}

function journalWithLot(event: RecordedEvent, documents: ReadonlyMap<Lot, string>): JournalWithLot {
  const lots = newLots(event);
  if (lots.length === 0) return event.journal;
  return { ...event.journal, lotHash: lotsHash(lots, (lot) => documents.get(lot) ?? documentOf(lot)) };
}

function newLots(event: RecordedEvent): Lot[] {
  switch (event.type) {
    case 'LicensesGranted':
    case 'LicensesPurchased':
    case 'StockPurchased':
      return [event.lot];
    case 'StockMoved':
      return event.lines.flatMap(({ lot, targetLot }) => (targetLot.lotId === lot.lotId ? [] : [targetLot]));
    default:
      return [];
  }
}

async function insertLots(sql: Sql, documents: ReadonlyMap<Lot, string>): Promise<void> {
  const lots = [...documents.keys()];
  if (lots.length === 0) return;
  await sql(
    `insert into ledger.lot (lot_id, sku, device_type, name, program, starts_on, ends_on, grace_ends_on, traits, stock,
       license_key, visible_to, document)
     select lot_id, sku, device_type, name, program, starts_on, ends_on, grace_ends_on, traits, stock, license_key,
       string_to_array(visible_to, chr(31)), document
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[], $8::date[], $9::bigint[],
       $10::boolean[], $11::text[], $12::text[], $13::json[])
       as lot (lot_id, sku, device_type, name, program, starts_on, ends_on, grace_ends_on, traits, stock, license_key,
         visible_to, document)`,
    [
      lots.map((lot) => lot.lotId),
      lots.map((lot) => lot.sku),
      lots.map((lot) => lot.deviceType ?? null),
      lots.map((lot) => lot.name),
      lots.map((lot) => lot.program),
      lots.map((lot) => lot.startsOn),
      lots.map((lot) => lot.endsOn ?? null),
      lots.map((lot) => lot.graceEndsOn ?? null),
      lots.map(traitsOf),
      lots.map((lot) => lot.stock),
      lots.map((lot) => lot.licenseKey ?? null),
      lots.map((lot) => lot.visibleTo.join('\u001f')),
      [...documents.values()],
    ],
  );
}

// In one statement: the database checks what a statement brings, entries with every journal and their sums, and posts them
// to the holdings.
async function insertJournals(
  sql: Sql,
  journals: readonly ChainedJournal[],
  effects: ReadonlyMap<string, JournalEffect | undefined>,
): Promise<void> {
  const entries = journals.flatMap(({ journalId, entries }) => entries.map((entry) => ({ journalId, ...entry })));
  await sql(
    `with recorded as (
       insert into ledger.journal (journal_id, action, owner, sequence, source, target, quantity, at, initiated_by,
         note, return_of, previous_hash, hash, lot_hash, effect)
       select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::bigint[],
         $8::timestamptz[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::json[]))
     insert into ledger.entry (journal_id, lot_id, account_id, quantity)
     select * from unnest($16::text[], $17::text[], $18::text[], $19::bigint[])`,
    [
      journals.map((journal) => journal.journalId),
      journals.map((journal) => journal.action),
      journals.map((journal) => journal.owner),
      journals.map((journal) => journal.sequence),
      journals.map((journal) => journal.source),
      journals.map((journal) => journal.target),
      journals.map((journal) => journal.quantity),
      journals.map((journal) => journal.at),
      journals.map((journal) => journal.initiatedBy),
      journals.map((journal) => journal.note ?? null),
      journals.map((journal) => journal.returnOf ?? null),
      journals.map((journal) => journal.previousHash),
      journals.map((journal) => journal.hash),
      journals.map((journal) => journal.lotHash ?? null),
      journals.map(({ journalId }) => effects.get(journalId) ?? null).map((effect) => effect && JSON.stringify(effect)),
      entries.map((entry) => entry.journalId),
      entries.map((entry) => entry.lotId),
      entries.map((entry) => entry.accountId),
      entries.map((entry) => entry.quantity),
    ],
  );
}

interface LogLine {
  readonly at: string;
  readonly type: string;
  readonly source?: string;
  readonly target?: string;
  readonly quantity: number;
  readonly initiatedBy: string;
  /** The journal, request or case that it is about. */
  readonly reference: string;
  readonly note?: string;
  readonly violations?: readonly object[];
  /** False of a side that whoever asked may not see: what strangers ask for is not in an account's log (L11). */
  readonly ofSource?: boolean;
  readonly ofTarget?: boolean;
}

/** L8: every action and every refusal is in the event log. */
export async function saveEventLog(sql: Sql, books: LedgerBooks, events: readonly LicenseEvent[]): Promise<void> {
  const lines = events.flatMap((event) => logLines(books, event));
  if (lines.length === 0) return;
  await sql(
    `insert into ledger.event_log (at, type, source, target, quantity, initiated_by, reference, note, violations,
       of_source, of_target)
     select * from unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[],
       $8::text[], $9::json[], $10::boolean[], $11::boolean[])`,
    [
      lines.map((line) => line.at),
      lines.map((line) => line.type),
      lines.map((line) => line.source ?? null),
      lines.map((line) => line.target ?? null),
      lines.map((line) => line.quantity),
      lines.map((line) => line.initiatedBy),
      lines.map((line) => line.reference),
      lines.map((line) => line.note ?? null),
      lines.map((line) => (line.violations ? JSON.stringify(line.violations) : null)),
      lines.map((line) => line.ofSource ?? true),
      lines.map((line) => line.ofTarget ?? true),
    ],
  );
}

function logLines(books: LedgerBooks, event: LicenseEvent): LogLine[] {
  if ('journal' in event) {
    const { journalId: reference, action: type, ...journal } = event.journal;
    return [{ ...journal, type, reference }];
  }
  switch (event.type) {
    case 'LicensesRefused': {
      const { requestId: reference, action, ...refused } = event;
      return [{ ...refused, type: `${action}-refused`, reference, ...seenBy(books, event.initiatedBy, event) }];
    }
    case 'TransferCaseSubmitted':
    case 'TransferCaseCommented':
    case 'TransferCaseApproved':
    case 'TransferCaseRefused':
    case 'TransferCaseWithdrawn': {
      const { step, at, by: initiatedBy, comment: note } = event.step;
      return [{ at, type: `case-${step}`, ...sidesOf(event.case), initiatedBy, reference: event.case.caseId, note }];
    }
    case 'CaseStepRefused': {
      const { caseId: reference, at, by: initiatedBy, violations } = event;
      const submitted = books.caseRequests.get(reference);
      const type = submitted ? 'case-submission-refused' : 'case-step-refused';
      const sides = sidesOf(submitted ?? books.cases.get(reference));
      return [{ at, type, ...sides, initiatedBy, reference, violations, ...seenBy(books, initiatedBy, sides) }];
    }
    default:
      return [];
  }
}

/** L11: in whose log a refusal stands: those whom the person who asked may see. */
function seenBy(books: LedgerBooks, person: string, { source, target }: Pick<LogLine, 'source' | 'target'>) {
  const sees = (accountId?: string) => accountId === undefined || mayRead(books, books.terms, person, accountId);
  return { ofSource: sees(source), ofTarget: sees(target) };
}

// Who may see an event is decided by its accounts: one without any is for operators alone.
function sidesOf(about: CaseRequest | undefined) {
  const quantity = countable((about?.lines ?? []).map((line) => line.quantity));
  return { source: about?.from, target: about?.to, quantity };
}
