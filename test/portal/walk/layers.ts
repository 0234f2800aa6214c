import type { Locator, Page } from 'playwright-core';
import { colorFindings } from '../in-page.ts';
import { drawn, faultsIn, inDark, settled, type Take } from './page-faults.ts';

/** Menus, popovers, lists of choices and dialogs of a page: each is opened, looked at, and closed again. */

const openers = 'button[popovertarget], [aria-haspopup]:not(input)';
const open = ':popover-open, dialog[open], .options';

/**
 * Opens one of each: rows have the same menu. What has an address of its own is visited there.
 * @param within where openers are looked for: the line on top is the same on every page
 */
export async function layerFaults(page: Page, within: string, take: Take): Promise<string[]> {
  const found: string[] = [];
  const names = await oneOfEach(page.locator(within).locator(openers));
  for (const [index, name] of names) {
    const opener = page.locator(within).locator(openers).nth(index);
    const before = await page.locator(open).count();
    await opener.click();
    const layer = page.locator(open).nth(before);
    await layer.waitFor();
    found.push(...(await openFaults(page)).map((fault) => `${name}, open: ${fault}`));
    await take(`layer${index}`);
    await close(page, before);
  }
  return found;
}

/** Esc closes one layer: a list of choices first, and then the dialog that it is in. */
export async function close(page: Page, left = 0): Promise<void> {
  for (let steps = 0; steps < 5 && (await page.locator(open).count()) > left; steps += 1) {
    await page.keyboard.press('Escape');
    await drawn(page);
  }
  await page.locator(open).nth(left).waitFor({ state: 'detached' });
}

/** What is wrong with the layer that is open. */
export async function openFaults(page: Page): Promise<string[]> {
  await settled(page);
  await drawn(page);
  return [...(await faultsIn(page, open)), ...(await inDark(page, () => colorFindings(page, open)))];
}

/** Place and name of those that look different: by what they say, where they say something, and by where they stand. */
async function oneOfEach(all: Locator): Promise<[number, string][]> {
  const described = await all.evaluateAll((elements) =>
    elements.map((element) => {
      const button = element as unknown as Described;
      const isShown = button.checkVisibility() && !button.disabled;
      const looks = [button.className, button.innerText, button.parentElement?.tagName].join(' ').trim();
      return { isShown, looks, name: button.getAttribute('aria-label') ?? button.innerText };
    }),
  );
  const first = new Map<string, [number, string]>();
  for (const [index, { isShown, looks, name }] of described.entries()) {
    if (isShown && !first.has(looks)) first.set(looks, [index, name]);
  }
  return [...first.values()];
}

/** What is asked of an element; the tests are no part of the browser's code, and do not have its types. */
interface Described {
  readonly className: string;
  readonly innerText: string;
  readonly disabled?: boolean;
  readonly parentElement: { readonly tagName: string } | null;
  checkVisibility(): boolean;
  getAttribute(name: string): string | null;
}
