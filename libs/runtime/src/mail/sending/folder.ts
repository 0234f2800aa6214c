import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { sha256 } from '../../environment/keys/sha256.ts';
import type { MailName, MailSender } from './smtp.ts';

const concurrency = 12;

/** The embedded default of mail: each is kept as a file that mail programs open, complete or not at all. */
export function folderSender(folder: string): MailSender {
  return {
    concurrency,
    async send(mail) {
      const file = path.join(folder, mailFileName(mail));
      try {
        await writeWhole(file, mail.bytes);
        return mail.to.map((address) => ({ address, verdict: 'accepted', text: `kept as ${file}` }));
      } catch (error) {
        return mail.to.map((address) => ({ address, verdict: 'refused-for-now', text: (error as Error).message }));
      }
    },
    async close() {},
  };
}

/** `SO-10001%2F1.eml`, of a resend `SO-10001%2F1.r2.eml`, of a part `SO-10001%2F1.1of5.eml`; no two mails share a name. */
export function mailFileName({ about, round, part, parts }: MailName): string {
  const name = encodeURIComponent(about.toWellFormed()).replaceAll('.', '%2E');
  // File systems end names at 255 bytes; letters of other scripts take nine.
  const short = name.length <= 200 ? name : `${name.slice(0, 130)}-${sha256(name)}`;
  return `${short}${round === 1 ? '' : `.r${round}`}${parts === 1 ? '' : `.${part}of${parts}`}.eml`;
}

async function writeWhole(file: string, bytes: Buffer): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}.draft`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await unlink(draft).catch(() => undefined);
    throw error;
  }
}
