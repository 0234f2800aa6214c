import path from 'node:path';
import type { Settings } from '../environment/settings.ts';
import type { MailKind } from '../mail/kind.ts';
import { MailRequests } from '../mail/requests.ts';
import type { Letterhead, MailRow } from '../mail/row.ts';
import { type Beside, MailDelivery } from '../mail/sending/delivery.ts';
import { folderSender } from '../mail/sending/folder.ts';
import { MailJob } from '../mail/sending/mail.job.ts';
import { smtpSender } from '../mail/sending/smtp.ts';
import type { Database } from '../postgres/database.ts';
import type { ProcessContext } from './process.context.ts';

/** What mails of this process are written with from now on. */
export function letterheadOf({ mailFrom, publicUrl, supportEmail }: Settings): Letterhead {
  return { from: mailFrom, publicUrl, supportEmail };
}

/** The mails of a service: sent over SMTP, or kept as files where there is no server. */
export function mailDelivery<Row extends MailRow>(
  process: ProcessContext,
  database: Database,
  kind: MailKind<Row>,
  beside?: Beside,
): MailDelivery {
  const { settings, now, metrics } = process;
  const log = process.log.child({ service: kind.table.schema });
  const job = new MailJob({
    database,
    kind,
    sender: settings.smtpUrl ? smtpSender(settings.smtpUrl) : folderSender(path.join(settings.dataDir, 'mail')),
    largest: settings.mailMaxBytes,
    now,
    metrics,
    log,
  });
  const service = kind.table.schema;
  process.warnings.set(`mail of ${service}`, () => job.trouble);
  process.scrapes.push(async () => metrics.mailsRefusedUs.set({ service }, job.trouble === undefined ? 0 : 1));
  return new MailDelivery(job, new MailRequests({ database, kind, now, log }), beside);
}
