import type { BrowserContext, Locator, Page } from 'playwright-core';
import { people } from '../browser.ts';
import { axeFindings } from '../in-page.ts';
import { type Stage } from '../stage.ts';

/** What people do with any list: go through it by keys, come back to where they were, read on while something happens. */
export function listFlows(stageOf: () => Stage): void {
  let context: BrowserContext;
  let page: Page;
  afterEach(() => context?.close());

  async function open(email: string, address: string, height = 860): Promise<void> {
    context = await stageOf().signedIn(email, { viewport: { width: 1280, height } });
    page = await context.newPage();
    await page.goto(address);
    await rows().nth(3).waitFor();
  }

  const rows = () => page.locator('.grid tbody tr');
  const focused = () => page.locator(':focus');
  const table = () => page.locator('.table-scroll');
  const topOf = (place: Locator) =>
    place.evaluate((element) => (element as unknown as { scrollTop: number }).scrollTop);

  test('W5 j and k go from row to row, Enter opens one, x what can be done with it, and back has the same row', async () => {
    await open(people.superUser, '/organizations');
    for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key);
    await rows().nth(1).and(focused()).waitFor();
    await page.keyboard.press('x');
    await page.locator('.layer:popover-open').waitFor();
    await page.keyboard.press('Escape');
    const name = await rows().nth(1).getByRole('link').first().innerText();
    await page.keyboard.press('Escape');
    await rows()
      .nth(1)
      .evaluate((row) => (row as unknown as { focus(): void }).focus());
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.goBack();
    await page.getByRole('link', { name, exact: true }).and(focused()).waitFor();
    await page.keyboard.press('?');
    await page.getByText('In a list: to the next row, to the one before').waitFor();
  });

  test('W5 a page that is gone to takes the focus with its title, by keys, by its link, and by the search', async () => {
    await open(people.superUser, '/organizations');
    const title = (name: string) => page.getByRole('heading', { level: 1, name }).and(focused());
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await title('Invoices').waitFor();
    await page.getByRole('link', { name: 'Orders', exact: true }).press('Enter');
    await title('Orders').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').fill('SO-10001');
    await page.getByRole('option', { name: /^SO-10001/ }).waitFor();
    await page.keyboard.press('Enter');
    await title('SO-10001').waitFor();
    await page.keyboard.press('?');
    await page.getByText(/n Entitlements, d Orders/).waitFor();
  });

  test('S1 W5 b buys stock where stock is in sight, and the palette knows it', async () => {
    context = await stageOf().signedIn(people.reseller);
    page = await context.newPage();
    await page.goto('/stock');
    await page.getByRole('row').nth(1).waitFor();
    await page.keyboard.press('b');
    await page.getByRole('dialog', { name: 'Purchase stock' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('purchase st');
    await page.getByRole('option', { name: /Purchase stock/ }).waitFor();
  });

  test('W5 who has turned the keys off is not led through lists by them', async () => {
    await open(people.owner, '/event-log');
    await stageSettings(false);
    await page.reload();
    await rows().nth(3).waitFor();
    await page.keyboard.press('j');
    expect(await rows().and(focused()).count()).toBe(0);
    await stageSettings(true);
  });

  const stageSettings = async (shortcuts: boolean) => {
    const other = await context.newPage();
    await other.goto('/settings');
    await other.getByLabel('Single-key shortcuts').setChecked(shortcuts);
    await other.getByText('Settings are saved.').waitFor();
    await other.close();
  };

  test('P3 a day that is chosen is said in the reader’s own words, whatever language the browser writes it in', async () => {
    context = await stageOf().signedIn(people.superUser);
    page = await context.newPage();
    await page.goto('/event-log?from=2026-11-03&language=de');
    const described = await page.getByLabel('Von', { exact: true }).getAttribute('aria-describedby');
    expect(await page.locator(`[id="${described}"]`).innerText()).toBe('3. November 2026');
  });

  test('P3 what could not be read is said so, and is asked for again', async () => {
    context = await stageOf().signedIn(people.superUser);
    page = await context.newPage();
    const amounts = '**/portal/api/next-invoices?*';
    await page.route(amounts, (route) => route.fulfill({ status: 500, json: { status: 500 } }));
    await page.goto('/');
    const invoices = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Next invoices' }) });
    await invoices.getByText('This could not be read.').waitFor();
    await page.unroute(amounts);
    await invoices.getByRole('button', { name: 'Try again' }).click();
    await invoices.getByText(/EUR/).first().waitFor();
  });

  test('headers and the first column stay, and back brings the page and its table to where they were', async () => {
    await open(people.superUser, '/event-log', 380);
    const link = page.locator('.grid tbody a').last();
    await link.scrollIntoViewIfNeeded();
    const before = [await topOf(table()), await page.evaluate('scrollY')];
    expect(before[0]).toBeGreaterThan(0);
    const [header, place] = await Promise.all([page.locator('thead th').first().boundingBox(), table().boundingBox()]);
    expect(Math.abs((header?.y ?? 0) - (place?.y ?? 99))).toBeLessThan(2);
    expect(await page.locator('tbody td').first().evaluate(positionOf)).toBe('sticky');
    const href = await link.getAttribute('href');
    await link.click();
    await page.getByRole('heading', { level: 1, name: /^(?!Event log)/ }).waitFor();
    await page.goBack();
    await page.locator(`main a[href="${href}"]`).and(focused()).waitFor();
    expect([await topOf(table()), await page.evaluate('scrollY')]).toEqual(before);
  });

  test('what comes in while somebody reads waits until they ask for it', async () => {
    await open(people.superUser, '/event-log');
    await page.getByText('Live', { exact: true }).waitFor();
    const [first, count] = [await rows().first().innerText(), await rows().count()];
    await moveOne('ACC-100', 'ACC-101');
    await page.getByRole('button', { name: '1 new, show' }).waitFor();
    await moveOne('ACC-100', 'ACC-101');
    await page.getByRole('button', { name: '2 new, show' }).waitFor();
    expect([await rows().first().innerText(), await rows().count()]).toEqual([first, count]);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: '2 new, show' }).click();
    await rows().first().and(focused()).waitFor();
    expect(await rows().nth(2).innerText()).toBe(first);
    expect(await page.getByRole('button', { name: /new, show/ }).count()).toBe(0);
  });

  test('P3 a figure that has changed by itself is marked for two seconds, and what is shown instead of another is not', async () => {
    await open(people.superUser, '/organizations');
    await page.getByText('Live', { exact: true }).waitFor();
    await moveOne('ACC-100', 'ACC-101');
    const changed = rows().filter({ hasText: 'Magazyn' }).locator('[data-changed]');
    await changed.first().waitFor();
    expect(await axeFindings(page, '[data-changed]')).toEqual([]);
    await page.locator('[data-changed]').first().waitFor({ state: 'detached' });
    await moveOne('ACC-100', 'ACC-101');
    await page.locator('[data-changed]').first().waitFor();
    await rows()
      .getByRole('link', { name: /^Łódź.*Magazyn/ })
      .click();
    await page.getByRole('heading', { level: 1, name: /Magazyn/ }).waitFor();
    expect(await page.locator('[data-changed]').count()).toBe(0);
  });

  /** Somebody else moves a license. */
  async function moveOne(from: string, to: string): Promise<void> {
    const lines = [{ sku: 'MIST-AP-STD-1Y', quantity: 1 }];
    await stageOf().send(people.superUser, '/api/transfers', { from, to, lines });
  }
}

/** Run in the page. */
function positionOf(element: unknown): string {
  // biome-ignore lint/suspicious/noExplicitAny: the tests are no part of the browser's code, and do not have its types
  return (globalThis as any).getComputedStyle(element).position;
}
