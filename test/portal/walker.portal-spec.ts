import { mkdir } from 'node:fs/promises';
import { untilNothing } from '#test/support/waiting.ts';
import { people } from './browser.ts';
import { describeWithChromium } from './chromium.ts';
import { areDrawn, bytesOf } from './in-page.ts';
import { hostileName } from './sample-more.ts';
import { type Stage, startStage } from './stage.ts';
import { settled } from './walk/page-faults.ts';
import { makeThings } from './walk/things.ts';
import { everyVisit } from './walk/visits.ts';
import { type Walked, walkEverywhere } from './walk/walk.ts';

/**
 * W4, W5: every page in both themes, on a wide and a narrow screen, with data, without any, and without an answer, and all that
 * opens on it. With PORTAL_PICTURES pictures of all of it lie in that folder; with PORTAL_VISITS (a pattern) those addresses alone are visited.
 */

const firstPageBytes = 90_000;

describeWithChromium('W4 every page of the portal', () => {
  let stage: Stage;
  let walked: Walked;

  beforeAll(async () => {
    stage = await startStage();
    const pictures = process.env.PORTAL_PICTURES;
    if (pictures) await mkdir(pictures, { recursive: true });
    walked = await walkEverywhere({ stage, things: await makeThings(stage), pictures });
  }, 780_000);
  afterAll(() => stage?.stop());

  test.each(everyVisit)('stands, is named, keeps still and obeys the policy: %s', (name) => {
    expect(walked.get(name)).toEqual([]);
  });

  test('W1: the first page after sign-in is small', async () => {
    const context = await stage.signedIn(people.superUser);
    const page = await context.newPage();
    const bytes = await bytesOf(page, async () => {
      await page.goto('/');
      await settled(page);
    });
    await context.close();
    expect(bytes).toBeGreaterThan(1000);
    expect(bytes).toBeLessThan(firstPageBytes);
  });

  test('a name in any script is drawn, and whoever meets none loads no font', async () => {
    const context = await stage.signedIn(people.superUser);
    const page = await context.newPage();
    const fonts: string[] = [];
    page.on('request', (request) => {
      if (/\/font-/.test(request.url())) fonts.push(request.url());
    });
    await page.goto('/rules');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await settled(page);
    expect(fonts).toEqual([]);
    await page.goto('/organizations');
    await page.getByRole('link', { name: hostileName, exact: true }).waitFor();
    await untilNothing(async () => ((await page.evaluate(areDrawn('株式会社'))) ? [] : ['they are boxes']), 10_000);
    await context.close();
  });

  test('a name that looks like code stands as text', async () => {
    const context = await stage.signedIn(people.superUser);
    const page = await context.newPage();
    await page.goto('/organizations');
    await page.getByRole('link', { name: hostileName, exact: true }).click();
    await page.getByRole('heading', { level: 1, name: hostileName }).waitFor();
    expect(await page.title()).toBe(`${hostileName} · Seatwright`);
    expect(await page.locator('img').count()).toBe(0);
    await context.close();
  });
});
