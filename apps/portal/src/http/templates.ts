import path from 'node:path';
import Handlebars from 'handlebars';
import { packageRoot } from '#runtime/environment/package-root.ts';
import { templateSource } from '#runtime/mail/template.ts';

const handlebars = Handlebars.create();

// JSON in a script element: whatever is in it, no tag can begin or end there.
handlebars.registerHelper(
  'json',
  (value: unknown) => new Handlebars.SafeString(JSON.stringify(value).replaceAll('<', '\\u003c')),
);

/** A page's template, compiled once; every name in it has to be in the data, and all text is escaped. */
export function pageTemplate<Data>(name: string): (data: Data) => string {
  const source = templateSource(path.join(packageRoot, 'apps/portal/src/templates'), `${name}.html.hbs`);
  return handlebars.compile<Data>(source, { strict: true, knownHelpersOnly: true, knownHelpers: { json: true } });
}
