import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

/** What is looked at inside a page: as text, since the tests are no part of the browser's code. */

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Runs before anything of the page does. */
export const observers = `
  window.seen = { shift: 0, reports: [] };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.seen.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    window.seen.reports.push(violatedDirective + ' ' + blockedURI);
  });
`;

export interface Seen {
  /** Sum of layout shifts that no input caused. */
  readonly shift: number;
  /** Content security policy reports. */
  readonly reports: readonly string[];
}

export async function seenOn(page: Page): Promise<Seen> {
  return (await page.evaluate('window.seen')) as Seen;
}

/** What axe finds, of any impact, each with its first places. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return (await page.evaluate(`
    window.axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.map(({ id, impact, nodes }) => id + ' (' + impact + '): ' + nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')))
  `)) as string[];
}

/** Controls that have no name; axe has to be there already. */
export async function namelessControls(page: Page): Promise<string[]> {
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
