import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** The folder that `npm` runs in. */
export const projectRoot = path.resolve(import.meta.dirname, '..', '..');

/** What a program that has ended left behind. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs one of the built programs, `all-in-one/src/verify.js` for instance, to its end. */
export async function runProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [path.join('dist', 'apps', program), ...args], {
    cwd: projectRoot,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const reap = () => child.kill('SIGKILL');
  process.once('exit', reap);
  const [output, errors] = [textOf(child.stdout), textOf(child.stderr)];
  const [code] = await once(child, 'close');
  process.removeListener('exit', reap);
  return { code, output: await output, errors: await errors };
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
