import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { maximumBytes, UnreadableMessage } from '#contracts/cloud-event.ts';
import type { Log } from '#runtime/environment/log.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { PollingJob } from '#runtime/postgres/polling-job.ts';
import { withoutSecrets } from './arrival.ts';
import { type DocumentIntake, takenAnswer } from './document-intake.ts';
import type { SenderProfile } from './senders/profile.ts';

const pollMilliseconds = 2000;
/** A file that was written to later than that may not be whole yet. */
const settledMilliseconds = 1000;
const mostAtOnce = 100;

/**
 * Watches `INBOX_DIR/<sender>/`, where gateways for SFTP and AS2 put files. A file is claimed by moving it to `taken/`, so that of
 * several processes one reads it; what was taken is kept as every document is and goes, what cannot be read goes to `refused/` without
 * its secrets, and an answer with the outcome of each to `outbox/`. A file that a process left in `taken/` is read again: the same document changes nothing.
 */
export class FolderJob extends PollingJob {
  constructor(
    database: Database,
    private readonly documents: DocumentIntake,
    private readonly folder: string | undefined,
    private readonly log: Log,
  ) {
    super({
      database,
      log,
      name: 'documents',
      pollMilliseconds,
      retryMilliseconds: 5000,
      failed: 'reading the folder of documents failed and is tried again',
    });
  }

  override async onApplicationBootstrap(): Promise<void> {
    if (this.folder === undefined) return;
    for (const sender of this.documents.senders.keys()) {
      for (const room of ['taken', 'refused', 'outbox']) {
        await mkdir(path.join(this.folder, sender, room), { recursive: true });
      }
    }
    await super.onApplicationBootstrap();
  }

  override async beforeApplicationShutdown(): Promise<void> {
    if (this.folder !== undefined) await super.beforeApplicationShutdown();
  }

  /** Takes all files that are there. */
  async takeAll(): Promise<number> {
    let taken = 0;
    for (const profile of this.documents.senders.values()) {
      const own = path.join(this.folder ?? '', profile.sender);
      for (const name of await settledFiles(own)) {
        if (await moved(path.join(own, name), path.join(own, 'taken', name))) taken += 1;
      }
      for (const name of (await readdir(path.join(own, 'taken'))).sort()) await this.take(profile, own, name);
    }
    return taken;
  }

  protected override async look(): Promise<number> {
    await this.takeAll();
    return pollMilliseconds;
  }

  private async take(profile: SenderProfile, own: string, name: string): Promise<void> {
    try {
      await this.takeClaimed(profile, own, name);
    } catch (error) {
      // Another process had it.
      if ((error as { code?: string }).code !== 'ENOENT') throw error;
    }
  }

  private async takeClaimed(profile: SenderProfile, own: string, name: string): Promise<void> {
    const file = path.join(own, 'taken', name);
    try {
      const { size } = await stat(file);
      if (size > maximumBytes) throw new UnreadableMessage(`the document has ${size} bytes`);
      const kept = await this.documents.take(profile, { bytes: await readFile(file) });
      await answered(own, name, takenAnswer(kept));
      // It is kept with its outcome; what lies here may hold a secret.
      await unlink(file);
    } catch (error) {
      if (!(error instanceof UnreadableMessage)) throw error;
      this.log.warn({ file, problem: error.message }, 'a document cannot be read');
      await answered(own, name, { code: 'UNREADABLE_DOCUMENT', message: error.message });
      await keepRefused(profile, file, path.join(own, 'refused', name));
    }
  }
}

/** Files that are whole, oldest names first: neither hidden nor of a name that gateways give to what is under way. */
async function settledFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && !/^\.|\.(tmp|part|filepart)$/i.test(entry.name))
    .map(({ name }) => name)
    .sort();
  const settled: string[] = [];
  for (const name of names) {
    if (settled.length === mostAtOnce) break;
    const written = await stat(path.join(folder, name)).catch(() => undefined);
    if (written && Math.abs(performance.timeOrigin + performance.now() - written.mtimeMs) >= settledMilliseconds) {
      settled.push(name);
    }
  }
  return settled;
}

/** False where another process was faster. */
async function moved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return false;
    throw error;
  }
}

async function keepRefused(profile: SenderProfile, file: string, to: string): Promise<void> {
  const { size } = await stat(file);
  if (size <= maximumBytes) await writeFile(to, withoutSecrets({ bytes: await readFile(file) }, profile));
  await unlink(file);
}

async function answered(own: string, name: string, answer: object): Promise<void> {
  const file = path.join(own, 'outbox', `${name}.json`);
  // A name of its own: where others are at the same file, neither renames what the other has half written.
  const whole = `${file}.${randomUUID()}.tmp`;
  await writeFile(whole, `${JSON.stringify(answer, undefined, 2)}\n`);
  await rename(whole, file);
}
