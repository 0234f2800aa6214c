import path from 'node:path';
import { z } from 'zod';
import { mailboxOf } from '#contracts/text/mail-address.ts';
import { emailAddress } from '#contracts/text/primitives.ts';
import { listed, StartError, settingsPart, settingTexts, webAddress, wholeNumber } from './part.ts';
import type { PlaceSettings } from './place.settings.ts';

export interface HttpSettings {
  readonly port: number;
  /** Where metrics are told without a token; nowhere when unset. */
  readonly metricsPort?: number;
  readonly publicUrl: string;
  /** Whose word about the address of who asks is taken: names or ranges as `trustProxy` of Fastify has them. */
  readonly trustedProxies: readonly string[];
  /** Of codes and passcodes, by one person; 0: any number. */
  readonly lookUpsPerMinute: number;
  readonly authKeyFile: string;
  /** An OpenID provider instead of the local key. */
  readonly openId?: { readonly jwksUrl: string; readonly issuer: string; readonly audience: string };
  /** E-mails of those who operate Seatwright: they see everything, dead letters too. */
  readonly operators: readonly string[];
}

const addressRange = z
  .string()
  .regex(
    /^(loopback|linklocal|uniquelocal|[\d.]+(\/\d{1,2})?|[\da-f:]+(\/\d{1,3})?)$/i,
    'is not a list of addresses, ranges like 10.0.0.0/8, loopback, linklocal or uniquelocal',
  );

const variables = z.object({
  PORT: wholeNumber(0, 65_535).default(3000).register(settingTexts, { takes: 'a port' }),
  METRICS_PORT: wholeNumber(1, 65_535).optional().register(settingTexts, {
    takes: 'a port on which `/metrics` wants no token, for Prometheus; not to be reached from outside',
    unset: 'metrics are on `PORT` alone, with a token',
  }),
  PUBLIC_URL: webAddress()
    .optional()
    .register(settingTexts, { takes: 'the address that people reach it at', unset: '`http://localhost:PORT`' }),
  TRUSTED_PROXIES: listed().pipe(z.array(addressRange)).register(settingTexts, {
    takes: 'addresses, ranges, `loopback`, `linklocal`, `uniquelocal`',
    unset: 'nobody’s `X-Forwarded-For` counts: behind a gateway all people have its address, and share its look-ups',
  }),
  LOOKUPS_PER_MINUTE: wholeNumber(0, 1_000_000).default(120).register(settingTexts, {
    takes:
      'look-ups of codes and passcodes by one person; five times that by one address, fifty times in all; 0: any number',
  }),
  AUTH_KEY_FILE: z.string().optional().register(settingTexts, {
    takes: 'a file: the key that tokens are signed with',
    unset: 'made in `DATA_DIR/keys`',
  }),
  AUTH_JWKS_URL: webAddress().optional().register(settingTexts, {
    takes: 'the address of an OpenID provider’s keys, beside `AUTH_ISSUER` and `AUTH_AUDIENCE`',
    unset: 'tokens are signed with the key in `AUTH_KEY_FILE`',
  }),
  AUTH_ISSUER: z.string().optional().register(settingTexts, { takes: 'who makes the tokens', unset: 'nobody' }),
  AUTH_AUDIENCE: z.string().optional().register(settingTexts, { takes: 'whom tokens are for', unset: 'nobody' }),
  OPERATORS: listed()
    .pipe(z.array(emailAddress))
    .transform((emails) => emails.map(mailboxOf))
    .register(settingTexts, {
      takes: 'e-mail addresses',
      unset:
        'operators are whoever has the role of support; on the embedded default also who is in `DATA_DIR/operators`, ' +
        'which the first start makes with `operator@seatwright.example`',
    }),
});

export const httpSettings = settingsPart({
  title: 'HTTP, tokens and operators',
  variables,
  read(values, { dataDir }: Pick<PlaceSettings, 'dataDir'>): HttpSettings {
    if (values.METRICS_PORT !== undefined && values.METRICS_PORT === values.PORT)
      throw new StartError(
        `METRICS_PORT and PORT are both ${values.PORT}: metrics without a token need a port of their own`,
      );
    return {
      port: values.PORT,
      metricsPort: values.METRICS_PORT,
      publicUrl: (values.PUBLIC_URL ?? `http://localhost:${values.PORT}`).replace(/\/$/, ''),
      trustedProxies: values.TRUSTED_PROXIES,
      lookUpsPerMinute: values.LOOKUPS_PER_MINUTE,
      authKeyFile: values.AUTH_KEY_FILE ?? path.join(dataDir, 'keys', 'auth.pem'),
      openId: openIdOf(values),
      operators: values.OPERATORS,
    };
  },
});

function openIdOf(values: z.output<typeof variables>): HttpSettings['openId'] {
  if (values.AUTH_JWKS_URL === undefined) return undefined;
  if (values.AUTH_ISSUER === undefined || values.AUTH_AUDIENCE === undefined) {
    throw new StartError('AUTH_JWKS_URL needs AUTH_ISSUER and AUTH_AUDIENCE beside it');
  }
  return { jwksUrl: values.AUTH_JWKS_URL, issuer: values.AUTH_ISSUER, audience: values.AUTH_AUDIENCE };
}
