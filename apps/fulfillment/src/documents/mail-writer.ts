import type { KeyObject } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { CertificateRenderer } from './certificate.ts';
import { composeFulfillmentMail, type FulfilledShipment } from './email.ts';
import { composeMailMessage } from './mail-message.ts';

/** All that a shipment's mail says, as it can be handed to another thread. */
export interface MailToWrite {
  readonly shipment: FulfilledShipment;
  /** As in `MAIL_FROM`. */
  readonly from: string;
  /** All addresses that the message names. */
  readonly to: readonly string[];
  /** Fixed when the mail was queued (F8). */
  readonly messageId: string;
  /** An instant: the message's date. */
  readonly queuedAt: string;
}

export interface MailWriterOptions {
  readonly renderer: CertificateRenderer;
  readonly publicUrl: string;
  /** For the licence key files (F7). */
  readonly signingKey: KeyObject;
}

/**
 * Renders what is attached to a mail and writes all of it as an RFC 5322 message: the same bytes for each attempt (F4, F8).
 * Line breaks within plain text are still its own; whoever sends it makes them CRLF.
 * @throws Error for what {@link composeMailMessage} refuses, and naming the certificate that cannot be rendered.
 */
export async function writeMail(mail: MailToWrite, options: MailWriterOptions): Promise<Buffer> {
  const { renderer, publicUrl, signingKey } = options;
  const { shipment, from, to, messageId, queuedAt } = mail;
  const certificates = new Map<string, Uint8Array>();
  for (const license of shipment.licenses) {
    try {
      certificates.set(license.entitlementId, renderer.render(license));
    } catch (error) {
      throw new Error(`certificate of ${license.entitlementId} could not be rendered: ${(error as Error).message}`, {
        cause: error,
      });
    }
    // A shipment can have hundreds; what else the thread was asked for gets its turns between them.
    await nextTurn();
  }
  const text = composeFulfillmentMail(shipment, { publicUrl });
  const message = composeMailMessage({ shipment, mail: text, from, to, certificates, signingKey });
  return await new MailComposer({ ...message, messageId, date: new Date(queuedAt) }).compile().build();
}
