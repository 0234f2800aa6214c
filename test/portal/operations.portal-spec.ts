import type { BrowserContext, Page } from 'playwright-core';
import { untilNothing } from '#test/support/waiting.ts';
import { people } from './browser.ts';
import { describeWithChromium } from './chromium.ts';
import { makeDeadLetters, missingProduct } from './dead-letters.ts';
import { axeFindings } from './in-page.ts';
import { type Stage, startStage } from './stage.ts';
import { documentedOrder, issuedInvoice, sentDocument } from './walk/things.ts';

/** P7, R14: what operators do in the portal. */

describeWithChromium('P7 R14 operations in the portal', () => {
  let stage: Stage;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    stage = await startStage();
    await makeDeadLetters(stage);
  });
  afterAll(() => stage?.stop());
  afterEach(() => context?.close());

  async function open(email: string, address: string): Promise<void> {
    context = await stage.signedIn(email);
    page = await context.newPage();
    await page.goto(address);
  }

  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
  const text = (content: string | RegExp) => page.locator('main').getByText(content).first().waitFor();

  test('a dead letter is read, replayed once it can go through, and one that never can is dismissed', async () => {
    await open(people.operator, '/');
    await page.getByRole('link', { name: 'Operations' }).click();
    await page.getByLabel('Service').selectOption('ledger');
    await button(/^Replay all 2/).waitFor();
    await page.getByRole('link', { name: 'ledger-1' }).click();
    await text(/UNKNOWN_DEVICE_TYPE/);
    await page.getByLabel('Content of the letter').getByText('"BUOY"').waitFor();
    await button('Replay').click();
    await page.getByRole('heading', { name: 'It failed again' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await stage.publish('catalog', [missingProduct]);
    await untilNothing(async () => {
      const answer = page.waitForResponse((response) => response.url().endsWith('/replay'));
      await button('Replay').click();
      return (await answer).ok() ? [] : ['the ledger does not know the product yet'];
    }, 30_000);
    await page.getByText('ledger-1 went through.').waitFor();

    await page.getByLabel('Choose ledger-2').check();
    await button('Replay 1 selected').click();
    await page.getByRole('region', { name: 'It failed again' }).getByText(/CRANE/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('link', { name: 'ledger-2' }).first().click();
    await button('Dismiss').click();
    const dialog = page.getByRole('dialog', { name: 'Dismiss' });
    await dialog.getByRole('button', { name: 'Dismiss' }).click();
    await dialog.getByRole('link', { name: 'Say why nothing is to become of it.' }).waitFor();
    await dialog.getByLabel('Reason').fill('Cranes are not licensed');
    await dialog.getByRole('button', { name: 'Dismiss' }).click();
    await text('No dead letters in ledger.');
    await page.getByLabel('State').selectOption('settled');
    await page.getByRole('link', { name: 'ledger-2' }).click();
    await text('Cranes are not licensed');
  });

  test('a document of another system leads from what is wrong to its line, and to its order and back', async () => {
    await sentDocument(stage);
    await open(people.operator, '/documents');
    await page.locator('tbody').getByRole('link').first().click();
    await page.getByRole('link', { name: /^line \d+, column \d+$/ }).click();
    expect(await page.locator('mark:target').innerText()).toContain('"<b>NO-SUCH</b>"');
    expect(await page.locator('main b').count()).toBe(0);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download', exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.json$/);
    await page.getByRole('link', { name: documentedOrder }).click();
    await page.getByRole('link', { name: 'Came in a document' }).click();
    await page.getByRole('heading', { level: 1, name: 'Document of erp' }).waitFor();
    await page.goto('/documents?order=SO-0');
    await text('Nothing matches.');
  });

  test('mails by what became of them, and health', async () => {
    await open(people.operator, '/operations/mails');
    await page.getByRole('link', { name: 'SO-10001' }).first().waitFor();
    await page.getByRole('combobox', { name: 'State' }).selectOption('superseded');
    await text('Nothing matches.');
    await page.getByRole('link', { name: 'Health' }).click();
    await text(/^ready/);
    await page.getByRole('link', { name: 'ledger' }).waitFor();
  });

  test('I12 I14 an operator credits a part of an invoice after its preview, and records what came for it', async () => {
    const number = await issuedInvoice(stage);
    await open(people.operator, '/invoices');
    await page.getByRole('link', { name: number }).first().click();
    await page.getByRole('heading', { level: 1, name: /^Invoice INV-/ }).waitFor();
    await page.getByRole('button', { name: 'Credit' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason', { exact: true }).fill('Two days without service');
    await dialog.getByRole('textbox', { name: /^1\. / }).fill('0,50');
    await dialog
      .getByText(/-EUR.0\.50|-0\.50|EUR.-0\.50/)
      .first()
      .waitFor();
    await dialog.getByRole('button', { name: 'Credit' }).click();
    await page.getByText('The credit note is issued.').first().waitFor();
    await page.getByRole('button', { name: 'Record payment' }).click();
    await dialog.getByLabel(/^Amount/).fill('-1');
    await dialog.getByRole('button', { name: 'Record payment' }).click();
    await dialog.getByRole('alert').waitFor();
    await dialog.getByLabel(/^Amount/).fill('0.10');
    await dialog.getByLabel('Reference').fill('Statement 7');
    await dialog.getByRole('button', { name: 'Record payment' }).click();
    await page.getByText(/Statement 7 · /).waitFor();
    await page.getByText('part paid').first().waitFor();
    await page.getByRole('button', { name: 'Taken back by the bank' }).click();
    await dialog.getByLabel('What the bank says').fill('AC04');
    await dialog.getByRole('button', { name: 'Taken back by the bank' }).click();
    await page.getByText(/^taken back on /).waitFor();
    await page.getByText('AC04').first().waitFor();
    expect(await page.getByText('part paid').count()).toBe(0);
    await page.goto('/invoices?payment=open');
    await page.getByRole('link', { name: /^INV-/ }).first().waitFor();
    await page.goto('/invoices?payment=paid');
    await text('Nothing matches.');
  });

  test('R6 nobody else sees any of it', async () => {
    await open(people.superUser, '/operations/dead-letters?service=ledger');
    await text('You may not see this.');
    expect(await page.getByRole('link', { name: 'Operations' }).count()).toBe(0);
    expect(await page.locator('main').innerText()).not.toContain('ledger-');
  });
});
