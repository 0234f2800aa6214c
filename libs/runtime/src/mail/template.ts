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

/** What templates say in the language of whoever reads them. */
export interface Said {
  readonly tag: string;
  /** A text by its name, with its values. */
  say(key: never, values: never): string;
}

/** The data of a mail. */
export interface WordedView {
  /** What `{{say 'name' value=…}}` speaks. */
  readonly wording: Said;
}

/**
 * Compiles a template of mails, once. Every name in it has to be in the data (strict), and no helper but `say` and the built-in ones is
 * known. HTML is escaped, text is not.
 */
export function compileTemplate<Data extends WordedView>(
  folder: string,
  name: string,
  kind: 'html' | 'text',
): (data: Data) => string {
  const source = templateSource(folder, `${name}.${kind}.hbs`);
  const noEscape = kind === 'text';
  // No `@index` and the like: they are made for each turn of each `each`.
  const known = { strict: true, knownHelpersOnly: true, knownHelpers: { say: true }, noEscape, data: false };
  const written = Handlebars.compile<Data>(source, known);
  const escaped = noEscape ? String : Handlebars.escapeExpression;
  return (data) => written(data, { helpers: { say: sayingWith(data.wording, escaped) } });
}

/**
 * `{{say 'name' value=…}}` writes a text; as a block, `{{#say 'name'}}…{{/say}}`, what is inside stands in the place of the one value that
 * the text has then, a link mostly.
 */
function sayingWith({ say }: Said, escaped: (text: string) => string) {
  const saying = say as (key: string, values?: object) => string;
  return function (this: unknown, key: string, { hash, fn }: Handlebars.HelperOptions) {
    if (!fn) return saying(key, Object.keys(hash).length > 0 ? hash : undefined);
    const parts = saying(key, { link: '\0' }).split('\0');
    return new Handlebars.SafeString(parts.map(escaped).join(fn(this)));
  };
}
