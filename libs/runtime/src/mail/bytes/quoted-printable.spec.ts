import fc from 'fast-check';
import { hasLongerLines, isPlainText } from 'nodemailer/lib/mime-funcs';
import { encode, wrap } from 'nodemailer/lib/qp';
import { encodedAtMost, encodeQuoted, wrappedAtMost, wrapQuoted } from './quoted-printable.ts';

const pieces = fc.constantFrom(
  ...['a', 'Z', 'word', 'x'.repeat(24), 'x'.repeat(51), 'x'.repeat(77), ' ', '  ', '\t', '.', ',', '!', '?', '='],
  ...['\n', '\r', '\r\n', '\x01', '\x7f', '~', 'ü', 'ß'.repeat(12), '株', '株'.repeat(9), '\u{1f600}', '\ud800'],
);
const text = fc.array(pieces, { maxLength: 60 }).map((some) => some.join(''));

function quoted(what: string): string {
  const bytes = Buffer.from(what);
  const encoded = Buffer.alloc(encodedAtMost(bytes.length), 'junk\r\n');
  const { length } = encodeQuoted(bytes, bytes.length, encoded);
  const lines = Buffer.alloc(wrappedAtMost(length));
  return lines.toString('latin1', 0, wrapQuoted(encoded, length, lines, 0));
}

describe('quoted-printable', () => {
  test('F8 has the bytes that the mailer writes, whatever a text says, with CR LF as its only line ends', () => {
    fc.assert(
      fc.property(text, (what) => {
        expect(quoted(what)).toBe(wrap(encode(what), 76).replace(/\r\n?|\n/g, '\r\n'));
      }),
      { numRuns: 500 },
    );
  });

  test('F8 a text goes as it is where the mailer would let it, and else by what takes less room', () => {
    fc.assert(
      fc.property(text, (what) => {
        const bytes = Buffer.from(what);
        const isPlain = isPlainText(what) && !hasLongerLines(what, 76);
        const latin = what.match(/[a-z]/gi)?.length ?? 0;
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what cannot go as it is
        const others = what.match(/[\x00-\x08\x0b\x0c\x0e-\x1f\x80-\uffff]/g)?.length ?? 0;
        const expected = isPlain ? '7bit' : others < latin ? 'quoted-printable' : 'base64';
        const more = Buffer.concat([bytes, Buffer.from('ü'.repeat(99))]);
        const { encoding } = encodeQuoted(more, bytes.length, Buffer.alloc(encodedAtMost(bytes.length)));
        expect(encoding).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });
});
