import { readFileSync } from 'node:fs';
import path from 'node:path';
import Handlebars from 'handlebars';

/**
 * A template as it stands in its file.
 *
 * @throws Error for one that would write text without escaping it
 */
export function templateSource(folder: string, file: string): string {
  const source = readFileSync(path.join(folder, file), 'utf8');
  if (/\{\{\{|\{\{&/.test(source)) throw new Error(`${file} must not write unescaped text`);
  return source;
}

/**
 * Compiles a template of mails, once. Every name in it has to be in the data (strict), and no helper but the built-in ones is
 * known. HTML is escaped, text is not.
 */
export function compileTemplate<Data>(folder: string, name: string, kind: 'html' | 'text'): (data: Data) => string {
  const source = templateSource(folder, `${name}.${kind}.hbs`);
  return Handlebars.compile<Data>(source, { strict: true, knownHelpersOnly: true, noEscape: kind === 'text' });
}
