import { readdir } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { demoPassword } from '#apps/portal/src/people/demo-people.ts';
import { people } from '#test/portal/browser.ts';
import { bytesOf } from '#test/portal/in-page.ts';
import { limitOf, type Result } from '../measuring/report.ts';
import { repository } from '../programs.ts';
import type { PortalStage } from './portal-stage.ts';

/** W1: what comes over the wire for the first page after sign-in, by a browser that has nothing yet, and all JavaScript that there is. */
export async function firstPageBench({ context, url }: PortalStage): Promise<Result[]> {
  const own = await context(people.superUser);
  const page = await own.newPage();
  const first = await bytesOf(page, async () => {
    await page.goto('/');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.locator('.skeleton, [aria-busy=true]').first().waitFor({ state: 'detached' });
  });
  await own.close();
  const names = await readdir(join(repository, 'dist/apps/portal/assets'));
  const scripts = names.filter((name) => name.endsWith('.js'));
  const bytes = await Promise.all(scripts.map((name) => bytesServed(`${url}/assets/${name}`)));
  const all = bytes.reduce((sum, each) => sum + each, 0);
  return [
    limitOf('W1', 'first page after sign-in, all that comes over the wire', [first], 90_000, 55_000, 'bytes'),
    limitOf('W1', 'JavaScript of all pages, in both languages', [all], 150_000, 90_000, 'bytes'),
  ];
}

/** W2: the same of the sign-in page, and whether somebody whose browser runs no script can sign in. */
export async function signInBench({ context }: PortalStage): Promise<Result[]> {
  const guest = await context(undefined, { javaScriptEnabled: false });
  const page = await guest.newPage();
  const bytes = await bytesOf(page, () => page.goto('/sign-in'));
  const scripts = await page.locator('script').count();
  await page.getByLabel('E-mail address').fill(people.superUser);
  await page.getByLabel('Password').fill(demoPassword);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/');
  const isSignedIn = (await guest.cookies()).some(({ name }) => name === 'seatwright');
  await guest.close();
  const without = scripts + (isSignedIn ? 0 : 1);
  return [
    limitOf('W2', 'sign-in page, all that comes over the wire', [bytes], 20_000, 12_000, 'bytes'),
    limitOf('W2', 'sign-in without script: scripts asked for, and steps that fail', [without], 0, 0, ''),
  ];
}

/** Bytes of a body as a browser gets it that takes brotli. */
async function bytesServed(url: string): Promise<number> {
  return await new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'br' } }, (response) => {
      let bytes = 0;
      if (response.headers['content-encoding'] !== 'br') reject(new Error(`${url} is not served with brotli`));
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on('end', () => resolve(bytes));
    }).on('error', reject);
  });
}
