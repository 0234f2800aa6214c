import { closeMonth } from '#apps/invoicing/src/month-close/month-close.command.ts';
import { monthAfter } from '#domain/values/calendar.ts';
import { untilNothing } from '#test/support/waiting.ts';
import { people } from '../browser.ts';
import { makeDeadLetters } from '../dead-letters.ts';
import { harbour, hostileSite, marina, passcodes, requester } from '../sample-more.ts';
import { type Stage } from '../stage.ts';
import { plantedText, plantNames } from './planted.ts';

/** One of each kind that pages are about, made as people make them. */
export type Things = Awaited<ReturnType<typeof makeThings>>;

/** It came in a document, and was refused. */
export const documentedOrder = 'SO-20001';

interface Listed<Item> {
  readonly items: readonly Item[];
}

const keyOfHarbour = async ({ ask }: Stage) => {
  const path = `/api/accounts/${harbour}/licenses?limit=100`;
  const { items } = await ask<Listed<{ lots: { licenseKey?: string }[] } & { licenseKey?: string }>>(path);
  return items.flatMap((item) => [item.licenseKey, ...(item.lots ?? []).map((lot) => lot.licenseKey)]).find(Boolean);
};

export async function makeThings(stage: Stage) {
  const { ask, send } = stage;
  await makeDeadLetters(stage);
  const { items: held } = await ask<Listed<{ lotId: string }>>('/api/accounts/ACC-100/licenses?limit=100');
  const lines = [{ sku: 'MIST-AP-STD-1Y', quantity: 2 }];
  const moved = await send<{ transferId: string }>(people.superUser, '/api/transfers', {
    ...{ from: 'ACC-100', to: 'ACC-101', lines, note: plantedText },
  });
  const details = ['scope', 'frequency', 'startTime', 'relatedCases', 'testResults', 'workaround', 'businessImpact'];
  const asked = await send<{ caseId: string }>(requester, '/api/transfer-cases', {
    ...{ from: harbour, to: marina, passcodes },
    ...{ destinationName: 'Gulf Marina W.L.L.', destinationLink: 'https://dashboard.example/o/marina' },
    lines: [{ licenseKey: await keyOfHarbour(stage), deviceType: 'MX67', quantity: 3 }],
    details: Object.fromEntries(details.map((name) => [name, plantedText])),
  });
  await send(people.support, `/api/transfer-cases/${asked.caseId}/comment`, { comment: plantedText });
  const { items: stock } = await ask<Listed<{ lotId: string }>>('/api/stock?limit=100');
  const document = await sentDocument(stage);
  const invoice = await issuedInvoice(stage);
  await plantNames(stage);
  return {
    transfer: moved.transferId,
    case: asked.caseId,
    lot: String(held[0]?.lotId),
    stockLot: String(stock[0]?.lotId),
    document,
    invoice,
  };
}

/** An order as its ERP writes it, with a line that the catalog does not know. */
export async function sentDocument({ ask, send }: Stage): Promise<string> {
  const line = { quantity: 4, unitPrice: '118.00', kind: 'initial' };
  const document = {
    ...{ orderNumber: documentedOrder, revision: 1, currency: 'EUR', placedAt: '2026-11-28T08:00:00Z' },
    accounts: [{ accountId: 'ACC-100', role: 'end-customer', name: 'Łódź Logistyka S.A.', country: 'PL' }],
    emails: ['it@lodz-logistyka.example'],
    lines: [
      { lineNumber: 1, sku: 'MIST-AP-STD-1Y', ...line },
      { lineNumber: 2, sku: '<b>NO-SUCH</b>', ...line },
    ],
  };
  const path = '/api/sales-orders?sender=erp';
  const { documentId } = await send<{ documentId: string }>(people.operator, path, JSON.stringify(document, null, 2));
  await untilNothing(async () => {
    const { orders } = await ask<{ orders: { state?: string }[] }>(`/api/order-documents/${documentId}`);
    return orders[0]?.state === 'rejected' ? [] : [`${documentedOrder} is not refused`];
  }, 30_000);
  return documentId;
}

/**
 * Closes the month that the next invoice is of, as if it had passed everywhere: by the site's calendar, which may be a month ahead of
 * UTC's. Who is billed is named like code.
 */
export async function issuedInvoice({ settings, databaseUrl, ask, send }: Stage): Promise<string> {
  await send(people.owner, '/api/purchases', { accountId: hostileSite, sku: 'MIRADORE-PREMIUM', quantity: 12 });
  const next = () => ask<{ period: string; lines: unknown[] }>(`/api/accounts/${hostileSite}/next-invoice`);
  await untilNothing(async () => ((await next()).lines.length > 0 ? [] : ['no lines']), 30_000);
  const { period } = await next();
  const after = new Date(`${monthAfter(period, 1)}-01T13:00:00Z`);
  const { held } = await closeMonth({ ...settings, databaseUrl }, period, () => after);
  const { items } = await ask<Listed<{ number: string }>>(`/api/invoices?accountId=${hostileSite}&limit=1`);
  if (!items[0]) throw new Error(`no invoice, but held: ${JSON.stringify(held)}`);
  return items[0].number;
}
