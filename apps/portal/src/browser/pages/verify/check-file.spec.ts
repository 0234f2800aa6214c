import { checkFile } from './check-file.ts';
import { type KeyRing, readKeys, sha256 } from './published-keys.ts';

/** F6, F7, F12: what the browser says of a file, with nothing but its bytes and public keys. */

const { privateKey, publicKey } = (await crypto.subtle.generateKey('Ed25519', true, [
  'sign',
  'verify',
])) as CryptoKeyPair;
const kid = 'k'.repeat(43);
const bytes = (text: string) => Uint8Array.from(text, (one) => one.charCodeAt(0));
const signed = async (text: string) =>
  btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, bytes(text)))));

const pdf = ['%PDF-1.7', '<</KeyId 4 0 R /EntitlementId 5 0 R>>', ...property(4, kid), ...property(5, 'ENT-1'), '%%EOF']
  .join('\n')
  .concat('\n');
const certificate = `${pdf}%Seatwright-Signature: ed25519 ${await signed(pdf)}\n`;
const facts = (quantity: number) =>
  JSON.stringify({ entitlementId: 'ENT-2', name: 'x', quantity, sku: 'S', startsOn: '2026-01-01' });
const keyFile = await keyFileOf(facts(5));

function property(number: number, value: string): string[] {
  const hex = [...value].map((one) => one.charCodeAt(0).toString(16)).join('');
  return [`${number} 0 obj`, `(${hex})`, 'endobj'];
}

async function keyFileOf(licensed: string): Promise<string> {
  const lines = (text: string) => text.match(/.{1,64}/g)?.join('\n') ?? '';
  const words = `Quantity: 5\nKey-Id: ${kid}\nDigest: sha256:${await sha256(bytes(licensed))}`;
  const text = `-----BEGIN SEATWRIGHT LICENSE KEY-----\n${words}\n\n${lines(btoa(licensed))}\n`;
  const signature = lines(await signed(text));
  return `${text}-----BEGIN SIGNATURE-----\n${signature}\n-----END SEATWRIGHT LICENSE KEY-----\n`;
}

async function ring(id: string): Promise<KeyRing> {
  const { kty = '', crv, x } = await crypto.subtle.exportKey('jwk', publicKey);
  return await readKeys({
    keys: [
      { kty: 'RSA', kid: 'other' },
      { kty, crv, x, kid: id },
    ],
  });
}

const check = async (text: string, id = kid) => await checkFile(bytes(text), await ring(id));

test('F7 a certificate is genuine, with its entitlement, key and digest', async () => {
  const fileDigest = await sha256(bytes(certificate));
  expect(await check(certificate)).toEqual({
    ...{ verdict: 'genuine', kind: 'certificate', entitlementId: 'ENT-1', keyId: kid, fileDigest },
  });
});

test.each([
  ['a byte before the signature', certificate.replace('1.7', '1.6'), 'content'],
  ['something after it', `${certificate} `, 'end'],
  ['the signature itself', certificate.replace(/(ed25519 )..../, '$1!!!!'), 'signature'],
  ['the last line end', certificate.replace(/\n$/, ' '), 'signature'],
])('F7 a certificate with %s changed says so', async (_, text, where) => {
  expect(await check(text)).toEqual({ verdict: 'changed', where });
});

test('F12 a key that is not published is told from a change', async () => {
  expect(await check(certificate, 'z'.repeat(43))).toEqual({ verdict: 'unknown-key', keyId: kid });
  expect(await check(keyFile, 'z'.repeat(43))).toEqual({ verdict: 'unknown-key', keyId: kid });
});

test('F6 a key file is genuine whatever its line ends are, and tells what it licenses', async () => {
  for (const text of [keyFile, keyFile.replaceAll('\n', '\r\n')]) {
    expect(await check(text)).toMatchObject({ verdict: 'genuine', entitlementId: 'ENT-2', licensed: { quantity: 5 } });
  }
});

test('F6 a key file says which part was changed', async () => {
  expect(await check(keyFile.replace('Quantity: 5', 'Quantity: 50'))).toEqual({ verdict: 'changed', where: 'words' });
  const more = await keyFileOf(facts(6));
  const swapped = keyFile.replace(/\n\n[^-]+/, /\n\n[^-]+/.exec(more)?.[0] ?? '');
  expect(await check(swapped)).toEqual({ verdict: 'changed', where: 'facts' });
});

test.each(['', '%PDF-1.7\nno signature\n', 'hello', '{"a":1}'])('%j is no document of ours', async (text) => {
  expect(await check(text)).toEqual({ verdict: 'no-document' });
});
