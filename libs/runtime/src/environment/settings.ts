import path from 'node:path';
import { z } from 'zod';
import { mailboxOf } from '#contracts/text/mail-address.ts';
import { emailAddress } from '#contracts/text/primitives.ts';
import type { Proration } from '#domain/values/billing.ts';
import { plainAddress, sender } from './mail-sender.ts';
import { packageRoot } from './package-root.ts';

/** What the environment settles. Everything that is unset has an embedded default. */
export interface Settings {
  /** Unset: embedded PostgreSQL below `dataDir`. */
  readonly databaseUrl?: string;
  /** Unset: messages go from service to service inside this process. */
  readonly kafka?: KafkaSettings;
  /** Unset: each mail is kept as a file below `dataDir`. */
  readonly smtpUrl?: string;
  readonly mailFrom: string;
  /** Whom fulfillment mails tell customers to ask (F10). Unset: they name nobody. */
  readonly supportEmail?: string;
  /** Whose word about the address of who asks is taken: names or ranges as `trustProxy` of Fastify has them. */
  readonly trustedProxies: readonly string[];
  /** Of codes and passcodes, by one person; 0: any number. */
  readonly lookUpsPerMinute: number;
  /** No mail is larger, encoded as it is sent; more goes in parts (F9). */
  readonly mailMaxBytes: number;
  readonly port: number;
  readonly publicUrl: string;
  readonly dataDir: string;
  readonly logLevel: string;
  readonly authKeyFile: string;
  readonly codeKeyFile: string;
  readonly signingKeyFile: string;
  /** An OpenID provider instead of the local key. */
  readonly openId?: { readonly jwksUrl: string; readonly issuer: string; readonly audience: string };
  /** E-mails of those who operate Seatwright: they see everything, dead letters too. */
  readonly operators: readonly string[];
  /** Folder with product files that are published when the process starts (O6). */
  readonly catalogDir: string;
  /** Folder with program files: the rule sets that products are sold under (L10). */
  readonly programsDir: string;
  /** Sources of sales orders that share their numbers: each group counts as one system (O8). */
  readonly orderSources: readonly (readonly string[])[];
  /** The ledger's previews show what invoices will say, so both go by it (I3). */
  readonly proration: Proration;
  /** RFC 3339: where the clock starts, for trying things out on the embedded default (I13). Unset: the machine's clock. */
  readonly now?: string;
}

export interface KafkaSettings {
  readonly brokers: readonly string[];
  readonly ssl: boolean;
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
}

/** Something that keeps the process from starting, in words for the person who started it. */
export class StartError extends Error {}

const hostAndPort = /^[^\s:,]+:\d{1,5}$/;

const groupsOfSources = 'is not JSON of groups of sources like [["/erp/eu","/erp/us"]], at least two in each';

const webAddress = z.url({ protocol: /^https?$/, error: 'is not an address like https://licenses.example.com' });

function wholeNumber(least: number, most: number) {
  const wrong = `is not a whole number from ${least} to ${most}`;
  return z.coerce.number(wrong).int(wrong).min(least, wrong).max(most, wrong);
}

const environment = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\/.+/, 'is not of the form postgresql://user:password@host:5432/database')
    .optional(),
  KAFKA_BROKERS: z
    .string()
    .transform((text) => text.split(',').map((broker) => broker.trim()))
    .pipe(z.array(z.string().regex(hostAndPort, 'is not of the form host:9092,host:9092')))
    .optional(),
  KAFKA_SSL: z.enum(['true', 'false']).default('false'),
  KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).default('plain'),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/.+/, 'is not of the form smtp://user:password@host:587')
    .optional(),
  MAIL_FROM: sender.default('Seatwright <licenses@seatwright.example>'),
  SUPPORT_EMAIL: plainAddress('support@seatwright.example').optional(),
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((text) => text.split(',').map((range) => range.trim()))
    .transform((ranges) => ranges.filter((range) => range !== ''))
    .pipe(
      z.array(
        z
          .string()
          .regex(
            /^(loopback|linklocal|uniquelocal|[\d.]+(\/\d{1,2})?|[\da-f:]+(\/\d{1,3})?)$/i,
            'is not a list of addresses, ranges like 10.0.0.0/8, loopback, linklocal or uniquelocal',
          ),
      ),
    ),
  LOOKUPS_PER_MINUTE: wholeNumber(0, 1_000_000).default(120),
  MAIL_MAX_BYTES: z.coerce
    .number('is not a number of bytes')
    .int('is not a whole number of bytes')
    .min(100_000, 'is less than 100000 bytes, which one license needs')
    .max(1_000_000_000, 'is more than 1000000000 bytes')
    .default(8_000_000),
  PORT: wholeNumber(0, 65_535).default(3000),
  PUBLIC_URL: webAddress.optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  AUTH_KEY_FILE: z.string().optional(),
  CODE_KEY_FILE: z.string().optional(),
  SIGNING_KEY_FILE: z.string().optional(),
  AUTH_JWKS_URL: webAddress.optional(),
  AUTH_ISSUER: z.string().optional(),
  AUTH_AUDIENCE: z.string().optional(),
  OPERATORS: z
    .string()
    .default('')
    .transform((text) => text.split(',').map((email) => email.trim()))
    .transform((emails) => emails.filter((email) => email !== ''))
    .pipe(z.array(emailAddress))
    .transform((emails) => emails.map(mailboxOf)),
  CATALOG_DIR: z.string().optional(),
  PROGRAMS_DIR: z.string().optional(),
  ORDER_SOURCES: z
    .string()
    .default('[]')
    .transform((text) => parsedJson(text))
    .pipe(z.array(z.array(z.string().min(1)).min(2), groupsOfSources)),
  NOW: z.iso.datetime({ offset: true, error: 'is not an instant as RFC 3339 has it: 2027-03-01T00:00:00Z' }).optional(),
  INVOICE_PRORATION: z.enum(['none', 'day'], 'is neither none nor day').default('none'),
});

