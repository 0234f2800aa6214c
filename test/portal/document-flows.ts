import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { de } from '#apps/portal/src/browser/text/de.ts';
import { Database } from '#runtime/postgres/database.ts';
import { untilNothing } from '#test/support/waiting.ts';
import { people } from './browser.ts';
import { axeFindings } from './in-page.ts';
import type { Stage } from './stage.ts';

/** Documents of other systems as somebody looks after them: an answer once more, and a key whose order was not read. */
export function documentFlows(stageOf: () => Stage): void {
  let context: BrowserContext;
  let page: Page;
  afterEach(() => context?.close());

  async function open(address: string): Promise<void> {
    context = await stageOf().signedIn(people.operator);
    page = await context.newPage();
    await page.goto(address);
  }

  test('an answer to the sender of an order is sent again from the page of the order, in both languages', async () => {
    const { send, ask } = stageOf();
    const order = {
      ...{ orderNumber: 'SO-30001', revision: 1, currency: 'EUR', emails: ['it@lodz.example'] },
      accounts: [{ accountId: 'ACC-100', role: 'end-customer' }],
      lines: [{ lineNumber: 1, sku: 'NO-SUCH', quantity: 1, unitPrice: '1.00' }],
    };
    await send(people.operator, '/api/sales-orders?sender=erp', order);
    await untilNothing(async () => {
      const path = '/api/orders?q=SO-30001';
      const { items } = await ask<{ items: unknown[] }>(path);
      if (items.length === 0) return ['the order'];
      const answers = await ask<{ items: { state: string }[] }>('/api/orders/SO-30001/answer');
      return answers.items[0]?.state === 'sent' ? [] : ['the answer'];
    }, 30_000);
    await open('/orders/SO-30001');
    for (const [again, told] of [
      [/^Send again/, 'The answer goes to erp again.'],
      [new RegExp(`^${de.answers.resend}`), de.answers.resent('erp')],
    ] as const) {
      await page.getByRole('button', { name: again }).click();
      await page.getByText(told).first().waitFor();
      await page.goto('/orders/SO-30001?language=de');
    }
  });

  test('a document of a key alone says that its order is to be read, why it was not, and that it was given up', async () => {
    const { send, databaseUrl } = stageOf();
    const event = readFileSync(path.join(import.meta.dirname, '../../deploy/sample/documents/s4-event.json'), 'utf8');
    const { documentId } = await send<{ documentId: string }>(people.operator, '/api/sales-orders?sender=s4', event);
    await open(`/documents/${documentId}`);
    await page.getByText(/is to be read from its system/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.goto(`/documents/${documentId}?language=de`);
    await page.getByText(/Die Bestellung wird noch aus ihrem System gelesen/).waitFor();
    const database = await Database.open({ url: databaseUrl, schema: 'intake', entities: [], migrations: [] });
    await database.sql(`update intake.lookup set state = 'failed', due_at = null where sender = 's4'`);
    await database.close();
    await page.reload();
    await page.getByText(/Einen Tag lang war die Bestellung nicht aus ihrem System zu lesen/).waitFor();
    await page.getByRole('link', { name: 'LOOKUP_FAILED' }).click();
    await page.getByRole('heading', { level: 1, name: 'LOOKUP_FAILED' }).waitFor();
  });
}
