import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readSettings, StartError } from '#runtime/settings.ts';
import { verifyCertificate } from './documents/certificate-signature.ts';
import { verifyLicenseKey } from './documents/license-key.ts';

/** What a check of a file says, in words for whoever asked for it. */
export interface FileCheck {
  readonly ok: boolean;
  readonly report: string;
}

/** What `npm run verify -- KIND FILE` can check here. */
export type VerifiableKind = 'certificate' | 'license-key';

/**
 * `npm run verify -- certificate FILE`: prints what the check says.
 * @returns the exit code: 1 when a file is not genuine
 * @throws StartError when there is nothing to check, or no key to check with
 */
export function verifyDocument(
  kind: VerifiableKind,
  files: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): 0 | 1 {
  if (files.length === 0) throw new StartError(`usage: npm run verify -- ${kind} FILE`);
  const { signingKeyFile } = readSettings(variables);
  const checks = files.map((file) => verifyFile(kind, file, signingKeyFile));
  for (const { report } of checks) console.log(report);
  return checks.every(({ ok }) => ok) ? 0 : 1;
}

/**
 * Checks a certificate or a licence key file with nothing but the file and the signing key; either half of it will do (F7).
 * @throws StartError when one of the two cannot be read
 */
export function verifyFile(kind: VerifiableKind, file: string, signingKeyFile: string): FileCheck {
  const publicKey = publicKeyIn(signingKeyFile);
  const bytes = readOr(file, 'the file');
  return kind === 'certificate' ? checkCertificate(file, bytes, publicKey) : checkLicenseKey(file, bytes, publicKey);
}

function checkCertificate(file: string, bytes: Buffer, publicKey: KeyObject): FileCheck {
  const check = verifyCertificate(bytes, publicKey);
  return check.ok
    ? { ok: true, report: `${file}: genuine certificate of ${check.entitlementId}\nsha256:${check.digest}` }
    : { ok: false, report: `${file}: ${check.reason}` };
}

function checkLicenseKey(file: string, bytes: Buffer, publicKey: KeyObject): FileCheck {
  const check = verifyLicenseKey(bytes.toString('utf8'), publicKey);
  if (!check.ok) return { ok: false, report: `${file}: ${check.reason}` };
  const { entitlementId, quantity, sku, startsOn, endsOn } = check.facts;
  const term = endsOn === undefined ? `from ${startsOn}` : `from ${startsOn} until ${endsOn}`;
  const report = `${file}: genuine license key of ${entitlementId}: ${quantity} × ${sku}, ${term}\nsha256:${check.digest}`;
  return { ok: true, report };
}

function publicKeyIn(signingKeyFile: string): KeyObject {
  const pem = readOr(signingKeyFile, 'the signing key (DATA_DIR or SIGNING_KEY_FILE)');
  try {
    return createPublicKey(pem);
  } catch (error) {
    throw new StartError(`${signingKeyFile} holds no key in PEM: ${(error as Error).message}`);
  }
}

function readOr(file: string, what: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new StartError(`${what} cannot be read: ${(error as Error).message}`);
  }
}
