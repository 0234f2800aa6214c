import { serviceEntries } from '#apps/all-in-one/src/services.ts';
import { codes, type LedgerStage, startLedgerStage, until } from './ledger-stage.ts';

// Topic accounts is for all of them: on the embedded broker it waits until all are there.
const others = serviceEntries.filter(({ name }) => name !== 'ledger');

let stage: LedgerStage;

const owner = 'owner@msp.example';
const site = 'owner@site.example';
const admin = 'admin@site.example';
const stranger = 'stranger@elsewhere.example';
const support = 'support@vendor.example';

const put = (email: string, route: string, body: object, key?: string) => stage.request(email, route, body, key, 'PUT');
const history = async (email: string, accountId: string) =>
  (await stage.request(email, `accounts/${accountId}/history`)).body.items;
const shown = async (accountId: string) => (await stage.request(support, `accounts/${accountId}`)).body;

beforeAll(async () => {
  stage = await startLedgerStage({}, others);
  await stage.account('MSP', { kind: 'msp', tier: 'base' });
  await stage.account('SITE', { parentId: 'MSP', plan: 'premium', unitPrice: '2.75', currency: 'EUR', taxRate: '23' });
  await stage.account('X', {});
  await stage.administrator('MSP', owner, { role: 'owner' });
  await stage.administrator('SITE', site, { role: 'owner' });
  await stage.administrator('SITE', admin);
  await stage.administrator('X', stranger, { role: 'owner' });
  await stage.administrator('X', support, { role: 'support' });
  await until(async () => (await stage.request(support, 'accounts')).body.items?.length === 3);
});

afterAll(() => stage?.stop());

const same = { kind: 'customer', name: 'Account SITE', parentId: 'MSP', plan: 'premium', taxRate: '23' };
const terms = { ...same, unitPrice: '2.75', currency: 'EUR' };

