import { demoPassword } from '#apps/portal/src/people/demo-people.ts';
import { untilNothing } from '#test/support/waiting.ts';
import { type PortalStage, startPortalStage } from './portal-stage.ts';

/** P1: who gets in, how, and for how long. */

const operator = 'operator@seatwright.example';
const password = 'correct horse battery staple';

let stage: PortalStage;

beforeAll(async () => {
  stage = await startPortalStage({ given: true, variables: { OPERATORS: operator } });
  for (const email of ['ida@x.example', 'tom@x.example', 'eva@x.example', operator])
    await stage.withPassword(email, password);
});
afterAll(() => stage?.stop());

async function signedIn(email = 'ida@x.example') {
  const browser = stage.browser();
  const answer = await browser.signIn(email, password);
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
  return browser;
}

describe('P1 signing in', () => {
  test('the right password opens the portal, in a cookie that no script reads and no other site sends', async () => {
    const browser = stage.browser();
    const answer = await browser.signIn(' Ida@X.example ', password, { return: '/orders?state=rejected' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/orders?state=rejected']);
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^seatwright=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800$/),
    ]);
    const session = await browser.session();
    expect(session.status).toBe(200);
    expect(session.body).toMatchObject({
      person: { email: 'ida@x.example' },
      memberships: [],
      roles: [],
      operator: false,
      locale: 'en',
      timeZone: null,
      csrf: expect.stringMatching(/^[\w-]{43}$/),
      canSetPassword: true,
      demo: false,
    });
  });

  test('what is in the database opens nothing: the token is kept as a hash', async () => {
    const browser = await signedIn();
    const token = browser.cookies.get('seatwright') ?? '';
    const rows = await stage.database.sql('select * from portal.session');
    expect(JSON.stringify(rows)).not.toContain(token);
    const { password: kept } =
      (await stage.database.sql<{ password: string }>('select password from portal.person'))[0] ?? {};
    expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  test('every sign-in has a token of its own, and ends the one that the browser had: none can be planted', async () => {
    const browser = stage.browser();
    browser.cookies.set('seatwright', 'A'.repeat(43));
    await browser.signIn('ida@x.example', password);
    const first = browser.cookies.get('seatwright');
    expect(first).not.toBe('A'.repeat(43));
    await browser.signIn('ida@x.example', password);
    expect(browser.cookies.get('seatwright')).not.toBe(first);
    const old = stage.browser();
    old.cookies.set('seatwright', first ?? '');
    expect((await old.session()).status).toBe(401);
  });

  test.each([
    ['12 hours without a request', `seen_at = now() - interval '12 hours 1 second'`],
    ['7 days', `signed_in_at = now() - interval '7 days 1 second'`],
  ])('a session ends after %s', async (_after, change) => {
    const browser = await signedIn('tom@x.example');
    expect((await browser.session()).status).toBe(200);
    await stage.database.sql(`update portal.session set ${change} where email = 'tom@x.example'`);
    expect((await browser.session()).status).toBe(401);
    expect((await browser.get('/')).headers.get('location')).toBe('/sign-in?return=%2F');
  });

  test('a request keeps a session alive', async () => {
    const browser = await signedIn('tom@x.example');
    await stage.database.sql(
      `update portal.session set seen_at = now() - interval '11 hours' where email = 'tom@x.example'`,
    );
    expect((await browser.session()).status).toBe(200);
    const rows = await stage.database.sql(
      `select 1 from portal.session where email = 'tom@x.example' and seen_at > now() - interval '1 minute'`,
    );
    expect(rows.length).toBeGreaterThan(0);
  });

  test('whoever signs out is out, wherever the cookie went', async () => {
    const browser = await signedIn();
    const copy = stage.browser();
    copy.cookies.set('seatwright', browser.cookies.get('seatwright') ?? '');
    const answer = await browser.write('POST', '/portal/sign-out');
    expect([answer.status, browser.cookies.size]).toEqual([200, 0]);
    expect((await copy.session()).status).toBe(401);
  });

  test.each([
    'https://elsewhere.example/',
    '//elsewhere.example',
    '/\\elsewhere.example',
    '/\t/elsewhere.example',
    'javascript:alert(1)',
    '/portal/sign-out',
    '/..//elsewhere.example',
    'orders',
    '',
  ])('after signing in nobody is sent to %j', async (target) => {
    const answer = await stage.browser().signIn('ida@x.example', password, { return: target });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
  });

  test('a deep link leads through signing in and back', async () => {
    const browser = stage.browser();
    const asked = await browser.get('/entitlements/SO-1%2F1?tab=mails');
    expect(asked.status).toBe(303);
    const page = await browser.get(asked.headers.get('location') ?? '');
    expect(page.text).toContain('name="return" value="/entitlements/SO-1%2F1?tab&#x3D;mails"');
  });
});

describe('P1 wrong passwords', () => {
  test('who is there and who is not get the same answer', async () => {
    const [known, unknown] = await Promise.all(
      ['eva@x.example', 'nobody@x.example'].map((email) => stage.browser().signIn(email, 'wrong')),
    );
    expect([known?.status, unknown?.status]).toEqual([401, 401]);
    expect(known?.text.replaceAll('eva@', 'nobody@')).toBe(unknown?.text);
  });

  test.each(['limit-known@x.example', 'limit-nobody@x.example'])(
    'five of %s from one address are looked at, then there are waits that grow; the right one waits too',
    async (email) => {
      if (email.includes('known')) await stage.withPassword(email, password);
      const tries = await Promise.all(Array.from({ length: 12 }, () => stage.browser().signIn(email, 'wrong')));
      expect(tries.filter(({ status }) => status === 401)).toHaveLength(5);
      expect(tries.filter(({ status }) => status === 429)).toHaveLength(7);
      const right = await stage.browser().signIn(email, password);
      expect([right.status, Number(right.headers.get('retry-after'))]).toEqual([429, 2]);
      await stage.database.sql(`update portal.sign_in_try set last_at = last_at - interval '2 seconds'`);
      expect((await stage.browser().signIn(email, 'wrong')).status).toBe(401);
      expect(Number((await stage.browser().signIn(email, 'wrong')).headers.get('retry-after'))).toBe(4);
    },
  );

  test('the right password forgets the wrong ones before it', async () => {
    await stage.database.sql('delete from portal.sign_in_try');
    for (let round = 0; round < 3; round += 1) {
      for (let each = 0; each < 4; each += 1) await stage.browser().signIn('eva@x.example', 'wrong');
      await signedIn('eva@x.example');
    }
  });

  test('one account is not tried out from many addresses, nor many accounts from one', async () => {
    await stage.database.sql('delete from portal.sign_in_try');
    const statuses = new Set<number>();
    for (let each = 0; each < 52; each += 1)
      statuses.add((await stage.browser().signIn(`many-${each}@x.example`, 'wrong')).status);
    expect(statuses).toEqual(new Set([401, 429]));
    await stage.database.sql('delete from portal.sign_in_try');
  });
});

describe('P1 the link that sets a password', () => {
  test('works once, within a day, and ends what was signed in before', async () => {
    const before = await signedIn('eva@x.example');
    const token = await stage.people.makeLink('eva@x.example');
    const browser = stage.browser();
    expect((await browser.get(`/set-password?token=${token}`)).text).toContain('value="eva@x.example"');
    const short = await browser.form('/set-password', { token, password: 'short', again: 'short' });
    expect([short.status, short.text]).toEqual([422, expect.stringContaining('it needs at least 12')]);
    const other = await browser.form('/set-password', { token, password, again: `${password}!` });
    expect([other.status, other.text]).toEqual([422, expect.stringContaining('are not the same')]);
    const set = await browser.form('/set-password', { token, password: `${password} 2`, again: `${password} 2` });
    expect([set.status, set.headers.get('location')]).toEqual([303, '/']);
    expect((await browser.session()).body.person.email).toBe('eva@x.example');
    expect((await before.session()).status).toBe(401);
    const again = await browser.form('/set-password', { token, password, again: password });
    expect([again.status, again.text]).toEqual([404, expect.stringContaining('no longer works')]);
    await stage.withPassword('eva@x.example', password);
  });

  test('does not work after its day', async () => {
    const token = await stage.people.makeLink('late@x.example');
    await stage.database.sql(`update portal.person set link_ends_at = now() where email = 'late@x.example'`);
    expect((await stage.browser().get(`/set-password?token=${token}`)).status).toBe(404);
  });
});

describe('demo people', () => {
  test('there are none beside a database that is given', async () => {
    expect((await stage.browser().get('/sign-in')).text).not.toContain('name="as"');
    expect((await stage.browser().signIn(operator, demoPassword)).status).toBe(401);
    const named = await signedIn(operator);
    expect((await named.session()).body).toMatchObject({ demo: false, canSetPassword: true, operator: true });
  });

  test('on a fresh embedded start they are offered on this machine, until somebody has a password', async () => {
    const fresh = await startPortalStage();
    try {
      const account = { accountId: 'MSP-1', kind: 'msp', name: 'Nordwind', tier: 'advanced' };
      await fresh.publish('accounts', 'account.updated.v1', account);
      const person = { accountId: 'MSP-1', email: 'anna@nordwind.example', role: 'super-user' };
      await fresh.publish('accounts', 'administrator.updated.v1', person);
      await untilNothing(async () => {
        const { text } = await fresh.browser().get('/sign-in');
        return text.includes('value="anna@nordwind.example"') ? [] : ['Anna is not offered'];
      }, 30_000);
      const page = await fresh.browser().get('/sign-in?as=anna%40nordwind.example&return=%2Forganizations');
      expect(page.text).toContain(`value="${demoPassword}"`);
      expect(page.text).not.toContain('jan@hafen.example');
      expect(page.text).not.toContain('<script');
      const size =
        page.text.length +
        (await fresh.browser().get(/href="(\/assets\/[^"]+)"/.exec(page.text)?.[1] ?? '')).text.length;
      expect(size).toBeLessThan(12_000);
      const anna = fresh.browser();
      expect((await anna.signIn('anna@nordwind.example', demoPassword)).status).toBe(303);
      expect((await anna.session()).body).toMatchObject({
        memberships: [{ accountId: 'MSP-1', name: 'Nordwind', kind: 'msp', role: 'super-user', access: 'full' }],
        roles: ['super-user'],
        canSetPassword: false,
        demo: true,
      });
      const passedOn = fresh.browser({ 'x-forwarded-for': '203.0.113.7' });
      expect((await passedOn.get('/sign-in')).text).not.toContain('name="as"');
      expect((await passedOn.signIn('anna@nordwind.example', demoPassword)).status).toBe(401);
      await fresh.withPassword('ida@x.example', password);
      expect((await fresh.browser().get('/sign-in')).text).not.toContain('name="as"');
      expect((await fresh.browser().signIn('anna@nordwind.example', demoPassword)).status).toBe(401);
      expect((await anna.session()).status).toBe(401);
    } finally {
      await fresh.stop();
    }
  });
});

describe('P pages are in the language of their reader', () => {
  const german = { 'accept-language': 'fr, de-AT;q=0.9, en;q=0.8' };

  test('guests: by the browser, and by what they choose, which stays', async () => {
    const browser = stage.browser(german);
    const page = await browser.get('/sign-in');
    expect(page.text).toContain('<html lang="de-AT"');
    expect(page.text).toContain('<h1>Anmelden</h1>');
    expect((await browser.get('/sign-in?language=en')).text).toContain('<h1>Sign in</h1>');
    expect((await browser.get('/set-password?token=x')).text).toContain('This link no longer works');
    expect((await browser.get('/verify')).text).toContain('<html lang="en"');
    expect((await browser.get('/sign-in?language=de')).text).toContain('hreflang="en">English</a>');
  });

  test('refusals of forms, with their figures', async () => {
    const browser = stage.browser(german);
    const wrong = await browser.signIn('nobody@x.example', 'wrong');
    expect([wrong.status, wrong.text]).toEqual([401, expect.stringContaining('gehören nicht zusammen')]);
    const token = await stage.people.makeLink('hans@x.example');
    const short = await browser.form('/set-password', { token, password: 'kurz', again: 'kurz' });
    expect([short.status, short.text]).toEqual([
      422,
      expect.stringContaining('hat 4 Zeichen; es braucht mindestens 12'),
    ]);
    const other = await browser.form('/set-password', { token, password, again: 'other' });
    expect(other.text).toContain('Die beiden Passwörter sind nicht gleich.');
  });

  test('errors: their title in it, and what services say marked as English', async () => {
    const page = await stage.browser({ ...german, accept: 'text/html' }).get('/assets/none.js');
    expect([page.status, page.text]).toEqual([
      404,
      expect.stringContaining('<h1>Unter dieser Adresse ist nichts</h1>'),
    ]);
    expect(page.text).toContain('<p lang="en">');
  });

  test('people: what they settled, in every browser that they sign in with', async () => {
    const browser = await signedIn('tom@x.example');
    await browser.write('POST', '/portal/settings', { language: 'de' });
    expect((await browser.session()).body.locale).toBe('de');
    const elsewhere = await signedIn('tom@x.example');
    await elsewhere.write('POST', '/portal/sign-out');
    expect((await elsewhere.get('/sign-in')).text).toContain('<h1>Anmelden</h1>');
    await browser.write('POST', '/portal/settings', { language: null });
    expect((await browser.get('/settings')).text).toContain('<html lang="en"');
  });
});
