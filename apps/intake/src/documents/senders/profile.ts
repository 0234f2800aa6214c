import { z } from 'zod';
import { orderRole } from '#contracts/sale-facts.ts';
import { currency, emailAddress, termMonths, timeZone } from '#contracts/text/primitives.ts';
import { formats } from '#formats/formats.ts';
import { formatNames } from '#formats/reading.ts';
import { lookupFormats, lookupSource, systemAddress, systemCredentials } from '../../lookups/lookup-source.ts';

/** A sender of documents, as data: whose numbers, items, units, parties and addresses its documents have. No code, no secrets. */

const answerNames = formats.flatMap(({ answers = {} }) => Object.keys(answers));
/** These tell of a delivery, not of a decision. */
export const noticeNames: readonly string[] = ['despatch-advice', 'ship-notice', 'desadv', '856'];
const whichAnswers = `is no answer of a format: there are ${answerNames.join(', ')}`;

const roles = z.string().regex(/^(endUser|shipTo|buyer|billTo|seller|other:.{1,40})$/, 'is no role of a party');
const secretFile = z.string().min(1).describe('A file that holds the secret and nothing else.');

const sharedSecret = z.strictObject({ kind: z.literal('cxml-shared-secret'), secretFile });

const authentication = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('basic'), user: z.string().min(1), secretFile }),
  z.strictObject({
    kind: z.literal('hmac-sha256'),
    header: z.string().regex(/^[A-Za-z0-9-]{1,64}$/),
    encoding: z.enum(['base64', 'hex']).default('base64'),
    secretFile,
  }),
  sharedSecret,
  z.strictObject({ kind: z.literal('client-state'), secretFile }),
  z.strictObject({
    kind: z.literal('mtls'),
    /** The header in which the proxy tells the subject of the certificate that it verified. */
    header: z.string().regex(/^[A-Za-z0-9-]{1,64}$/),
    subject: z.string().min(1),
  }),
]);

const crossReference = z.strictObject({
  sku: z.string().min(1).max(64),
  kind: z.enum(['initial', 'renewal']).optional(),
  termMonths: termMonths.optional(),
  /** How many licenses one of the sender's items is. */
  times: z.int().min(1).max(1_000_000).default(1),
});

const profile = z.strictObject({
  sender: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'is no name of a sender: small letters, digits and -'),
  formats: z.array(z.enum(formatNames)).min(1),
  authentication: authentication.optional(),
  /** People who send as this sender with their bearer token, by e-mail address; operators may anyway. */
  people: z.array(emailAddress).default([]),
  order: z.strictObject({
    /** `purchase-order`: the documents carry the buyer's number; `sales-order`: ours. */
    kind: z.enum(['purchase-order', 'sales-order']),
    number: z.string().max(60).includes('{id}').default('{id}'),
  }),
  /** Our own ids, `scheme:value`: a document that names another seller is not for us. */
  us: z.array(z.string().min(1)).default([]),
  /** Accounts that may receive or pay by an order of this sender; `*` is every account. */
  mayOrderFor: z.array(z.string().min(1)).min(1),
  zone: timeZone.default('UTC'),
  /** Where a document states none. */
  currency: currency.optional(),
  parties: z
    .strictObject({
      ids: z.record(z.string(), z.string()).default({}),
      /** What the codes of `other:` roles stand for on an order. */
      roles: z.record(z.string(), orderRole).default({}),
      unknown: z.enum(['refuse', 'pass-through']).default('refuse'),
    })
    .prefault({}),
  skuFrom: z
    .array(z.enum(['seller', 'gtin', 'buyer', 'maker']))
    .min(1)
    .default(['seller', 'gtin', 'buyer']),
  skus: z.record(z.string(), crossReference).default({}),
  /** Whether an id that is not in `skus` is our sku: by default only where `skus` is empty, and only the seller's. */
  unknownSkus: z.enum(['refuse', 'pass-through']).optional(),
  /** Lines that are no licenses, by patterns with `*` over their ids and names. */
  ignore: z.array(z.string().min(1)).default([]),
  /** How many items a unit is, beside those that are one. */
  units: z.record(z.string(), z.int().min(1).max(1_000_000)).default({}),
  /** In which properties of a line kind, term and activation date stand. */
  properties: z
    .strictObject({
      kind: z.string().default('kind'),
      termMonths: z.string().default('termMonths'),
      activationDate: z.string().default('activationDate'),
    })
    .prefault({}),
  emails: z.strictObject({ from: z.array(roles).optional(), always: z.array(emailAddress).default([]) }).prefault({}),
  prices: z
    .strictObject({
      missing: z.enum(['refuse', 'catalog']).default('refuse'),
      lineAllowances: z.enum(['into-price', 'refuse']).default('into-price'),
      documentAllowances: z.enum(['refuse', 'ignore']).default('refuse'),
      /** Reasons of document allowances and charges that change nothing here. */
      ignoreReasons: z.array(z.string()).default([]),
    })
    .prefault({}),
  test: z.enum(['answer-only', 'place']).default('answer-only'),
  answer: z
    .strictObject({
      /** Where answers are posted to. Without it they go to the sender's folder, where folders are watched, or are looked up. */
      to: systemAddress.optional(),
      /** `cxml-shared-secret` goes into the answer, the others beside it. */
      credentials: z.discriminatedUnion('kind', [...systemCredentials.options, sharedSecret]).optional(),
      /** By the names that formats give their answers: of one format, the first answers orders, the last changes and cancellations. */
      formats: z.array(z.string().refine((name) => answerNames.includes(name), whichAnswers)).default([]),
      /** Whether the mere receipt of what is decided on later is answered. */
      acknowledge: z.boolean().default(false),
    })
    .refine(
      ({ formats: names }) =>
        ofEachFormat(names).every(({ decides, notices }) => decides.length > 0 || notices.length === 0),
      {
        path: ['formats'],
        error: 'names a notice of delivery alone: name an answer to orders of that format beside it',
      },
    )
    .prefault({}),
  /** How orders are read of which only a key came. */
  lookup: lookupSource.optional(),
});

export const senderProfile = profile.superRefine(({ formats, lookup }, context) => {
  const lacking = lookup ? lookupFormats(lookup).filter((name) => !formats.includes(name)) : [];
  if (lacking.length === 0) return;
  const message = `lacks ${lacking.join(' and ')}, which orders that are read back come as`;
  context.addIssue({ code: 'custom', path: ['formats'], message, input: formats });
});

/** Of the answers that a profile names: by format, those that tell of decisions, and those that tell of deliveries. */
function ofEachFormat(names: readonly string[]) {
  return formats.map(({ answers = {} }) => {
    const own = names.filter((name) => name in answers);
    return {
      decides: own.filter((name) => !noticeNames.includes(name)),
      notices: own.filter((name) => noticeNames.includes(name)),
    };
  });
}

export type SenderProfile = z.infer<typeof senderProfile>;
