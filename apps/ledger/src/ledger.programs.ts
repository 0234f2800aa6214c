import { type Program, type Programs, programsOf } from '#domain/licenses/books/program.ts';
import { readProgram } from '#domain/licenses/rules/program-file/program-file.ts';
import { builtInPrograms } from '#domain/licenses/rules/programs.ts';
import { type JsonFile, jsonFilesIn } from '#runtime/environment/json-files.ts';
import { StartError } from '#runtime/environment/settings.ts';
import type { Sql } from '#runtime/postgres/sql.ts';

/** The programs that this process knows. Injected by its class. */
export class LedgerPrograms {
  constructor(readonly byName: Programs) {}
}

/**
 * The built-in programs and those in a folder's `*.json` files, one program a file; a file takes the place of a built-in one of
 * its name (L10).
 * @throws StartError naming the folder that cannot be read, the file and everything that is wrong in it, or two files of one name
 */
export function loadPrograms(folder: string): Programs {
  const files = jsonFilesIn(folder, 'PROGRAMS_DIR').map((each) => ({ file: each.file, program: programOf(each) }));
  for (const [name, of] of Map.groupBy(files, ({ program }) => program.name)) {
    if (of.length < 2) continue;
    throw new StartError(`${of.map(({ file }) => file).join(' and ')} are both the program ${name}; one has to go`);
  }
  return programsOf(
    builtInPrograms,
    files.map(({ program }) => program),
  );
}

/**
 * L10: programs that were declared once and are not any more keep the ledger from starting while anybody holds licenses under them:
 * without their rules nothing would stand in the way of these. Those of today are remembered.
 * @throws StartError naming each, with how many licenses it is about
 */
export async function rememberPrograms(sql: Sql, programs: Programs, at: Date): Promise<void> {
  const names = [...programs.keys()];
  await sql(
    `insert into ledger.program_file (name, declared_at) select name, $2 from unnest($1::text[]) name
     on conflict do nothing`,
    [names, at.toISOString()],
  );
  const gone = await sql<{ name: string; licenses: string }>(
    `select program_file.name, sum(holding.quantity) as licenses from ledger.program_file
       join ledger.lot on lot.program = program_file.name join ledger.holding using (lot_id)
     where program_file.name <> all($1::text[]) and holding.quantity > 0 and left(holding.account_id, 1) <> '@'
     group by 1 order by 1`,
    [names],
  );
  if (gone.length === 0) return;
  const told = gone.map(({ name, licenses }) => `${name} (${licenses} licenses)`).join(', ');
  throw new StartError(
    `the files of these programs are gone from PROGRAMS_DIR, and no rule would hold for their licenses: ${told}; ` +
      'bring them back, or say with a file of that name which rules hold',
  );
}

function programOf({ file, content }: JsonFile): Program {
  const read = readProgram(content);
  if (read.ok) return read.value;
  const problems = read.violations.map(({ path: place, message }) => `${place} ${message}`);
  throw new StartError(`${file} is no program: ${problems.join('; ')}`);
}
