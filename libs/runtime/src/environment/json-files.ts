import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { StartError } from './settings.ts';

/** A file of a folder of settings, and what its JSON says. */
export interface JsonFile {
  readonly file: string;
  readonly content: unknown;
}

/**
 * The `*.json` files of a folder, in the order of their names.
 *
 * @param setting the setting that names the folder
 * @throws StartError naming the setting whose folder cannot be read, or the file that is no JSON
 */
export function jsonFilesIn(folder: string, setting: string): JsonFile[] {
  return namesIn(folder, setting).map((name) => {
    const file = path.join(folder, name);
    return { file, content: contentOf(file) };
  });
}

function namesIn(folder: string, setting: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort();
  } catch (error) {
    throw new StartError(`${setting} cannot be read: ${(error as Error).message}`);
  }
}

function contentOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new StartError(`${file} is not JSON: ${(error as Error).message}`);
  }
}
