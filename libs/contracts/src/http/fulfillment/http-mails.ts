import { z } from 'zod';
import { mailRecipient } from '../../mails.ts';
import { derivedIdentifier, identifier, instant, recordedEmail } from '../../text/primitives.ts';
import { json, page, paging, type Route } from '../http-route.ts';

/** Every mail of the system over HTTP, for whoever may see what it is about (F9). */

const mailKind = z.enum(['shipment', 'case', 'invoice', 'credit-note']);

const mail = z.object({
  id: z.string().describe('What its resend is asked for with.'),
  kind: mailKind,
  about: derivedIdentifier.describe('Id of the shipment or case, or the number of the document.'),
  shipmentId: derivedIdentifier.optional(),
  orderNumber: identifier.optional(),
  round: z.int().describe('1 for the first mail of a shipment, one more for each resend.'),
  part: z.int().describe('Which part it is of what is too large for one mail.'),
  parts: z.int().describe('How many parts there are; 1 where it is one mail.'),
  messageId: z.string(),
  state: z.enum(['waiting', 'claimed', 'sent', 'undeliverable', 'superseded']),
  to: z.array(recordedEmail),
  recipients: z.array(mailRecipient),
  attempts: z.int(),
  doubtful: z.int().describe('How often it was sent without its answer being known.'),
  queuedAt: instant,
  settledAt: instant.nullable(),
  path: z.string().optional().describe('The file that it is kept in, where there is no SMTP server.'),
});

const mailResent = z.object({
  id: z.string().describe('Of the mail that was asked for.'),
  kind: mailKind,
  about: derivedIdentifier,
  messageId: z.string().optional().describe('Of the new mail, where it is queued already.'),
  round: z.int().optional(),
  to: z.array(recordedEmail).optional(),
});

/** Schemas of these routes that are worth a name. */
export const mailSchemas = {
  Mail: mail,
  MailRecipient: mailRecipient,
};

export const mailRoutes: readonly Route[] = [
  {
    id: 'listMails',
    method: 'GET',
    path: '/api/mails',
    service: 'fulfillment',
    summary: 'Every mail of the system and how far it is',
    description: 'Newest first: of shipments, transfer cases, invoices and credit notes, those of your accounts.',
    query: {
      kind: { schema: mailKind, description: 'Those of one kind alone.' },
      state: {
        schema: z.enum(['waiting', 'claimed', 'sent', 'undeliverable', 'superseded', 'doubtful']),
        description:
          'Those in one state alone; `undeliverable`: also those that one of their addresses alone did not get; `doubtful`: those that were sent without their answer being known.',
      },
      address: { schema: recordedEmail, description: 'Those to one address alone.' },
      about: { schema: derivedIdentifier, description: 'Those of one shipment, order, case or document alone.' },
      orderNumber: { schema: identifier, description: 'Those of the shipments of one order alone.' },
      ...paging,
    },
    answers: [json(200, 'A page of mails.', page(mail))],
  },
  {
    id: 'resendAnyMail',
    method: 'POST',
    path: '/api/mails/{id}/resend',
    service: 'fulfillment',
    summary: 'Send a mail again',
    description:
      'Under a Message-ID of its own: of a shipment to the addresses of its order, of an invoice to the invoiceEmails that its account has now. A mail of another service is asked for there, and is in the list once it is queued.',
    parameters: { id: 'Of the mail, with or without its angle brackets.' },
    idempotent: true,
    answers: [json(202, 'Queued, or asked for.', mailResent)],
    problems: {
      403: 'You have no write access to what it is about.',
      404: 'There is no such mail that you can see.',
      422: 'It cannot be sent again now; the violations say why.',
    },
  },
];
