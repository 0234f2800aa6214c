import { untilNothing } from '#test/support/waiting.ts';
import { type Browser, type PortalStage, startPortalStage } from './portal-stage.ts';

/** That something has changed reaches the pages of those whom it concerns, and nobody else's. */

const password = 'correct horse battery staple';

let stage: PortalStage;
const open: AbortController[] = [];

beforeAll(async () => {
  stage = await startPortalStage({ given: true });
  for (const [accountId, email] of [
    ['X-1', 'ida@x.example'],
    ['Y-1', 'tom@y.example'],
  ] as const) {
    await stage.withPassword(email, password);
    await stage.publish('accounts', 'account.updated.v1', { accountId, kind: 'customer', name: accountId });
    await stage.publish('accounts', 'administrator.updated.v1', { accountId, email, role: 'admin' });
  }
});
afterAll(async () => {
  for (const controller of open) controller.abort();
  await stage?.stop();
});

async function signedIn(email: string): Promise<Browser> {
  const browser = stage.browser();
  await browser.signIn(email, password);
  await untilNothing(async () => {
    const { body } = await browser.session();
    return body.memberships.length === 1 ? [] : [`${email} administers nothing yet`];
  }, 30_000);
  return browser;
}

/** Listens as a page does, and keeps what it hears. */
async function listening(browser: Browser, headers: Record<string, string> = {}) {
  const heard: { kind: string; id: string; accounts: string[] }[] = [];
  const controller = new AbortController();
  open.push(controller);
  const cookie = `seatwright=${browser.cookies.get('seatwright')}`;
  const response = await fetch(`${stage.url}/portal/live`, {
    headers: { cookie, ...headers },
    signal: controller.signal,
  });
  const state = { heard, response, isOver: false };
  const read = async () => {
    let text = '';
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += part;
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const each of parts) {
        const data = /^data: (.*)$/m.exec(each)?.[1];
        if (data !== undefined) heard.push(JSON.parse(data));
      }
    }
  };
  void read()
    .catch(() => undefined)
    .finally(() => {
      state.isOver = true;
    });
  return state;
}

const moved = (id: string, from: string, to: string, time = new Date().toISOString()) =>
  stage.publish('licenses', 'license.transferred.v1', { transferId: id, from, to, lines: [] }, time);

test('a hint names kind and accounts, and is for whom it concerns alone; what is old is no news', async () => {
  const [ida, tom] = [
    await listening(await signedIn('ida@x.example')),
    await listening(await signedIn('tom@y.example')),
  ];
  expect(ida.response.headers.get('content-type')).toContain('text/event-stream');
  expect(ida.response.headers.get('cache-control')).toBe('no-store');
  await moved('T-0', 'X-1', 'Y-1', '2026-11-21T09:30:00Z');
  await moved('T-1', 'X-1', 'Z-1');
  await moved('T-2', 'Q-1', 'Y-1');
  await untilNothing(async () => (tom.heard.length > 0 && ida.heard.length > 0 ? [] : ['no hint yet']), 15_000);
  expect(ida.heard).toEqual([{ kind: 'licenses', id: expect.any(String), accounts: ['X-1'] }]);
  expect(tom.heard).toEqual([{ kind: 'licenses', id: expect.any(String), accounts: ['Y-1'] }]);
});

test('many at once are few hints', async () => {
  const page = await listening(await signedIn('ida@x.example'));
  await Promise.all(Array.from({ length: 120 }, (_, index) => moved(`M-${index}`, 'X-1', 'Z-1')));
  await untilNothing(async () => (page.heard.some(({ id }) => id === '') ? [] : ['no hint yet']), 15_000);
  expect(page.heard.length).toBeLessThan(12);
});

test('whoever comes back is told to look at everything', async () => {
  const page = await listening(await signedIn('ida@x.example'), { 'last-event-id': '7' });
  await untilNothing(async () => (page.heard.length > 0 ? [] : ['nothing yet']), 15_000);
  expect(page.heard[0]).toEqual({ kind: 'anything', id: '', accounts: [] });
});

test('guests hear nothing, and a session that ends hears nothing more', async () => {
  expect((await stage.browser().get('/portal/live')).status).toBe(401);
  const browser = await signedIn('ida@x.example');
  const page = await listening(browser);
  await browser.write('POST', '/portal/sign-out');
  await untilNothing(async () => (page.isOver ? [] : ['the stream is still open']), 30_000);
});