/**
 * Reads the settings of a process.
 * @throws StartError naming every setting that is wrong
 */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
  // A variable that is set to nothing counts as unset: compose files and manifests write them so.
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${String(issue.path[0])} ${saying(issue.message)}`);
    throw new StartError(lines.join('\n'));
  }
  const values = parsed.data;
  const dataDir = path.resolve(values.DATA_DIR);
  return {
    databaseUrl: values.DATABASE_URL,
    kafka: kafkaOf(values),
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM,
    supportEmail: values.SUPPORT_EMAIL,
    trustedProxies: values.TRUSTED_PROXIES,
    lookUpsPerMinute: values.LOOKUPS_PER_MINUTE,
    mailMaxBytes: values.MAIL_MAX_BYTES,
    port: values.PORT,
    publicUrl: (values.PUBLIC_URL ?? `http://localhost:${values.PORT}`).replace(/\/$/, ''),
    dataDir,
    logLevel: values.LOG_LEVEL,
    authKeyFile: values.AUTH_KEY_FILE ?? path.join(dataDir, 'keys', 'auth.pem'),
    codeKeyFile: values.CODE_KEY_FILE ?? path.join(dataDir, 'keys', 'codes.key'),
    signingKeyFile: values.SIGNING_KEY_FILE ?? path.join(dataDir, 'keys', 'signing.pem'),
    openId: openIdOf(values),
    operators: values.OPERATORS,
    catalogDir: path.resolve(values.CATALOG_DIR ?? path.join(packageRoot, 'deploy', 'catalog')),
    programsDir: path.resolve(values.PROGRAMS_DIR ?? path.join(packageRoot, 'deploy', 'programs')),
    orderSources: values.ORDER_SOURCES,
    proration: values.INVOICE_PRORATION,
    now: nowOf(values),
  };
}

type Environment = z.infer<typeof environment>;

function kafkaOf(values: Environment): KafkaSettings | undefined {
  if (!values.KAFKA_BROKERS) return undefined;
  const { KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = values;
  if ((username === undefined) !== (password === undefined)) {
    throw new StartError('KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD have to be set together');
  }
  return {
    brokers: values.KAFKA_BROKERS,
    ssl: values.KAFKA_SSL === 'true',
    sasl:
      username === undefined || password === undefined
        ? undefined
        : { mechanism: values.KAFKA_SASL_MECHANISM, username, password },
  };
}

// Whatever else there is goes by the real time: other services, other processes of this one, those who read the topics.
function nowOf({ NOW, KAFKA_BROKERS, DATABASE_URL }: Environment): string | undefined {
  const beside = Object.entries({ KAFKA_BROKERS, DATABASE_URL }).filter(([, value]) => value !== undefined);
  if (NOW === undefined || beside.length === 0) return NOW;
  const names = beside.map(([name]) => name).join(' and ');
  throw new StartError(
    `NOW is for trying things out on the embedded default alone, and cannot be set beside ${names}: unset one of them`,
  );
}

function openIdOf(values: Environment): Settings['openId'] {
  if (values.AUTH_JWKS_URL === undefined) return undefined;
  if (values.AUTH_ISSUER === undefined || values.AUTH_AUDIENCE === undefined) {
    throw new StartError('AUTH_JWKS_URL needs AUTH_ISSUER and AUTH_AUDIENCE beside it');
  }
  return { jwksUrl: values.AUTH_JWKS_URL, issuer: values.AUTH_ISSUER, audience: values.AUTH_AUDIENCE };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function saying(message: string): string {
  return /^[a-z]/.test(message) ? message : `is wrong: ${message}`;
}
