import path from 'node:path';
import type { Page } from 'playwright-core';
import { axeFindings, colorFindings, tooWide } from '../in-page.ts';
import { drawn } from './page-faults.ts';

/** The same pages at 200 %, and those that people keep on paper and in forced colors. */

/** What people print, and what stands for all where colors are forced. */
const onPaper = /^\/(entitlements|invoices|cases)\/[^/]{4,}/;

export async function mediaFaults(page: Page, address: string): Promise<string[]> {
  const found = [...(await zoomFaults(page, [1280, 390])), ...(await listFaults(page))];
  if (!onPaper.test(address)) return found;
  return [...found, ...(await forcedColorFaults(page)), ...(await printFaults(page))];
}

/** A list is as wide as its paper, which lies across, and no figure in it is broken. */
async function listFaults(page: Page): Promise<string[]> {
  await page.setViewportSize({ width: 1047, height: 718 });
  await drawn(page);
  if ((await page.locator('.grid table').count()) === 0) return [];
  await page.emulateMedia({ media: 'print' });
  const broken = (await page.evaluate(`[...document.querySelectorAll('.grid td.number, .grid td time')]
    .filter((cell) => {
      const text = document.createRange();
      text.selectNodeContents(cell);
      let below = Infinity;
      // What begins beneath all that came before is another line; a state beside a figure is as high as it likes.
      return [...text.getClientRects()].sort((a, b) => a.top - b.top).some(({ top, bottom }) => {
        const isNext = top >= below - 1;
        below = below === Infinity ? bottom : Math.max(below, bottom);
        return isNext;
      });
    }).map((cell) => 'broken: ' + cell.textContent)`)) as string[];
  const found = [...(await tooWide(page)), ...broken];
  await page.emulateMedia({ media: 'screen' });
  return [...new Set(found)].map((fault) => `list on paper: ${fault}`);
}

/** On paper: no frame, dark on white whatever the theme. */
async function printFaults(page: Page): Promise<string[]> {
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.setViewportSize({ width: 718, height: 1047 });
  await drawn(page);
  const folder = process.env.PORTAL_PICTURES;
  if (folder)
    await page.pdf({ path: path.join(folder, `${new URL(page.url()).pathname.replaceAll(/\W+/g, '-')}.pdf`) });
  const shown = await page.locator('.rail, .top, .foot, .page-actions, .toolbar').evaluateAll(visible);
  const found = [...(await colorFindings(page)), ...shown.map((one) => `printed: ${one}`)];
  await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  return found.map((fault) => `on paper: ${fault}`);
}

/** In forced colors (Windows' contrast themes), where backgrounds and shadows are gone. */
async function forcedColorFaults(page: Page): Promise<string[]> {
  await page.emulateMedia({ forcedColors: 'active' });
  await drawn(page);
  const found = await axeFindings(page);
  await page.emulateMedia({ forcedColors: 'none' });
  return found.map((fault) => `in forced colors: ${fault}`);
}

/** At 200 % a screen has half as many pixels of CSS: nothing may be beyond its edge. */
async function zoomFaults(page: Page, widths: readonly number[]): Promise<string[]> {
  const found: string[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width: width / 2, height: 422 });
    await drawn(page);
    found.push(...(await tooWide(page)).map((fault) => `at 200 % of ${width} px: ${fault}`));
  }
  return found;
}

function visible(elements: readonly unknown[]): string[] {
  const shown = (elements as { checkVisibility(): boolean; className: string }[]).filter((one) =>
    one.checkVisibility(),
  );
  return shown.map(({ className }) => className);
}
