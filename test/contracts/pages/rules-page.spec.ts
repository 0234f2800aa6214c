import { readFileSync } from 'node:fs';
import { ruleCatalog } from '#domain/licenses/rules/rules.ts';
import { rulesPage } from '../../../tools/contracts/rules-page.ts';

const command = 'npm run contracts';
const committed = readFileSync(new URL('../../../docs/rules.md', import.meta.url), 'utf8');

describe('docs/rules.md', () => {
  it('is what the code says, byte for byte', () => {
    expect(committed === rulesPage() ? 'up to date' : `make it anew: ${command}`).toBe('up to date');
  });

  it('has every code once, with a remedy', () => {
    const codes = ruleCatalog.map(({ code }) => code);
    const listed = [...committed.matchAll(/^\| [^|]+ \| `([A-Z_]+)` \| [^|]+\. \| [^|]+\. \|/gm)].map(
      (match) => match[1],
    );
    expect(listed.sort()).toEqual(codes.toSorted());
  });
});
