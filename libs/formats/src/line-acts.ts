import type { Found, SourceLine, Tell } from './reading.ts';

/** What a change does to one of the order's lines. */
export type LineAct = NonNullable<SourceLine['act']>;

/**
 * What is to be done with a line of a change. A line that does not say it changes; one whose code nobody knows is told as
 * UNKNOWN_VALUE and stays as it is.
 * @param acts by the format's own codes
 * @param line what the format calls a line, with its article
 * @param remedy the codes in words
 */
export function lineActOf(
  code: Found<string> | undefined,
  acts: Readonly<Record<string, LineAct>>,
  { line, remedy }: { readonly line: string; readonly remedy: string },
  tell: Tell,
): LineAct {
  if (!code) return 'change';
  const act = Object.hasOwn(acts, code.value) ? acts[code.value] : undefined;
  if (act) return act;
  const value = code.value.slice(0, 10);
  tell({
    code: 'UNKNOWN_VALUE',
    at: code.at,
    message: `nothing is known of the action ${value} of ${line}`,
    value,
    limit: Object.keys(acts).join(', '),
    remedy,
  });
  return 'same';
}
