import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compileTemplate, type WordedView } from './template.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'seatwright-template-'));
const written = (kind: 'html' | 'text', source: string) => writeFileSync(path.join(folder, `mail.${kind}.hbs`), source);
const texts: Readonly<Record<string, string>> = {
  greeting: 'Liebe & werte {name}',
  help: 'Schreiben Sie an {link} & {link}',
};
const say = (key: string, values: Readonly<Record<string, string>> = {}) =>
  (texts[key] ?? '').replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '?');

interface View extends WordedView {
  readonly name: string;
}
const view: View = { name: '<b>', wording: { tag: 'de', say } };
const render = (kind: 'html' | 'text', source: string) => {
  written(kind, source);
  return compileTemplate<View>(folder, 'mail', kind)(view);
};

afterAll(() => rmSync(folder, { recursive: true }));

test('HTML is escaped, text is not', () => {
  expect(render('html', 'Dear {{name}}')).toBe('Dear &lt;b&gt;');
  expect(render('text', 'Dear {{name}}')).toBe('Dear <b>');
});

test.each(['{{{name}}}', '{{&name}}'])('what would be written without escaping is refused: %s', (source) => {
  expect(() => render('html', source)).toThrow('must not write unescaped text');
});

test('a name that the data does not have is an error, not a gap in the mail', () => {
  expect(() => render('text', '{{nmae}}')).toThrow('nmae');
});

test('F4 a template says texts of the language of its mail; they and their values are escaped', () => {
  const source = `{{wording.tag}}: {{#each name}}{{/each}}{{say 'greeting' name=name}}`;
  expect(render('html', source)).toBe('de: Liebe &amp; werte &lt;b&gt;');
  expect(render('text', source)).toBe('de: Liebe & werte <b>');
});

test('F4 a link stands where the text of the language has it', () => {
  const source = `{{#say 'help'}}<a>{{name}}</a>{{/say}}.`;
  expect(render('html', source)).toBe('Schreiben Sie an <a>&lt;b&gt;</a> &amp; <a>&lt;b&gt;</a>.');
});
