import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { builtInPrograms, type Program, type Programs, programsOf, readProgram } from '#domain/licenses/programs.ts';
import { StartError } from '#runtime/settings.ts';

/** The programs that this process knows. Injected by its class. */
export class LedgerPrograms {
  constructor(readonly byName: Programs) {}
}

/**
 * The built-in programs and those in a folder's `*.json` files, one program a file; a file takes the place of a built-in one of
 * its name (L10).
 * @throws StartError naming the folder that cannot be read, or the file and everything that is wrong in it
 */
export function loadPrograms(folder: string): Programs {
  return programsOf(builtInPrograms, filesIn(folder).map(readFile));
}

function filesIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
    return names.sort().map((name) => path.join(folder, name));
  } catch (error) {
    throw new StartError(`PROGRAMS_DIR cannot be read: ${(error as Error).message}`);
  }
}

function readFile(file: string): Program {
  const read = readProgram(contentOf(file));
  if (read.ok) return read.value;
  const problems = read.violations.map(({ path: place, message }) => `${place} ${message}`);
  throw new StartError(`${file} is no program: ${problems.join('; ')}`);
}

function contentOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new StartError(`${file} is not JSON: ${(error as Error).message}`);
  }
}
