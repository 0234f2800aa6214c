import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compileTemplate } from './template.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'seatwright-template-'));
const written = (kind: 'html' | 'text', source: string) => writeFileSync(path.join(folder, `mail.${kind}.hbs`), source);

afterAll(() => rmSync(folder, { recursive: true }));

test('HTML is escaped, text is not', () => {
  for (const kind of ['html', 'text'] as const) written(kind, 'Dear {{name}}');
  expect(compileTemplate(folder, 'mail', 'html')({ name: '<b>' })).toBe('Dear &lt;b&gt;');
  expect(compileTemplate(folder, 'mail', 'text')({ name: '<b>' })).toBe('Dear <b>');
});

test.each(['{{{name}}}', '{{&name}}'])('what would be written without escaping is refused: %s', (source) => {
  written('html', source);
  expect(() => compileTemplate(folder, 'mail', 'html')).toThrow('must not write unescaped text');
});

test('a name that the data does not have is an error, not a gap in the mail', () => {
  written('text', '{{nmae}}');
  expect(() => compileTemplate(folder, 'mail', 'text')({ name: 'x' })).toThrow('nmae');
});
