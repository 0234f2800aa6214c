import { z } from 'zod';
import { derivedIdentifier } from '../../text/primitives.ts';
import { json, type Route } from '../http-route.ts';

/** Certificates, for whoever holds one in their hands. */

/** Body of `POST /api/certificates/check`. */
export const certificateCheck = z.object({
  id: derivedIdentifier.describe('Of the entitlement, as the certificate has it.'),
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'is no SHA-256 in 64 hexadecimal digits')
    .describe('SHA-256 of the bytes of the file, in lower case hexadecimal digits.'),
});

const checked = z.object({
  asIssued: z
    .boolean()
    .describe('The file is, byte for byte, the certificate of that entitlement as it would be issued now.'),
});

/** Schemas of these routes that are worth a name. */
export const certificateSchemas = { CertificateCheck: certificateCheck };

export const certificateRoutes: readonly Route[] = [
  {
    id: 'checkCertificate',
    method: 'POST',
    path: '/api/certificates/check',
    service: 'fulfillment',
    summary: 'Whether a certificate is as it was issued',
    description:
      'For everybody, a number of times a minute. What is not as issued may be changed, replaced since, or of no entitlement: nothing ' +
      'else is said. Whether the file is genuine, its signature tells, with the keys of `/.well-known/seatwright-keys`.',
    open: true,
    limited: true,
    body: { 'application/json': certificateCheck },
    answers: [json(200, 'Whether it is.', checked)],
    problems: { 422: 'The body has no id, or no digest.' },
  },
];
