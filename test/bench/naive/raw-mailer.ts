import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import PostalMime, { type Attachment } from 'postal-mime';
import { smtpOptions } from '#runtime/mail/sending/smtp.ts';

/**
 * Pooled nodemailer and nothing else: mails that were written before, in memory, sent as fast as it can, with the options of
 * our own delivery. What a mail takes to write, to claim and to record is not in it.
 */
const folder = process.env.MAIL_FOLDER ?? '';
const files = (await readdir(folder)).filter((name) => name.endsWith('.eml'));
const mails = await Promise.all(files.map(async (name) => messageOf(await readFile(join(folder, name)))));
const transport = createTransport({ url: process.env.SMTP_URL, ...smtpOptions });

process.on('message', ({ round }: { readonly round: number }) => {
  const start = performance.now();
  const sent = mails.map((mail, index) =>
    transport.sendMail({ ...mail, messageId: `<raw-${round}-${index}@bench.example>` }),
  );
  void Promise.all(sent).then(() => process.send?.({ mails: mails.length, milliseconds: performance.now() - start }));
});
console.log('ready');

async function messageOf(bytes: Buffer): Promise<SendMailOptions> {
  const { from, to, subject, text, html, attachments } = await PostalMime.parse(bytes);
  const addresses = (to ?? []).flatMap(({ name, address }) => (address ? [{ name, address }] : []));
  const sender = { name: from?.name ?? '', address: from?.address ?? '' };
  return { from: sender, to: addresses, subject, text, html, attachments: attachments.map(attachmentOf) };
}

function attachmentOf({ filename, mimeType, content, contentId, disposition }: Attachment) {
  const cid = contentId?.replace(/^<|>$/g, '');
  const contentDisposition = disposition ?? 'attachment';
  const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content as ArrayBuffer);
  return { filename: filename ?? undefined, contentType: mimeType, content: bytes, cid, contentDisposition };
}
