import { z } from 'zod';
import { derivedIdentifier, instant, recordedEmail, recordedIdentifier } from './text/primitives.ts';

/** Topic `mails`: what has become of every mail that another service than fulfillment sends, and wishes to have one again. Key: Message-ID. */

/** What has become of one address of a mail (F10). */
export const mailRecipient = z.object({
  address: recordedEmail,
  state: z.enum(['waiting', 'accepted', 'undeliverable', 'superseded']),
  answer: z.string().optional(),
  /** When a server last refused us rather than it: the days until it is given up count from then (F9). */
  refusedUsAt: instant.optional(),
});

/** `mail.changed.v1`: a mail was queued or tried; all that is known of it. */
export const mailChanged = z.object({
  messageId: z.string().min(1),
  /** Which service sends it, and sends it again. */
  service: z.enum(['ledger', 'invoicing']),
  kind: z.enum(['case', 'invoice', 'credit-note']),
  /** The case's id, or the document's number. */
  about: derivedIdentifier,
  /** Who may read it: people who may see any of these accounts; of a case, all of them. */
  accountIds: z.array(recordedIdentifier),
  round: z.int().min(1),
  state: z.enum(['waiting', 'sent', 'undeliverable', 'superseded']),
  recipients: z.array(mailRecipient),
  attempts: z.int().min(0),
  /** How often it was sent without its answer being known. */
  doubtful: z.int().min(0),
  queuedAt: instant,
  at: instant,
});

/** `mail.resend-requested.v1`: somebody who may wants a mail once more; its service queues it under a Message-ID of its own. */
export const mailResendRequested = z.object({
  messageId: z.string().min(1),
  service: z.enum(['ledger', 'invoicing']),
  requestedBy: recordedEmail,
  at: instant,
});

export type MailChanged = z.infer<typeof mailChanged>;
export type MailResendRequested = z.infer<typeof mailResendRequested>;

/** The event types of topic `mails`. */
export const mailEvents = {
  'mail.changed.v1': mailChanged,
  'mail.resend-requested.v1': mailResendRequested,
} as const;
