import type { Page } from 'playwright-core';
import { people } from '#test/portal/browser.ts';
import { ask } from '../measuring/ask.ts';
import { limitOf, type Result } from '../measuring/report.ts';
import { median, type Plan, percentile, shown } from '../measuring/rounds.ts';
import type { PortalStage } from './portal-stage.ts';

const [from, to] = ['ACC-100', 'ACC-101'];

/** W6: from a key to the figures that it changes, painted; and the route that tells them. */
export async function previewBench(stage: PortalStage, plan: Plan): Promise<Result[]> {
  const context = await stage.context(people.superUser);
  const page = await context.newPage();
  await page.goto(`/transfer?from=${from}&to=${to}`);
  const painted = await keystrokes(page, 20 * plan.rounds);
  await context.close();
  console.log(`  keystroke to painted: ${shown(median(painted))} ms, p99 ${shown(percentile(painted, 99))} ms`);
  const lines = [{ sku: 'MIST-AP-STD-1Y', quantity: 1 }];
  const route = await previewRoute(stage, people.superUser, { from, to, lines }, 40 * plan.rounds);
  return [
    limitOf('W6', 'keystroke to preview painted, p99', [percentile(painted, 99)], 300, 200),
    limitOf('W6', 'preview route, p99', [percentile(route, 99)], 50, 25),
  ];
}

/** Milliseconds of so many previews through the portal, one after the other. */
export async function previewRoute(stage: PortalStage, email: string, body: object, times: number): Promise<number[]> {
  const cookie = await stage.cookieOf(email);
  const session = await fetch(`${stage.url}/portal/session`, { headers: { cookie } });
  const { csrf } = (await session.json()) as { csrf: string };
  const headers = { cookie, 'x-csrf-token': csrf, origin: stage.url, 'content-type': 'application/json' };
  const waits: number[] = [];
  for (let turn = 0; turn < times + 5; turn++) {
    const init = { method: 'POST', body: JSON.stringify(body) };
    const { lastByte } = await ask(`${stage.url}/portal/api/transfers/preview`, headers, init);
    if (turn >= 5) waits.push(lastByte);
  }
  console.log(`  preview route: ${shown(median(waits))} ms, p99 ${shown(percentile(waits, 99))} ms`);
  return waits;
}

/** Types a digit over the one before, and waits for the sum of the source as it would then be. */
async function keystrokes(page: Page, times: number): Promise<number[]> {
  const quantity = page.getByLabel(/^Quantity of Wireless/);
  await quantity.fill('9');
  const after = page.getByRole('cell', { name: /^25 → 16$/ }).first();
  await after.waitFor();
  const waits: number[] = [];
  for (let turn = 0; turn < times; turn++) {
    const digit = 1 + (turn % 8);
    await page.evaluate(expectAfterKey(25 - digit));
    await quantity.press('ControlOrMeta+a');
    await quantity.press(String(digit));
    waits.push((await page.evaluate('window.painted')) as number);
  }
  return waits;
}

/** From the key's own time until the frame after the one in which the cell says so. */
const expectAfterKey = (rest: number) => `
  window.painted = new Promise((resolve) => {
    let typed = 0;
    const said = () => [...document.querySelectorAll('dialog td')].some((cell) => cell.textContent.trim() === '25 → ${rest}');
    const look = () => {
      if (!said()) return requestAnimationFrame(look);
      requestAnimationFrame(() => resolve(performance.now() - typed));
    };
    addEventListener('input', ({ timeStamp }) => { typed = timeStamp; look(); }, { capture: true, once: true });
  });
  undefined;
`;
