import type { Check } from './check.ts';
import { checkCertificate } from './check-certificate.ts';
import { checkLicenseKey } from './check-license-key.ts';
import type { KeyRing } from './published-keys.ts';

/** Checks a certificate (PDF) or a license key file, whichever it is, with nothing but its bytes and public keys (F7, F12). */
export async function checkFile(bytes: Uint8Array<ArrayBuffer>, keys: KeyRing): Promise<Check> {
  const isPdf = new TextDecoder('latin1').decode(bytes.subarray(0, 5)) === '%PDF-';
  return isPdf ? await checkCertificate(bytes, keys) : await checkLicenseKey(bytes, keys);
}
