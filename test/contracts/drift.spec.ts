import { readFileSync } from 'node:fs';
import { contractFiles } from '../../tools/contracts/contract-files.ts';
import { goldenFiles } from '../../tools/contracts/golden-files.ts';
import { generatedPaths, generatedText } from './published.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const made = contractFiles(goldenFiles(), version);

describe('what is published is what the code says (npm run contracts makes it anew)', () => {
  it('has these files and no others', () => {
    expect(generatedPaths()).toEqual([...made.keys()].sort());
  });

  it.each([...made.keys()])('%s is up to date, byte for byte', (path) => {
    expect(generatedText(path) === made.get(path)).toBe(true);
  });

  it('comes out the same twice', () => {
    expect([...contractFiles(goldenFiles(), version)]).toEqual([...made]);
  });

  it('is a page that needs nothing from elsewhere', () => {
    const page = made.get('index.html') ?? '';
    expect(page).not.toMatch(/<link|<img|@import|url\(|src=/);
    expect(
      [...page.matchAll(/href="([^"]+)"/g)].map((match) => match[1]).filter((href) => /^\w+:/.test(href ?? '')),
    ).toEqual([]);
  });
});
