import type { BrowserContext, Locator, Page } from 'playwright-core';
import type { CloudEvent } from '#contracts/cloud-event.ts';
import { untilNothing } from '#test/support/waiting.ts';
import { people } from '../browser.ts';
import { bareSite, passcodes, requester } from '../sample-more.ts';
import { type Stage } from '../stage.ts';

/**
 * How many actions a task takes, from the first page after sign-in: a click, a choice, a field that is typed in. A picker counts as two, as
 * it does for the vendors whose procedures these are: docs/portal.md has both. With PORTAL_SECONDS=1 each task's seconds are printed.
 */
export function actionCounts(stageOf: () => Stage): void {
  let context: BrowserContext;
  let page: Page;
  let actions = 0;
  let began = 0;
  const taken: string[] = [];
  afterEach(() => context?.close());
  afterAll(() => {
    if (process.env.PORTAL_SECONDS === '1') process.stdout.write(`${taken.join('\n')}\n`);
  });

  async function open(email: string): Promise<void> {
    context = await stageOf().signedIn(email);
    page = await context.newPage();
    await page.goto('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    begin();
  }

  function begin(): void {
    actions = 0;
    began = performance.now();
  }

  /** What was to come of it is there. */
  async function took(task: string, count: number, result: Locator): Promise<void> {
    await result.first().waitFor();
    taken.push(`${task}: ${actions} actions, ${((performance.now() - began) / 1000).toFixed(1)} s`);
    expect(actions).toBe(count);
  }

  async function click(target: Locator): Promise<void> {
    actions += 1;
    await target.click();
  }

  async function type(field: Locator, text: string): Promise<void> {
    actions += 1;
    await field.fill(text);
  }

  async function pick(label: string, option: RegExp): Promise<void> {
    await click(page.getByRole('combobox', { name: label }));
    await click(page.getByRole('option', { name: option }));
  }

  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
  const link = (name: string | RegExp) => page.getByRole('link', { name, exact: typeof name === 'string' });
  const dialog = () => page.getByRole('dialog');
  const text = (words: string | RegExp) => page.getByText(words);
  const quantity = () => dialog().getByLabel('Quantity');

  test('M3 M5 a transfer takes 6 actions, the same pair again 3, giving back 1 at once and 2 later', async () => {
    await open(people.superUser);
    await click(link('Organizations'));
    await click(link('Transfer from Łódź Logistyka S.A.'));
    await pick('Destination Organization', /Magazyn/);
    await type(page.getByLabel(/^Quantity of Wireless/), '1');
    await click(button('Transfer 1 license'));
    await took('transfer between two organizations', 6, text('1 license went from'));

    begin();
    await click(button('Undo'));
    await took('give it back at once', 1, text('It is undone'));

    await click(button('Close').last());
    begin();
    await click(link('Transfer Subscriptions'));
    await text('As last time.').waitFor();
    await type(page.getByLabel(/^Quantity of Wireless/), '1');
    await click(button('Transfer 1 license'));
    await took('the same pair again', 3, text('1 license went from'));
    await click(button('Close').last());

    begin();
    await click(link('Transfers'));
    await click(button(/^Return/).first());
    await took('give it back later', 2, text('It is undone'));
  });

  test('D4 D5 D6 a transfer between sites takes 6 actions, a purchase 5, a decrease 5', async () => {
    await open(people.owner);
    const site = 'Łódź Logistyka Magazyn Sp. z o.o., MIRADORE-PREMIUM';
    await click(link('License management'));
    await click(link(`Transfer from ${site}`));
    await pick('Transfer to', /Logistyka S\.A\./);
    await type(quantity(), '1');
    await click(button('Complete transfer'));
    await took('transfer between two sites', 6, text('1 license went from'));

    for (const [action, done, result] of [
      ['Purchase licenses', 'Complete purchase', /1 license added to/],
      ['Decrease licenses', 'Decrease licenses', /1 license taken from/],
    ] as const) {
      await page.goto('/');
      begin();
      await click(link('License management'));
      await click(button(`Actions for ${site}`));
      await click(page.locator('.menu').getByRole('link', { name: action }));
      await type(quantity(), '1');
      await click(dialog().getByRole('button', { name: done }));
      await took(action.toLowerCase(), 5, text(result));
    }
  });

  test('D5 what a site lacks is bought in 2 actions from the overview', async () => {
    const devices = { accountId: bareSite, sku: 'MIRADORE-PREMIUM', inUse: 500 };
    await stageOf().publish('devices', [event('device-count.reported.v1', bareSite, devices)]);
    await untilNothing(async () => {
      const { products } = await stageOf().ask<{ products: { inUse: number }[] }>(`/api/accounts/${bareSite}`);
      return products[0]?.inUse === 500 ? [] : ['devices are not counted yet'];
    }, 20_000);
    await open(people.owner);
    await click(link('Buy').first());
    await dialog().getByText('New total').waitFor();
    await click(button('Complete purchase'));
    await took('buy what a site lacks', 2, text(/added to Łódź Port/));
  });

  test('D8 the log is sorted with 2 actions and exported with 3', async () => {
    await open(people.owner);
    await click(link('Event log'));
    await click(button('License count'));
    await took('sort the event log', 2, page.locator('[aria-sort=ascending]'));
    await page.goto('/');
    begin();
    await click(link('Event log'));
    await click(button('Grid actions'));
    const download = page.waitForEvent('download');
    await click(link('Export current view (.csv)'));
    await download;
    await took('export the event log', 3, page.getByRole('heading', { level: 1 }));
  });

  test('K1 K8 licenses under a key move in 7 actions, and by a case in 16', async () => {
    await open(requester);
    const fill = async () => {
      await click(link('Organizations'));
      await click(button(/^Actions for Gulf Harbour/));
      await click(page.locator('.menu').getByRole('link', { name: 'Ask support' }));
      await type(page.getByLabel('Count of MX67'), '1');
      await pick('Destination organization', /Gulf Marina/);
    };
    await fill();
    await click(button('Do it now'));
    await took('move licenses under a key', 7, text('1 license went from'));

    await page.goto('/');
    begin();
    await fill();
    await type(page.getByLabel('Support passcode, source'), passcodes.source);
    await type(page.getByLabel('Support passcode, destination'), passcodes.destination);
    for (const field of await page.getByRole('textbox').and(page.locator('textarea')).all()) await type(field, 'none');
    await click(button('Send to support'));
    await took('a case for support', 16, page.getByRole('heading', { level: 1, name: /^1 license from/ }));
    await context.close();

    await open(people.support);
    await click(page.getByRole('listitem').filter({ hasText: 'waiting' }).getByRole('link', { name: 'Open' }));
    await click(page.locator('.grid').getByRole('link').first());
    await click(button('Approve and move 1'));
    await took('decide about a case', 3, text('approved and moved'));
  });

  test('S1 S2 a purchase of stock takes 4 actions, moving some of it 5 more, a later move 6', async () => {
    await open(people.reseller);
    await click(link('Stock'));
    await click(link('Purchase stock'));
    await type(quantity(), '5');
    await dialog()
      .getByText(/to be used by/)
      .waitFor();
    await click(button('Confirm purchase'));
    await took('purchase of stock', 4, text(/5 .* are in stock/));

    const move = async () => {
      await pick('Customer or sub-reseller', /Hafen Retail/);
      await type(quantity(), '1');
      await dialog()
        .getByText(/gets 1, active/)
        .waitFor();
      await click(button('Move 1'));
    };
    begin();
    await click(link('Move some of it'));
    await move();
    await took('move some of it', 5, text('1 went from stock to Hafen Retail'));

    await page.goto('/');
    begin();
    await click(link('Stock'));
    await click(link(/^Move /).first());
    await move();
    await took('move of stock', 6, text('1 went from stock to Hafen Retail'));
  });

  test('P6 the entitlement of a code is found with 3 actions', async () => {
    const { activationCode } = await stageOf().ask<{ activationCode: string }>('/api/entitlements/ENT-SO-10001-1');
    await open(people.superUser);
    const press = async (key: string) => {
      actions += 1;
      await page.keyboard.press(key);
    };
    await press('Control+k');
    await type(page.getByRole('combobox'), activationCode);
    await page.getByRole('option', { name: /Wireless Assurance/ }).waitFor();
    await press('Enter');
    await took('find an entitlement by its code', 3, text(activationCode));
  });

  test('P7 why an order was refused is known with 1 action', async () => {
    const order = { orderNumber: 'SO-COUNT', revision: 1, currency: 'EUR', emails: [], accounts: [], lines: [] };
    await stageOf().publish('sales-orders', [event('sales-order.placed.v1', order.orderNumber, order)]);
    await untilNothing(async () => {
      const { items } = await stageOf().ask<{ items: unknown[] }>('/api/orders?state=rejected&q=SO-COUNT');
      return items.length > 0 ? [] : ['it is not refused yet'];
    }, 20_000);
    await open(people.operator);
    await click(page.getByRole('listitem').filter({ hasText: 'SO-COUNT' }).getByRole('link', { name: 'Open' }));
    await took('why an order was refused', 1, text(/violation/));
  });
}

function event(type: string, subject: string, data: object): CloudEvent {
  return { id: `count-${type}-${subject}`, source: '/erp/count', type, subject, data };
}
