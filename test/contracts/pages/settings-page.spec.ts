import { globSync, readFileSync } from 'node:fs';
import { areNear } from '#runtime/environment/settings/misspelt.ts';
import { settingTexts } from '#runtime/environment/settings/part.ts';
import { settingsPage, settingsParts } from '../../../tools/contracts/settings-page.ts';

const root = new URL('../../../', import.meta.url);
const committed = readFileSync(new URL('docs/settings.md', root), 'utf8');
const names = settingsParts.flatMap(({ variables }) => Object.keys(variables.shape));

describe('docs/settings.md', () => {
  it('is what the parts say, byte for byte', () => {
    expect(committed === settingsPage() ? 'up to date' : 'make it anew: npm run contracts').toBe('up to date');
  });

  it('has every setting once, whoever reads it', () => {
    const listed = [...committed.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
    expect(listed).toEqual(names);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('settings', () => {
  it('have one owner each: nobody else reads the environment', () => {
    const files = globSync(['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'], { cwd: root.pathname });
    const texts = files
      .filter((file) => !file.endsWith('.spec.ts'))
      .map((file) => [file, readFileSync(new URL(file, root), 'utf8')] as const);
    // What a process is called at the database, and the locale of a child, are no settings.
    const reading = /process\.env(?!\.PGAPPNAME|, LC_ALL)/;
    // Programs hand it on, whole.
    const programs =
      /^apps\/[\w-]+\/src\/(close-month|demo|doctor|main|set-password|token|verify|documents\/read-order)\.ts$|\/process\/process\.ts$/;
    const readers = texts.filter(([file, text]) => reading.test(text) && !programs.test(file));
    expect(readers.map(([file]) => file)).toEqual([]);
    const owners = texts.filter(([, text]) => text.includes('settingsPart({')).map(([, text]) => text);
    expect(owners.length).toBe(settingsParts.length);
  });

  it('say what they take', () => {
    const shapes = settingsParts.flatMap(({ variables }) => Object.entries(variables.shape));
    expect(shapes.filter(([, schema]) => !settingTexts.has(schema)).map(([name]) => name)).toEqual([]);
  });

  it('have names of which none is taken for another', () => {
    const near = names.flatMap((one) => names.filter((other) => other !== one && areNear(one, other)));
    expect(near).toEqual([]);
  });
});