describe('accounts and administrators over HTTP', () => {
  test('what is put goes out on topic accounts, once for a key, and comes back with its history', async () => {
    const body = { ...terms, name: 'Łódź Logistyka', timeZone: 'Europe/Warsaw', unitPrice: '3.00' };
    const made = await put(owner, 'accounts/SITE', body, 'put-1');
    expect(made).toMatchObject({ status: 202, body: { accountId: 'SITE', changedBy: owner } });
    const again = await put(owner, 'accounts/SITE', body, 'put-1');
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
    await until(async () => (await shown('SITE')).name === 'Łódź Logistyka');
    expect(await shown('SITE')).toMatchObject({ timeZone: 'Europe/Warsaw', taxRate: '23', unitPrice: '3.00' });
    const changes = (await history(site, 'SITE')).filter(({ what }: { what: string }) => what === 'account');
    expect(changes).toHaveLength(2);
    expect(changes[0]).toMatchObject({
      ...{ source: '/seatwright/ledger', changedBy: owner },
      fields: [
        { field: 'name', before: 'Account SITE', after: 'Łódź Logistyka' },
        { field: 'timeZone', after: 'Europe/Warsaw' },
        { field: 'unitPrice', before: '2.75', after: '3.00' },
      ],
    });
    expect(changes[1]).toMatchObject({ source: '/test', at: '2026-11-21T09:30:00.000Z' });
    await put(owner, 'accounts/SITE', terms);
    await until(async () => (await shown('SITE')).name === 'Account SITE');
  });

  test('I16 an account names those that its invoices bear, as far as the reader sees them', async () => {
    const borne = async (email: string) => (await stage.request(email, 'accounts/MSP')).body;
    expect(await borne(owner)).toMatchObject({ paysFor: [], paysForCount: 0 });
    await put(owner, 'accounts/SITE', { ...terms, invoiceTo: 'parent' });
    await until(async () => (await borne(owner)).paysForCount === 1);
    expect(await borne(owner)).toMatchObject({ paysFor: [{ accountId: 'SITE', name: 'Account SITE' }] });
    // Who is on the invoices of another bears nobody's; what others see of it is theirs to see.
    expect((await stage.request(site, 'accounts/SITE')).body).toMatchObject({ paysFor: [], paysForCount: 0 });
    expect((await stage.request(stranger, 'accounts/MSP')).status).toBe(404);
    await put(owner, 'accounts/SITE', terms);
    await until(async () => (await borne(owner)).paysForCount === 0);
  });

  test('P1 owners enter sites below their account, and nowhere else', async () => {
    const fresh = { kind: 'customer', name: 'New site', parentId: 'MSP', plan: 'premium' };
    expect((await put(stranger, 'accounts/MSP.NEW', fresh)).status).toBe(404);
    expect((await put(owner, 'accounts/MSP.NEW', fresh)).status).toBe(202);
    await until(async () => (await shown('MSP.NEW')).name === 'New site');
    expect(codes(await put(owner, 'accounts/MSP.NEW', { ...fresh, parentId: 'X' }))).toEqual(['PARENT_NOT_YOURS']);
    expect(codes(await put(support, 'accounts/MSP.NEW', { ...fresh, parentId: 'MSP.NEW' }))).toEqual([
      'PARENT_IS_BELOW',
    ]);
    expect(codes(await put(owner, 'accounts/MSP.NEW', { ...fresh, tier: 'advanced' }))).toEqual(['SET_BY_OPERATORS']);
  });

  test('R5 L11 no id but one below their own is entered by owners, and none can be tried out', async () => {
    const fresh = { kind: 'customer', name: 'Squatter', parentId: 'MSP', plan: 'premium' };
    const refused = await put(owner, 'accounts/ERP-42', fresh);
    expect(refused).toMatchObject({ status: 422, body: { violations: [{ code: 'ACCOUNT_ID_NOT_YOURS' }] } });
    const text = (answer: { body: object }, id: string) => JSON.stringify(answer.body).replaceAll(id, 'ID');
    // X is there, and foreign.
    expect(text(await put(owner, 'accounts/X', fresh), 'X')).toBe(text(refused, 'ERP-42'));
    expect((await put(support, 'accounts/ERP-42', fresh)).status).toBe(202);
  });

  test('P1 an account does not set its own terms', async () => {
    expect((await put(site, 'accounts/SITE', { ...terms, country: 'PL' })).status).toBe(202);
    const cheap = await put(site, 'accounts/SITE', { ...terms, unitPrice: '0.01' });
    expect([cheap.status, codes(cheap), cheap.body.violations[0].path]).toEqual([422, ['SET_FROM_ABOVE'], 'unitPrice']);
    const { parentId: _parent, ...alone } = terms;
    expect(codes(await put(site, 'accounts/SITE', alone))).toEqual(['SET_FROM_ABOVE']);
    expect(codes(await put(admin, 'accounts/SITE', terms))).toEqual(['OWNER_REQUIRED']);
    expect((await put(stranger, 'accounts/SITE', terms)).status).toBe(404);
    expect((await put(stranger, 'accounts/SITE/administrators/a@b.example', { role: 'owner' })).status).toBe(404);
    expect((await stage.request(stranger, 'accounts/SITE/history')).status).toBe(404);
  });

  test('L1 L6 an account id that starts with @ is refused: such are the ledger’s own', async () => {
    const refused = await put(support, 'accounts/@issued', { kind: 'customer', name: 'x' });
    expect(refused.status).toBe(422);
    expect(refused.body.violations).toMatchObject([
      { path: 'accountId', value: '@issued', message: expect.stringContaining('has to start with another character') },
    ]);
    const below = await put(support, 'accounts/SITE', { ...terms, parentId: '@acme' });
    expect([below.status, below.body.violations[0].path]).toEqual([422, 'parentId']);
  });

  test.each([
    ['2.505', 'EUR', '2'],
    ['400.5', 'JPY', '0'],
  ])('D3 D5 I5 a price of %s %s is refused, and not left out', async (unitPrice, currency, limit) => {
    const refused = await put(owner, 'accounts/SITE', { ...terms, unitPrice, currency });
    expect([refused.status, codes(refused)[0]]).toEqual([422, 'PRICE_DECIMALS']);
    expect(refused.body.violations[0]).toMatchObject({
      ...{ path: 'unitPrice', value: unitPrice, limit },
      remedy: `give the price with at most ${limit} decimals`,
    });
    expect(await shown('SITE')).toMatchObject({ unitPrice: '2.75', currency: 'EUR' });
  });

  test('K4 a person gets a role with a passcode that is nowhere in clear, and loses the role again', async () => {
    const route = 'accounts/SITE/administrators/New@Site.example';
    const given = await put(site, route, { role: 'admin', passcode: '4711' }, 'role-1');
    expect(given).toMatchObject({ status: 202, body: { email: 'new@site.example', access: 'full', changedBy: site } });
    const latest = async () => (await history(site, 'SITE'))[0];
    await until(async () => (await latest()).email === 'new@site.example');
    expect((await latest()).fields.map(({ field }: { field: string }) => field)).toEqual([
      ...['access', 'role', 'scope', 'signIn', 'passcode'],
    ]);
    expect((await stage.request('new@site.example', 'accounts/SITE')).status).toBe(200);
    const listed = (query = '') => stage.request(site, `accounts/SITE/administrators${query}`);
    const [first, second] = (await listed()).body.items;
    expect(first).toMatchObject({ email: admin, role: 'admin', passcode: 'none' });
    expect(second).toMatchObject({ email: 'new@site.example', signIn: 'local', passcode: 'set' });
    const page = (await listed('?limit=2')).body;
    expect((await listed(`?cursor=${page.nextCursor}`)).body.items).toMatchObject([{ email: site, role: 'owner' }]);
    expect(codes(await put(site, route, { role: 'support' }))).toEqual(['SET_BY_OPERATORS']);
    expect(codes(await stage.request(admin, route, undefined, undefined, 'DELETE'))).toEqual(['OWNER_REQUIRED']);
    expect((await stage.request(site, route, undefined, 'gone-1', 'DELETE')).status).toBe(202);
    await until(async () => (await latest()).what === 'administrator-removed');
    expect((await listed()).body.items).toHaveLength(2);
    expect((await stage.request('new@site.example', 'accounts/SITE')).status).toBe(404);
  });

  test('P2 D4 D5 T14 an account shows by device type what previews count, and nothing twice by product', async () => {
    const typed = {
      parentId: 'MSP',
      plan: 'premium',
      unitPrice: '2.50',
      currency: 'EUR',
      paymentType: 'monthly-invoice',
    };
    await stage.account('TYPED', typed);
    const seat = { name: 'Seat', description: 'x', instructionsUrl: 'https://docs.example/p', scenario: 'activation' };
    for (const sku of ['SEAT-1', 'SEAT-2'])
      await stage.publish('catalog', 'product.published.v1', {
        ...{ sku, program: 'miradore', billing: 'monthly', deviceType: 'MDM', prices: { EUR: '3.00' }, ...seat },
      });
    await stage.publish('devices', 'device-count.reported.v1', { accountId: 'TYPED', deviceType: 'MDM', inUse: 7 });
    const asked = (sku: string, quantity: number) => ({ accountId: 'TYPED', sku, quantity });
    const preview = async (kind: string, sku: string, quantity: number) =>
      (await stage.request(owner, `${kind}/preview`, asked(sku, quantity))).body;
    await until(async () => (await preview('purchases', 'SEAT-2', 10)).before?.inUse === 7);
    await until(async () => (await stage.request(owner, 'purchases', asked('SEAT-1', 26))).status === 201);
    const position = { total: 26, inUse: 7, available: 19 };
    expect((await shown('TYPED')).products).toEqual([{ sku: 'SEAT-1', ...position }]);
    const total = { before: position, after: { total: 36 }, estimatedTotal: '90.00' };
    expect(await preview('purchases', 'SEAT-2', 10)).toMatchObject(total);
    expect((await stage.request(owner, 'purchases', asked('SEAT-2', 10))).status).toBe(201);
    const { products, deviceTypes } = await shown('TYPED');
    expect(products).toMatchObject([
      { sku: 'SEAT-1', total: 26, inUse: 7 },
      { sku: 'SEAT-2', total: 10, inUse: 0 },
    ]);
    expect(deviceTypes).toMatchObject([{ deviceType: 'MDM', total: 36, inUse: 7, available: 29, products: [{}, {}] }]);
    expect(await preview('decreases', 'SEAT-1', 20)).toMatchObject({ after: { total: 16 }, estimatedTotal: '40.00' });
  });

  test('S1 stock is bought under a contract that the reseller has', async () => {
    const contracts = [
      { contractId: 'K-1', validTo: '2999-12-31' },
      { contractId: 'K-0', validTo: '2020-12-31' },
    ];
    const reseller = { kind: 'reseller', name: 'R', currency: 'EUR', contracts };
    expect((await put(support, 'accounts/R', reseller)).status).toBe(202);
    await until(async () => (await shown('R')).name === 'R');
    await put(support, 'accounts/R/administrators/seller@r.example', { role: 'owner' });
    await stage.publish('catalog', 'product.published.v1', {
      ...{ sku: 'PRO', name: 'Pro', description: 'x', instructionsUrl: 'https://docs.example/p', program: 'stock' },
      ...{ scenario: 'activation', termMonths: 12, prices: { EUR: '9.00' } },
    });
    await until(async () => (await stage.request('seller@r.example', 'accounts/R')).status === 200);
    const buy = (contractId: string) =>
      stage.request('seller@r.example', 'stock-purchases', { contractId, accountId: 'R', sku: 'PRO', quantity: 5 });
    await until(async () => !codes(await buy('K-9')).includes('PRODUCT_UNKNOWN'));
    expect(codes(await buy('K-9'))).toEqual(['CONTRACT_UNKNOWN']);
    expect(codes(await buy('K-0'))).toEqual(['CONTRACT_NOT_VALID']);
    expect((await buy('K-1')).status).toBe(201);
    expect(codes(await put('seller@r.example', 'accounts/R', { ...reseller, contracts: [] }))).toEqual([
      'SET_FROM_ABOVE',
    ]);
  });

  test('O13 an account is one in every spelling of its id', async () => {
    const composed = encodeURIComponent('KÖLN-1');
    expect((await put(support, `accounts/${composed}`, { kind: 'customer', name: ' Ko\u0308ln AG ' })).status).toBe(
      202,
    );
    await until(async () => (await shown(composed)).name === 'Köln AG');
    const other = encodeURIComponent('KO\u0308LN-1');
    expect((await put(support, `accounts/${other}`, { kind: 'customer', name: 'Köln SE' })).status).toBe(202);
    await until(async () => (await shown(composed)).name === 'Köln SE');
    expect(await shown(other)).toMatchObject({ accountId: 'KÖLN-1', name: 'Köln SE' });
    await stage.entitlement('ENT-KO\u0308LN', 'KO\u0308LN-1', { program: 'mist' });
    const licenses = async () => (await stage.request(support, `accounts/${composed}/licenses`)).body.items;
    await until(async () => (await licenses()).length === 1);
  });

  test.each([
    ['name', { name: '\u200b' }, 'WRONG_FORMAT'],
    ['name', { name: ' ' }, 'TOO_SMALL'],
    ['timeZone', { timeZone: 'Eastern Standard Time' }, 'UNKNOWN_TIME_ZONE'],
    ['timeZone', { timeZone: '+01:00' }, 'UNKNOWN_TIME_ZONE'],
    ['language', { language: 'German' }, 'UNKNOWN_LANGUAGE'],
    ['invoiceEmails[0]', { invoiceEmails: ['a@b'] }, 'WRONG_FORMAT'],
    ['parentId', { parentId: '..' }, 'WRONG_FORMAT'],
  ])('O13 K13 K14 an account is refused for its %s: %j', async (path, facts, code) => {
    const { status, body } = await put(support, 'accounts/NEW-1', { kind: 'customer', name: 'New', ...facts });
    expect([status, body.violations[0].path, body.violations[0].code]).toEqual([422, path, code]);
  });

  test.each(['it%E2%80%8B@kunde.example', 'a@b', '..@x', 'it@kunde.example.', 'a%25b@kunde.example'])(
    'O13 nobody administers under an address that no mail goes to: %s',
    async (address) => {
      expect((await put(support, `accounts/X/administrators/${address}`, { role: 'owner' })).status).toBe(422);
    },
  );

  test('O13 a person is one in every spelling of the address, and can be removed by each', async () => {
    const listed = async () =>
      (await stage.request(support, 'accounts/X/administrators')).body.items.map(
        ({ email }: { email: string }) => email,
      );
    expect((await put(support, 'accounts/X/administrators/It@M%C3%9CLLER.example', { role: 'admin' })).status).toBe(
      202,
    );
    await until(async () => (await listed()).includes('it@xn--mller-kva.example'));
    expect((await stage.request('it@müller.example', 'accounts/X')).status).toBe(200);
    const gone = await stage.request(
      support,
      'accounts/X/administrators/it@mu%CC%88ller.example',
      undefined,
      'd',
      'DELETE',
    );
    expect(gone.status).toBe(202);
    await until(async () => !(await listed()).includes('it@xn--mller-kva.example'));
    await until(async () => (await stage.request('it@müller.example', 'accounts/X')).status === 404);
  });
});
