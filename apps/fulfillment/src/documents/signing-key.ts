import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/**
 * The Ed25519 key that certificates and licence keys are signed with (F7), from a PKCS #8 PEM file. The file is created
 * when there is none, readable by its owner only. Processes that start at once end up with the same key.
 * @throws Error that names the file when it cannot be read, or holds anything else than such a key.
 */
export function loadSigningKey(file: string): SigningKey {
  const pem = read(file) ?? createFile(file);
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(pem);
  } catch (error) {
    throw new Error(`${file} holds no private key in PEM (PKCS #8, not encrypted): ${(error as Error).message}`);
  }
  if (privateKey.asymmetricKeyType !== 'ed25519') {
    throw new Error(`${file} holds a key of type ${privateKey.asymmetricKeyType}; licenses are signed with Ed25519`);
  }
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`the signing key ${file} cannot be read: ${(error as Error).message}`);
  }
}

// The key is complete before it has its name, and a name is given once: whoever comes second reads what is there.
function createFile(file: string): string {
  const draft = `${file}.${randomUUID()}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
    writeFileSync(draft, pem, { mode: 0o600, flag: 'wx', flush: true });
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new Error(`the signing key ${file} cannot be created: ${(error as Error).message}`);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8');
}
