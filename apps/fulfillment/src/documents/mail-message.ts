import { createHash, type KeyObject } from 'node:crypto';
import type { SendMailOptions } from 'nodemailer';
import type { FulfilledShipment, FulfillmentMail } from './email.ts';
import { signLicenseKey } from './license-key.ts';

export interface MailParts {
  readonly shipment: FulfilledShipment;
  readonly mail: FulfillmentMail;
  /** MAIL_FROM: an address, with a name if wanted. */
  readonly from: string;
  readonly to: readonly string[];
  /** As it was fixed when the mail was queued (F8), and when that was. */
  readonly messageId: string;
  readonly date: Date;
  /** Certificates by entitlement. */
  readonly certificates: ReadonlyMap<string, Uint8Array>;
  /** For the licence key files (F7). */
  readonly signingKey: KeyObject;
}

/**
 * The message as nodemailer takes it. The same mail gives the same message down to its boundaries, so that a server or
 * reader can tell a retry from news (F8).
 * @throws Error for an address with a line break in it, for no address at all, and for a licence without its certificate.
 */
export function composeMailMessage(parts: MailParts): SendMailOptions {
  const { shipment, mail, from, to, messageId, date, certificates, signingKey } = parts;
  for (const address of [from, ...to]) {
    if (/[\r\n\0]/.test(address))
      throw new Error(`an e-mail address must not have line breaks: ${JSON.stringify(address)}`);
  }
  if (to.length === 0) throw new Error(`shipment ${shipment.shipmentId} has no e-mail address`);
  const attachments = shipment.licenses.flatMap((license) => {
    const certificate = certificates.get(license.entitlementId);
    if (!certificate) throw new Error(`the certificate of ${license.entitlementId} is missing`);
    const name = fileNameOf(license.entitlementId);
    const pdf = { filename: `certificate-${name}.pdf`, content: bufferOf(certificate), contentType: 'application/pdf' };
    if (license.scenario !== 'license-key') return [pdf];
    const content = signLicenseKey(license, signingKey);
    return [pdf, { filename: `license-key-${name}.txt`, content, contentType: 'text/plain; charset=utf-8' }];
  });
  return {
    from,
    to: [...to],
    subject: mail.subject.replace(/[\r\n]+/g, ' '),
    text: mail.text,
    html: mail.html,
    attachments,
    messageId,
    date,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    baseBoundary: hashOf(shipment.shipmentId).slice(0, 16),
    disableFileAccess: true,
    disableUrlAccess: true,
  } as SendMailOptions;
}

/** An identifier as a file name that every system takes; never two for one name. */
export function fileNameOf(identifier: string): string {
  const name = identifier.replace(/[^\w-]+/g, '_').slice(0, 80);
  return name === identifier ? name : `${name}-${hashOf(identifier).slice(0, 8)}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

// nodemailer wants a Buffer; over the same memory.
function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
