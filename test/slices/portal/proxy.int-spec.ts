import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { untilNothing } from '#test/support/waiting.ts';
import { type Browser, type PortalStage, startPortalStage } from './portal-stage.ts';

/** What the portal lets through to the interface, for whom, and what it answers to everything else. */

const password = 'correct horse battery staple';
const operator = 'operator@seatwright.example';

let stage: PortalStage;
let ida: Browser;
let stranger: Browser;

beforeAll(async () => {
  stage = await startPortalStage({ given: true, variables: { OPERATORS: operator } });
  for (const email of ['ida@x.example', 'stranger@y.example']) await stage.withPassword(email, password);
  for (const accountId of ['X/1', 'Y-1'])
    await stage.publish('accounts', 'account.updated.v1', {
      accountId,
      kind: 'customer',
      name: `</script>${accountId}`,
    });
  const member = { accountId: 'X/1', email: 'ida@x.example', role: 'admin' };
  await stage.publish('accounts', 'administrator.updated.v1', member);
  await stage.publish('accounts', 'administrator.updated.v1', {
    ...member,
    accountId: 'Y-1',
    email: 'stranger@y.example',
  });
  [ida, stranger] = [stage.browser(), stage.browser()];
  await ida.signIn('ida@x.example', password);
  await stranger.signIn('stranger@y.example', password);
  await untilNothing(async () => {
    const { body } = await ida.session();
    return body.memberships[0]?.name === '</script>X/1' ? [] : ['Ida administers nothing yet'];
  }, 30_000);
});
afterAll(() => stage?.stop());

describe('the proxy', () => {
  test('answers as the interface does to that person, ids with a slash too', async () => {
    const list = await ida.get('/portal/api/accounts');
    expect(list.body.items.map(({ accountId }: { accountId: string }) => accountId)).toEqual(['X/1']);
    const one = await ida.get('/portal/api/accounts/X%2F1');
    expect([one.status, one.body.name]).toEqual([200, '</script>X/1']);
    expect(one.headers.get('cache-control')).toBe('no-store');
  });

  test('shows a stranger nothing of it, whoever is signed in there', async () => {
    for (const address of [
      '/portal/api/accounts/X%2F1',
      '/portal/api/accounts/X%2F1/licenses',
      '/portal/api/accounts/X%2F1/history',
    ])
      expect((await stranger.get(address)).status).toBe(404);
    expect((await stranger.get('/portal/api/accounts')).text).not.toContain('X/1');
    expect((await stranger.get('/portal/api/event-log')).text).not.toContain('X/1');
    expect((await stranger.get('/organizations/X%2F1')).text).not.toContain('</script>X');
    expect((await stranger.get('/portal/api/dead-letters')).status).toBe(403);
    expect((await stage.browser().get('/portal/api/accounts')).status).toBe(401);
  });

  test('takes neither the cookie nor a token of somebody else along, nor a way out of the interface', async () => {
    const answer = await stranger.get('/portal/api/accounts', { authorization: 'Bearer nonsense' });
    expect(answer.status).toBe(200);
    const token = await ida.get('/portal/session');
    expect(token.text).not.toContain('eyJ');
    for (const address of ['/portal/api/%2e%2e/metrics', '/portal/api/..%2fmetrics', '/portal/api/accounts/%2E./x'])
      expect([400, 404]).toContain((await ida.get(address)).status);
  });

  test('hands refusals back as they are, with their violations', async () => {
    const answer = await ida.write('POST', '/portal/api/transfers/preview', { from: 'X/1', to: 'Y-1', lines: [] });
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.violations.length).toBeGreaterThan(0);
  });

  test('streams: the first byte comes before the last, and an upload is not kept', async () => {
    const answer = await ida.get('/portal/api/event-log.csv');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/csv')]);
    expect(answer.headers.get('content-disposition')).toContain('attachment');
  });
});

