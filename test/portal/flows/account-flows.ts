import type { BrowserContext, Page } from 'playwright-core';
import { untilNothing } from '#test/support/waiting.ts';
import { people } from '../browser.ts';
import { axeFindings } from '../in-page.ts';
import { type Stage } from '../stage.ts';

interface Entitled {
  readonly entitlementId: string;
  readonly product: { readonly scenario: string };
}

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

  test('I6 P1 how an organization gets its invoices is settled there; what is wrong stands at its field', async () => {
    await open(people.superUser, '/organizations/ACC-100');
    await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).last().click();
    const field = (name: string) => page.getByLabel(name, { exact: true });
    await field('Electronic address').fill('7300010000001');
    await page.getByRole('button', { name: 'Save settings' }).click();
    await page
      .getByRole('alert')
      .getByRole('link', { name: /scheme and an id/ })
      .click();
    await field('Electronic address').and(page.locator(':focus')).waitFor();
    await page
      .locator('.field .error')
      .getByText(/scheme and an id/)
      .first()
      .waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await field('Invoice format').selectOption('peppol-bis');
    await field('Electronic address').fill('0088:7300010000001');
    await field('Buyer reference').fill('LW-1');
    await page.getByRole('button', { name: 'Save settings' }).click();
    await page.getByText('Settings are saved.').waitFor();
    const told = { invoiceFormat: 'peppol-bis', electronicAddress: '0088:7300010000001', buyerReference: 'LW-1' };
    expect(await stageOf().ask('/api/accounts/ACC-100')).toMatchObject(told);
    const before = { invoiceFormat: null, electronicAddress: null, buyerReference: null };
    await stageOf().send(people.operator, '/api/accounts/ACC-100', before, 'PATCH');
  });

  test('I16 I17 what a site owes comes on the invoice of its parent, or on one for each purchase order, as the settings say', async () => {
    const settings = { invoiceTo: null, invoicePer: null };
    await open(people.superUser, '/organizations/ACC-101');
    await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).last().click();
    await page.getByLabel('Billed on the invoices of', { exact: true }).selectOption('parent');
    await page.getByLabel('Invoices of a month', { exact: true }).selectOption('purchaseOrder');
    await page.getByRole('button', { name: 'Save settings' }).click();
    await page.getByText('Settings are saved.').waitFor();
    const told = { invoiceTo: 'parent', invoicePer: 'purchaseOrder' };
    expect(await stageOf().ask('/api/accounts/ACC-101')).toMatchObject(told);
    await untilNothing(async () => {
      const { billedWith } = await stageOf().ask<{ billedWith?: string }>('/api/accounts/ACC-101/next-invoice');
      return billedWith === 'MSP-1' ? [] : ['the payer'];
    }, 30_000);
    for (const part of ['settings', 'invoices']) {
      await page.goto(`/organizations/MSP-1/${part}`);
      const site = page
        .getByRole('region', { name: 'Others on its invoices' })
        .or(page.locator('.card'))
        .getByRole('link', { name: 'Łódź Logistyka Magazyn' });
      expect(await site.getAttribute('href')).toBe('/organizations/ACC-101');
    }
    expect(await axeFindings(page)).toEqual([]);
    await page.goto('/invoices/next/MSP-1');
    const line = page.getByRole('row').filter({ hasText: 'MIRADORE-STARTER' });
    await line.getByText(/for Łódź Logistyka Magazyn/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.goto('/invoices/next/ACC-101');
    await page.getByText(/^This is its part of the invoice of Nordwind/).waitFor();
    await stageOf().send(people.operator, '/api/accounts/ACC-101', settings, 'PATCH');
  });

  test('P1 D1 who may not change licenses of a program is told who could, before they try', async () => {
    await open(people.superUser, '/license-management');
    await page.getByText('You can look at these licenses, and not change them').waitFor();
    await page.getByText('olga@nordwind.example could do it.').waitFor();
    expect(await page.getByRole('link', { name: 'Transfer licenses' }).count()).toBe(0);
    await page.goto('/transfer?from=ACC-101&to=ACC-100');
    // What others bought meanwhile is a lot of its own.
    const row = page.getByRole('dialog').getByRole('row').filter({ hasText: 'MIRADORE-PREMIUM' }).first();
    await row.getByText(/role Owner or Admin/).waitFor();
    expect(await row.getByRole('textbox').count()).toBe(0);
  });

  test('K4 the own support passcode of an organization is set in the settings', async () => {
    await open(people.owner, '/settings');
    const digits = page.getByLabel('New passcode, four digits');
    const set = page.getByRole('button', { name: 'Set passcode' });
    await digits.fill('471');
    expect(await set.isDisabled()).toBe(true);
    await digits.fill('4711');
    await set.click();
    await page.getByText('The passcode is set.').waitFor();
    expect(await digits.inputValue()).toBe('');
    const account = await page.getByLabel('Organization', { exact: true }).inputValue();
    await page.getByText('One is set.').waitFor();
    await untilNothing(async () => {
      const path = `/api/accounts/${account}/administrators`;
      const { items } = await stageOf().ask<{ items: { email: string; passcode: string }[] }>(path);
      return items.some(({ email, passcode }) => email === people.owner && passcode === 'set') ? [] : ['the passcode'];
    }, 30_000);
    expect(await axeFindings(page)).toEqual([]);
  });

  test('F6 P6 a key file is offered for licenses that have one, and none else', async () => {
    const { items } = await stageOf().ask<{ items: Entitled[] }>('/api/entitlements?limit=100');
    const keyed = items.find(({ product }) => product.scenario === 'license-key');
    const other = items.find(({ product }) => product.scenario === 'activation');
    context = await stageOf().signedIn(people.operator);
    page = await context.newPage();
    for (const [entitlement, count] of [
      [keyed, 1],
      [other, 0],
    ] as const) {
      await page.goto(`/entitlements/${entitlement?.entitlementId}`);
      await page.getByRole('link', { name: 'Certificate', exact: true }).waitFor();
      expect(await page.getByRole('link', { name: 'Key file' }).count()).toBe(count);
    }
  });

  test('P1 F8 who may change nothing sees the mails of an entitlement, and is not offered to send them again', async () => {
    const { items } = await stageOf().ask<{ items: Entitled[] }>('/api/entitlements?account=ACC-200&limit=1');
    context = await stageOf().signedIn('yuki@acc-200.example');
    page = await context.newPage();
    await page.goto(`/entitlements/${items[0]?.entitlementId}`);
    await page.getByRole('heading', { name: 'Mails' }).waitFor();
    await page.getByRole('link', { name: 'Certificate', exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Send the mail again' }).count()).toBe(0);
  });

  test('D1 S1 who sells licenses on is led to stock, and to license management nowhere', async () => {
    context = await stageOf().signedIn(people.reseller, { viewport: { width: 360, height: 800 } });
    page = await context.newPage();
    await page.goto('/license-management');
    await page.getByText('What you have is in stock.').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'More' }).click();
    await page.getByRole('link', { name: 'Invoices', exact: true }).waitFor();
    expect(await page.getByRole('link', { name: /^License/ }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('stock');
    await page.getByRole('option', { name: /^Purchase/ }).waitFor();
    await page.getByRole('combobox').fill('licenses');
    await page.getByRole('option', { name: /All results/ }).waitFor();
    expect(await page.getByRole('option', { name: /licenses$|Pages|Actions/ }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.locator('main').getByRole('link', { name: 'Stock' }).click();
    await page.getByRole('heading', { level: 1, name: 'Stock' }).waitFor();
    await context.close();
  });

  test('P1 on a phone the bar has what the person is here for, and the rest behind More', async () => {
    for (const [email, own, behind] of [
      [people.reseller, 'Stock', 'Invoices'],
      [people.support, 'Cases', 'Rules'],
      [people.owner, 'Licenses', 'Entitlements'],
      [people.operator, 'Operations', 'Settings'],
    ] as const) {
      context = await stageOf().signedIn(email, { viewport: { width: 360, height: 800 } });
      page = await context.newPage();
      await page.goto('/');
      const pages = page.getByRole('navigation', { name: 'Pages' });
      await pages.getByRole('link', { name: own, exact: true }).waitFor();
      expect(await pages.getByRole('link', { name: behind, exact: true }).count()).toBe(0);
      await pages.getByRole('button', { name: 'More' }).click();
      expect(await axeFindings(page)).toEqual([]);
      await pages.getByRole('link', { name: behind, exact: true }).click();
      await page.getByRole('heading', { level: 1, name: behind }).waitFor();
      await context.close();
    }
  });
}
