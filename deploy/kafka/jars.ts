import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const brokerPom = fileURLToPath(new URL('pom.xml', import.meta.url));
const cache = fileURLToPath(new URL('../../node_modules/.cache/seatwright-kafka', import.meta.url));
// mvn is a .cmd there, which needs a shell.
const shell = process.platform === 'win32';

/** What a Java program needs from the machine: Java itself, its pom, and the folder that its jars are or will be in. */
export interface Toolchain {
  readonly java: string;
  readonly pom: string;
  readonly jars: string;
}

/**
 * Looks for Java 17 or newer and, while the jars are not fetched yet, for Maven. Starts nothing and fetches nothing.
 * @param pom names the jars; the broker's by default
 * @returns the toolchain, or in one sentence what is missing.
 */
export async function findToolchain(pom = brokerPom): Promise<Toolchain | { readonly missing: string }> {
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java';
  const major = await javaMajor(java);
  if (major === undefined) return { missing: 'Java 17 or newer is missing (Debian: openjdk-17-jre-headless)' };
  if (major < 17) return { missing: `Java 17 or newer is needed, ${java} is Java ${major}` };

  // Named after the pom, so that a new Kafka version is a new folder and never a mixture.
  const digest = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex');
  const jars = join(cache, digest.slice(0, 12));
  if (!existsSync(jars) && !(await answers('mvn'))) return { missing: 'Maven (mvn) is missing (Debian: maven)' };
  return { java, pom, jars };
}

/**
 * Fetches the jars named in pom.xml, once; afterwards no network and no Maven is needed.
 * Several starts may do so at the same time: each fills a folder of its own and the first to finish gives it the name.
 * @throws Error with the end of Maven's output.
 */
export async function fetchJars({ pom, jars }: Toolchain): Promise<void> {
  for (let attempt = 1; !existsSync(jars); attempt += 1) {
    const own = `${jars}.${randomUUID()}`;
    try {
      await mkdir(own, { recursive: true });
      await run('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${own}`], { shell });
      await rename(own, jars);
    } catch (error) {
      await rm(own, { recursive: true, force: true });
      // Another start was first (the rename refuses), or was in Maven's way: its local repository is shared.
      if (existsSync(jars) || attempt < 2) continue;
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      const said = `${stdout}${stderr}`.trim().split('\n').slice(-5).join('\n');
      throw new Error(`Maven could not fetch the jars of ${pom}: ${said || String(error)}`);
    }
  }
}

async function javaMajor(java: string): Promise<number | undefined> {
  try {
    const { stderr } = await run(java, ['-version']);
    const major = /version "(\d+)/.exec(stderr)?.[1];
    return major === undefined ? undefined : Number(major);
  } catch {
    return undefined;
  }
}

async function answers(program: string): Promise<boolean> {
  try {
    await run(program, ['-v'], { shell });
    return true;
  } catch {
    return false;
  }
}