describe('an interface elsewhere', () => {
  let upstream: Server;
  let seen: { url?: string; headers: Readonly<Record<string, unknown>>; body: string }[];
  let remote: PortalStage;
  let browser: Browser;

  beforeAll(async () => {
    seen = [];
    upstream = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => {
        body += String(part);
      });
      request.on('end', () => {
        seen.push({ url: request.url, headers: request.headers, body });
        if (request.url?.endsWith('/breaks-off')) {
          request.socket.destroy();
          return;
        }
        if (request.url?.endsWith('/strangers')) {
          response.writeHead(401, { 'content-type': 'application/problem+json' }).end('{"status":401}');
          return;
        }
        response.writeHead(201, { 'content-type': 'text/plain', 'set-cookie': 'a=b', server: 'x', etag: '"1"' });
        response.end('done');
      });
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const { port } = upstream.address() as AddressInfo;
    remote = await startPortalStage({ given: true, variables: { API_URL: `http://127.0.0.1:${port}` } });
    await remote.withPassword('ida@x.example', password);
    browser = remote.browser();
    await browser.signIn('ida@x.example', password);
  });
  afterAll(async () => {
    await remote?.stop();
    upstream.closeAllConnections();
    upstream.close();
  });

  test('hears what it has to know and nothing more, to the byte', async () => {
    const answer = await browser.write(
      'PUT',
      '/portal/api/x%2Fy?a=%20b',
      { n: 1 },
      { 'idempotency-key': 'k', 'x-own': '1' },
    );
    expect([answer.status, answer.text, answer.headers.get('etag')]).toEqual([201, 'done', '"1"']);
    expect([answer.headers.get('set-cookie'), answer.headers.get('server')]).toEqual([null, null]);
    const { url, headers, body } = seen.at(-1) as (typeof seen)[number];
    expect([url, body]).toEqual(['/api/x%2Fy?a=%20b', '{"n":1}']);
    expect(headers).toMatchObject({ 'idempotency-key': 'k', 'content-type': 'application/json' });
    expect(Object.keys(headers).filter((name) => /cookie|csrf|own|sec-|user-agent/.test(name))).toEqual([]);
    const [, claims = ''] = String(headers.authorization).split('.');
    const { email, exp, iat } = JSON.parse(Buffer.from(claims, 'base64url').toString());
    expect([email, exp - iat]).toEqual(['ida@x.example', 300]);
  });

  test('that knows no tokens of the portal is a 502 that says so: who is signed in is not sent to sign in', async () => {
    const answer = await browser.get('/portal/api/strangers');
    expect([answer.status, answer.body.detail]).toEqual([502, expect.stringContaining('the same AUTH_KEY_FILE')]);
    expect((await browser.get('/organizations')).status).toBe(200);
  });

  test('that breaks off is a 502, one that is away a 503, and both say so', async () => {
    const broken = await browser.get('/portal/api/breaks-off');
    expect([broken.status, broken.headers.get('content-type')]).toEqual([502, expect.stringContaining('problem+json')]);
    const elsewhere = await startPortalStage({ given: true, variables: { API_URL: 'http://127.0.0.1:9' } });
    try {
      await elsewhere.withPassword('ida@x.example', password);
      const one = elsewhere.browser();
      await one.signIn('ida@x.example', password);
      const away = await one.get('/portal/api/accounts');
      expect([away.status, away.body.title]).toEqual([503, 'Not available']);
      expect((await one.get('/organizations')).status).toBe(200);
    } finally {
      await elsewhere.stop();
    }
  });
});

