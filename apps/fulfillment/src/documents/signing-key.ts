import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readOrMakeKeyFile } from '#runtime/key-file.ts';
import { StartError } from '#runtime/settings.ts';

export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/**
 * The Ed25519 key that certificates and licence keys are signed with (F7), from a PKCS #8 PEM file. The file is created
 * when there is none, readable by its owner only. Processes that start at once end up with the same key.
 * @throws StartError that names the file when it cannot be read, or holds anything else than such a key.
 */
export function loadSigningKey(file: string): SigningKey {
  const pem = readOrMakeKeyFile(file, newSigningKey);
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(pem);
  } catch (error) {
    throw new StartError(`${file} holds no private key in PEM (PKCS #8, not encrypted): ${(error as Error).message}`);
  }
  if (privateKey.asymmetricKeyType !== 'ed25519') {
    throw new StartError(
      `${file} holds a key of type ${privateKey.asymmetricKeyType}; licenses are signed with Ed25519`,
    );
  }
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

function newSigningKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
