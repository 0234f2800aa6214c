import { createHash } from 'node:crypto';
import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type SmtpRule, type SunkRecord, subjectOf } from './smtp-process.ts';
import { startSmtpSink } from './smtp-sink.ts';

/** The SMTP sink as a process of its own: `PORT FILE [FOLDER]`. Rules come over the control channel, mails go to the file. */
const [port = '0', file = '', folder] = process.argv.slice(2);
let rules: readonly SmtpRule[] = [];
const sink = await startSmtpSink({ port: Number(port) });
sink.behavior = (address, attempt) => {
  const rule = rules.find(
    ({ address: pattern, attempts = Number.POSITIVE_INFINITY }) =>
      new RegExp(pattern).test(address) && attempt <= attempts,
  );
  return rule?.behavior ?? 'accept';
};
process.on('message', (message: readonly SmtpRule[]) => {
  rules = message;
  process.send?.({ rules: rules.length });
});
process.on(
  'SIGTERM',
  () =>
    void sink
      .stop()
      .then(write)
      .then(() => process.exit(0)),
);
process.on('disconnect', () => process.exit(0));
process.send?.({ listening: sink.url });

let written = 0;
for (;;) {
  write();
  await delay(20);
}

/** Each accepted mail becomes a line; its bytes go into the folder, if there is one, and out of memory. */
function write(): void {
  for (; written < sink.mails.length; written += 1) {
    const mail = sink.mails[written];
    if (!mail) return;
    const text = mail.raw.toString('latin1');
    const record: SunkRecord = {
      messageId: mail.messageId,
      to: mail.to,
      subject: subjectOf(text),
      digest: createHash('sha256').update(mail.raw).digest('hex'),
      attachments: text.split(/^content-disposition: attachment/im).length - 1,
      ...(folder === undefined ? {} : { file: path.join(folder, `${written + 1}.eml`) }),
    };
    if (record.file) writeFileSync(record.file, mail.raw);
    appendFileSync(file, `${JSON.stringify(record)}\n`);
    sink.mails[written] = { ...mail, raw: Buffer.alloc(0) };
  }
}
