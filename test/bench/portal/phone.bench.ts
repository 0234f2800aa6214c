import type { Page } from 'playwright-core';
import { people } from '#test/portal/browser.ts';
import { limitOf, type Result } from '../measuring/report.ts';
import { type Plan, percentile, shown } from '../measuring/rounds.ts';
import type { PortalStage } from './portal-stage.ts';

/** 1.6 Mbit/s each way and 150 ms; a processor four times slower. */
const throughput = 1_600_000 / 8;
const conditions = { offline: false, latency: 150, downloadThroughput: throughput, uploadThroughput: throughput };
const slowdown = 4;

/** What Chromium tells of a page while it loads, in milliseconds. */
interface Loaded {
  readonly rows: number;
  readonly lcp: number;
  readonly tbt: number;
  readonly cls: number;
}

/** Runs before anything of the page does. */
const watch = `
  window.loaded = { rows: 0, lcp: 0, tbt: 0, cls: 0 };
  const on = (type, see) => new PerformanceObserver((list) => list.getEntries().forEach(see)).observe({ type, buffered: true });
  on('largest-contentful-paint', ({ startTime }) => { loaded.lcp = startTime; });
  on('longtask', ({ duration }) => { loaded.tbt += Math.max(0, duration - 50); });
  on('layout-shift', ({ value, hadRecentInput }) => { if (!hadRecentInput) loaded.cls += value; });
  const look = () => {
    if (document.querySelector('main section.grid a[href^="/organizations/"]')) requestAnimationFrame(() => { loaded.rows = performance.now(); });
    else requestAnimationFrame(look);
  };
  look();
`;

/** W3: the list of organizations on a phone that has nothing of the portal yet. */
export async function phoneBench(stage: PortalStage, plan: Plan): Promise<Result[]> {
  const all: Loaded[] = [];
  for (let turn = 0; turn <= plan.rounds; turn++) {
    const loaded = await load(stage);
    const { rows, lcp, tbt, cls } = loaded;
    console.log(`  rows ${shown(rows)} ms, LCP ${shown(lcp)} ms, TBT ${shown(tbt)} ms, CLS ${shown(cls)}`);
    if (turn > 0) all.push(loaded);
  }
  const of = (name: keyof Loaded) => all.map((loaded) => loaded[name]);
  return [
    // Its bar is a share of another page, which this bench does not keep (README).
    { ...limitOf('W3', 'phone: rows on screen, printed', of('rows'), Number.POSITIVE_INFINITY, 0), goal: undefined },
    limitOf('W3', 'phone: LCP', of('lcp'), 2000, 1500),
    limitOf('W3', 'phone: TBT', of('tbt'), 200, 50),
    limitOf('W3', 'phone: CLS, the worst', [percentile(of('cls'), 100)], 0.02, 0, ''),
  ];
}

async function load(stage: PortalStage): Promise<Loaded> {
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
  const context = await stage.context(people.superUser, phone);
  const page = await context.newPage();
  await slow(page);
  await page.addInitScript(watch);
  await page.goto('/organizations');
  const loaded = (await page.evaluate(whenQuiet)) as Loaded;
  await context.close();
  return loaded;
}

/** When the rows are there, and for a second nothing was painted, blocked or shifted any more. */
const whenQuiet = `new Promise((resolve) => {
  let [last, at] = ['', 0];
  const look = () => {
    const seen = JSON.stringify(loaded);
    if (seen !== last) [last, at] = [seen, performance.now()];
    if (loaded.rows > 0 && performance.now() - at > 1000) resolve(loaded);
    else setTimeout(look, 100);
  };
  look();
})`;

async function slow(page: Page): Promise<void> {
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  await client.send('Network.emulateNetworkConditions', conditions);
  await client.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
}
