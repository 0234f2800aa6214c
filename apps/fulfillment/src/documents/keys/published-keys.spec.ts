import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { keyIdOf, publishedKey, readPublicKeys } from './published-keys.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;

describe('published keys', () => {
  test('F12 the id of a key is its thumbprint, as RFC 8037 has it for the key of its example', () => {
    const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    expect(keyIdOf(key)).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
    expect(keyIdOf(privateKey)).toBe(keyIdOf(publicKey));
  });

  test('F12 nothing of the private half is published', () => {
    expect(Object.keys(publishedKey(privateKey)).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
    expect(publishedKey(privateKey)).toEqual(publishedKey(publicKey));
  });

  test.each([
    ['a set', JSON.stringify({ keys: [rsa.export({ format: 'jwk' }), publishedKey(publicKey)] })],
    ['one key', JSON.stringify(publishedKey(publicKey))],
    ['the public half in PEM', publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    ['the private half in PEM', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
    ['several in PEM', [rsa, publicKey].map((key) => key.export({ type: 'spki', format: 'pem' })).join('\n')],
  ])('F12 %s is read', (_, text) => {
    expect(readPublicKeys(text).map(keyIdOf)).toEqual([keyIdOf(publicKey)]);
  });

  test.each(['', 'key', '{}', '{"keys":[]}', JSON.stringify({ keys: [rsa.export({ format: 'jwk' })] })])(
    'F12 %j has none',
    (text) => {
      expect(() => readPublicKeys(text)).toThrow('there is no Ed25519 key in it');
    },
  );
});
