import type { BrowserContext, Page } from 'playwright-core';
import { people } from '../browser.ts';
import { axeFindings } from '../in-page.ts';
import { type Stage } from '../stage.ts';

/** What somebody learns of an organization before they do anything: its next invoice, where licenses went, who could act. */
export function accountFlows(stageOf: () => Stage): void {
  let context: BrowserContext;
  let page: Page;
  afterEach(() => context?.close());

  async function open(email: string, address: string): Promise<void> {
    context = await stageOf().signedIn(email);
    page = await context.newPage();
    await page.goto(address);
  }

  test('I4 P8 the next invoice explains every line, with links to what it comes from', async () => {
    await open(people.owner, '/invoices/next/ACC-100');
    await page.getByRole('heading', { level: 1, name: /^Next invoice, / }).waitFor();
    const line = page.getByRole('row').filter({ hasText: 'Adjustment' }).filter({ hasText: '+10' });
    await line.getByText(/^10 moved from Łódź Logistyka Magazyn .* by olga@nordwind\.example, /).waitFor();
    await page
      .locator('.totals')
      .getByText(/^Tax 0/)
      .waitFor();
    expect(await page.getByRole('link', { name: 'SO-10001/1' }).getAttribute('href')).toBe('/orders/SO-10001');
    await line.getByRole('link', { name: 'Transfer' }).click();
    await page.getByRole('heading', { level: 1, name: '10 licenses moved' }).waitFor();
  });

  test('R5 the map says of each ribbon who, whom and how many, and has a table behind it', async () => {
    await open(people.superUser, '/organizations/ACC-100');
    await page.getByRole('link', { name: 'Map', exact: true }).click();
    const ribbon = page.getByRole('link', { name: /^\d+ from Łódź Logistyka Magazyn .* to Łódź Logistyka S\.A\., / });
    await ribbon.focus();
    await page
      .locator('figcaption')
      .getByText(/ from Łódź Logistyka Magazyn/)
      .waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'As table' }).click();
    await page.getByRole('row').filter({ hasText: 'MIRADORE-PREMIUM' }).first().waitFor();
    await page.waitForURL(/as=table/);
  });

  test('P1 D1 who may not change licenses of a program is told who could, before they try', async () => {
    await open(people.superUser, '/license-management');
    await page.getByText('You can look at these licenses, and not change them').waitFor();
    await page.getByText('olga@nordwind.example could do it.').waitFor();
    expect(await page.getByRole('link', { name: 'Transfer licenses' }).count()).toBe(0);
    await page.goto('/transfer?from=ACC-101&to=ACC-100');
    const row = page.getByRole('dialog').getByRole('row').filter({ hasText: 'MIRADORE-PREMIUM' });
    await row.getByText(/role Owner or Admin/).waitFor();
    expect(await row.getByRole('textbox').count()).toBe(0);
  });
}
