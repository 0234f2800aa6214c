import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readOrMakeKeyFile } from '#runtime/environment/keys/key-file.ts';
import { StartError } from '#runtime/environment/settings.ts';
import { readPublicKeys } from './published-keys.ts';

export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/**
 * The Ed25519 key that certificates and license keys are signed with (F7), from a PKCS #8 PEM file. The file is created
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

/**
 * The public halves of the keys that were used before (F12), from the `*.pem` files, of either half, in the folder `retired` beside
 * the signing key; in the order of the files' names. Without that folder there are none.
 * @throws StartError naming the file that is no such key
 */
export function loadRetiredKeys(signingKeyFile: string): KeyObject[] {
  const folder = path.join(path.dirname(signingKeyFile), 'retired');
  return pemFilesIn(folder).flatMap((name) => {
    const file = path.join(folder, name);
    try {
      return readPublicKeys(readFileSync(file, 'utf8'));
    } catch (error) {
      throw new StartError(`${file} is no retired signing key: ${(error as Error).message}`);
    }
  });
}

function pemFilesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.pem'))
      .sort();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw new StartError(`the folder of retired signing keys cannot be read: ${(error as Error).message}`);
  }
}

function newSigningKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
