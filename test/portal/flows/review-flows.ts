import type { BrowserContext, Page } from 'playwright-core';
import { closeMonth } from '#apps/invoicing/src/month-close/month-close.command.ts';
import { monthAfter } from '#domain/values/calendar.ts';
import { untilNothing } from '#test/support/waiting.ts';
import { people } from '../browser.ts';
import { axeFindings } from '../in-page.ts';
import { bareSite } from '../sample-more.ts';
import { type Stage } from '../stage.ts';

/** The drafts of a month as operators review them; the month is closed for it, so others that look at invoices come before. */
export function reviewFlows(stageOf: () => Stage): void {
  let context: BrowserContext;
  let page: Page;
  afterEach(() => context?.close());

  const button = (name: string) => page.getByRole('button', { name, exact: true });

  test('I15 a draft waits for its review: held with a reason, released, and issued when an operator approves it', async () => {
    await makeDraft(stageOf());
    context = await stageOf().signedIn(people.operator);
    page = await context.newPage();
    await page.goto('/invoices?state=draft');
    await page
      .getByRole('row')
      .filter({ hasText: /draft, issued on/ })
      .getByRole('link')
      .first()
      .click();
    await page.getByText(/^draft, issued on/).waitFor();
    await button('Hold').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Hold', exact: true }).click();
    await dialog.getByRole('alert').and(page.locator(':focus')).waitFor();
    await dialog.getByLabel('Reason').fill('The price is discussed');
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Hold', exact: true }).click();
    await page.getByText(/The price is discussed/).waitFor();
    await page.getByText('draft, held').waitFor();
    await button('Release').click();
    await page.getByText(/^draft, issued on/).waitFor();
    expect(await button('Release').count()).toBe(0);
    await button('Approve and issue').click();
    await untilNothing(async () => {
      const path = `/api/invoices?accountId=${bareSite}&limit=1`;
      return (await stageOf().ask<{ items: unknown[] }>(path)).items.length === 1 ? [] : ['its invoice'];
    }, 30_000);
    await button('Approve and issue').waitFor({ state: 'detached' });
  });

  test('I15 P1 who is no operator sees that it is a draft, and has no buttons for it', async () => {
    const path = `/api/accounts/${bareSite}`;
    await makeDraft(stageOf());
    context = await stageOf().signedIn(people.owner);
    page = await context.newPage();
    await page.goto(`/invoices/next/${bareSite}`);
    await page.getByText(/^draft, issued on/).waitFor();
    expect(await button('Approve and issue').count()).toBe(0);
    await stageOf().send(people.operator, path, { invoiceReviewDays: null }, 'PATCH');
  });
}

/** Licenses of a site that is reviewed for three days, and their month closed as if it had passed everywhere. */
async function makeDraft({ settings, databaseUrl, ask, send }: Stage): Promise<void> {
  await send(people.operator, `/api/accounts/${bareSite}`, { invoiceReviewDays: 3 }, 'PATCH');
  await send(people.owner, '/api/purchases', { accountId: bareSite, sku: 'MIRADORE-PREMIUM', quantity: 20 });
  const next = async () =>
    await ask<{ period: string; lines: unknown[]; reviewDays?: number }>(`/api/accounts/${bareSite}/next-invoice`);
  await untilNothing(async () => ((await next()).lines.length > 0 ? [] : ['no lines']), 30_000);
  const { period } = await next();
  const after = new Date(`${monthAfter(period, 1)}-01T13:00:00Z`);
  await untilNothing(async () => {
    await closeMonth({ ...settings, databaseUrl }, period, () => after);
    const { items } = await ask<{ items: unknown[] }>('/api/invoices?state=draft');
    return items.length > 0 ? [] : ['no draft'];
  }, 30_000);
}
