import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { demoPassword } from '#apps/portal/src/people/demo-people.ts';
import { freePort } from '#runtime/environment/ports.ts';
import { untilNothing } from '#test/support/waiting.ts';
import { Browser, type PortalStage, startPortalStage } from './portal-stage.ts';

/** P1 with an OpenID provider: a real one, on this machine. */

const clientId = 'portal';
const clientSecret = 'a secret of the test';

let server: Server;
let issuer: string;
let stage: PortalStage;
/** How long ID tokens of the provider are good for, in seconds. */
let lifetime = 3600;
let isVerified = true;

beforeAll(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // The portal's own address is known only when it is there: the provider takes what has its path.
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: [`${publicUrl}/auth/callback`],
        post_logout_redirect_uris: [`${publicUrl}/sign-in`],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    issueRefreshToken: async () => true,
    ttl: { IdToken: () => lifetime },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: async () => ({ sub: id, email: id, email_verified: isVerified, name: 'Ida of the test' }),
    }),
    cookies: { keys: ['a key of the test'] },
  });
  server.on('request', provider.callback());
  stage = await startPortalStage({
    variables: {
      ...{ PORT: String(port), PUBLIC_URL: publicUrl, OPERATORS: 'operator@seatwright.example' },
      ...{ AUTH_JWKS_URL: `${issuer}/jwks`, AUTH_ISSUER: issuer, AUTH_AUDIENCE: clientId },
      ...{ AUTH_CLIENT_ID: clientId, AUTH_CLIENT_SECRET: clientSecret },
    },
  });
  const member = { accountId: 'X-1', email: 'ida@x.example', role: 'admin' };
  await stage.publish('accounts', 'account.updated.v1', { accountId: 'X-1', kind: 'customer', name: 'X one' });
  await stage.publish('accounts', 'administrator.updated.v1', member);
});
afterAll(async () => {
  await stage?.stop();
  server.closeAllConnections();
  server.close();
});

const locationOf = ({ headers }: { headers: Headers }) => headers.get('location') ?? '';

/** Goes through the pages of the provider as a person does, and answers the address that it sends them back to. */
async function throughProvider(start: string, person: string, provider = new Browser(issuer, {})): Promise<string> {
  let address = start;
  for (let step = 0; step < 12; step += 1) {
    if (!address.startsWith(issuer)) return address;
    const path = address.slice(issuer.length);
    const page = await provider.get(path);
    if (page.status >= 300 && page.status < 400) {
      address = new URL(locationOf(page), issuer).href;
      continue;
    }
    const action = /action="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const prompt = /name="prompt" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const fields = prompt === 'login' ? { prompt, login: person, password: 'any' } : { prompt };
    const sent = await provider.form(new URL(action, issuer).pathname, fields as Record<string, string>);
    if (sent.status >= 400) throw new Error(`the provider answers ${sent.status}: ${sent.text}`);
    address = new URL(locationOf(sent), issuer).href;
  }
  throw new Error(`the provider goes on and on: ${address}`);
}

async function signedIn(person = 'ida@x.example', returnTo = '/') {
  const browser = stage.browser();
  const start = await browser.get(`/auth/start?return=${encodeURIComponent(returnTo)}`);
  const back = await throughProvider(locationOf(start), person);
  const answer = await browser.get(new URL(back).pathname + new URL(back).search);
  return { browser, answer, back, start: new URL(locationOf(start)) };
}

