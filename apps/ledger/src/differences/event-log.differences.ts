import { journalActions } from '#domain/licenses/books/journal.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { instantSql } from '../books/ledger.rows.ts';

/** What an event of the log and its journal both say, by its name for people. */
const said: readonly (readonly [name: string, ofJournal: string, ofEvent: string])[] = [
  ['date', instantSql('journal.at'), instantSql('event.at')],
  ['type', 'journal.action', 'event.type'],
  ['source', 'journal.source', 'event.source'],
  ['target', 'journal.target', 'event.target'],
  ['license count', 'journal.quantity::text', 'event.quantity::text'],
  ['initiated by', 'journal.initiated_by', 'event.initiated_by'],
  ['note', 'journal.note', 'event.note'],
];

/** Every journal is in the event log once, as it was recorded, and no other is (L8). */
export async function eventLogDifferences(sql: Sql): Promise<string[]> {
  return [...(await unpaired(sql)), ...(await changed(sql))];
}

async function unpaired(sql: Sql): Promise<string[]> {
  const rows = await sql<{ journal_id: string | null; reference: string; events: string }>(
    `select journal_id, coalesce(journal_id, reference) as reference, coalesce(events, 0) as events
     from ledger.journal full join (
       select reference, count(*) as events from ledger.event_log where type = any($1::text[]) group by reference
     ) logged on reference = journal_id
     where journal_id is null or events is distinct from 1 order by 2`,
    // Refusals and steps of cases have other types.
    [journalActions],
  );
  return rows.map(({ journal_id, reference, events }) => {
    if (journal_id === null) return `the event log tells of journal ${reference}, which there is not`;
    if (events === '0') return `journal ${journal_id} is not in the event log under its type`;
    return `journal ${journal_id} is in the event log ${events} times`;
  });
}

async function changed(sql: Sql): Promise<string[]> {
  const pairs = said.map(([name, ofJournal, ofEvent]) => `('${name}', ${ofJournal}, ${ofEvent})`);
  const rows = await sql<{ position: string; journal_id: string; name: string; kept: string; recorded: string }>(
    `select position, journal_id, name, coalesce(logged, 'none') as kept, coalesce(recorded, 'none') as recorded
     from ledger.event_log event join ledger.journal on journal_id = reference, lateral (
       values ${pairs.join(', ')}
     ) as facts (name, recorded, logged)
     where type = any($1::text[]) and logged is distinct from recorded order by position, name`,
    // Refusals and steps of cases have other types.
    [journalActions],
  );
  return rows.map(
    ({ position, journal_id, name, kept, recorded }) =>
      `event ${position} of the event log says ${name} ${kept}, and its journal ${journal_id} says ${recorded}`,
  );
}
