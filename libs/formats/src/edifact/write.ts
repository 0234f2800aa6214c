import type { WrittenAnswer } from '../answer.ts';

/** A segment as it is written: elements, each one component or several. Empty ones at the end are left out. */
export type WrittenSegment = readonly [tag: string, ...elements: (Element | undefined)[]];
type Element = string | readonly (string | undefined)[];

/** An interchange with one message, from us to whom a document came from. */
export interface WrittenMessage {
  /** Syntax identifier and version as they wrote (`UNOC`, `3`). */
  readonly syntax: readonly string[];
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** An instant in UTC. */
  readonly at: string;
  readonly reference: string;
  readonly isTest: boolean;
  /** `ORDRSP`, `D`, `96A`, `UN`, … */
  readonly type: readonly string[];
  readonly segments: readonly (WrittenSegment | undefined)[];
}

/** Who writes in one of these is answered in it, everybody else in Latin-1. */
const everyLetter = ['UNOW', 'UNOY'];

/** Writes an interchange with the separators of the standard, its counts and references, one segment a line. */
export function writeInterchange(written: WrittenMessage): WrittenAnswer {
  const { syntax, from, to, at, reference, isTest, type } = written;
  const [theirs = '', version = '3'] = syntax;
  const isFull = everyLetter.includes(theirs);
  const set = isFull ? theirs : 'UNOC';
  const [year, rest] = [at.slice(0, 4), at.slice(5, 7) + at.slice(8, 10)];
  const date = Number(version) >= 4 ? `${year}${rest}` : `${year.slice(2)}${rest}`;
  const time = at.slice(11, 13) + at.slice(14, 16);
  const inside = written.segments.filter((segment) => segment !== undefined);
  const test = isTest ? ['', '', '', '', '', '1'] : [];
  const lines: WrittenSegment[] = [
    ['UNB', [set, version], from, to, [date, time], reference, ...test],
    ['UNH', '1', type],
    ...inside,
    ['UNT', String(inside.length + 2), '1'],
    ['UNZ', '1', reference],
  ];
  const text = ["UNA:+.? '", ...lines.map((line) => textOf(line))].join('\r\n');
  const bytes = isFull ? Buffer.from(`${text}\r\n`, 'utf8') : Buffer.from(`${plainLetters(text)}\r\n`, 'latin1');
  return { contentType: 'application/edifact', bytes };
}

function textOf([tag, ...elements]: WrittenSegment): string {
  const written = elements.map((element) => {
    const components = typeof element === 'string' ? [element] : (element ?? []);
    return shortened(components.map((component) => released(component ?? ''))).join(':');
  });
  return `${[tag, ...shortened(written)].join('+')}'`;
}

function shortened(parts: readonly string[]): string[] {
  const last = parts.findLastIndex((part) => part !== '');
  return parts.slice(0, last + 1);
}

/** Text on one line, separators released. */
function released(text: string): string {
  return text
    .toWellFormed()
    .replace(/\s/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim()
    .replace(/[?+:']/g, '?$&');
}

/** Letters beyond Latin-1 without their accents, and a point for those that are none then either. */
function plainLetters(text: string): string {
  return text.replace(/[^\p{ASCII}\u00a0-\u00ff]/gu, (letter) => {
    const plain = letter.normalize('NFD').replace(/\p{M}/gu, '');
    return /^[\u0020-\u00ff]+$/.test(plain) ? plain : (others[letter] ?? '.');
  });
}

const others: Readonly<Record<string, string>> = {
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  '–': '-',
  '—': '-',
  '…': '...',
  '€': 'EUR',
  '“': '"',
  '”': '"',
  '„': '"',
  '’': '´',
  '‘': '´',
};

/** A text in pieces of at most `length` characters, cut between words where it can be. */
export function pieces(text: string, length: number): string[] {
  const found: string[] = [];
  for (let rest = text.trim(); rest !== ''; ) {
    const isLong = rest.length > length;
    const space = isLong ? rest.lastIndexOf(' ', length) : -1;
    const cut = space > 0 ? space : length;
    // A pair of surrogates is one letter.
    const end = isLong && /[\ud800-\udbff]/.test(rest[cut - 1] ?? '') ? cut - 1 : cut;
    found.push(rest.slice(0, end).trim());
    rest = rest.slice(end).trim();
  }
  return found;
}
