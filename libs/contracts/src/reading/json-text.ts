import { unstorablePath } from '../text/storable.ts';

/** What is known of a text already, and need not be looked for. */
interface KnownOfText {
  /** False where no number in it is one that no double holds. */
  readonly hasLongNumber?: boolean;
  /** Nothing in it can be composed. */
  readonly isAscii?: boolean;
}

/**
 * JSON as it enters (O13): its texts composed (NFC), and numbers that no double holds kept to the digit. Such a number is an object
 * that `JSON.stringify` writes as it came (`JSON.rawJSON`); fields that we count with are always numbers.
 *
 * @throws SyntaxError for what is no JSON
 */
export function parseJsonText(text: string, { hasLongNumber = true, isAscii = false }: KnownOfText = {}): unknown {
  const composed = isAscii ? text : text.normalize('NFC');
  const value = hasLongNumber ? parseExactly(composed) : JSON.parse(composed);
  // What is escaped is not composed before it is read.
  return composed.includes('\\u') && unstorablePath(value) === undefined ? withComposedTexts(value) : value;
}

/** JSON of our own database: numbers that no double holds are kept to the digit. */
export function parseExactly(text: string): unknown {
  return longNumber.test(text) ? JSON.parse(text, exactNumber as Reviver) : JSON.parse(text);
}

/** Every text and every name of a field in it composed (NFC); it is not changed itself. */
export function withComposedTexts(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFC');
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return value;
  if (Array.isArray(value)) return value.map(withComposedTexts);
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name.normalize('NFC'), withComposedTexts(each)]),
  );
}

type Reviver = (key: string, value: unknown) => unknown;

// Newer than the library's types.
const { rawJSON, isRawJSON } = JSON as unknown as {
  rawJSON(text: string): object;
  isRawJSON(value: unknown): boolean;
};

/** True for a number that is kept as it was written. */
export function isExactNumber(value: object): boolean {
  return isRawJSON(value);
}

/** Finds out cheaply whether there may be such a number: it costs seven times as much to look at each. */
const longNumber = /(?:^|[:[,\s])-?(?:[\d.]{16}|[\d.]+[eE])/;

/** What services count with: wrong values of these are refused by their own limits. */
const counted = new Set(['lineNumber', 'quantity', 'revision', 'termMonths', 'inUse']);

function exactNumber(name: string, value: unknown, { source }: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || source === undefined || counted.has(name)) return value;
  return holds(value, source) ? value : rawJSON(source);
}

/** Whether the number is the one that was written: same digits, same size. */
function holds(value: number, source: string): boolean {
  return Number.isFinite(value) && digitsOf(String(value)) === digitsOf(source);
}

/** A decimal number as its digits and the place of the point, so that all ways to write one number are the same. */
function digitsOf(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
