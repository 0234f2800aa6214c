import type { BrowserContext, Locator, Page } from 'playwright-core';
import { people } from '../browser.ts';
import { type Stage } from '../stage.ts';

/**
 * How many actions a task takes: a click, a choice, a field that is typed in. A picker counts as two, as it does for the vendors
 * whose procedures these are.
 */
export function actionCounts(stageOf: () => Stage): void {
  let context: BrowserContext;
  let page: Page;
  let actions = 0;
  afterEach(() => context?.close());

  async function open(email: string, address: string): Promise<void> {
    context = await stageOf().signedIn(email);
    page = await context.newPage();
    await page.goto(address);
    actions = 0;
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

  test('M3 M5 a transfer takes 5 actions, the same pair again 3, giving back 1', async () => {
    await open(people.superUser, '/organizations');
    await click(link('Transfer from Łódź Logistyka S.A.'));
    await pick('Destination Organization', /Magazyn/);
    await type(page.getByLabel(/^Quantity of Wireless/), '1');
    await click(button('Transfer 1 license'));
    await page.getByText('1 license went from').waitFor();
    expect(actions).toBe(5);

    actions = 0;
    await click(button('Undo'));
    await page.getByText('It is undone').waitFor();
    expect(actions).toBe(1);

    await click(button('Close').last());
    actions = 0;
    await click(link('Transfer Subscriptions'));
    await page.getByText('As last time.').waitFor();
    await type(page.getByLabel(/^Quantity of Wireless/), '1');
    await click(button('Transfer 1 license'));
    await page.getByText('1 license went from').waitFor();
    expect(actions).toBe(3);
    await click(button('Undo'));
    await page.getByText('It is undone').waitFor();
  });

  test('S1 S2 a purchase of stock takes 4 actions, a move of stock 5', async () => {
    await open(people.reseller, '/');
    await click(link('Stock'));
    await click(link('Purchase stock'));
    await type(dialog().getByLabel('Quantity'), '5');
    await dialog()
      .getByText(/to be used by/)
      .waitFor();
    await click(button('Confirm purchase'));
    await page.getByText(/5 .* are in stock/).waitFor();
    expect(actions).toBe(4);

    await click(button('Close').last());
    actions = 0;
    await click(link(/^Move /).first());
    await pick('Customer or sub-reseller', /Hafen Retail/);
    await type(dialog().getByLabel('Quantity'), '1');
    await dialog()
      .getByText(/gets 1, active/)
      .waitFor();
    await click(button('Move 1'));
    await page.getByText('1 went from stock to Hafen Retail').waitFor();
    expect(actions).toBe(5);
  });
}
