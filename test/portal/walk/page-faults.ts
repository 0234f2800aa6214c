import type { Page } from 'playwright-core';
import { axeFindings, cameAlive, colorFindings, namelessControls, seenOn, tooWide } from '../in-page.ts';
import { leftInEnglish } from '../left-in-english.ts';
import type { State } from './answers.ts';

/** All that can be wrong with a page, in both themes, on a wide screen and on a phone. A fault is a sentence. */

export type Take = (screen: string) => Promise<unknown>;

const largestShift = 0.02;
const height = 844;
const [wide, narrow] = [1280, 390];

/**
 * Loads a page on one screen, and turns that into the other. Only a page that comes with its first answers can know how high it will be: how
 * still it keeps is looked at on both widths, with a load of its own. The other states are made of the same parts: they are looked at whole once,
 * and once more as they are shown on the other width.
 */
export async function pageFaults(page: Page, address: string, state: State, take: Take): Promise<string[]> {
  const isWhole = state === 'normal';
  await screen(page, narrow);
  await load(page, spoken(address, state === 'empty' ? 'de' : 'en'));
  const found = [...(isWhole ? await shiftFaults(page) : []), ...(await faultsIn(page)), ...(await inBoth(page, take))];
  await screen(page, wide);
  if (isWhole) {
    found.push(...(await policyFaults(page)));
    await load(page, spoken(address, 'de'));
    found.push(...(await shiftFaults(page)));
  }
  found.push(...(isWhole ? await faultsIn(page) : await colorFindings(page)));
  if (isWhole || process.env.PORTAL_PICTURES) found.push(...(await inBoth(page, take)));
  found.push(...(await policyFaults(page)));
  return [...new Set(found)];
}

/** German is looked at where a page is looked at once more, on the wide screen and without data. With PORTAL_NAMES=own all is English. */
function spoken(address: string, language: 'en' | 'de'): string {
  if (/[?&]language=/.test(address)) return address;
  const tag = process.env.PORTAL_NAMES === 'own' ? 'en' : language;
  return `${address}${address.includes('?') ? '&' : '?'}language=${tag}`;
}

/** Opens an address and waits until all is there and drawn. */
export async function load(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('heading', { level: 1, includeHidden: true }).first().waitFor({ state: 'attached' });
  await settled(page);
}

/** Nothing is on its way any more, and what came is drawn. */
export async function settled(page: Page): Promise<void> {
  await page.locator('.skeleton, [aria-busy=true]').first().waitFor({ state: 'detached' });
  await drawn(page);
}

export async function drawn(page: Page): Promise<void> {
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
}

/** What axe finds in a part of a page, controls without a name, what is beyond the edge, names that came alive, and English in German. */
export async function faultsIn(page: Page, part?: string): Promise<string[]> {
  return [
    ...(await axeFindings(page, part)),
    ...(await namelessControls(page)).map((control) => `no name: ${control}`),
    ...(await tooWide(page)),
    ...(await cameAlive(page)),
    ...(await leftInEnglish(page)),
  ];
}

/** Pictures in both themes, and what is wrong in the dark. */
async function inBoth(page: Page, take: Take): Promise<string[]> {
  const width = page.viewportSize()?.width;
  await take(`light_${width}`);
  return await inDark(page, async () => {
    await take(`dark_${width}`);
    return await colorFindings(page);
  });
}

/** Does something in the dark theme. */
export async function inDark<Result>(page: Page, look: () => Promise<Result>): Promise<Result> {
  await page.emulateMedia({ colorScheme: 'dark' });
  const result = await look();
  await page.emulateMedia({ colorScheme: 'light' });
  return result;
}

async function screen(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height });
  if (page.url() !== 'about:blank') await drawn(page);
}

async function shiftFaults(page: Page): Promise<string[]> {
  const { shift, moved } = await seenOn(page);
  if (shift <= largestShift) return [];
  return [`layout shift ${shift.toFixed(3)} at ${page.viewportSize()?.width} px: ${moved.join(', ')}`];
}

async function policyFaults(page: Page): Promise<string[]> {
  return (await seenOn(page)).reports.map((report) => `policy: ${report}`);
}
