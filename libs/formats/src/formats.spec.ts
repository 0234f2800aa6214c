import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { formats } from './formats.ts';
import { formatNames } from './reading.ts';

/** docs/adding-a-format.md: a format is one folder with a README, and one line in the list. */

const root = import.meta.dirname;
const files = globSync('**/*.ts', { cwd: root }).map((file) => file.replaceAll('\\', '/'));
const imported = (text: string) => [...text.matchAll(/from '\.\/([\w-]+)\//g)].map(([, folder = '']) => folder);

describe('formats', () => {
  const list = readFileSync(path.join(root, 'formats.ts'), 'utf8');

  test('have a name each, which the contract has', () => {
    const names = formats.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !formatNames.includes(name))).toEqual([]);
  });

  test('are one folder each, with a README that says what it refuses', () => {
    for (const folder of new Set(imported(list))) {
      const readme = path.join(root, folder, 'README.md');
      expect([folder, existsSync(readme)]).toEqual([folder, true]);
      expect(readFileSync(readme, 'utf8')).toMatch(/refuse/i);
    }
  });

  test('are in the list alone: what is shared knows none of them', () => {
    const shared = files.filter((file) => !file.includes('/') && !file.endsWith('.spec.ts') && file !== 'formats.ts');
    const knowing = shared.filter((file) =>
      imported(readFileSync(path.join(root, file), 'utf8')).some((folder) => folder !== 'xml'),
    );
    expect(knowing).toEqual([]);
  });

  test('leave no folder out of the list', () => {
    const folders = new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0] ?? ''));
    expect([...folders].filter((folder) => folder !== 'xml' && !imported(list).includes(folder))).toEqual([]);
  });
});
