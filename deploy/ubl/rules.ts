import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fetchJars, findToolchain } from '../kafka/jars.ts';

const run = promisify(execFile);
const pom = fileURLToPath(new URL('pom.xml', import.meta.url));
const program = fileURLToPath(new URL('Validate.java', import.meta.url));

/** The rules that a document is checked by; PDF/A-3b is a check of Factur-X. `edi` and `xml`: whether somebody else's program reads it. */
export type RuleSet =
  | 'en16931-ubl'
  | 'peppol-bis'
  | 'xrechnung'
  | 'cii'
  | 'pdf-a3'
  | 'edi'
  | 'xml'
  | 'peppol-t16'
  | 'peppol-t76'
  | 'peppol-t116';

/** A document, with the rules that it has to follow. */
export interface Ruled {
  readonly rules: RuleSet;
  readonly bytes: Uint8Array;
}

/** A rule that a document breaks. */
export interface BrokenRule {
  readonly document: string;
  readonly rule: string;
  readonly text: string;
}

/** Why the rules cannot be run on this machine, in one sentence; undefined when they can. */
export async function whyNoRules(): Promise<string | undefined> {
  const toolchain = await findToolchain(pom);
  return 'missing' in toolchain ? toolchain.missing : undefined;
}

/**
 * Runs schemas and official rules over documents, by name; the first run ever fetches them. One process checks them all.
 * @returns every rule that is broken; nothing for documents that are right
 * @throws Error when the rules did not run over every document
 */
export async function brokenRules(documents: ReadonlyMap<string, Ruled>): Promise<BrokenRule[]> {
  const toolchain = await findToolchain(pom);
  if ('missing' in toolchain) throw new Error(toolchain.missing);
  await fetchJars(toolchain);
  const folder = await mkdtemp(join(tmpdir(), 'seatwright-ubl-'));
  try {
    const names = [...documents.keys()];
    await Promise.all(
      [...documents.values()].map(({ rules, bytes }, index) =>
        writeFile(join(folder, `${String(index).padStart(6, '0')}.${rules}.xml`), bytes),
      ),
    );
    const options = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', join(toolchain.jars, '*')];
    const { stdout } = await run(toolchain.java, [...options, program, folder], { maxBuffer: 50_000_000 });
    const lines = stdout.split('\n').filter((line) => /^\d{6}\.[a-z0-9-]+\.xml\t/.test(line));
    const checked = lines.filter((line) => line.endsWith('\tchecked'));
    if (checked.length !== names.length) throw new Error(`${checked.length} of ${names.length} documents were checked`);
    return lines
      .filter((line) => !line.endsWith('\tchecked'))
      .map((line) => {
        const [file = '', rule = '', text = ''] = line.split('\t');
        return { document: names[Number.parseInt(file, 10)] ?? file, rule, text };
      });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
