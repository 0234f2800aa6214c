import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { people } from './browser.ts';
import { describeWithChromium } from './chromium.ts';
import { accountFlows } from './flows/account-flows.ts';
import { actionCounts } from './flows/action-counts.ts';
import { bulkFlows } from './flows/bulk-flows.ts';
import { listFlows } from './flows/list-flows.ts';
import { passwordFlows } from './flows/password-flows.ts';
import { pickerFlows } from './flows/picker-flows.ts';
import { axeFindings } from './in-page.ts';
import { bareSite } from './sample-more.ts';
import { type Stage, startStage } from './stage.ts';

/** Revision 2 of an order whose first was refused. */
const corrected = {
  id: 'corrected',
  source: '/erp/sample',
  type: 'sales-order.placed.v1',
  subject: 'SO-10010',
  data: {
    ...{ orderNumber: 'SO-10010', revision: 2, currency: 'EUR', emails: ['einkauf@mueller-soehne.example'] },
    accounts: [{ accountId: 'ACC-600', role: 'end-customer' }],
    lines: [{ lineNumber: 1, sku: 'MIST-AP-STD-1Y', quantity: 7, unitPrice: '118.00', kind: 'initial' }],
  },
};

/** P3: the procedures of the source pages, step by step, as somebody does them. */

