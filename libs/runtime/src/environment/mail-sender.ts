import { z } from 'zod';
import { emailAddress, lineOfText } from '#contracts/text/primitives.ts';

/** Mail addresses in settings: of the one schema that all addresses have (O13). */

/** One address, alone. */
export function plainAddress(example: string) {
  return z.string().transform((text, context) => {
    const read = emailAddress.safeParse(text);
    if (read.success) return read.data;
    context.addIssue({ code: 'custom', message: `is not a plain e-mail address like ${example}` });
    return z.NEVER;
  });
}

/** An address that mails come from, alone or behind a name: `Seatwright <licenses@seatwright.example>`. */
export const sender = z.string().transform((text, context) => {
  const [, named, inBrackets] = /^(.*?)\s*<([^<>]*)>$/u.exec(text) ?? [];
  const address = emailAddress.safeParse(inBrackets ?? text);
  const name = nameOf(named);
  if (address.success && name !== undefined) return name === '' ? address.data : `${name} <${address.data}>`;
  const example = 'licenses@seatwright.example or Seatwright <licenses@seatwright.example>';
  const message = address.success ? 'has a name that is no line of text' : 'is not an e-mail address';
  context.addIssue({ code: 'custom', message: `${message}; it has to be like ${example}` });
  return z.NEVER;
});

/** The name as a header has it: quoted where it has characters that mean something there; undefined for none that can be one. */
function nameOf(told = ''): string | undefined {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/u.exec(told.trim())?.[1];
  const text = quoted?.replace(/\\(.)/gu, '$1') ?? told.trim();
  if (text === '') return '';
  // More than one address: a name has such characters in quotes alone.
  if (quoted === undefined && /[<>@"]/.test(text)) return undefined;
  const line = lineOfText.safeParse(text);
  if (!line.success) return undefined;
  return /[()<>[\]:;@\\,"]/.test(line.data) ? `"${line.data.replace(/["\\]/g, '\\$&')}"` : line.data;
}
