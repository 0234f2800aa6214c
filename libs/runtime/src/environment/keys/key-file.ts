import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StartError } from '../settings.ts';

/**
 * The content of a file that holds a secret; where there is none, the first process to ask makes it, readable by its owner
 * alone. Processes that start at once end up with the same secret: the file appears whole or not at all, and only once.
 * @throws StartError naming the file when it can be neither read nor made
 */
export function readOrMakeKeyFile(file: string, make: () => string): string {
  return read(file) ?? create(file, make);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new StartError(`the key ${file} cannot be read: ${(error as Error).message}`);
  }
}

function create(file: string, make: () => string): string {
  const draft = `${file}.${randomUUID()}`;
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(draft, make(), { mode: 0o600, flag: 'wx', flush: true });
    // A link, unlike a rename, never replaces a key that another process has made meanwhile.
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new StartError(`the key ${file} cannot be made: ${(error as Error).message}`);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8');
}