describe('writes', () => {
  const writes: readonly (readonly [string, string, object?])[] = [
    ['POST', '/portal/sign-out'],
    ['POST', '/portal/password', { current: password, password: 'another few words' }],
    ['PUT', '/portal/settings', { theme: 'dark' }],
    ['POST', '/portal/settings', { theme: 'dark' }],
    ['DELETE', '/portal/sessions'],
    ['PUT', '/portal/views/orders', { columns: ['a'] }],
    ['DELETE', '/portal/views/orders'],
    ['PUT', '/portal/api/accounts/X%2F1', { kind: 'customer', name: 'Changed' }],
    ['POST', '/portal/api/transfers', { from: 'X/1', to: 'Y-1', lines: [] }],
    ['DELETE', '/portal/api/accounts/X%2F1/administrators/ida@x.example'],
  ];
  const state = () =>
    stage.database.sql(
      `select (select count(*) from portal.session) as sessions, (select count(*) from portal.view) as views,
         (select count(*) from portal.setting) as settings, (select string_agg(password, ',' order by email) from portal.person) as people,
         (select json_agg(m order by email, account_id) from portal.membership m)::text as members`,
    );
  const init = (body?: object) => ({
    body: body && JSON.stringify(body),
    headers: body ? { 'content-type': 'application/json' } : undefined,
  });

  test.each(writes)(
    '%s %s changes nothing without the token of the session, or from another site',
    async (...write) => {
      const [method, address, body] = write as unknown as (typeof writes)[number];
      const before = await state();
      const { csrf } = (await ida.session()).body;
      const { csrf: foreign } = (await stranger.session()).body;
      const without = [
        {},
        { 'x-csrf-token': '' },
        { 'x-csrf-token': foreign },
        { 'x-csrf-token': csrf, 'sec-fetch-site': 'cross-site' },
        { 'x-csrf-token': csrf, 'sec-fetch-site': 'same-site' },
        { 'x-csrf-token': csrf, 'sec-fetch-site': 'none' },
      ];
      for (const headers of without) {
        const asked = init(body);
        const answer = await ida.ask(method, address, { ...asked, headers: { ...asked.headers, ...headers } });
        expect([headers, answer.status]).toEqual([headers, 403]);
      }
      const guest = await stage.browser().ask(method, address, init(body));
      expect(guest.status).toBe(401);
      expect(await state()).toEqual(before);
      expect((await ida.get('/portal/api/accounts/X%2F1')).body.name).toBe('</script>X/1');
    },
  );

  test.each([
    [{ origin: 'http://elsewhere.example' }, 403],
    [{ origin: 'null' }, 403],
    [{}, 403],
    [{ origin: 'ours' }, 303],
  ])('signing in from %j, where browsers tell no site, is a %i', async (told, status) => {
    const headers = Object.fromEntries(
      Object.entries(told).map(([name, value]) => [name, value === 'ours' ? stage.url : value]),
    );
    const body = new URLSearchParams({ email: 'ida@x.example', password });
    const answer = await fetch(`${stage.url}/portal/sign-in`, { method: 'POST', redirect: 'manual', body, headers });
    expect(answer.status).toBe(status);
  });
});

describe('what people settle', () => {
  test('settings are checked, and kept by person', async () => {
    const wrong = await ida.write('PUT', '/portal/settings', { timeZone: 'Europe/Warsw', theme: 'pink' });
    expect([wrong.status, wrong.body.violations.length]).toEqual([422, 2]);
    await ida.write('POST', '/portal/settings', { timeZone: 'europe/warsaw', theme: 'dark' });
    const changed = await ida.write('PUT', '/portal/settings', { language: 'de', theme: null });
    expect(changed.body).toEqual({ timeZone: 'Europe/Warsaw', language: 'de' });
    expect((await ida.session()).body).toMatchObject({ locale: 'de', timeZone: 'Europe/Warsaw' });
    expect((await stranger.get('/portal/settings')).body).toEqual({});
    expect((await ida.get('/')).text).toContain('<html lang="de"');
  });

  test('views are kept by person and page, up to a size', async () => {
    expect((await ida.get('/portal/views/event-log')).body).toBeNull();
    expect((await ida.write('PUT', '/portal/views/event-log', { columns: ['at', 'type'] })).status).toBe(204);
    expect((await ida.get('/portal/views/event-log')).body).toEqual({ columns: ['at', 'type'] });
    expect((await stranger.get('/portal/views/event-log')).body).toBeNull();
    const large = await ida.write('PUT', '/portal/views/event-log', { columns: ['x'.repeat(20_000)] });
    expect([large.status, large.body.violations[0].code]).toEqual([422, 'TOO_LARGE']);
    expect((await ida.write('PUT', '/portal/views/%20', {})).status).toBe(404);
    expect((await ida.write('DELETE', '/portal/views/event-log')).status).toBe(204);
    expect((await ida.get('/portal/views/event-log')).body).toBeNull();
  });

  test('sessions are listed to their person, who ends them; nobody else does', async () => {
    const second = stage.browser({ 'user-agent': 'Second' });
    await second.signIn('ida@x.example', password);
    const { items } = (await ida.get('/portal/sessions')).body;
    expect(items.filter(({ current }: { current: boolean }) => current)).toHaveLength(1);
    const { id } = items.find(({ agent }: { agent: string }) => agent === 'Second');
    expect((await stranger.write('DELETE', `/portal/sessions/${id}`)).status).toBe(404);
    expect((await second.session()).status).toBe(200);
    expect((await ida.write('DELETE', `/portal/sessions/${id}`)).body).toEqual({ ended: 1 });
    expect((await second.session()).status).toBe(401);
  });

  test('a password is changed by whoever knows it, and that ends the other sessions', async () => {
    const other = stage.browser();
    await other.signIn('ida@x.example', password);
    const change = (current: string, next: string) =>
      ida.write('POST', '/portal/password', { current, password: next });
    expect((await change('wrong', 'another few words')).body.violations[0].code).toBe('WRONG_PASSWORD');
    expect((await change(password, 'aaaaaaaaaaaa')).body.violations[0].code).toBe('WEAK_PASSWORD');
    expect((await change(password, 'another few words')).status).toBe(204);
    expect([(await ida.session()).status, (await other.session()).status]).toEqual([200, 401]);
    expect((await other.signIn('ida@x.example', password)).status).toBe(401);
    expect((await change('another few words', password)).status).toBe(204);
  });
});

