import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { mkdir, rename, rm, rmdir, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { untilNothing } from '../waiting.ts';
import { describeWithKafka } from './kafka.ts';

/** A file system of its own, whose room can be taken away and given back. */
export interface Disk {
  /** From now on it has no more room than what is on it takes. */
  fill(): Promise<void>;
  empty(): Promise<void>;
  remove(): Promise<void>;
}

const run = promisify(execFile);
// Memory that is taken only as far as it is written to.
const size = '4g';

/** Why a folder cannot be on a file system of its own here; undefined when it can. */
function whyNoDisk(): string | undefined {
  const place = mkdtempSync(path.join(tmpdir(), 'seatwright-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place]).status === 0;
  if (mounted) spawnSync('umount', [place]);
  rmdirSync(place);
  return mounted ? undefined : 'no file system can be mounted (takes root on Linux)';
}

/** A `describe` with the broker of this run that mounts a file system; where that is not allowed skipped, with the reason. */
export function describeWithDisk(name: string, body: (brokers: string) => void): void {
  const missing = whyNoDisk();
  if (missing === undefined) describeWithKafka(name, body);
  else describe.skip(`${name} [skipped: ${missing}]`, () => body('127.0.0.1:0'));
}

/** Moves a folder that nobody uses at the moment onto a disk, which then lies in its place. */
export async function moveToDisk(folder: string): Promise<Disk> {
  const { uid, gid } = statSync(folder);
  const before = `${folder}-before`;
  await rename(folder, before);
  await mkdir(folder);
  await run('mount', ['-t', 'tmpfs', '-o', `size=${size},uid=${uid},gid=${gid},mode=0700`, 'tmpfs', folder]);
  const unmount = () => void spawnSync('umount', ['--lazy', folder]);
  process.once('exit', unmount);
  await run('cp', ['-a', `${before}/.`, folder]);
  await rm(before, { recursive: true });
  const resize = (to: string) => run('mount', ['-o', `remount,size=${to}`, folder]);
  return {
    async fill() {
      // Refused when something was written between the look and the change.
      await untilNothing(async () => {
        const { blocks, bfree, bsize } = await statfs(folder);
        await resize(String((blocks - bfree) * bsize));
        return [];
      }, 10_000);
    },
    empty: async () => void (await resize(size)),
    async remove() {
      process.removeListener('exit', unmount);
      await run('umount', [folder]);
      await rmdir(folder);
    },
  };
}