describeWithChromium('P3 what people do in the portal', () => {
  let stage: Stage;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage?.stop());
  afterEach(() => context?.close());

  async function open(email: string, address: string): Promise<void> {
    context = await stage.signedIn(email);
    page = await context.newPage();
    await page.goto(address);
  }

  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
  const dialog = () => page.getByRole('dialog');
  const held = async (accountId: string, sku: string) => {
    const { products } = await stage.ask<{ products: { sku: string; total: number }[] }>(`/api/accounts/${accountId}`);
    return products.find((product) => product.sku === sku)?.total ?? 0;
  };

  describe('P3 a picker', () => pickerFlows(() => stage));

  test('M3 M6 M7 transfer subscriptions with the mouse, and undo', async () => {
    await open(people.superUser, '/organizations');
    await page.getByRole('link', { name: 'Transfer Subscriptions' }).click();
    await page.getByRole('combobox', { name: 'Source Organization' }).click();
    await page.getByRole('option', { name: /Łódź Logistyka S\.A\./ }).click();
    await page.getByRole('combobox', { name: 'Destination Organization' }).click();
    await page.getByRole('option', { name: /Magazyn/ }).click();
    const window = page.getByRole('dialog', { name: 'Transfer Subscriptions' });
    await window.getByText('3 of 3 shown').waitFor();
    await window.getByLabel('Hide non-transferable subscriptions').check();
    await window.getByText('1 of 3 shown').waitFor();
    await window.getByRole('searchbox', { name: 'Filter' }).fill('access point');
    await window.getByText('1 of 3 shown').waitFor();
    const quantity = window.getByLabel(/^Quantity of Wireless/);
    await quantity.fill('26');
    await window.getByText('At most 25 can be transferred.').waitFor();
    expect(await button('Transfer 26 licenses').isDisabled()).toBe(true);
    await button('Use 25').click();
    await window.getByRole('cell', { name: '25 → 0' }).first().waitFor();
    await quantity.fill('10');
    const sides = window.getByRole('row');
    await sides.filter({ hasText: 'Łódź Logistyka S.A.' }).filter({ hasText: '25 → 15' }).waitFor();
    await sides
      .filter({ hasText: 'Magazyn' })
      .filter({ hasText: '0 → 10' })
      .filter({ hasText: /stays EUR/ })
      .waitFor();
    await button('Transfer 10 licenses').click();
    await window.getByText(/10 licenses went from Łódź Logistyka S\.A\. to Łódź Logistyka Magazyn/).waitFor();
    expect(await held('ACC-101', 'MIST-AP-STD-1Y')).toBe(10);
    await button('Undo').click();
    await window.getByText('It is undone: all went back.').waitFor();
    expect(await held('ACC-101', 'MIST-AP-STD-1Y')).toBe(0);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    expect(new URL(page.url()).pathname).toBe('/organizations');
  });

  test('W5 M5 the same with the keyboard alone, and back by its check box', async () => {
    await open(people.superUser, '/organizations');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('t');
    await page.getByRole('combobox', { name: 'Source Organization' }).waitFor();
    await page.keyboard.type('S.A');
    await highlighted(/S\.A\./);
    await page.keyboard.press('Enter');
    await page.getByLabel(/^Quantity of Wireless/).waitFor();
    await tabTo('Destination Organization');
    await page.keyboard.type('Magaz');
    await highlighted(/Magazyn/);
    await page.keyboard.press('Enter');
    await tabTo(/^Quantity of Wireless/);
    await page.keyboard.type('5');
    await page.getByRole('cell', { name: '25 → 20' }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(/5 licenses went from/).waitFor();
    expect(await held('ACC-101', 'MIST-AP-STD-1Y')).toBe(5);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });

    await page.goto('/transfer?from=ACC-101&to=ACC-100');
    await page.getByLabel(/^Transfer back 5 to/).waitFor();
    await tabTo(/^Transfer back 5 to/);
    await page.keyboard.press('Space');
    await button('Transfer back 5 licenses').waitFor();
    await page.getByRole('cell', { name: '5 → 0' }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(/5 licenses went from Łódź Logistyka Magazyn/).waitFor();
    expect(await held('ACC-100', 'MIST-AP-STD-1Y')).toBe(25);
  });

  /** Enter chooses what is marked, and the mark follows the list by a moment. */
  async function highlighted(name: RegExp): Promise<void> {
    await page.getByRole('option', { name }).and(page.locator('[data-highlighted]')).waitFor();
  }

  async function tabTo(name: string | RegExp): Promise<void> {
    const wanted = page.getByLabel(name).and(page.locator('input, select, button'));
    for (let steps = 0; steps < 40; steps += 1) {
      await page.keyboard.press('Tab');
      if ((await wanted.and(page.locator(':focus')).count()) > 0) return;
    }
    throw new Error(`no ${name} can be reached by Tab`);
  }

  test('D4 transfer licenses between sites', async () => {
    await open(people.owner, '/license-management');
    await page.getByRole('link', { name: 'Transfer licenses' }).click();
    await choose('Transfer from', 'Magaz', /Magazyn/);
    await choose('Transfer to', 'S.A', /S\.A\./);
    await dialog().getByLabel('Product').selectOption('MIRADORE-PREMIUM');
    await dialog().getByLabel('Quantity').fill('80');
    await dialog().locator('strong').filter({ hasText: '80' }).first().waitFor();
    expect(await button('Complete transfer').isDisabled()).toBe(true);
    await dialog().getByLabel('Quantity').fill('5');
    const figures = dialog().getByRole('row');
    await figures
      .filter({ hasText: 'Magazyn' })
      .filter({ hasText: '9 → 4' })
      .filter({ hasText: '40 → 35' })
      .filter({ hasText: /EUR.*→ EUR/ })
      .waitFor();
    expect(await dialog().getByRole('columnheader').allInnerTexts()).toEqual([
      'Site',
      'Available',
      'In use',
      'Total',
      'Transferred',
      'Next invoice',
    ]);
    await button('Complete transfer').click();
    await page.getByText(/5 licenses went from/).waitFor();
    expect(await held('ACC-101', 'MIRADORE-PREMIUM')).toBe(35);
  });

  async function choose(label: string, typed: string, option: RegExp): Promise<void> {
    await page.getByRole('combobox', { name: label }).fill(typed);
    await page.getByRole('option', { name: option }).click();
  }

  test('D5 purchase licenses for a site that has devices and no licenses', async () => {
    await open(people.owner, '/license-management');
    await page.getByRole('link', { name: 'Purchase licenses' }).click();
    await choose('Purchase for', 'Port', /Łódź Port/);
    await dialog().getByLabel('Product').selectOption('MIRADORE-PREMIUM');
    await page.getByText(/At least 20/).waitFor();
    expect(await dialog().getByLabel('Quantity').inputValue()).toBe('20');
    await dialog().getByLabel('Quantity').fill('30');
    await figure('New total', '30');
    await figure('New available', '10');
    await figure('Current estimate', 'EUR 87.00');
    await figure('Added licenses', '30');
    await figure('Added cost', 'EUR 29.00');
    await figure('Estimated total', 'EUR 87.00');
    await button('Complete purchase').click();
    await page.getByText(/30 licenses added to Łódź Port/).waitFor();
    expect(await held(bareSite, 'MIRADORE-PREMIUM')).toBe(30);
  });

  test('D6 decrease licenses, not below the devices', async () => {
    await open(people.owner, `/license-management/decrease?for=${bareSite}&sku=MIRADORE-PREMIUM`);
    await dialog().getByLabel('Quantity').fill('11');
    await dialog().locator('strong').filter({ hasText: '20' }).first().waitFor();
    expect(await button('Decrease licenses').last().isDisabled()).toBe(true);
    await dialog().getByLabel('Quantity').fill('10');
    await figure('New total', '20');
    await figure('Decreased licenses', '10');
    await figure('Decreased cost', 'EUR 29.00');
    await figure('Estimated total', 'EUR 58.00');
    await dialog().getByRole('button', { name: 'Decrease licenses' }).click();
    await page.getByText(/10 licenses taken from Łódź Port/).waitFor();
    expect(await held(bareSite, 'MIRADORE-PREMIUM')).toBe(20);
  });

  async function figure(name: string, value: string): Promise<void> {
    await page
      .locator('.sums > div')
      .filter({ hasText: name })
      .filter({ hasText: value.replace(' ', '\u00a0') })
      .waitFor();
  }

  const headers = async () => (await page.getByRole('columnheader').allInnerTexts()).map((text) => text.trim());

  test('D8 event log: order of columns by mouse and by keys is kept; so is what is hidden; export follows it', async () => {
    await open(people.superUser, '/event-log');
    await page.getByRole('row').nth(3).waitFor();
    expect(await headers()).toEqual(['Event date', 'Event type', 'Source', 'Target', 'License count', 'Initiated by']);
    await button('Initiated by').dragTo(button('Event type'), { targetPosition: { x: 4, y: 8 } });
    await button('Source').press('Control+Shift+ArrowLeft');
    await button(/^Columns/).click();
    await page.getByLabel('Target', { exact: true }).uncheck();
    // The order goes there before; it is what is hidden that has to be kept.
    const saved = page.waitForResponse(
      (response) =>
        response.url().endsWith('/portal/views/event-log') && !!response.request().postData()?.includes('["target"]'),
    );
    await page.keyboard.press('Escape');
    const arranged = ['Event date', 'Initiated by', 'Source', 'Event type', 'License count'];
    expect(await headers()).toEqual(arranged);
    await saved;
    await page.reload();
    await page.getByRole('row').nth(3).waitFor();
    expect(await headers()).toEqual(arranged);

    await button('License count').click();
    await page
      .getByRole('columnheader', { name: 'License count' })
      .and(page.locator('[aria-sort=ascending]'))
      .waitFor();
    await page.getByRole('searchbox', { name: 'Search' }).fill('olga');
    await page.waitForURL(/search=olga/);
    await button('Grid actions').click();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export current view (.csv)' }).click();
    const lines = readFileSync(await (await download).path(), 'utf8')
      .replace(/^\ufeff/, '')
      .trim()
      .split(/\r?\n/);
    expect(lines[0]).toBe('Event date,Initiated by,Source,Event type,License count');
    expect(lines.slice(1).every((line) => line.includes('olga@nordwind.example'))).toBe(true);
    expect(lines.length).toBeGreaterThan(1);

    await button('Grid actions').click();
    await button('Reset grid').click();
    expect(await headers()).toHaveLength(6);
  });

  test('an id that is not there, and one that the person may not see, are the same page', async () => {
    await open(people.owner, '/organizations/ACC-400');
    await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
    const foreign = await page.locator('main').innerText();
    await page.goto('/organizations/NO-SUCH');
    await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
    expect(await page.locator('main').innerText()).toBe(foreign);
  });

  test('what is typed stays while nothing answers, and the same is asked again', async () => {
    await open(people.superUser, '/transfer?from=ACC-100&to=ACC-101');
    await page.getByLabel(/^Quantity of Wireless/).fill('2');
    await button('Transfer 2 licenses').waitFor();
    await page.getByRole('cell', { name: '25 → 23' }).first().waitFor();
    await context.setOffline(true);
    await button('Transfer 2 licenses').click();
    await page.getByText('No answer came.').first().waitFor();
    expect(await page.getByLabel(/^Quantity of Wireless/).inputValue()).toBe('2');
    await context.setOffline(false);
    await button('Transfer 2 licenses').click();
    await page.getByText(/2 licenses went from/).waitFor();
  });

  test('M5 R4 a transfer has its page, with the lots that it moved and the way back', async () => {
    const { items } = await stage.ask<{ items: { transferId: string }[] }>(
      '/api/transfers?account=ACC-101&returnable=true',
    );
    await open(people.superUser, `/transfers/${items[0]?.transferId}`);
    await page.getByRole('link', { name: /Magazyn/ }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page
      .locator('main')
      .getByRole('link', { name: /Wireless/ })
      .click();
    await page.getByText('Held now by').waitFor();
    // F11 The label of today is at its mark, and inside the picture.
    const [label, bar, mark] = await Promise.all(
      ['.term .today', '.term svg', '.term .tick'].map((one) => page.locator(one).boundingBox()),
    );
    const [left, right] = [label?.x ?? 0, (label?.x ?? 0) + (label?.width ?? 0)];
    expect(left).toBeGreaterThanOrEqual((bar?.x ?? 0) - 1);
    expect(right).toBeLessThanOrEqual((bar?.x ?? 0) + (bar?.width ?? 0) + 1);
    expect((mark?.x ?? 0) + (mark?.width ?? 0)).toBeGreaterThan(left);
    expect(mark?.x).toBeLessThan(right);
    await page
      .locator('.events')
      .getByText(/^transferred 2$/)
      .waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.goBack();
    await button('Transfer back 2').click();
    await page.getByRole('link', { name: /Magazyn/ }).waitFor();
    await page.getByText('transferred back').waitFor();
    expect(await button('Transfer back 2').count()).toBe(0);
  });

  test('W9 P7 the trace of a refused order goes on by itself when the ERP corrects it', async () => {
    await open(people.operator, '/orders/SO-10010');
    await page.getByText('Refused, revision 1').waitFor();
    await page.getByRole('table').getByText('lines[0].quantity', { exact: true }).waitFor();
    await page.getByText('Live').first().waitFor();
    await stage.publish('sales-orders', [corrected]);
    await page.getByText('Accepted, revision 2').waitFor();
    await page.getByText('Ledger +7').waitFor();
    await page.getByText('Mail: 1 of 1 accepted').waitFor();
    await page.getByRole('link', { name: 'ENT-SO-10010-1' }).click();
    await page.getByRole('heading', { level: 1, name: /^Wireless Assurance/ }).waitFor();
  });

  test('F4 F8 R4 an entitlement shows its QR code, who holds it now and its mails; one that is sent again comes to them', async () => {
    await open(people.operator, '/entitlements/ENT-SO-10001-1');
    const part = (name: string) => page.locator('section').filter({ has: page.getByRole('heading', { name }) });
    await part('Held now')
      .getByRole('listitem')
      .filter({ hasText: /^\d+ Łódź Logistyka S\.A\./ })
      .waitFor();
    await part('Mails').getByText('it@lodz-logistyka.example').waitFor();
    const code = page.getByRole('img', { name: 'QR code that opens this page' });
    expect(await code.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)).toBeGreaterThan(
      0,
    );
    await button('Send the mail again').click();
    await part('Mails').getByText('sent the 2. time').waitFor();
    await part('Held now').getByRole('link', { name: 'What became of them' }).click();
    await page.getByText('Held now by').waitFor();
  });

  test('R16 an activation code that is pasted into the search opens its entitlement', async () => {
    const { activationCode } = await stage.ask<{ activationCode: string }>('/api/entitlements/ENT-SO-10001-1');
    await open(people.superUser, '/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill(activationCode.replaceAll('-', ' ').toLowerCase());
    await highlighted(/Wireless Assurance/);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/entitlements/ENT-SO-10001-1');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('so-1000');
    await page.getByRole('option', { name: /All results/ }).click();
    await page.getByRole('link', { name: 'SO-10001', exact: true }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  test('one search goes to pages, actions and organizations', async () => {
    await open(people.superUser, '/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /^Order, code/ }).fill('magaz');
    await highlighted(/Magazyn/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /Magazyn/ }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('e');
    await page.getByRole('heading', { level: 1, name: 'Event log' }).waitFor();
  });

  describe('P3 bulk transfer', () => bulkFlows(() => stage));
  describe('what a task takes', () => actionCounts(() => stage));
  describe('P8 an organization', () => accountFlows(() => stage));
  describe('P3 any list', () => listFlows(() => stage));
  describe('P1 a password of one', () => passwordFlows(() => stage));
});
