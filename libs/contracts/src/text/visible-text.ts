/**
 * Which characters texts and identifiers may have (O13). Two identifiers that look alike have to be one, so in them there is nothing
 * that nobody sees; names may have joiners and marks of direction inside, which scripts need, but not those alone.
 */

/**
 * What nobody sees, as ranges that every validator of JSON Schema understands: controls, format characters, separators of lines,
 * variation selectors, fillers and the empty braille pattern.
 */
const unseenRanges =
  '\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u115f\\u1160' +
  '\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0' +
  '\\ufff0-\\ufffb';

// Beyond the first plane such characters are rare and validators differ in how they write them: published are the ranges alone.
const unseen = `${unseenRanges}\\p{Cf}\\p{Default_Ignorable_Code_Point}`;

/** Spaces that look like the usual one, or like none. */
const otherSpaces = '\\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000';

const lineBreaks = '\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029';
const controls = '\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f';

/** What a text has to be, as code checks it and as JSON Schemas publish it. */
export interface Form {
  readonly checked: RegExp;
  readonly published: string;
}

/** One line that can be read as it is, without spaces around it; `.` and `..` are steps in addresses. */
export const identifierForm = formOf((none) => identifierPattern(none, none));

/** An identifier with blanks around it that are taken off, as JSON Schemas publish it. */
export const kindNamePattern = identifierForm.published
  .replace('^(?!\\.{1,2}$)', '^\\s*(?!\\.{1,2}\\s*$)')
  .replace(/\$$/, '\\s*$');

/** An identifier without the `@` in front that the ledger's own accounts have. */
export const accountIdentifierForm = formOf((none) => identifierPattern(`${none}@`, none));

/** One line with something in it to see. */
export const lineForm = formOf((none) => `^(?=.*[^\\s${none}])[^${lineBreaks}]*$`);

/** Lines with something in them to see. */
export const remarkForm = formOf((none) => `^(?=[\\s\\S]*[^\\s${none}])[^${controls}]*$`);

/** Lines with something in them to see, or nothing at all. */
export const paragraphForm = formOf((none) => `^(?:(?=[\\s\\S]*[^\\s${none}])[^${controls}]*)?$`);

function identifierPattern(first: string, none: string): string {
  return `^(?!\\.{1,2}$)[^\\s${first}](?:[^${none}${otherSpaces}]*[^\\s${none}])?$`;
}

function formOf(patternWithout: (none: string) => string): Form {
  return { checked: new RegExp(patternWithout(unseen), 'u'), published: patternWithout(unseenRanges) };
}

/** What is wrong with something that is no identifier, going on after its name. */
export function identifierFault(input: unknown): string {
  const text = String(input);
  if (/^\.{1,2}$/.test(text)) return `is ${text}, which is a step in an address and no name; write another one`;
  return 'has spaces around it, or characters that nobody sees';
}
