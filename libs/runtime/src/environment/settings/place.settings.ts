import path from 'node:path';
import { z } from 'zod';
import type { Proration } from '#domain/values/billing.ts';
import { packageRoot } from '../package-root.ts';
import { settingsPart, settingTexts, wholeNumber } from './part.ts';

/** Where a process keeps things, what time it is there, and what several services go by. */
export interface PlaceSettings {
  /** Unset: embedded PostgreSQL below `dataDir`. */
  readonly databaseUrl?: string;
  /** The most connections that a service of this process takes. */
  readonly databaseConnections: number;
  readonly dataDir: string;
  readonly logLevel: string;
  readonly codeKeyFile: string;
  /** Folder with program files: the rule sets that products are sold under (L10). */
  readonly programsDir: string;
  /** The ledger's previews show what invoices will say, so both go by it (I3). */
  readonly proration: Proration;
  /** RFC 3339: where the clock starts, for trying things out on the embedded default (I13). Unset: the machine's clock. */
  readonly now?: string;
}

export const placeSettings = settingsPart({
  title: 'Where things are kept',
  variables: z.object({
    DATABASE_URL: z
      .string()
      .regex(/^postgres(ql)?:\/\/.+/, 'is not of the form postgresql://user:password@host:5432/database')
      .optional()
      .register(settingTexts, {
        takes: '`postgresql://user:password@host:5432/database`',
        unset:
          'PostgreSQL from npm, data below `DATA_DIR`; a schema a service, so each may also have a database of its own',
      }),
    DATABASE_CONNECTIONS: wholeNumber(4, 100).default(12).register(settingTexts, {
      takes: 'the most connections to PostgreSQL of each service of a process, 4 to 100',
    }),
    DATA_DIR: z.string().min(1).default('.data').register(settingTexts, { takes: 'a folder' }),
    LOG_LEVEL: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
      .default('info')
      .register(settingTexts, { takes: 'fatal, error, warn, info, debug, trace, silent' }),
    CODE_KEY_FILE: z.string().optional().register(settingTexts, {
      takes: 'a file: the key that activation codes are kept under',
      unset: 'made in `DATA_DIR/keys`; all processes of a system need the same',
    }),
    PROGRAMS_DIR: z.string().optional().register(settingTexts, {
      takes: 'a folder of program files',
      unset: 'the program files in `deploy/programs`, beside the built-in programs',
    }),
    NOW: z.iso
      .datetime({ offset: true, error: 'is not an instant as RFC 3339 has it: 2027-03-01T00:00:00Z' })
      .optional()
      .register(settingTexts, {
        takes:
          'an instant: the process starts there and goes on from then, for trying out expiry and month ends on the embedded default, ' +
          'with a `DATA_DIR` of its own; refused beside `KAFKA_BROKERS` and `DATABASE_URL`',
        unset: 'the machine’s clock',
      }),
    INVOICE_PRORATION: z
      .enum(['none', 'day'], 'is neither none nor day')
      .default('none')
      .register(settingTexts, { takes: 'none, day; the ledger’s previews go by it too' }),
  }),
  read(values): PlaceSettings {
    const dataDir = path.resolve(values.DATA_DIR);
    return {
      databaseUrl: values.DATABASE_URL,
      databaseConnections: values.DATABASE_CONNECTIONS,
      dataDir,
      logLevel: values.LOG_LEVEL,
      codeKeyFile: values.CODE_KEY_FILE ?? path.join(dataDir, 'keys', 'codes.key'),
      programsDir: path.resolve(values.PROGRAMS_DIR ?? path.join(packageRoot, 'deploy', 'programs')),
      proration: values.INVOICE_PRORATION,
      now: values.NOW,
    };
  },
});
