import path from 'node:path';
import type { Page } from 'playwright-core';
import { axeFindings, colorFindings, tooWide } from '../in-page.ts';
import { drawn } from './page-faults.ts';

/** The same pages at 200 % and in forced colors, lists on paper, and whole what people keep on paper. */

/** What people print, and what axe looks at for all where colors are forced. */
const onPaper = /^\/(entitlements|invoices|cases|orders)\/[^/]{4,}/;

export async function mediaFaults(page: Page, address: string): Promise<string[]> {
  const isKept = onPaper.test(address);
  const found = [
    ...(await zoomFaults(page, [1280, 390])),
    ...(await listFaults(page)),
    ...(await forcedColorFaults(page, isKept)),
  ];
  return isKept ? [...found, ...(await printFaults(page))] : found;
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
  const shown = await page
    .locator('.rail, .top, .foot, .page-actions, .toolbar, .live, textarea, button:not(.header)')
    .evaluateAll(visible);
  const found = [
    ...(await colorFindings(page)),
    ...shown.map((one) => `printed: ${one}`),
    ...((await page.evaluate(cutOff)) as string[]),
  ];
  await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  return found.map((fault) => `on paper: ${fault}`);
}

/** What a screen scrolls to, and paper does not. */
const cutOff = `[...document.querySelectorAll('main *')].filter((element) =>
  element.checkVisibility() && getComputedStyle(element).overflowY !== 'visible' && element.className !== 'unseen' &&
  element.scrollHeight > element.clientHeight + 1,
).map((element) => 'cut: ' + element.outerHTML.slice(0, 120))`;

/**
 * In forced colors (Windows' contrast themes), where backgrounds and shadows are gone. Browsers leave the colors of drawings alone: each has
 * to be one that the reader has chosen, and none may be too faint for the ground.
 */
async function forcedColorFaults(page: Page, isWhole: boolean): Promise<string[]> {
  await page.emulateMedia({ forcedColors: 'active' });
  await drawn(page);
  const found = [...((await page.evaluate(strangeColors)) as string[]), ...(isWhole ? await axeFindings(page) : [])];
  await page.emulateMedia({ forcedColors: 'none' });
  return [...new Set(found)].map((fault) => `in forced colors: ${fault}`);
}

const leastOpacity = 0.5;

/** Drawn with a color that the reader has not chosen, or fainter than can be seen. */
const strangeColors = `(() => {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.forcedColorAdjust = 'none';
  const chosen = new Set(['Canvas', 'CanvasText', 'LinkText', 'Highlight', 'HighlightText', 'ButtonText', 'GrayText'].map((name) => {
    probe.style.color = name;
    return getComputedStyle(probe).color;
  }));
  probe.remove();
  const marks = [...document.querySelectorAll('svg *')].filter((mark) => mark.checkVisibility() && 'getBBox' in mark && mark.tagName !== 'g' && mark.tagName !== 'a');
  return marks.flatMap((mark) => ['fill', 'stroke'].flatMap((part) => {
    const style = getComputedStyle(mark);
    const color = style[part];
    if (color === 'none' || color.startsWith('url(')) return [];
    const isFaint = Number(style.opacity) * Number(style[part + 'Opacity']) < ${leastOpacity};
    return chosen.has(color) && !isFaint ? [] : [part + ' ' + color + (isFaint ? ', faint' : '') + ': ' + mark.parentElement.outerHTML.slice(0, 120)];
  }));
})()`;

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
  const shown = (elements as { checkVisibility(): boolean; outerHTML: string }[]).filter((one) =>
    one.checkVisibility(),
  );
  return shown.map(({ outerHTML }) => outerHTML.slice(0, 80));
}