describe('P1 signing in with an OpenID provider', () => {
  test('leads there and back to the page that was asked for, as the person whom it names', async () => {
    const { browser, answer, start } = await signedIn('ida@x.example', '/orders?state=rejected');
    expect([answer.status, locationOf(answer)]).toEqual([303, '/orders?state=rejected']);
    expect(Object.fromEntries(start.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect((await browser.session()).body).toMatchObject({
      person: { email: 'ida@x.example', name: 'Ida of the test' },
      canSetPassword: false,
      demo: false,
    });
    await untilNothing(async () => {
      const { body } = await browser.get('/portal/api/accounts');
      return body.items?.[0]?.name === 'X one' ? [] : ['the interface does not know Ida'];
    }, 30_000);
  });

  test('keeps the tokens of the provider sealed', async () => {
    const { browser } = await signedIn();
    const rows = await stage.database.sql<{ sealed: string }>(
      'select sealed from portal.session where sealed is not null',
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { sealed } of rows) expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('eyJ');
    expect((await browser.get('/')).text).not.toContain('eyJ');
  });

  test('tokens that end are renewed, once for all who ask at the same time', async () => {
    lifetime = 20;
    const { browser } = await signedIn();
    lifetime = 3600;
    const before = await stage.database.sql('select sealed from portal.session');
    const answers = await Promise.all(Array.from({ length: 5 }, () => browser.get('/portal/api/accounts')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await stage.database.sql('select sealed from portal.session')).not.toEqual(before);
  });

  test.each([
    ['another state', (address: URL) => address.searchParams.set('state', 'x'.repeat(43))],
    ['no state', (address: URL) => address.searchParams.delete('state')],
    ['another code', (address: URL) => address.searchParams.set('code', 'x'.repeat(43))],
  ])('%s opens nothing', async (_what, change) => {
    const browser = stage.browser();
    const start = await browser.get('/auth/start');
    const back = new URL(await throughProvider(locationOf(start), 'ida@x.example'));
    change(back);
    const answer = await browser.get(back.pathname + back.search);
    expect([answer.status, (await browser.session()).status]).toEqual([401, 401]);
  });

  test('a sign-in that another browser began opens nothing, nor one for the second time', async () => {
    const browser = stage.browser();
    const start = await browser.get('/auth/start');
    const back = new URL(await throughProvider(locationOf(start), 'ida@x.example'));
    const other = stage.browser();
    await other.get('/auth/start');
    expect((await other.get(back.pathname + back.search)).status).toBe(401);
    const begun = new Map(browser.cookies);
    expect((await browser.get(back.pathname + back.search)).status).toBe(303);
    const again = stage.browser();
    for (const [name, value] of begun) again.cookies.set(name, value);
    expect((await again.get(back.pathname + back.search)).status).toBe(401);
  });

  test('an address that the provider has not verified is nobody', async () => {
    isVerified = false;
    const { answer } = await signedIn('operator@seatwright.example');
    isVerified = true;
    expect([answer.status, answer.text]).toEqual([401, expect.stringContaining('has not verified')]);
  });

  test('what is refused is a page to people', async () => {
    const answer = await stage.browser().get('/auth/callback?error=access_denied', { accept: 'text/html' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([401, expect.stringContaining('text/html')]);
  });

  test('signing out ends it here, and says where it ends there', async () => {
    const { browser } = await signedIn();
    const { status, body } = await browser.write('POST', '/portal/sign-out');
    expect(status).toBe(200);
    const next = new URL(body.next);
    expect(next.origin).toBe(issuer);
    expect(next.searchParams.get('post_logout_redirect_uri')).toBe(
      `${stage.running.context.settings.publicUrl}/sign-in`,
    );
    expect((await browser.session()).status).toBe(401);
  });

  test('there are no passwords, no demo people, and no form', async () => {
    const page = await stage.browser().get('/sign-in?return=%2Forders');
    expect(page.text).not.toContain('<form');
    expect(page.text).toContain('href="/auth/start?return=%2Forders"');
    expect((await stage.browser().signIn('operator@seatwright.example', demoPassword)).status).toBe(404);
    await stage.withPassword('ida@x.example', 'correct horse battery staple');
    expect((await stage.browser().signIn('ida@x.example', 'correct horse battery staple')).status).toBe(404);
    expect((await stage.browser().get('/set-password?token=x')).status).not.toBe(200);
    const { browser } = await signedIn();
    const change = { current: 'correct horse battery staple', password: 'another few words' };
    expect((await browser.write('POST', '/portal/password', change)).status).toBe(404);
  });
});
