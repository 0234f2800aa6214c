import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';

/**
 * Compiles a template of this service, once. Every name in it has to be in the data (strict), and no helper but the built-in
 * ones is known. HTML is escaped, text is not.
 */
export function compileTemplate<Data>(name: string, kind: 'html' | 'text'): (data: Data) => string {
  const source = readFileSync(join(packageRoot(), 'apps/fulfillment/src/templates', `${name}.${kind}.hbs`), 'utf8');
  if (source.includes('{{{') || source.includes('{{&'))
    throw new Error(`${name}.${kind}.hbs must not write unescaped text`);
  return Handlebars.compile<Data>(source, { strict: true, knownHelpersOnly: true, noEscape: kind === 'text' });
}

// Sources and compiled files lie at different depths; the templates are at one place for both.
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('no package.json above the mail templates');
    folder = parent;
  }
  return folder;
}
