/** Where in a message something stands in the way, found by what its error says. Pure. */

/** A text in three parts; the one in the middle is what is meant. */
export interface MarkedText {
  readonly before: string;
  readonly marked: string;
  readonly after: string;
}

const mark = '\u0000here\u0000';
const place = /[A-Za-z_]\w*(?:\[\d+\])*(?:\.[A-Za-z_]\w*(?:\[\d+\])*)*/g;

/** The JSON of a message in lines, with the first value marked that the error names by its path; undefined: it names none. */
export function markedPart(content: unknown, error: string): MarkedText | undefined {
  for (const [path] of error.matchAll(place)) {
    const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
    const value = steps.reduce<unknown>((of, step) => partOf(of, step), content);
    if (value === undefined) continue;
    const text = JSON.stringify(replaced(content, steps), null, 2);
    const [before = '', after = ''] = text.split(JSON.stringify(mark));
    const indent = /(?:^|\n)( *)[^\n]*$/.exec(before)?.[1] ?? '';
    return { before, marked: JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`), after };
  }
  return undefined;
}

function partOf(of: unknown, step: string): unknown {
  return typeof of === 'object' && of !== null && Object.hasOwn(of, step) ? of[step as keyof typeof of] : undefined;
}

/** The same with the mark in the place of what is at these steps. */
function replaced(of: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return mark;
  if (Array.isArray(of)) return of.map((item, index) => (String(index) === step ? replaced(item, rest) : item));
  return { ...(of as object), [step]: replaced(partOf(of, step), rest) };
}
