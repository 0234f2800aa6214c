import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../programs.ts';

const folder = path.join(projectRoot, 'deploy', 'sample');

/** A document of `deploy/sample/documents`. */
export function sampleDocument(file: string): Buffer {
  return readFileSync(path.join(folder, 'documents', file));
}

/** Profiles of `deploy/sample/senders` for a `SENDERS_DIR` of one's own, each as a test wants it. */
export function writeSenders(target: string, changes: Readonly<Record<string, object>>): void {
  mkdirSync(target, { recursive: true });
  for (const [sender, change] of Object.entries(changes)) {
    const profile = JSON.parse(readFileSync(path.join(folder, 'senders', `${sender}.json`), 'utf8'));
    writeFileSync(path.join(target, `${sender}.json`), JSON.stringify({ ...profile, ...change }));
  }
}
