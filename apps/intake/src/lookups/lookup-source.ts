import { z } from 'zod';
import { httpsUrl } from '#contracts/text/primitives.ts';
import type { FormatName } from '#formats/reading.ts';
import type { SystemAsk } from './systems/read-system.ts';
import { readSystemOf, systemNames } from './systems/systems.ts';

const secretFile = z.string().min(1).describe('A file that holds the secret and nothing else.');
const local = z.url({ protocol: /^http$/, hostname: /^(127\.0\.0\.1|localhost)$/ });

const fieldNames = z.array(z.string().regex(/^[A-Za-z][A-Za-z0-9_.]{0,120}$/, 'is no name of a field')).max(100);

/** An address of another system: https, or http on this very machine. */
export const systemAddress = z.union([httpsUrl, local]);

const certificateFile = z.string().min(1);
/** Whose certificates count over there, where that is nobody whom everybody knows. */
const authorityFile = z.string().min(1).optional();

/** A certificate that is shown where a token is asked for, and with it where it is used (RFC 8705). PEM; `keyFile` holds its key. */
const certificate = z.strictObject({ certificateFile, keyFile: z.string().min(1), authorityFile });

/** What another system knows us by; secrets are files. */
export const systemCredentials = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('basic'), user: z.string().min(1), secretFile }),
  z
    .strictObject({
      kind: z.literal('oauth2'),
      tokenAddress: systemAddress,
      clientId: z.string().min(1),
      scope: z.string().min(1).optional(),
      /** Where it is left out, the certificate alone proves who asks for a token. */
      secretFile: secretFile.optional(),
      certificate: certificate.optional(),
    })
    .refine(({ secretFile: secret, certificate: own }) => secret !== undefined || own !== undefined, {
      path: ['secretFile'],
      error: 'is missing: a token is asked for with a secret, a certificate, or both',
    }),
  z.strictObject({
    /** Client credentials that a signed JWT proves: the file holds the private key (PEM, RSA or P-256). */
    kind: z.literal('oauth2-jwt'),
    tokenAddress: systemAddress,
    clientId: z.string().min(1),
    /** Of the certificate, as the other system names it. */
    keyId: z.string().min(1),
    scope: z.string().min(1),
    secretFile,
    certificate: certificate.optional(),
  }),
  z.strictObject({
    /** A certificate of ours (PEM, with those between it and its root); the file of the secret holds its key. */
    kind: z.literal('mtls'),
    certificateFile,
    secretFile,
    authorityFile,
  }),
  z.strictObject({ kind: z.literal('api-key'), header: z.string().regex(/^[A-Za-z0-9-]{1,64}$/), secretFile }),
]);

export type SystemCredentials = z.infer<typeof systemCredentials>;

/** A certificate of ours with its key, in files, and whose certificates count over there. */
export type OwnCertificate = z.infer<typeof certificate>;

/** How a sender's orders are read back: where, as what, and with which credentials, whose secrets are files. */
export const lookupSource = z
  .strictObject({
    system: z.enum(systemNames),
    /** Of the service; for Business Central up to the company. It never comes from an event. */
    address: systemAddress,
    credentials: systemCredentials,
    /** Of a server of Odoo that has several. */
    database: z.string().min(1).max(100).optional(),
    /** What is read beside the usual: of Salesforce and Odoo, where it stands in no other answer. */
    fields: z.strictObject({ order: fieldNames.default([]), lines: fieldNames.default([]) }).optional(),
  })
  .superRefine((source, context) => {
    const taken: readonly string[] = readSystemOf(source).takes ?? [];
    for (const name of ['database', 'fields'] as const) {
      if (source[name] === undefined || taken.includes(name)) continue;
      const message = `is nothing that ${source.system} is read by`;
      context.addIssue({ code: 'custom', path: [name], message, input: source[name] });
    }
  });

export type LookupSource = z.infer<typeof lookupSource>;

/** What a sender's documents have to be allowed to be: what its system notifies by, and what is read. */
export function lookupFormats(source: LookupSource): readonly FormatName[] {
  return readSystemOf(source).formats;
}

/**
 * What is asked for one order. Keys come from outside: what has not the form of one is in no address.
 * @throws RangeError for a key that is none
 */
export function orderAsked(source: LookupSource, key: string): SystemAsk {
  const system = readSystemOf(source);
  if (!system.keyForm.test(key)) throw new RangeError(`the key of an order is none of ${source.system}`);
  return system.order(source, key);
}
