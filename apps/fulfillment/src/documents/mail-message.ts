import { type KeyObject } from 'node:crypto';
import { sha256 } from '#runtime/environment/keys/sha256.ts';
import type { MailContent } from '#runtime/mail/kind.ts';
import type { FulfilledShipment, RenderedMail } from './email.ts';
import { signLicenseKey } from './keys/license-key.ts';

export interface MailParts {
  readonly shipment: FulfilledShipment;
  readonly mail: RenderedMail;
  /** When it was queued (F8). */
  readonly date: Date;
  /** Certificates by entitlement; or nothing is attached, and the mail says where the documents are (F9). */
  readonly certificates: ReadonlyMap<string, Uint8Array> | 'by link';
  /** For the license key files (F7). */
  readonly signingKey: KeyObject;
}

/**
 * What the mail of a shipment says and has attached: the same whenever it is asked for (F8).
 * @throws Error for a license without its certificate.
 */
export function composeMailMessage({ shipment, mail, date, certificates, signingKey }: MailParts): MailContent {
  if (certificates === 'by link') return { ...mail, date };
  const attachments = shipment.licenses.flatMap((license) => {
    const certificate = certificates.get(license.entitlementId);
    if (!certificate) throw new Error(`the certificate of ${license.entitlementId} is missing`);
    const name = fileNameOf(license.entitlementId);
    const pdf = { filename: `certificate-${name}.pdf`, content: bufferOf(certificate), contentType: 'application/pdf' };
    if (license.scenario !== 'license-key') return [pdf];
    const content = signLicenseKey(license, signingKey);
    return [pdf, { filename: `license-key-${name}.txt`, content, contentType: 'text/plain; charset=utf-8' }];
  });
  return { ...mail, attachments, date };
}

/** An identifier as a file name that every system takes; never two for one name. */
export function fileNameOf(identifier: string): string {
  const name = identifier.replace(/[^\w-]+/g, '_').slice(0, 80);
  return name === identifier ? name : `${name}-${sha256(identifier).slice(0, 8)}`;
}

// nodemailer wants a Buffer; over the same memory.
function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
