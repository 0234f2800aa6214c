import { readFileSync } from 'node:fs';
import { ruleRemedies } from '#domain/licenses/rules/catalog/rule-remedies.ts';
import { ruleCatalog } from '#domain/licenses/rules/rules.ts';
import { rulesPage } from '../../../tools/contracts/rules-page.ts';

const command = 'npm run contracts';
const committed = readFileSync(new URL('../../../docs/rules.md', import.meta.url), 'utf8');

describe('docs/rules.md', () => {
  it('is what the code says, byte for byte', () => {
    expect(committed === rulesPage() ? 'up to date' : `make it anew: ${command}`).toBe('up to date');
  });

  it('has every code once, with a remedy, and no remedy for what is no code', () => {
    const codes = ruleCatalog.map(({ code }) => code);
    const listed = [...committed.matchAll(/^\| [^|]+ \| `([A-Z_]+)` \|/gm)].map((match) => match[1]);
    expect(listed.sort()).toEqual(codes.toSorted());
    expect(Object.keys(ruleRemedies).sort()).toEqual(codes.toSorted());
  });
});
