import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

/** What is looked at inside a page: as text, since the tests are no part of the browser's code. */

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Runs before anything of the page does. */
export const observers = `
  window.seen = { shift: 0, moved: [], reports: [] };
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, value, sources } of list.getEntries()) {
      if (hadRecentInput) continue;
      window.seen.shift += value;
      window.seen.moved.push(...sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? 'what is gone').slice(0, 80)));
    }
  }).observe({ type: 'layout-shift', buffered: true });
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    window.seen.reports.push(violatedDirective + ' ' + blockedURI);
  });
`;

export interface Seen {
  /** Sum of layout shifts that no input caused. */
  readonly shift: number;
  /** The beginning of each element that moved. */
  readonly moved: readonly string[];
  /** Content security policy reports. */
  readonly reports: readonly string[];
}

export async function seenOn(page: Page): Promise<Seen> {
  return (await page.evaluate('window.seen')) as Seen;
}

/** What axe finds, of any impact, each with its first places. `part`: a selector, where not the whole page is looked at. */
export async function axeFindings(page: Page, part?: string): Promise<string[]> {
  return await run(page, part, {});
}

/** The same of colors alone, for a page that was looked at in the other theme. */
export async function colorFindings(page: Page, part?: string): Promise<string[]> {
  return await run(page, part, { runOnly: ['color-contrast', 'link-in-text-block'] });
}

async function run(page: Page, part: string | undefined, options: object): Promise<string[]> {
  await addAxe(page);
  // Style sheets are our own, and none of the rules needs them a second time.
  const given = JSON.stringify({ resultTypes: ['violations'], preload: false, ...options });
  const where =
    part === undefined ? 'document' : `{ include: [...document.querySelectorAll(${JSON.stringify(part)})] }`;
  return (await page.evaluate(`
    window.axe.run(${where}, ${given}).then(({ violations }) =>
      violations.map(({ id, impact, nodes }) => id + ' (' + impact + '): ' + nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')))
  `)) as string[];
}

async function addAxe(page: Page): Promise<void> {
  if ((await page.evaluate('typeof window.axe')) === 'undefined') await page.evaluate(axe);
}

/** Controls that have no name. */
export async function namelessControls(page: Page): Promise<string[]> {
  await addAxe(page);
  return (await page.evaluate(`(() => {
    window.axe.setup(document);
    // What lies under a window cannot be reached.
    const reachable = document.querySelector('dialog[open]') ?? document;
    const controls = [...reachable.querySelectorAll('a[href], button, input, select, textarea, summary')];
    const nameless = controls.filter((control) => control.checkVisibility() && !window.axe.commons.text.accessibleText(control));
    window.axe.teardown();
    return nameless.map((control) => control.outerHTML.slice(0, 160));
  })()`)) as string[];
}

/** What is wider than the page, the innermost that is. What scrolls by itself is no loss. */
export async function tooWide(page: Page): Promise<string[]> {
  return (await page.evaluate(`(() => {
    const wide = document.documentElement.scrollWidth - innerWidth;
    if (wide <= 1) return [];
    const scrolls = (element) => element !== null && element !== document.documentElement && element !== document.body
      && (getComputedStyle(element).overflowX !== 'visible' || scrolls(element.parentElement));
    const beyond = [...document.body.querySelectorAll('*')].filter((element) =>
      element.getBoundingClientRect().right > innerWidth + 1 && !scrolls(element.parentElement));
    const names = beyond.filter((element) => !beyond.some((other) => other !== element && element.contains(other)));
    return [wide + ' px too wide: ' + names.slice(0, 3).map((element) => element.outerHTML.slice(0, 120)).join(' | ')];
  })()`)) as string[];
}

/** Names that looked like code and have become some. */
export async function cameAlive(page: Page): Promise<string[]> {
  const alive = await page.evaluate(
    `[...document.querySelectorAll('[data-planted]')].map((element) => element.outerHTML.slice(0, 120))`,
  );
  return (alive as string[]).map((element) => `planted: ${element}`);
}

/** How many bytes come over the wire while something is done. */
export async function bytesOf(page: Page, act: () => Promise<unknown>): Promise<number> {
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  let bytes = 0;
  client.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await act();
  await client.detach();
  return bytes;
}

/** Whether characters are drawn by the page's fonts, and not as what no font has. */
export const areDrawn = (characters: string) => `(() => {
  const canvas = document.createElement('canvas').getContext('2d');
  const family = getComputedStyle(document.body).fontFamily;
  const drawn = (character) => {
    canvas.font = '16px ' + family;
    canvas.clearRect(0, 0, 32, 32);
    canvas.fillText(character, 4, 22);
    return canvas.getImageData(0, 0, 32, 32).data.join();
  };
  return [...'${characters}'].every((character) => drawn(character) !== drawn('\\u{10fffe}'));
})()`;
