import { Migration } from '@mikro-orm/migrations';

/**
 * What the database refuses besides (L1): a table of the books that is emptied, a journal without entries, the end of a chain
 * that goes away or back. All of it is looked at once a statement, so that a batch costs no more than a single journal.
 */
export class BooksStay extends Migration {
  override up(): void {
    for (const statement of [...emptied, ...withoutEntries, ...chainEnds]) this.addSql(statement);
  }
}

const emptied = ['holding', 'coverage'].map(
  (table) =>
    `create trigger not_emptied before truncate on ledger.${table}
       for each statement execute function ledger.refuse_change()`,
);

// Journals come with their entries in one statement, so that both are there when this looks.
const withoutEntries = [
  `create function ledger.check_entries() returns trigger language plpgsql as $$
   declare wrong text;
   begin
     select journal_id into wrong from recorded
       where not exists (select from ledger.entry where entry.journal_id = recorded.journal_id) limit 1;
     if found then
       raise exception 'journal % has no entries', wrong
         using errcode = 'integrity_constraint_violation', constraint = 'journal_has_entries';
     end if;
     return null;
   end $$`,
  `create trigger check_entries after insert on ledger.journal
     referencing new table as recorded for each statement execute function ledger.check_entries()`,
];

const chainEnds = [
  `create trigger ends_stay before delete or truncate on ledger.chain
     for each statement execute function ledger.refuse_change()`,
  `create function ledger.check_chain_ends() returns trigger language plpgsql as $$
   declare wrong text;
   begin
     select owner into wrong from ended full join moved using (owner)
       where ended.sequence is null or moved.sequence is null or moved.sequence <= ended.sequence limit 1;
     if found then
       raise exception 'the chain of % is refused: its end only moves forward', wrong
         using errcode = 'integrity_constraint_violation', constraint = 'chain_moves_forward';
     end if;
     return null;
   end $$`,
  `create trigger check_chain_ends after update on ledger.chain
     referencing old table as ended new table as moved for each statement execute function ledger.check_chain_ends()`,
];
