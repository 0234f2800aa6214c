import { builtInPrograms, type Program, type Programs, programsOf, readProgram } from '#domain/licenses/programs.ts';
import { type JsonFile, jsonFilesIn } from '#runtime/json-files.ts';
import { StartError } from '#runtime/settings.ts';

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

function programOf({ file, content }: JsonFile): Program {
  const read = readProgram(content);
  if (read.ok) return read.value;
  const problems = read.violations.map(({ path: place, message }) => `${place} ${message}`);
  throw new StartError(`${file} is no program: ${problems.join('; ')}`);
}
