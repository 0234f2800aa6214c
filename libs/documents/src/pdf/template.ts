/** Text with holes: by turns what stands there, and the name of a hole. */
export type Template = readonly string[];

// A character that pdfkit, whose dictionaries are bytes, writes nowhere.
const marked = /\uf8ffhole ([\w ]+)\uf8ff/;

export function hole(name: string): string {
  return `\uf8ffhole ${name}\uf8ff`;
}

export function templateOf(text: string): Template {
  return text.split(marked);
}

/** @throws Error for a hole that nothing is said of */
export function filled(template: Template, values: ReadonlyMap<string, string>): string {
  let text = template[0] ?? '';
  for (let at = 1; at < template.length; at += 2) {
    const value = values.get(template[at] ?? '');
    if (value === undefined) throw new Error(`nothing fills ${template[at]}`);
    text += value + template[at + 1];
  }
  return text;
}
