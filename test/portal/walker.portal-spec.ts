import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BrowserContext, Page, Route } from 'playwright-core';
import { addresses } from '#apps/portal/src/browser/addresses.ts';
import { describeWithChromium } from './chromium.ts';
import { makeDeadLetters } from './dead-letters.ts';
import { axeFindings, namelessControls, observers, seenOn } from './in-page.ts';
import { hostileName } from './sample-more.ts';
import { people, type Stage, startStage } from './stage.ts';

/** W4, W5: every page in both themes, on a wide and a narrow screen, with data, without any, and without an answer. */

/** Parameters for addresses that have some, and queries that open what is closed otherwise. */
const examples: Readonly<Record<string, string>> = {
  '/organizations/:id': '/organizations/ACC-100',
  '/organizations/:id/licenses': '/organizations/ACC-101/licenses',
  '/organizations/:id/people': '/organizations/MSP-1/people',
  '/organizations/:id/history': '/organizations/ACC-100/history',
  '/transfer': '/transfer?from=ACC-100&to=ACC-101',
  '/transfer/bulk': '/transfer/bulk?from=ACC-100',
  '/license-management/purchase': '/license-management/purchase?for=ACC-901&sku=MIRADORE-PREMIUM',
  '/entitlements/:id': '/entitlements/ENT-SO-10001-1',
  '/orders/:number': '/orders/SO-10001',
  '/invoices/:number': '/invoices/NO-SUCH',
  '/stock/:lot/move': '/stock/NO-SUCH/move',
  '/cases/:id': '/cases/NO-SUCH',
  '/transfers/:id': '/transfers/NO-SUCH',
  '/lots/:id': '/lots/NO-SUCH',
  '/rules/:code': '/rules/EXCEEDS_TRANSFERABLE',
  '/operations/dead-letters': '/operations/dead-letters?service=ledger',
  '/operations/dead-letters/:id': '/operations/dead-letters/ledger-1',
};

/** Pages that look otherwise with other things. */
const variants = ['/orders/SO-10010'];

const everyPath = [...addresses.map(({ pattern }) => examples[pattern] ?? pattern), ...variants, '/nothing-is-here'];
const screens = ['light', 'dark'].flatMap((theme) => [1280, 390].map((width) => ({ theme, width })));
const walks = [
  { who: 'super user', email: people.superUser, paths: everyPath.filter((one) => !one.startsWith('/operations/')) },
  { who: 'operator', email: people.operator, paths: everyPath.filter((one) => one.startsWith('/operations/')) },
].flatMap((walk) => screens.map((screen) => ({ ...walk, ...screen })));
const largestShift = 0.02;
const firstPageBytes = 90_000;

type State = 'normal' | 'empty' | 'error';

