import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/**
 * `npm run check`: everything worth knowing before a commit, at the same time, as the type checker alone takes half of
 * the 20 s that people are willing to wait. Each step is a script of package.json and can be run by itself.
 */
const steps = ['lint', 'types', 'test:unit'];

async function check(step: string): Promise<boolean> {
  const begun = performance.now();
  const child = spawn(process.execPath, ['--run', step], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  if (code !== 0) console.log(`${output}${errors}`.trim());
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${step} (${seconds} s)`);
  return code === 0;
}

const passed = await Promise.all(steps.map(check));
process.exitCode = passed.every(Boolean) ? 0 : 1;
