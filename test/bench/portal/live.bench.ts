import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type ClientRequest, get } from 'node:http';
import { join } from 'node:path';
import { issueToken } from '#runtime/http/access/auth.ts';
import { people } from '#test/portal/browser.ts';
import { limitOf, type Result } from '../measuring/report.ts';
import { type Plan, percentile, shown } from '../measuring/rounds.ts';
import { type PortalStage, watchers } from './portal-stage.ts';

/** W9: revisions of an order on its way, as its ERP sends them, and who sees them when. */

const orderNumber = 'SO-LIVE';
const streams = 200;

export async function liveBench(stage: PortalStage, plan: Plan): Promise<Result[]> {
  const send = await sender(stage);
  await send();
  const seen = await traceWaits(stage, plan, send);
  const told = await fanOut(stage, plan, send);
  return [
    limitOf('W9', 'order sent to visible in an open trace, p95', [percentile(seen, 95)], 1000, 300),
    limitOf(
      'W9',
      `order sent to the last of ${streams} streams that hear of it, p95`,
      [percentile(told, 95)],
      2000,
      500,
    ),
  ];
}

/** How long an open page takes to show each revision, from the moment at which it is sent. */
async function traceWaits(stage: PortalStage, plan: Plan, send: Send): Promise<number[]> {
  const context = await stage.context(people.support);
  const page = await context.newPage();
  await page.goto(`/orders/${orderNumber}`);
  await page.locator('.trace .is-live').waitFor();
  const waits: number[] = [];
  for (let turn = 0; turn < 4 * plan.rounds; turn++) {
    const { revision, at } = await send();
    const shownAt = (await page.evaluate(whenShown(revision))) as number;
    waits.push(shownAt - performance.timeOrigin - at);
  }
  await context.close();
  console.log(`  trace: ${waits.map(shown).join('  ')}`);
  return waits;
}

/** The frame after the one that has the revision, since 1970: looked for in the page, where nothing waits between two looks. */
const whenShown = (revision: number) => `new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error('revision ${revision} is not shown after 30 s')), 30_000);
  const look = () => {
    const isThere = [...document.querySelectorAll('.trace .step-title')].some((title) => title.textContent === 'Accepted, revision ${revision}');
    requestAnimationFrame(isThere ? () => resolve(performance.timeOrigin + performance.now()) : look);
  };
  look();
})`;

/** How long the last of many open streams takes to hear of each revision. */
async function fanOut(stage: PortalStage, plan: Plan, send: Send): Promise<number[]> {
  let heard = () => {};
  const open = await Promise.all(
    Array.from({ length: streams }, async (_, index) =>
      listen(stage, await sessionOf(stage, watchers[index % watchers.length] ?? ''), () => heard()),
    ),
  );
  const waits: number[] = [];
  for (let turn = 0; turn < 4 * plan.rounds; turn++) {
    const count = { rest: streams };
    const all = new Promise<void>((resolve, reject) => {
      const late = () => reject(new Error(`${count.rest} of ${streams} streams hear of nothing for 30 s`));
      const timer = setTimeout(late, 30_000);
      heard = () => {
        count.rest -= 1;
        if (count.rest > 0) return;
        clearTimeout(timer);
        resolve();
      };
    });
    const { at } = await send();
    await all;
    waits.push(performance.now() - at);
    // A page is told four times a second at most: the next one comes when all may hear at once again.
    await new Promise((resolve) => setTimeout(resolve, 600));
  }
  for (const request of open) request.destroy();
  console.log(`  ${streams} streams: ${waits.map(shown).join('  ')}`);
  return waits;
}

/** A stream of hints; `heard` is called for each that is about the order. */
async function listen({ url }: PortalStage, cookie: string, heard: () => void): Promise<ClientRequest> {
  return await new Promise((resolve, reject) => {
    const request = get(`${url}/portal/live`, { headers: { cookie } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`/portal/live answers ${response.statusCode}`));
      response.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes(`"${orderNumber}"`)) heard();
      });
      response.on('error', () => undefined);
      resolve(request);
    });
    request.on('error', reject);
  });
}

/** A session that began without a password: of somebody whom the bench made an operator. */
async function sessionOf({ sql }: PortalStage, email: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const hash = createHash('sha256').update(token).digest('hex');
  await sql(
    `insert into portal.session (token_hash, id, email, address, agent) values ($1, $2, $3, '127.0.0.1', 'bench')`,
    [hash, randomUUID(), email],
  );
  return `seatwright=${token}`;
}

type Send = () => Promise<{ readonly revision: number; readonly at: number }>;

/** Sends the next revision of an order that waits for its date; answers when it was sent (`performance.now()`). */
async function sender({ url, folder }: PortalStage): Promise<Send> {
  const token = await issueToken(people.operator, join(folder, 'keys', 'auth.pem'), new Date());
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  let last = 0;
  return async () => {
    last += 1;
    const line = { sku: 'MIST-AP-STD-1Y', unitPrice: '118.00', kind: 'initial', requestedShipDate: '2031-12-15' };
    const order = {
      ...{ orderNumber, revision: last, currency: 'EUR', placedAt: '2026-11-28T08:00:00Z' },
      accounts: [{ accountId: 'ACC-100', role: 'end-customer', name: 'Łódź Logistyka S.A.', country: 'PL' }],
      emails: ['it@lodz-logistyka.example'],
      lines: [{ lineNumber: 1, quantity: 1 + (last % 50), ...line }],
    };
    const at = performance.now();
    const answer = await fetch(`${url}/api/sales-orders?sender=erp`, {
      method: 'POST',
      headers,
      body: JSON.stringify(order),
    });
    if (!answer.ok) throw new Error(`the order is answered ${answer.status} ${await answer.text()}`);
    await answer.body?.cancel();
    return { revision: last, at };
  };
}
