import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { demoPassword } from '#apps/portal/src/people/demo-people.ts';
import { findChromium } from './chromium.ts';

/** Who of the sample data looks at pages, and Chromium to look at them with. */

export const people = {
  superUser: 'anna@nordwind.example',
  owner: 'olga@nordwind.example',
  support: 'support@seatwright.example',
  reseller: 'jan@hafen.example',
  operator: 'operator@seatwright.example',
} as const;

/** Chromium, without anything in it. */
export async function startBrowser(): Promise<Browser> {
  // Chromium's own sandbox refuses to run as root, which is who runs tests in a container, whose /dev/shm is small.
  const args = process.getuid?.() === 0 ? ['--no-sandbox', '--disable-dev-shm-usage'] : [];
  return await chromium.launch({ executablePath: findChromium(), args });
}

/** Signs a demo person in, as people do. */
export async function signIn(context: BrowserContext, email: string): Promise<void> {
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(demoPassword);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await page.close();
}
