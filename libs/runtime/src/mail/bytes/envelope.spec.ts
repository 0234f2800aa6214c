import fc from 'fast-check';
import MimeNode from 'nodemailer/lib/mime-node';
import { envelopeOf, isPlainAddress } from './envelope.ts';

const local = fc.array(fc.constantFrom('a', 'Z9', '_', '.', '-', '+', "'", '"', ' ', 'ü', ',', ':', '@'), {
  minLength: 1,
  maxLength: 4,
});
const domain = fc.array(fc.constantFrom('x', 'X', '.', '-', '--', 'xn--', 'ü', '1', '.example', '127.1'), {
  minLength: 1,
  maxLength: 4,
});
const address = fc.tuple(local, domain).map((parts) => parts.map((some) => some.join('')).join('@'));

describe('the envelope of a mail', () => {
  test('F8 has the addresses that the mailer asks the server for', () => {
    fc.assert(
      fc.property(address, fc.array(address, { minLength: 1, maxLength: 3 }), (from, to) => {
        const mailers = new MimeNode('text/plain').setEnvelope({ from, to: [...to], size: 1 }).getEnvelope();
        expect(envelopeOf(from, to, 1)).toEqual(mailers);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['it-1@acme.example', true],
    ['a.b+c@mail.acme-partners.example', true],
    ['a@xn--mller-kva.example', false],
    ['a@ACME.example', false],
    ['jörg@acme.example', false],
    ['"a b"@acme.example', false],
    ['a@127.0.0.1', false],
  ])('F8 %s is taken as it stands: %s', (plain, expected) => {
    expect(isPlainAddress(plain)).toBe(expected);
  });
});
