import { generateKeyPairSync } from 'node:crypto';
import fc from '#test/support/samples/properties.ts';
import { digestOf } from '../certificate/license-facts.ts';
import { sampleAccount, sampleFacts } from '../sample-facts.ts';
import { signLicenseKey, verifyLicenseKey } from './license-key.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const facts = sampleFacts({
  scenario: 'license-key',
  accounts: [sampleAccount('end-customer', 'Zakłady Łódź 株式会社', 'PL')],
});
const file = signLicenseKey(facts, privateKey);

describe('license key file', () => {
  test('F7 carries the facts that it licenses, and the digest that the certificate has', () => {
    expect(verifyLicenseKey(file, publicKey)).toEqual({ ok: true, facts, digest: digestOf(facts) });
    expect(file).toContain(`Digest: sha256:${digestOf(facts)}`);
    expect(file).toContain('Licensed-To: Zakłady Łódź 株式会社 (ACC-end-customer)');
    expect(file.split('\n').every((line) => line.length <= 100)).toBe(true);
  });

  test('F7 passes through programs that change line ends', () => {
    expect(verifyLicenseKey(`\n${file.replaceAll('\n', '\r\n')}\r\n`, publicKey).ok).toBe(true);
  });

  test('F7 any changed character is found', () => {
    const position = fc.nat(file.trimEnd().length - 1);
    fc.assert(
      fc.property(position, fc.integer({ min: 0x21, max: 0x7e }), (at, code) => {
        const character = String.fromCharCode(code);
        fc.pre(file[at] !== character);
        expect(verifyLicenseKey(file.slice(0, at) + character + file.slice(at + 1), publicKey).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    [file.replace('Quantity: 100', 'Quantity: 900'), '“Quantity: 900”, but it licenses “Quantity: 100”'],
    [file.replace('SSRN', 'Seats: 9\nSSRN'), 'licenses “SSRN: 8021443907155”'],
    [file.replace(/Digest: .*/, '$&\nSeats: 9'), '“Seats: 9” was added'],
    [file.replace(/SIGNATURE-----\n..../, 'SIGNATURE-----\nAAAA'), 'changed after signing'],
    [file.replace('-----BEGIN SIGNATURE-----\n', ''), 'missing or doubled'],
    [file.slice(0, -10), 'not a license key file'],
    ['', 'not a license key file'],
  ])('F7 says what differs (%#)', (text, reason) => {
    expect(verifyLicenseKey(text, publicKey)).toEqual({ ok: false, reason: expect.stringContaining(reason) });
  });

  test('F7 facts of another file, signed with another key, are refused', () => {
    const forged = signLicenseKey({ ...facts, quantity: 900 }, generateKeyPairSync('ed25519').privateKey);
    expect(verifyLicenseKey(forged, publicKey)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('another key'),
    });
  });
});
