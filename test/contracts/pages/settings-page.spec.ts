import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Every setting that the sources check stands on the page of settings, and nothing else does. */

const root = path.join(import.meta.dirname, '..', '..', '..');
const text = (file: string) => readFileSync(path.join(root, file), 'utf8');
const sources = [
  'libs/runtime/src/environment/settings.ts',
  'apps/invoicing/src/invoicing.settings.ts',
  'apps/invoicing/src/seller.ts',
];
const known = new Set([
  ...sources.flatMap((file) => [...text(file).matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name = '']) => name)),
  ...[...text('apps/invoicing/src/seller.ts').matchAll(/'(SELLER_[A-Z_]+)'/g)].map(([, name = '']) => name),
  'SELLER_FILE',
]);
const rows = text('docs/settings.md')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split(' | ')[0] ?? '');
const told = new Set(rows.flatMap((row) => [...row.matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, name = '']) => name)));

test('docs/settings.md has every setting', () => {
  expect([...known].filter((name) => !told.has(name))).toEqual([]);
});

test('docs/settings.md has no setting that nothing reads', () => {
  expect([...told].filter((name) => !known.has(name))).toEqual([]);
});
