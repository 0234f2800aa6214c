import { generateKeyPairSync } from 'node:crypto';
import fc from '#test/support/samples/properties.ts';
import { createCertificateRenderer } from '../certificate/certificate.ts';
import { digestOf } from '../certificate/license-facts.ts';
import { sampleFacts } from '../sample-facts.ts';
import { verifyCertificate } from './certificate-signature.ts';

const { privateKey: signingKey, publicKey } = generateKeyPairSync('ed25519');
const facts = sampleFacts({ entitlementId: 'Zażółć (1)/2' });
const certificate = createCertificateRenderer({ publicUrl: 'https://licenses.example.com', signingKey }).render(facts);
const changed = (at: number, by: number) => {
  const copy = Buffer.from(certificate);
  copy[at] = ((copy[at] ?? 0) + by) % 256;
  return copy;
};

describe('certificate signature', () => {
  test('F7 a real certificate says which entitlement it is for, and the digest of its facts', () => {
    expect(verifyCertificate(certificate, publicKey)).toEqual({
      ok: true,
      entitlementId: facts.entitlementId,
      digest: digestOf(facts),
    });
  });

  test('F7 any changed byte is found', () => {
    const position = fc.nat(certificate.length - 1);
    fc.assert(
      fc.property(position, fc.integer({ min: 1, max: 255 }), (at, by) => {
        expect(verifyCertificate(changed(at, by), publicKey).ok).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test('F7 so is any changed byte of the signature itself', () => {
    for (let at = certificate.length - 130; at < certificate.length; at++) {
      expect([1, 32, 128].filter((by) => verifyCertificate(changed(at, by), publicKey).ok)).toEqual([]);
    }
  });

  test.each([
    ['something added', Buffer.concat([certificate, Buffer.from('%')]), 'added or cut off'],
    ['its last byte missing', certificate.subarray(0, -1), 'added or cut off'],
    ['its signature missing', certificate.subarray(0, -120), 'no signature'],
    ['nothing in it', Buffer.alloc(0), 'not a PDF'],
    ['another certificate’s signature', Buffer.concat([certificate, certificate.subarray(-120)]), ''],
  ])('F7 a file with %s is refused', (_, bytes, reason) => {
    expect(verifyCertificate(bytes, publicKey)).toEqual({ ok: false, reason: expect.stringContaining(reason) });
  });

  test('F7 another key’s signature is refused', () => {
    const other = generateKeyPairSync('ed25519').publicKey;
    expect(verifyCertificate(certificate, other)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('another key'),
    });
  });
});
