import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { people } from '../browser.ts';
import { axeFindings } from '../in-page.ts';
import { bareSite, hostileName } from '../sample-more.ts';
import { type Stage } from '../stage.ts';

/** Bulk transfer as somebody does it, by mouse and by keyboard, over a stage that others use as well. */
export function bulkFlows(stageOf: () => Stage): void {
  let context: BrowserContext;
  let page: Page;

  beforeEach(async () => {
    context = await stageOf().signedIn(people.superUser);
    page = await context.newPage();
  });
  afterEach(() => context?.close());

  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
  const held = async (accountId: string) => {
    const { products } = await stageOf().ask<{ products: { sku: string; total: number }[] }>(
      `/api/accounts/${accountId}`,
    );
    return products.find(({ sku }) => sku === 'MIST-AP-STD-1Y')?.total ?? 0;
  };
  const line = (name: string | RegExp) => page.getByRole('row').filter({ hasText: name });

  test('R10 rows pasted from a sheet: doubtful names are settled, refused rows left out, one confirm moves all', async () => {
    await page.goto('/organizations');
    await page.getByRole('link', { name: 'Bulk transfer' }).click();
    await page.getByRole('combobox', { name: 'Source Organization' }).click();
    await page.getByRole('option', { name: /Łódź Logistyka S\.A\./ }).click();
    const sheet = [
      ['Organization', 'Product', 'Quantity'],
      ['acc-101', 'mist-ap-std-1y', '3'],
      ['Łódź', 'MIST-AP-STD-1Y', '2'],
      [hostileName, '', '400'],
    ];
    await page.getByLabel('Organization, product, quantity').fill(sheet.map((cells) => cells.join('\t')).join('\n'));
    await button('Add rows').click();
    await page.getByText('The first line was taken as titles').waitFor();
    await page.getByText('1 name is not clear').waitFor();
    expect(await button(/^Transfer \d/).isDisabled()).toBe(true);
    await page.getByRole('button', { name: /Łódź Port/ }).click();
    await line(hostileName).getByText(/400/).first().waitFor();
    await page.getByText('1 of 3 rows cannot be done.').waitFor();
    await page.getByText(/too many/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await button('Leave it out').click();
    await page.getByText('20 left').waitFor();
    await line('Magazyn').getByText('0 → 3').waitFor();
    await line('Łódź Port').getByText('0 → 2').waitFor();
    await button('Transfer 5 licenses in 2 rows').click();
    await page.getByText('5 licenses went from Łódź Logistyka S.A. to 2 organizations').waitFor();
    expect([await held('ACC-101'), await held(bareSite), await held('ACC-100')]).toEqual([3, 2, 20]);
    const download = page.waitForEvent('download');
    await button('Rows as CSV').click();
    const lines = readFileSync(await (await download).path(), 'utf8')
      .trim()
      .split(/\r?\n/);
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatch(/^Łódź Logistyka Magazyn.*,ACC-101,.*,MIST-AP-STD-1Y,3,transferred,,\S+$/);
    expect(lines[3]).toMatch(/left out/);
    await giveBack();
  });

  test('R10 W5 with the keyboard alone; a plan that no longer holds shows the new one and what changed', async () => {
    await page.goto('/transfer/bulk?from=ACC-100&sku=MIST-AP-STD-1Y');
    await page.getByRole('heading', { name: 'Add one row' }).waitFor();
    await tabTo('Destination Organization');
    await page.keyboard.type('Magaz');
    await page
      .getByRole('option', { name: /Magazyn/ })
      .and(page.locator('[data-highlighted]'))
      .waitFor();
    await page.keyboard.press('Enter');
    await tabTo('Quantity');
    await page.keyboard.type('4');
    await page.keyboard.press('Enter');
    await line('Magazyn').getByText('0 → 4').waitFor();
    await page.getByRole('combobox', { name: 'Destination Organization' }).and(page.locator(':focus')).waitFor();
    await moveElsewhere();
    await tabTo(/^Transfer 4 licenses/);
    await page.keyboard.press('Enter');
    await page.getByText('Something has changed since.').waitFor();
    await line('Magazyn').getByText('changed since').waitFor();
    await line('Magazyn').getByText('1 → 5').waitFor();
    await tabTo(/^Transfer 4 licenses/);
    await page.keyboard.press('Enter');
    await page.getByText('4 licenses went from Łódź Logistyka S.A. to 1 organization').waitFor();
    expect(await held('ACC-101')).toBe(5);
    await giveBack();
  });

  /** Somebody else moves one license in the meantime. */
  async function moveElsewhere(): Promise<void> {
    const other = await context.newPage();
    await other.goto('/transfer?from=ACC-100&to=ACC-101');
    await other.getByLabel(/^Quantity of Wireless/).fill('1');
    await other.getByRole('button', { name: 'Transfer 1 license', exact: true }).click();
    await other.getByText('1 license went from').waitFor();
    await other.close();
  }

  /** What the other tests find is as it was. */
  async function giveBack(): Promise<void> {
    for (const accountId of ['ACC-101', bareSite]) {
      const list = `/api/transfers?account=${accountId}&returnable=true&action=transfer`;
      const { items } = await stageOf().ask<{
        items: { transferId: string; from: string; moved: { lot: { sku: string } }[] }[];
      }>(list);
      for (const { transferId, moved } of items) {
        if (moved.some(({ lot }) => lot.sku !== 'MIST-AP-STD-1Y')) continue;
        await page.goto(`/transfers/${transferId}`);
        await button(/^Transfer back/).click();
        await page.getByText('transferred back').first().waitFor();
      }
    }
  }

  async function tabTo(name: string | RegExp): Promise<void> {
    const wanted = page.getByLabel(name).or(page.getByRole('button', { name })).and(page.locator('input, button'));
    for (let steps = 0; steps < 60; steps += 1) {
      await page.keyboard.press('Tab');
      if ((await wanted.and(page.locator(':focus')).count()) > 0) return;
    }
    throw new Error(`no ${name} can be reached by Tab`);
  }
}
