import type { Browser, Page } from 'playwright-core';
import { startBrowser } from './browser.ts';
import { describeWithChromium } from './chromium.ts';
import { bytesOf, observers } from './in-page.ts';
import { layerFaults } from './walk/layers.ts';
import { mediaFaults } from './walk/media.ts';
import { load, pageFaults } from './walk/page-faults.ts';
import { consoleOf } from './walk/walk.ts';

/** W4: what walks through the portal finds each fault that it is there for; each is planted in a page that has no other. */

const shell = (body: string, head = '') => `<!doctype html><html lang="en"><head><title>Planted</title>
  <meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
  <style>body { background: #fff; color: #111 } @media (prefers-color-scheme: dark) { body { background: #111; color: #eee } } ${head}</style>
  </head><body><main><h1>Planted</h1>${body}</main></body></html>`;

const planted: readonly (readonly [what: string, body: string, head: string, found: RegExp])[] = [
  ['an axe finding', '<img src="data:,">', '', /^image-alt/],
  [
    'one in the dark alone',
    '<p>Words</p>',
    '@media (prefers-color-scheme: dark) { p { color: #222 } }',
    /^color-contrast/,
  ],
  [
    'one on a phone alone',
    '<p class="n"><img src="data:,"></p>',
    '.n { display: none } @media (width < 500px) { .n { display: block } }',
    /^image-alt/,
  ],
  [
    'one on a wide screen alone, in the dark',
    '<p>Words</p>',
    '@media (width > 500px) and (prefers-color-scheme: dark) { p { color: #222 } }',
    /^color-contrast/,
  ],
  ['a report of the policy', '<script>1</script>', '', /^policy: script-src-elem inline/],
  ['what is beyond the edge', '<p class="w">Words</p>', '.w { width: 3000px }', /px too wide: .*class="w"/],
  ['a name that came alive', '<i data-planted>x</i>', '', /^planted: <i/],
  ['a control without a name', '<button></button>', '', /^no name: <button>/],
];

const late = `document.querySelector('main').ariaBusy = 'true';
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
    document.querySelector('h1').insertAdjacentHTML('beforebegin', '<div style="height: 300px">late</div>');
    document.querySelector('main').ariaBusy = null;
  }, 50)));`;

describeWithChromium('W4 what the walk through the portal finds', () => {
  let browser: Browser;
  let page: Page;
  let said: string[];

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());
  afterEach(() => page?.context().close());

  async function serve(body: string, policy = "script-src 'unsafe-eval' 'self'"): Promise<void> {
    const context = await browser.newContext({ baseURL: 'http://planted.example', reducedMotion: 'reduce' });
    await context.addInitScript(observers);
    page = await context.newPage();
    said = consoleOf(page);
    const headers = { 'content-security-policy': policy };
    await page.route('**/*', (route) => route.fulfill({ body, contentType: 'text/html; charset=utf-8', headers }));
  }

  const nothing = async () => undefined;
  const found = async () => await pageFaults(page, '/', 'normal', nothing);

  test('nothing in a page that has nothing', async () => {
    await serve(shell('<p>x</p><button>Named</button>'));
    expect(await found()).toEqual([]);
    expect(said).toEqual([]);
  });

  test.each(planted)('%s', async (_, body, head, fault) => {
    await serve(shell(body, head));
    expect(await found()).toContainEqual(expect.stringMatching(fault));
  });

  test('a layout shift, on both widths', async () => {
    await serve(shell(`<p>x</p><script>${late}</script>`), "script-src 'unsafe-inline'");
    const shifts = (await found()).filter((fault) => fault.startsWith('layout shift'));
    expect(shifts).toEqual([expect.stringMatching(/at 390 px: <body>/), expect.stringMatching(/at 1280 px: <body>/)]);
  });

  test('errors of the console, and what is thrown', async () => {
    await serve(
      shell('<script>console.error("loud"); throw new Error("thrown")</script>'),
      "script-src 'unsafe-inline'",
    );
    await found();
    expect(new Set(said)).toEqual(new Set(['console: loud', 'console: thrown']));
  });

  test('what is wrong with a layer, in one theme alone too', async () => {
    const dark = '@media (prefers-color-scheme: dark) { i { color: #222; background: #111 } }';
    const layers = `<button popovertarget="menu">Menu</button><div id="menu" popover><img src="data:,"><i>dark</i></div>`;
    await serve(shell(layers, dark));
    await load(page, '/');
    expect(await layerFaults(page, 'main', nothing)).toEqual([
      expect.stringMatching(/^Menu, open: image-alt/),
      expect.stringMatching(/^Menu, open: color-contrast/),
    ]);
  });

  test("a drawing in forced colors whose colors are its own, or too faint; none whose colors are the reader's", async () => {
    const drawing = '<svg width="9"><rect class="own"/><rect class="faint"/><rect class="good"/></svg>';
    const own =
      '.own { fill: #6fd0cf } .faint { fill: CanvasText; fill-opacity: 0.2 } .good { fill: LinkText; stroke: Canvas }';
    await serve(shell(drawing, own));
    await load(page, '/');
    expect(await mediaFaults(page, '/')).toEqual([
      expect.stringMatching(/^in forced colors: fill rgb\(111, 208, 207\): <svg/),
      expect.stringMatching(/^in forced colors: fill .*, faint: <svg/),
    ]);
  });

  test('how many bytes came', async () => {
    await serve(shell('x'.repeat(100_000)));
    expect(await bytesOf(page, () => load(page, '/'))).toBeGreaterThan(100_000);
  });
});
