import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { people } from '../browser.ts';
import { makeDeadLetters } from '../dead-letters.ts';
import { marina, passcodes, requester } from '../sample-more.ts';
import { type Stage } from '../stage.ts';

/**
 * W5: each procedure by whoever does it, with the keyboard alone; transfers and bulk transfers are with the others of their kind. What has
 * the focus is in sight, and it is never nowhere: neither while something is done, nor after it.
 */
export function keyboardFlows(stageOf: () => Stage): void {
  let context: BrowserContext;
  let page: Page;
  afterEach(() => context?.close());

  async function open(email: string | undefined, address: string, title: string): Promise<void> {
    context = email === undefined ? await stageOf().guest() : await stageOf().signedIn(email);
    page = await context.newPage();
    await page.goto(address);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
  }

  const press = async (key: string) => await page.keyboard.press(key);
  const type = async (text: string) => await page.keyboard.type(text);
  const text = async (words: string | RegExp) => await page.locator('body').getByText(words).first().waitFor();
  const focused = async (selector: string) => await page.locator(`${selector}:focus`).waitFor();
  const closed = async () => {
    await press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };

  /** What was done is said where the focus is. */
  const told = async (words: RegExp) => await page.locator('.result-title:focus').filter({ hasText: words }).waitFor();

  /** Goes on until something of that name has the focus: all on the way is in sight. */
  async function tabTo(name: string | RegExp, key = 'Tab'): Promise<void> {
    const passed: string[] = [];
    for (let steps = 0; steps < 90; steps += 1) {
      await press(key);
      const at = (await page.evaluate(focus)) as { name: string; isInSight: boolean };
      if (!at.isInSight) throw new Error(`${at.name} has the focus and cannot be seen`);
      if (typeof name === 'string' ? at.name === name : name.test(at.name)) return;
      passed.push(at.name.slice(0, 40));
    }
    throw new Error(`no ${name} can be reached, but ${passed.join(' | ')}`);
  }

  async function enter(name: string | RegExp, key?: string): Promise<void> {
    await tabTo(name, key);
    await press('Enter');
  }

  /** In a field that has the focus. */
  async function choose(typed: string, option: RegExp): Promise<void> {
    await type(typed);
    await page.getByRole('option', { name: option }).and(page.locator('[data-highlighted]')).waitFor();
    await press('Enter');
  }

  const enabled = async (name: string | RegExp) =>
    await page.getByRole('dialog').getByRole('button', { name, disabled: false }).last().waitFor();

  test('W5 D4 D5 D6 an owner buys licenses, decreases them, and transfers one', async () => {
    await open(people.owner, '/license-management', 'License management');
    for (const [action, label, commit, done] of [
      ['Purchase licenses', 'Quantity', 'Complete purchase', /1 license added to/],
      ['Decrease licenses', 'Quantity', 'Decrease licenses', /1 license taken from/],
    ] as const) {
      await enter(action);
      await focused('dialog .combobox input');
      await choose('Magaz', /Magazyn/);
      await tabTo('Product');
      await type('Device management Premium');
      await tabTo(label);
      await press('Control+A');
      await type('1');
      await enabled(commit);
      await press('Enter');
      await told(done);
      await closed();
    }
    await enter('Transfer licenses', 'Shift+Tab');
    await focused('dialog .combobox input');
    await choose('Magaz', /Magazyn/);
    await tabTo('Transfer to');
    await choose('S.A', /S\.A\./);
    await tabTo('Quantity');
    await type('1');
    await enabled('Complete transfer');
    await press('Enter');
    await told(/1 license went from/);
  });

  test('W5 K4 K8 K9 who administers both sends a transfer request, and support answers and approves it', async () => {
    await open(requester, '/cases', 'Cases');
    await enter('New transfer request');
    await text('Check answers');
    await tabTo('Source');
    await choose('Harbour', /Gulf Harbour/);
    await page.getByLabel('Count of MX67').waitFor();
    await tabTo('Count of MX67');
    await type('1');
    await tabTo('Destination organization');
    await choose('Marina', /Gulf Marina/);
    for (const [label, value] of Object.entries({
      'Support passcode, source': passcodes.source,
      'Support passcode, destination': passcodes.destination,
      ...Object.fromEntries(details.map((label) => [label, 'none'])),
    })) {
      await tabTo(label);
      await type(value);
    }
    await page.getByRole('button', { name: 'Send to support', disabled: false }).waitFor();
    await enter('Send to support');
    await page.waitForURL(/\/cases\/(?!new)[^/]+$/);
    const address = new URL(page.url()).pathname;
    await context.close();

    await open(people.support, '/cases?state=submitted', 'Cases');
    await page.getByRole('row').nth(1).waitFor();
    await press('j');
    await focused('tr');
    await press('Enter');
    await page.waitForURL(`**${address}`);
    await tabTo('Comment or reason');
    await type('On Friday?');
    await enter('Comment');
    await page.locator('.said').getByText('On Friday?').waitFor();
    await focused('button');
    await enter(/^Approve and move 1/);
    await text('approved and moved');
    await focused('h1');
    const { products } = await stageOf().ask<{ products: { total: number }[] }>(`/api/accounts/${marina}`);
    expect(products.length).toBe(1);
  });

  test('W5 S1 S2 R10 a reseller buys stock, moves some of it to a customer, and to another from rows', async () => {
    await open(people.reseller, '/stock', 'Stock');
    await page.getByRole('row').nth(1).waitFor();
    await press('b');
    await page.getByRole('dialog').getByLabel('Product').waitFor();
    await tabTo('Product');
    await type('Endpoint protection Starter');
    await tabTo('Quantity');
    await type('5');
    await enabled('Confirm purchase');
    await press('Enter');
    await told(/5 Endpoint .* are in stock/);
    await closed();
    await enter('Move Endpoint protection Professional, 1 year');
    await focused('dialog .combobox input');
    await choose('Retail', /Hafen Retail/);
    await tabTo('Quantity');
    await type('2');
    await enabled(/^Move 2/);
    await press('Enter');
    await told(/2 went from stock/);
    await closed();
    await enter('Bulk move', 'Shift+Tab');
    await page.getByRole('heading', { level: 1, name: 'Bulk move' }).waitFor();
    await tabTo('Destination Organization');
    await choose('Retail', /Hafen Retail/);
    await tabTo('Quantity');
    await type('1');
    await press('Enter');
    await page.getByRole('button', { name: /^Move 1/, disabled: false }).waitFor();
    await enter(/^Move 1/);
    await told(/1 license went from/);
  });

  test('W5 R14 an operator replays a dead letter that fails again, and dismisses it', async () => {
    await makeDeadLetters(stageOf());
    await open(people.operator, '/operations/dead-letters?service=ledger', 'Operations');
    await page.getByRole('link', { name: 'ledger-2' }).waitFor();
    await tabTo('Choose ledger-2');
    await press('Space');
    await enter('Replay 1 selected', 'Shift+Tab');
    await page.getByRole('region', { name: 'It failed again' }).waitFor();
    await focused('button');
    await enter('ledger-2');
    await page.getByRole('heading', { level: 1, name: 'Dead letter ledger-2' }).waitFor();
    await enter('Replay');
    await page.getByRole('heading', { name: 'It failed again' }).waitFor();
    await focused('button');
    await enter('Dismiss');
    await tabTo('Reason');
    await type('Cranes are not licensed');
    await enter('Dismiss');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await focused('main *');
  });

  test('W5 P7 an order is followed to its entitlement from the list', async () => {
    await open(requester, '/', 'Overview');
    await press('g');
    await press('d');
    await page.getByRole('row').nth(1).waitFor();
    await tabTo('SO-10001');
    await press('Enter');
    await page.getByRole('heading', { level: 1, name: 'SO-10001' }).waitFor();
    await page.getByRole('link', { name: 'ENT-SO-10001-1' }).waitFor();
    await enter('ENT-SO-10001-1');
    await page.waitForURL('**/entitlements/ENT-SO-10001-1');
  });

  test('W5 F12 a guest chooses a file that is no certificate, and is told', async () => {
    await open(undefined, '/verify', 'Verify a certificate');
    const chooser = page.waitForEvent('filechooser');
    await enter('Choose a file');
    await (await chooser).setFiles(path.join(import.meta.dirname, '../../../package.json'));
    await page.getByRole('region', { name: 'Result' }).getByText('Not a certificate').waitFor();
    await focused('button');
  });
}

const details = [
  'Scope',
  'Frequency',
  'Start time',
  'Related cases',
  'Test results',
  'Workaround',
  'Business impact',
] as const;

/** What has the focus, and whether it is in sight once that is drawn: neither beyond the edge nor under what stays there. */
const focus = `new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))).then(() => {
  const focused = document.activeElement;
  const { x, y, width, height } = focused.getBoundingClientRect();
  const there = document.elementFromPoint(x + width / 2, y + height / 2);
  const name = focused.getAttribute('aria-label') ?? focused.labels?.[0]?.innerText ?? focused.innerText;
  const isInSight = focused === document.body || (there !== null && (focused.contains(there) || there.contains(focused)));
  return { name: name.trim(), isInSight };
})`;
