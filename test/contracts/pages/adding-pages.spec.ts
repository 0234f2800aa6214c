import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { serviceNames } from '#contracts/services.ts';
import { writtenLanguages } from '#documents/languages/languages.ts';
import { builtInPrograms } from '#domain/licenses/rules/programs.ts';
import { lineFactNames } from '#domain/values/order-facts.ts';
import { eventsPage } from '../../../tools/contracts/events-page.ts';

/**
 * The pages that say how something is added name every file that it takes, because what is there of its kind stands in no other. Who
 * has to name one elsewhere mends the house, or the page.
 */

const root = path.join(import.meta.dirname, '..', '..', '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** The files of a page's table, and those of them that it always takes. */
function filesOf(page: string) {
  const rows = [...read(`docs/${page}.md`).matchAll(/^\| `([^`]+)`.*\| (.*) \|$/gm)];
  const files = rows.map(([, file = '']) => file);
  return { files, always: rows.filter(([, , what = '']) => !what.startsWith('only ')).map(([, file = '']) => file) };
}

const written = globSync('{apps,libs,tools}/**/*.ts', { cwd: root })
  .filter((file) => !/\.spec\.ts$|\/migrations\/|\/generated\//.test(file))
  .map((file) => ({ file: file.replaceAll('\\', '/'), text: read(file) }));

/** Hand-written files that name something as a whole word, or between quotes. */
const filesNaming = (name: string, between = '\\b') => {
  const pattern = new RegExp(`${between}${name.replaceAll('.', '\\.')}${between}`);
  return written.filter(({ text }) => pattern.test(text)).map(({ file }) => file);
};

/** So many files the house may ask for at most, the changelog aside. */
test.each([
  ['adding-a-field', 16],
  ['adding-a-rule', 3],
  ['adding-an-event', 8],
  ['adding-a-service', 7],
  ['adding-a-language', 2],
])('%s takes no more files than it may', (page, most) => {
  expect(filesOf(page).always.filter((file) => file !== 'CHANGELOG.md').length).toBeLessThanOrEqual(most);
});

describe('adding-a-field', () => {
  const { files } = filesOf('adding-a-field');
  // Digests of orders from before there were several facts stay what they are.
  const older = ['libs/domain/src/orders/content.ts'];

  test.each(lineFactNames)('a fact of a line is named by the files of the page alone: %s', (name) => {
    const naming = filesNaming(name).filter((file) => !older.includes(file));
    expect(naming.filter((file) => !files.includes(file))).toEqual([]);
  });
});

describe('adding-a-language', () => {
  const { files } = filesOf('adding-a-language');
  const folder = 'libs/documents/src/languages';

  test.each(writtenLanguages.map(({ tag }) => tag))('a language is a file, and named by the list alone: %s', (tag) => {
    expect(filesNaming(`./texts/${tag}.ts`, "'").filter((file) => !files.includes(file) && tag !== 'en')).toEqual([]);
    expect(files).toContain(`${folder}/languages.ts`);
    expect(globSync(`${folder}/texts/${tag}.ts`, { cwd: root })).toHaveLength(1);
  });

  test('no file of texts is left out of the list', () => {
    expect(globSync(`${folder}/texts/*`, { cwd: root })).toHaveLength(writtenLanguages.length);
  });
});

describe('adding-a-service', () => {
  const { files } = filesOf('adding-a-service');

  test('services are listed by the files of the page alone', () => {
    const naming = serviceNames.map((name) => new RegExp(`^ +${name}:|'${name}'`, 'm'));
    const listing = written.filter(({ text }) => naming.every((pattern) => pattern.test(text)));
    expect(listing.map(({ file }) => file).filter((file) => !files.includes(file))).toEqual([]);
  });
});

describe('adding-a-rule', () => {
  const codes = new Set(builtInPrograms.flatMap(({ rules }) => rules.map(({ code }) => code)));
  const where = /^libs\/domain\/src\/licenses\/rules\/(rules-\w+|programs)\.ts$/;
  // Two that others ask for by name: what a list shows as expired, and which devices are missing.
  const asked: Readonly<Record<string, string>> = {
    LOT_EXPIRED: 'libs/domain/src/licenses/rules/rules.ts',
    BELOW_ENROLLED: 'libs/domain/src/licenses/actions/decrease.ts',
  };

  test.each([...codes])('a rule is named where it stands and by its programs: %s', (code) => {
    const elsewhere = filesNaming(code, `'`).filter((file) => !where.test(file) && file !== asked[code]);
    expect(elsewhere).toEqual([]);
  });
});

describe('adding-an-event', () => {
  const { files } = filesOf('adding-an-event');
  const announced = read('apps/ledger/src/ledger.announcements.ts').matchAll(/^ {2}(\w+): '([\w.-]+\.v1)',$/gm);
  const recorded = [...announced].filter(([, , type = '']) => /^(license|stock)\./.test(type));
  // What reads on from the first event of a license, wherever it is told.
  const readers = /^apps\/(invoicing|all-in-one)\/|^libs\/domain\/src\/invoices\//;

  test('the ledger records events', () => expect(recorded.length).toBeGreaterThan(5));

  test.each(recorded.map(([, name = '', type = '']) => [name, type]))(
    'an event is named by the files of the page, by what decides it and by who listens: %s, %s',
    (name, type) => {
      const deciding = (file: string) => file.startsWith('libs/domain/src/licenses/actions/');
      expect(filesNaming(name, `'`).filter((file) => !files.includes(file) && !deciding(file))).toEqual([]);
      expect(filesNaming(type, `'`).filter((file) => !files.includes(file) && !readers.test(file))).toEqual([]);
    },
  );

  test('docs/events.md is what the topics say, byte for byte', () => {
    expect(read('docs/events.md') === eventsPage() ? 'up to date' : 'make it anew: npm run contracts').toBe(
      'up to date',
    );
  });
});
