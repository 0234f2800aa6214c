/**
 * Names that others gave, in our own sentences: one that reads from right to left, or that turns what follows it, stands apart (FSI to PDI), so
 * that the words around it stay where they are.
 */

/** What reads the other way, or turns the direction. */
const turning =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u200e\u200f\u202a-\u202e\u2066-\u2069\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
/** Controls of direction that would reach beyond the name. */
const controls = /[\u202a-\u202e\u2066-\u2069]/g;

export function isolated(text: string): string {
  return turning.test(text) ? `\u2068${text.replace(controls, '')}\u2069` : text;
}

/** Texts of a language whose functions set apart what is put into them. */
export function isolating<Texts extends object>(texts: Texts): Texts {
  const each = Object.entries(texts).map(([name, text]) => [name, inOne(text)]);
  return Object.fromEntries(each) as Texts;
}

function inOne(text: unknown): unknown {
  if (typeof text === 'function') {
    return (...given: readonly unknown[]) =>
      text(...given.map((value) => (typeof value === 'string' ? isolated(value) : value)));
  }
  return typeof text === 'object' && text !== null && !Array.isArray(text) ? isolating(text) : text;
}
