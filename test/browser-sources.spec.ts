import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What runs in the browser, read from its sources: nothing that makes text into markup or code, and nothing of the server. */

const root = path.join(import.meta.dirname, '..');
const folder = 'apps/portal/src/browser';
const sources = globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root })
  .filter((file) => !file.endsWith('.spec.ts'))
  .map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }));

/** Packages that are in the bundle. */
const packages = /^(preact(\/hooks)?|@preact\/signals)$/;

interface Import {
  readonly isType: boolean;
  readonly from: string;
}

function importsOf(text: string): Import[] {
  return [...text.matchAll(/^(?:import|export)\s(type\s)?[^;]*?from '([^']+)'|import\('([^']+)'\)/gm)].map(
    ([, type, from, lazily]) => ({ isType: type !== undefined, from: from ?? lazily ?? '' }),
  );
}

function isAllowed(file: string, { isType, from }: Import): boolean {
  if (from.startsWith('.')) return path.join(path.dirname(file), from).startsWith(`${folder}/`) || isType;
  return packages.test(from) || (isType && (from === 'zod' || from.startsWith('#contracts/')));
}

describe('what runs in the browser', () => {
  test('is there', () => {
    expect(sources.length).toBeGreaterThan(20);
  });

  test('imports its own folder and the packages of the bundle; of contracts and server types alone', () => {
    const found = sources.flatMap(({ file, text }) =>
      importsOf(text)
        .filter((one) => !isAllowed(file, one))
        .map(({ from }) => `${file} -> ${from}`),
    );
    expect(found).toEqual([]);
  });

  test.each([
    ['text that becomes markup', /innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc/],
    ['text that becomes code', /\beval\(|new Function|setTimeout\(\s*['"`]|javascript:/],
    ['style as text', /\sstyle=|setAttribute\(\s*['"]style|cssText/],
    ['addresses of other sites', /https?:\/\//],
  ])('has no %s', (_, banned) => {
    expect(sources.filter(({ text }) => banned.test(text)).map(({ file }) => file)).toEqual([]);
  });

  test('the list of addresses, which the server reads, knows nothing of a browser', () => {
    const text = readFileSync(path.join(root, folder, 'addresses.ts'), 'utf8');
    expect(importsOf(text)).toEqual([]);
    expect(text).not.toMatch(/\b(window|document|location|history|navigator|localStorage)\./);
  });

  test('every word that is shown stands in the language files: no text between tags', () => {
    const found = sources
      .filter(({ file }) => file.endsWith('.tsx'))
      .flatMap(({ file, text }) =>
        (text.match(/>\s*[A-Z][a-z]+ [a-z]+[^<{}=;]*</g) ?? []).map((one) => `${file}: ${one}`),
      );
    expect(found).toEqual([]);
  });
});
