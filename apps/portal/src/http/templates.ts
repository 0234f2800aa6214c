import { readFileSync } from 'node:fs';
import path from 'node:path';
import Handlebars from 'handlebars';
import { packageRoot } from '#runtime/environment/package-root.ts';

const handlebars = Handlebars.create();

// JSON in a script element: whatever is in it, no tag can begin or end there.
handlebars.registerHelper(
  'json',
  (value: unknown) => new Handlebars.SafeString(JSON.stringify(value).replaceAll('<', '\\u003c')),
);

/** A page's template, compiled once; every name in it has to be in the data, and all text is escaped. */
export function pageTemplate<Data>(name: string): (data: Data) => string {
  const source = readFileSync(path.join(packageRoot, 'apps/portal/src/templates', `${name}.html.hbs`), 'utf8');
  if (/\{\{\{|\{\{&/.test(source)) throw new Error(`${name}.html.hbs must not write unescaped text`);
  return handlebars.compile<Data>(source, { strict: true, knownHelpersOnly: true, knownHelpers: { json: true } });
}
