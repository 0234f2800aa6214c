import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '#runtime/environment/package-root.ts';
import { judgedDocument, rawDocument } from './canonical/judged-document.ts';
import { senderProfile } from './senders/profile.ts';
import { sendersIn } from './senders/senders.files.ts';

/** `npm run -s read-order -- [--raw] FILE [--sender NAME]`: what a document is read into, as JSON. Writes nothing, publishes nothing. */

const usage = 'usage: npm run -s read-order -- [--raw] FILE [--sender NAME]';

/** Without a sender: the numbers, items and parties of a document are taken for ours. */
const nobody = senderProfile.parse({
  sender: 'nobody',
  formats: ['json'],
  order: { kind: 'purchase-order' },
  mayOrderFor: ['*'],
  parties: { unknown: 'pass-through' },
  test: 'place',
});

function main(): string {
  const options = { raw: { type: 'boolean' }, sender: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw new Error(usage);
  const bytes = bytesOf(file);
  if (values.raw) return rawDocument(bytes);
  if (values.sender === undefined) return judgedDocument(bytes, nobody, undefined);
  const folder = path.resolve(process.env.SENDERS_DIR ?? path.join(packageRoot, 'deploy', 'senders'));
  const senders = sendersIn(folder);
  const profile = senders.get(values.sender);
  if (!profile) throw new Error(`no sender ${values.sender} in ${folder}; there are ${[...senders.keys()].join(', ')}`);
  return judgedDocument(bytes, profile, profile.formats);
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Error(`cannot read ${file}: ${(error as NodeJS.ErrnoException).code}; name a file that is there`);
  }
}

try {
  // Where the reader of a pipe goes before the end (`| head`), the console says nothing.
  console.log(main());
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