describe('pages', () => {
  const csp =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

  test.each([
    '/',
    '/sign-in',
    '/nothing/here',
    '/portal/session',
    '/portal/api/accounts',
    '/portal/nothing',
    '/verify',
  ])('%s is told to browsers as it has to be handled', async (address) => {
    for (const browser of [ida, stage.browser()]) {
      const { headers } = await browser.get(address);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy': csp,
        'x-content-type-options': 'nosniff',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'same-origin',
        'cache-control': 'no-store',
      });
      expect(headers.has('strict-transport-security')).toBe(false);
    }
  });

  test('the shell brings the session and the first answers along, whatever is in a name', async () => {
    const page = await ida.get('/organizations');
    expect(page.text.match(/<\/script>/g)?.length).toBe(page.text.match(/<script/g)?.length);
    const [, json = ''] = /id="first-data">([\s\S]*?)<\/script>/.exec(page.text) ?? [];
    const first = JSON.parse(json);
    expect(first.session.person.email).toBe('ida@x.example');
    for (const [address, answer] of Object.entries(first.answers))
      expect(answer).toEqual((await ida.get(`/portal${address}`)).body);
  });

  test('an address that is none is a 404 to people, and no page where there are no pages', async () => {
    expect((await ida.get('/nothing/here')).status).toBe(404);
    expect((await ida.get('/api/nothing')).headers.get('content-type')).toContain('problem+json');
    expect((await ida.get('/favicon.ico')).status).toBe(404);
    expect((await ida.get('/portal/nothing')).status).toBe(404);
    expect((await ida.get('/assets/nothing.js')).status).toBe(404);
  });

  test('guests are sent to sign in, and may verify', async () => {
    const guest = stage.browser();
    expect((await guest.get('/organizations/X%2F1?a=b')).headers.get('location')).toBe(
      '/sign-in?return=%2Forganizations%2FX%252F1%3Fa%3Db',
    );
    const verify = await guest.get('/verify');
    expect([verify.status, verify.text]).toEqual([200, expect.stringContaining('{"session":null,"answers":{}}')]);
  });

  test('a file is for ever, and comes as small as the browser takes it', async () => {
    const { text } = await stage.browser().get('/sign-in');
    const address = /href="(\/assets\/pages-\w+\.css)"/.exec(text)?.[1] ?? '';
    for (const encoding of ['br', 'gzip', 'identity']) {
      const { headers, status, text: body } = await stage.browser().get(address, { 'accept-encoding': encoding });
      expect([status, body.length]).toEqual([200, expect.any(Number)]);
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding);
    }
  });

  test('with a name on https the cookie is of this host alone, and HTTPS is for ever', async () => {
    const secure = await startPortalStage({ given: true, variables: { PUBLIC_URL: 'https://portal.example' } });
    try {
      await secure.withPassword('ida@x.example', password);
      const answer = await secure.browser().signIn('ida@x.example', password);
      expect(answer.headers.getSetCookie()[0]).toMatch(
        /^__Host-seatwright=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=604800$/,
      );
      expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
    } finally {
      await secure.stop();
    }
  });
});
