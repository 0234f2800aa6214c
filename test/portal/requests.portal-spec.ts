import type { BrowserContext, Page } from 'playwright-core';
import { de } from '#apps/portal/src/browser/text/de.ts';
import { people } from './browser.ts';
import { describeWithChromium } from './chromium.ts';
import { documentFlows } from './document-flows.ts';
import { keyboardFlows } from './flows/keyboard-flows.ts';
import { reviewFlows } from './flows/review-flows.ts';
import { axeFindings } from './in-page.ts';
import { leftInEnglish } from './left-in-english.ts';
import { marina, passcodes, requester } from './sample-more.ts';
import { type Stage, startStage } from './stage.ts';

/** P3: a transfer request through support, and stock on its way to a customer, as those who do it do it. */

describeWithChromium('P3 requests in the portal', () => {
  let stage: Stage;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage?.stop());
  afterEach(() => context?.close());

  async function open(email: string, address: string): Promise<void> {
    await context?.close();
    context = await stage.signedIn(email);
    page = await context.newPage();
    await page.goto(address);
  }

  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });

  async function choose(label: string, typed: string, option: RegExp): Promise<void> {
    await page.getByRole('combobox', { name: label }).fill(typed);
    await page.getByRole('option', { name: option }).click();
  }

  const isFocused = async (label: string) => await page.getByLabel(label).and(page.locator(':focus')).waitFor();

  async function picture(name: string): Promise<void> {
    const folder = process.env.PORTAL_PICTURES;
    if (!folder) return;
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1280, 390]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await page.screenshot({ path: `${folder}/${name}-${colorScheme}-${width}.png`, fullPage: true });
      }
    }
    await page.setViewportSize({ width: 1280, height: 860 });
  }

  test('K4 K8 K9 a transfer request is sent to support, who says something and approves it', async () => {
    await open(requester, '/cases');
    await page.getByRole('link', { name: 'New transfer request' }).click();
    await choose('Source', 'Harbour', /Gulf Harbour/);
    const key = page.getByLabel('License key');
    await key.selectOption({ index: 1 });
    const count = page.getByLabel('Count of MX67');
    await count.fill('9');
    await choose('Destination organization', 'Marina', /Gulf Marina/);
    await page
      .getByText(/^EXCEEDS_/)
      .first()
      .waitFor();
    expect(await button('Send to support').isDisabled()).toBe(true);
    await count.fill('3');
    await page.getByText('all rules hold').waitFor();
    expect(await page.getByLabel('Name of the destination').inputValue()).toBe('Gulf Marina W.L.L.');
    expect(await page.getByLabel('Link of the destination').inputValue()).toBe('https://dashboard.example/o/marina');
    expect(await button('Do it now').isEnabled()).toBe(true);
    await button('Send to support').click();
    const summary = page.getByRole('alert').and(page.locator(':focus'));
    await summary.getByText('9 things have to be put right').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await isFocused('Support passcode, destination');
    await page.getByLabel('Support passcode, source').fill('9999');
    await page.getByLabel('Support passcode, destination').fill(passcodes.destination);
    for (const label of ['Scope', 'Frequency', 'Start time', 'Related cases', 'Test results', 'Workaround']) {
      await page.getByLabel(label).fill('none');
    }
    await page.getByLabel('Business impact').fill('The marina opens on Monday');
    expect(await axeFindings(page)).toEqual([]);
    await button('Send to support').click();
    await summary.getByText('PASSCODE_WRONG').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture('new');
    const wrong = page.getByLabel('Support passcode, source');
    await wrong.and(page.locator('[aria-invalid=true]')).waitFor();
    await summary.getByRole('link').first().press('Enter');
    await isFocused('Support passcode, source');
    await wrong.fill(passcodes.source);
    await button('Send to support').click();
    const title = '3 licenses from Gulf Harbour Trading W.L.L. to Gulf Marina W.L.L.';
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    const { pathname } = new URL(page.url());
    expect(await button('Withdraw').isVisible()).toBe(true);
    expect(await button(/^Approve/).count()).toBe(0);

    await open(people.support, '/cases?state=submitted');
    await page.getByRole('row').filter({ hasText: '3 licenses' }).getByText('all rules hold').waitFor();
    await picture('cases');
    await page.getByRole('link', { name: '3 licenses' }).click();
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    expect(new URL(page.url()).pathname).toBe(pathname);
    await page.getByText('The marina opens on Monday').waitFor();
    await page.getByText('all rules hold').waitFor();
    await button('Refuse').click();
    await page.getByRole('alert').getByRole('link', { name: 'Write what you want to say, or why.' }).click();
    await isFocused('Comment or reason');
    await page.getByLabel('Comment or reason').fill('On Friday?');
    await button('Comment').click();
    await page.locator('.said').getByText('On Friday?').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture('case');
    await button('Approve and move 3').click();
    await page.getByText('approved and moved').waitFor();
    await page.getByText('1 MX67 remain under').waitFor();
    await picture('approved');
    const { products } = await stage.ask<{ products: { total: number }[] }>(`/api/accounts/${marina}`);
    expect(products.map(({ total }) => total)).toEqual([3]);
  });

  test('R5 transfers are narrowed to an organization that is found by its name, and all of them again', async () => {
    await open(people.superUser, '/transfers');
    const rows = page.getByRole('table').getByRole('row');
    await rows.nth(1).waitFor();
    const all = await rows.count();
    await choose('Organization', 'Magaz', /Magazyn/);
    await page.waitForURL(/account=ACC-101/);
    await button(/^Łódź Logistyka Magazyn.*Clear filters$/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture('transfers');
    await button(/Clear filters$/).click();
    await page.waitForURL((url) => !url.searchParams.has('account'));
    await rows.nth(all - 1).waitFor();
  });

  test('S1 S2 S3 S5 S7 stock is bought, and moved to a customer who may have it', async () => {
    await open(people.reseller, '/stock');
    await page.getByRole('link', { name: 'Purchase stock' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Product').selectOption('STOCK-ENDPOINT-STARTER-1Y');
    await dialog.getByLabel('Quantity').fill('40');
    await dialog.getByText(/^40 more in stock, to be used by/).waitFor();
    await picture('purchase');
    await button('Confirm purchase').click();
    await dialog.getByText('40 Endpoint protection Starter, 1 year are in stock').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('row').nth(2).waitFor();
    await picture('stock');

    await page.getByRole('link', { name: 'Move Endpoint protection Starter, 1 year' }).click();
    await dialog.getByRole('combobox', { name: 'Customer or sub-reseller' }).click();
    const retail = page.getByRole('option', { name: /Hafen Retail/ });
    await retail.filter({ hasText: 'has the package professional' }).waitFor();
    await page.keyboard.press('Escape');
    await page.goto('/stock');

    await page.getByRole('link', { name: 'Move Endpoint protection Professional, 1 year' }).click();
    await choose('Customer or sub-reseller', 'Süd', /Hafen Süd/);
    await dialog.getByLabel('Quantity').fill('10');
    await dialog.getByText(/^Hafen Süd GmbH gets 10 into stock, to be used by/).waitFor();
    await choose('Customer or sub-reseller', 'Retail', /Hafen Retail/);
    await dialog.getByText('100 → 90').waitFor();
    await dialog.getByText(/^Hafen Retail AG gets 10, active from today until/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture('move');
    await button('Move 10').click();
    await dialog.getByText('10 went from stock to Hafen Retail AG').waitFor();
    await picture('moved');
    await dialog.getByRole('link', { name: 'Hafen Retail AG' }).click();
    await page.getByRole('heading', { level: 1, name: 'Hafen Retail AG' }).waitFor();
  });

  describe('P8 documents of other systems', () => documentFlows(() => stage));

  test('R10 S2 S5 stock goes to several at once by paste; a refused row is left out, and everything is told before', async () => {
    await open(people.reseller, '/stock');
    await page.getByRole('link', { name: 'Bulk move' }).click();
    const product = 'Endpoint protection Professional, 1 year';
    const rows = [
      ['Hafen Retail AG', product, '3'],
      ['Hafen Süd GmbH', product, '4'],
      ['Hafen Retail AG', product, '1000'],
    ];
    await page.getByLabel('Organization, product, quantity').fill(rows.map((cells) => cells.join('\t')).join('\n'));
    await button('Add rows').click();
    const row = (name: string) => page.getByRole('row').filter({ hasText: name }).first();
    await row('Hafen Retail AG')
      .getByText(/^Hafen Retail AG gets 3, active from today until/)
      .waitFor();
    await row('Hafen Süd GmbH')
      .getByText(/^Hafen Süd GmbH gets 4 into stock, to be used by/)
      .waitFor();
    await page.getByText('1 of 3 rows cannot be done.').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture('stock-bulk');
    await button('Leave it out').click();
    await button('Move 7 in 2 rows').click();
    await page.getByText(/7 licenses went from .* to 2 organizations/).waitFor();
    await picture('stock-bulk-done');
    await page.getByRole('link', { name: 'Hafen Süd GmbH' }).click();
    await page.getByRole('heading', { level: 1, name: 'Hafen Süd GmbH' }).waitFor();
  });

  test('P S1 S2 stock is bought and moved in German, and nothing on the way is English', async () => {
    const inGerman = async () => expect(await leftInEnglish(page)).toEqual([]);
    const link = (name: string | RegExp) => page.getByRole('link', { name }).first();
    await open(people.reseller, '/stock?language=de');
    const dialog = page.getByRole('dialog');
    await link(de.stock.purchase).click();
    await dialog.getByLabel(de.organization.quantity).fill('0');
    await dialog.getByText(de.transfer.whole).waitFor();
    await inGerman();
    await dialog.getByLabel(de.organization.quantity).fill('25');
    await dialog.getByText(/^25 mehr/).waitFor();
    await inGerman();
    await button(de.stock.confirm).click();
    await dialog.getByText(de.status.done ?? '', { exact: true }).waitFor();
    await inGerman();
    await button(de.common.close).last().click();
    await inGerman();
    await link(/Professional.* geben$/).click();
    const receiver = dialog.getByRole('combobox', { name: de.stock.destination });
    await receiver.fill('Retail');
    await page.getByRole('option', { name: /Hafen Retail/ }).click();
    await dialog.getByLabel(de.organization.quantity).fill('9999');
    await dialog.locator('[aria-invalid=true]').waitFor();
    await inGerman();
    await dialog.getByLabel(de.organization.quantity).fill('1');
    await dialog.getByText(/^\d+ → \d+$/).waitFor();
    await inGerman();
    await button(de.stock.moveCount('1')).click();
    await dialog.getByText(de.stock.moved('1', 'Hafen Retail AG')).waitFor();
    await inGerman();
    await dialog.getByRole('link', { name: 'Hafen Retail AG' }).click();
    await page.getByRole('heading', { level: 1, name: 'Hafen Retail AG' }).waitFor();
    await inGerman();
  });

  test('P R10 stock goes to several at once in German, and nothing on the way is English', async () => {
    const inGerman = async () => expect(await leftInEnglish(page)).toEqual([]);
    await open(people.reseller, '/stock?language=de');
    await page.getByRole('link', { name: de.stock.bulk }).click();
    // Rows without a product are of the one that is chosen.
    await page.getByLabel(de.bulk.product, { exact: true }).selectOption('STOCK-ENDPOINT-PRO-1Y');
    await page.getByLabel(de.bulk.pasteLabel).fill('Hafen Retail AG;;2\nHafen Süd GmbH;;100000\nHafen;;1');
    await button(de.bulk.addAll).click();
    await page.getByText(de.bulk.doubtful(1)).waitFor();
    await inGerman();
    await page
      .getByRole('button', { name: /Hafen Süd GmbH/ })
      .first()
      .click();
    await page.getByText(de.bulk.refused(1, 3)).waitFor();
    await page.getByText(/^Höchstens \d+ können abgegeben werden; verlangt sind 100000\.$/).waitFor();
    await inGerman();
    await picture('stock-bulk-de');
    await button(de.bulk.leaveOutAll(1)).click();
    await button(de.stock.bulkCommit(3, 2)).click();
    await page.getByText(/3 Lizenzen gingen von /).waitFor();
    await inGerman();
  });

  describe('W5 with the keyboard alone', () => keyboardFlows(() => stage));
  describe('I15 drafts in review', () => reviewFlows(() => stage));
});