describeWithChromium('W4 every page of the portal', () => {
  let stage: Stage;
  let pictures: string;

  beforeAll(async () => {
    stage = await startStage();
    await makeDeadLetters(stage);
    pictures = process.env.PORTAL_PICTURES ?? (await mkdtemp(path.join(tmpdir(), 'seatwright-portal-pictures-')));
    await mkdir(pictures, { recursive: true });
  });
  afterAll(() => stage?.stop());

  test('has an example for each parameter', () => {
    expect(everyPath.filter((one) => one.includes(':'))).toEqual([]);
  });

  test.each(walks)(
    'stands, is named, keeps still and obeys the policy: $who, $theme, $width px',
    async ({ email, paths, theme, width }) => {
      const context = await stage.signedIn(email, {
        colorScheme: theme as 'light' | 'dark',
        viewport: { width, height: 844 },
        reducedMotion: 'reduce',
      });
      await context.addInitScript(observers);
      const page = await context.newPage();
      const said: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') said.push(message.text());
      });
      page.on('pageerror', (error) => said.push(error.message));
      const found: string[] = [];
      for (const state of ['normal', 'empty', 'error'] as const) {
        await page.unrouteAll({ behavior: 'wait' });
        if (state !== 'normal') await page.route('**/*', (route) => answerAs(state, route));
        for (const address of paths) {
          const walked = await walk(page, address, state).catch((error: Error) => [error.message]);
          const faults = [...walked, ...consoleFaults(said.splice(0))];
          const name = `${address.replaceAll(/\W+/g, '-')}_${state}_${theme}_${width}.png`;
          await page.screenshot({ path: path.join(pictures, name) });
          found.push(...faults.map((fault) => `${address}, ${state}: ${fault}`));
        }
      }
      await context.close();
      expect(found).toEqual([]);
    },
  );

  test.each(screens)('the page for guests stands as well: $theme, $width px', async ({ theme, width }) => {
    const viewport = { width, height: 844 };
    const context = await stage.guest({ colorScheme: theme as 'light' | 'dark', viewport, reducedMotion: 'reduce' });
    await context.addInitScript(observers);
    const page = await context.newPage();
    const faults = await walk(page, '/verify', 'normal');
    await page.screenshot({ path: path.join(pictures, `guest-verify_${theme}_${width}.png`) });
    await context.close();
    expect(faults).toEqual([]);
  });

  test('W1: the first page after sign-in is small', async () => {
    const context = await stage.signedIn(people.superUser);
    const page = await context.newPage();
    const bytes = await bytesOf(context, page, '/');
    await context.close();
    expect(bytes).toBeGreaterThan(1000);
    expect(bytes).toBeLessThan(firstPageBytes);
  });

  test('a name that looks like code stands as text', async () => {
    const context = await stage.signedIn(people.superUser);
    const page = await context.newPage();
    await page.goto('/organizations');
    await page.getByRole('link', { name: hostileName }).click();
    await page.getByRole('heading', { level: 1, name: hostileName }).waitFor();
    expect(await page.title()).toBe(`${hostileName} · Seatwright`);
    expect(await page.locator('img').count()).toBe(0);
    await context.close();
  });
});

/** Opens a page and tells all that is wrong with it. */
async function walk(page: Page, address: string, state: State): Promise<string[]> {
  await page.goto(address);
  await page.getByRole('heading', { level: 1, includeHidden: true }).first().waitFor({ state: 'attached' });
  await settled(page);
  const { shift, reports } = await seenOn(page);
  return [
    ...(await axeFindings(page)),
    ...(await namelessControls(page)).map((control) => `no name: ${control}`),
    ...reports.map((report) => `policy: ${report}`),
    // The other states come without the first answers, so that nobody can know how high the content will be.
    ...(state === 'normal' && shift > largestShift ? [`layout shift ${shift.toFixed(3)}`] : []),
  ];
}

/** What Chromium says of an answer with such a status is meant: states and unknown addresses are made of them. */
function consoleFaults(said: readonly string[]): string[] {
  return said
    .filter((text) => !/^Failed to load resource: .* status of (404|500)/.test(text))
    .map((text) => `console: ${text}`);
}

/** Nothing is on its way any more, and what came is drawn. */
async function settled(page: Page): Promise<void> {
  await page.locator('.skeleton, [aria-busy=true]').first().waitFor({ state: 'detached' });
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
}

/** Lists with nothing in them, or no answers at all; the shell comes without any. */
async function answerAs(state: State, route: Route): Promise<void> {
  const request = route.request();
  const { pathname } = new URL(request.url());
  if (request.resourceType() === 'document') {
    const response = await route.fetch();
    const body = (await response.text()).replace(/"answers":\{.*\}(?=\}<\/script>)/s, '"answers":{}');
    await route.fulfill({ response, body });
    return;
  }
  if (!pathname.startsWith('/portal/api/')) return await route.continue();
  if (state === 'error') {
    const json = { type: 'about:blank', title: 'Internal Server Error', status: 500 };
    return await route.fulfill({ status: 500, json, contentType: 'application/problem+json' });
  }
  const response = await route.fetch();
  const body = response.ok() ? await response.json() : undefined;
  if (!Array.isArray(body?.items)) return await route.fulfill({ response });
  await route.fulfill({ response, json: { ...body, items: [], nextCursor: null } });
}

async function bytesOf(context: BrowserContext, page: Page, address: string): Promise<number> {
  const client = await context.newCDPSession(page);
  await client.send('Network.enable');
  let bytes = 0;
  client.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.goto(address);
  await settled(page);
  return bytes;
}
