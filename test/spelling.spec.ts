import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Code, contracts and everything that people read are in American spelling. Golden files, pages that show them, and migrations stay
 * as they were; German has its own.
 */

const root = path.join(import.meta.dirname, '..');
const stems = [
  'licen' + 'ce',
  'organi' + 'sation',
  'authori' + 's',
  'recogni' + 's',
  'initiali' + 's',
  'normali' + 's',
].concat(
  ['neighb' + 'our', 'col' + 'our', 'behavi' + 'our', 'favo' + 'ur', 'catalo' + 'gue', 'cent' + 're'],
  ['fulfil' + '(s|ment)\\b'],
);
const british = new RegExp(`\\b\\w*(${stems.join('|')})\\w*`, 'gi');

test('no word is spelled in two ways', () => {
  const files = globSync(['{apps,libs,tools,test,deploy,docs}/**/*.{ts,tsx,css,md,hbs,json,yaml}', '*.md'], {
    cwd: root,
  }).filter((file) => !/\/(migrations|golden|generated)\/|[/.]de\.(ts|json)$|\/languages\/texts\/(?!en\.)/.test(file));
  const found = files.flatMap((file) => {
    const words = readFileSync(path.join(root, file), 'utf8').match(british) ?? [];
    return [...new Set(words)].map((word) => `${file}: ${word}`);
  });
  expect(found).toEqual([]);
});
