import { z } from 'zod';
import { entitlementFulfilled } from '../../entitlements.ts';
import { date, derivedIdentifier, identifier, recordedEmail } from '../../text/primitives.ts';
import { file, json, page, paging, type Route } from '../http-route.ts';

/** Entitlements over HTTP, for whoever may see an account on their order (F5). */

const entitlement = entitlementFulfilled.omit({ sealedActivationCode: true }).extend({
  activationCode: z.string().describe('In groups, with check characters; give it to people of the account alone.'),
  certificate: z.string().describe('Path of the entitlement certificate.'),
});

const resent = z.object({
  entitlementId: derivedIdentifier,
  shipmentId: derivedIdentifier,
  round: z.int(),
  messageId: z.string(),
  to: z.array(recordedEmail),
});

/** What somebody types in, from a mail or a certificate: one of the two, spaces and dashes tolerated. */
export const lookupRequest = z
  .object({
    activationCode: z.string().max(200).optional().describe('As it was typed in.'),
    ssrn: z.string().max(200).optional().describe('As it was typed in.'),
  })
  .refine(
    (typed) => typed.activationCode !== undefined || typed.ssrn !== undefined,
    'has neither activationCode nor ssrn',
  );

const signingKey = z.object({
  kty: z.literal('OKP').describe('Kind of key (RFC 8037).'),
  crv: z.literal('Ed25519').describe('Its curve.'),
  x: z.string().describe('The public key, in base64url.'),
  kid: z.string().describe('Id of the key, as certificates and license key files name it: its thumbprint (RFC 7638).'),
  use: z.literal('sig').describe('It verifies signatures.'),
  alg: z.literal('EdDSA').describe('Algorithm of the signatures.'),
  status: z
    .enum(['current', 'retired'])
    .describe('Documents are signed with the current one; retired ones verify older documents.'),
});

const signingKeys = z.object({
  keys: z.array(signingKey).describe('The current key, then those that were used before.'),
});

/** Schemas of these routes that are worth a name. */
export const fulfillmentSchemas = {
  Entitlement: entitlement,
  Resent: resent,
  SigningKeys: signingKeys,
};

const parameters = { id: 'Of the entitlement.' };
const problems = { 404: 'There is no such entitlement that you can see.' };

export const fulfillmentRoutes: readonly Route[] = [
  {
    id: 'listEntitlements',
    method: 'GET',
    path: '/api/entitlements',
    service: 'fulfillment',
    summary: 'Entitlements of your accounts',
    description: 'Newest first, unless `sort` says otherwise; with their activation codes.',
    query: {
      orderNumber: { schema: identifier, description: 'Those of one order alone.' },
      q: {
        schema: z.string(),
        description:
          "Part of the id, the order number, the customer's own number, sku or product name, in any case. Codes and SSRNs are looked up by themselves.",
      },
      account: { schema: identifier, description: 'Only those of orders that this account stands on.' },
      sku: { schema: identifier, description: 'Those of one product alone.' },
      status: {
        schema: z.enum(['future', 'active', 'grace', 'expired']),
        description: 'Only what is so today, in UTC.',
      },
      endsBefore: { schema: date, description: 'Only what ends before that day; what has no end does not.' },
      sort: {
        schema: z.string(),
        description: '`fulfilledAt` or `endsOn`, with `-` in front for descending; without it `-fulfilledAt`.',
      },
      ...paging,
    },
    answers: [json(200, 'A page of entitlements.', page(entitlement))],
  },
  {
    id: 'showEntitlement',
    method: 'GET',
    path: '/api/entitlements/{id}',
    service: 'fulfillment',
    summary: 'One entitlement',
    parameters,
    answers: [json(200, 'The entitlement.', entitlement)],
    problems,
  },
  {
    id: 'lookUpEntitlement',
    limited: true,
    method: 'POST',
    path: '/api/entitlements/lookup',
    service: 'fulfillment',
    summary: 'Find an entitlement by its activation code or SSRN',
    description: 'Changes nothing; the code comes in a body so that it stays out of the logs of proxies.',
    body: { 'application/json': lookupRequest },
    answers: [json(200, 'The entitlement.', entitlement)],
    problems: {
      404: 'There is no such entitlement that you can see.',
      422: 'What was typed in cannot be right; the violations say why.',
    },
  },
  {
    id: 'readCertificate',
    method: 'GET',
    path: '/api/entitlements/{id}/certificate.pdf',
    service: 'fulfillment',
    summary: 'The entitlement certificate',
    description: 'The bytes that were mailed.',
    parameters,
    answers: [file('application/pdf', 'The certificate.')],
    problems,
  },
  {
    id: 'readLicenseKey',
    method: 'GET',
    path: '/api/entitlements/{id}/license-key',
    service: 'fulfillment',
    summary: 'The signed license key file',
    parameters,
    answers: [file('text/plain', 'The key file.')],
    problems: { 404: 'There is no such entitlement that you can see, or its product is used without a key file.' },
  },
  {
    id: 'readQrCode',
    method: 'GET',
    path: '/api/entitlements/{id}/qr-code.svg',
    service: 'fulfillment',
    summary: 'The QR code that stands on the certificate',
    description: 'The address of the page that shows the entitlement; dark on white, with its quiet zone.',
    parameters,
    answers: [file('image/svg+xml', 'The code.')],
    problems,
  },
  {
    id: 'resendMail',
    method: 'POST',
    path: '/api/entitlements/{id}/resend',
    service: 'fulfillment',
    summary: "Send the mail of the entitlement's shipment again",
    description: 'With the same codes and numbers, to every address on the order.',
    parameters,
    idempotent: true,
    answers: [json(202, 'Queued.', resent)],
    problems: {
      ...problems,
      403: 'You have no write access to any account of the order.',
      422: 'It cannot be sent again now; the violations say why.',
    },
  },
  {
    id: 'readSigningKeys',
    method: 'GET',
    path: '/.well-known/seatwright-keys',
    service: 'fulfillment',
    summary: 'The public keys that certificates and license key files are verified with',
    description:
      'A JSON Web Key Set (RFC 7517). `npm run verify -- certificate FILE --keys ADDRESS` takes it from here.',
    open: true,
    answers: [json(200, 'The keys.', signingKeys)],
  },
];
