import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { IntakeModule } from '#apps/intake/src/intake.module.ts';
import { codes, type LedgerStage, startLedgerStage, until } from '../ledger/ledger-stage.ts';

/** L12: devices, products, programs and rules are told and read over HTTP as well as over topics. */

const operator = 'operator@seatwright.example';
const admin = 'admin@site.example';
const reader = 'reader@site.example';
const stranger = 'stranger@elsewhere.example';

let stage: LedgerStage;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'seatwright-programs-'));
  const rules = [{ code: 'EDITION_TOO_LOW', ranks: { Sensor: ['silver', 'gold'] } }];
  await writeFile(path.join(folder, 'dated.json'), JSON.stringify({ name: 'dated', rules }));
  const settings = { OPERATORS: operator, PROGRAMS_DIR: folder };
  stage = await startLedgerStage(settings, [{ name: 'intake', module: IntakeModule }]);
  await stage.account('SITE', { plan: 'premium' });
  await stage.account('X', {});
  await stage.administrator('SITE', admin);
  await stage.administrator('SITE', reader, { role: 'member', access: 'read-only' });
  await stage.administrator('X', stranger);
  await until(async () => (await stage.request(operator, 'accounts')).body.items?.length === 2);
});

afterAll(async () => {
  await stage?.stop();
  await rm(folder, { recursive: true, force: true });
});

const report = (email: string, body: object, key?: string) => stage.request(email, 'accounts/SITE/devices', body, key);
const counts = async () => (await stage.request(admin, 'accounts/SITE/devices')).body.items;
const put = (email: string, sku: string, body: object) =>
  stage.request(email, `products/${sku}`, body, undefined, 'PUT');
const withdraw = (email: string, sku: string) =>
  stage.request(email, `products/${sku}`, undefined, undefined, 'DELETE');
const product = (sku: string) => stage.request(stranger, `products/${encodeURIComponent(sku)}`);

describe('L12 L5 devices over HTTP', () => {
  test('an absolute count, devices more and fewer, each once for a key', async () => {
    expect(await report(admin, { sku: 'CAM', inUse: 7 })).toMatchObject({
      status: 202,
      body: { accountId: 'SITE', events: 1 },
    });
    await until(async () => (await counts())[0]?.inUse === 7);
    expect(
      await report(operator, { sku: 'CAM', enrolled: ['c-8', 'c-9'], unenrolled: ['c-1'] }, 'dev-1'),
    ).toMatchObject({
      body: { events: 3 },
    });
    await until(async () => (await counts())[0]?.inUse === 8);
    const again = await report(operator, { sku: 'CAM', enrolled: ['c-8', 'c-9'], unenrolled: ['c-1'] }, 'dev-1');
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    // T6: device types are those of products; case, blanks and hyphens make no other one.
    expect(codes(await report(admin, { deviceType: 'switch', enrolled: ['s-1'] }))).toEqual(['UNKNOWN_DEVICE_TYPE']);
    await stage.publish('catalog', 'product.published.v1', {
      ...{
        sku: 'SW',
        name: 'Switch',
        description: 'x',
        instructionsUrl: 'https://docs.example/s',
        scenario: 'activation',
      },
      ...{ program: 'meraki', prices: { EUR: '12.00' }, deviceType: 'switch', edition: 'enterprise' },
    });
    const first = { deviceType: 'Swi-tch', enrolled: ['AA:BB:CC:00:11:22', 'aa-bb-cc-00-11-22', 'AABB.CC00.1122'] };
    await until(async () => (await report(admin, first)).status === 202);
    await report(admin, { deviceType: 'SWITCH', enrolled: ['aabbcc001122'] });
    await until(async () => (await counts()).length === 2);
    const { deviceTypes } = (await stage.request(admin, 'accounts/SITE')).body;
    expect(deviceTypes).toContainEqual({ deviceType: 'switch', total: 0, inUse: 1, available: -1, products: [] });
    expect(await counts()).toMatchObject([
      { sku: 'CAM', inUse: 8 },
      { deviceType: 'switch', inUse: 1 },
    ]);
  });

  test('T14 P2 two products for one type: neither list of figures counts a device or a license twice', async () => {
    await stage.account('TWINS', {});
    const ap = { program: 'mist', deviceType: 'ap' };
    await stage.entitlement('TWIN-1', 'TWINS', ap, { sku: 'AP-ADV' });
    await stage.entitlement('TWIN-2', 'TWINS', ap, { sku: 'AP-STD' });
    await until(async () => (await stage.request(operator, 'accounts/TWINS/licenses')).body.items.length === 2);
    await stage.request(operator, 'accounts/TWINS/devices', { deviceType: 'AP', inUse: 25 });
    const shown = async () => (await stage.request(operator, 'accounts/TWINS')).body;
    await until(async () => (await shown()).deviceTypes[0]?.inUse === 25);
    const { products, deviceTypes } = await shown();
    expect(products).toEqual([
      { sku: 'AP-ADV', total: 20, inUse: 20, available: 0 },
      { sku: 'AP-STD', total: 20, inUse: 5, available: 15 },
    ]);
    expect(deviceTypes).toMatchObject([{ deviceType: 'ap', total: 40, inUse: 25, available: 15 }]);
    const listed = (await stage.request(operator, 'accounts?q=TWINS')).body.items[0];
    expect([listed.products, listed.deviceTypes]).toEqual([products, deviceTypes]);
  });

  test('L5 one by a product that nobody knows is counted, and the answer says that nobody does', async () => {
    const unknown = (await report(admin, { sku: 'NO-SUCH', enrolled: ['n-1', 'n-2'] }, 'unknown-1')).body;
    expect(unknown).toMatchObject({
      events: 2,
      warnings: [{ code: 'PRODUCT_UNKNOWN', path: 'sku', value: 'NO-SUCH' }],
    });
    expect((await report(admin, { sku: 'NO-SUCH', enrolled: ['n-1', 'n-2'] }, 'unknown-1')).body).toEqual(unknown);
    for (const sku of ['MIST-AP-STD-1Y', 'TWIN-SKU']) {
      await stage.entitlement(`KNOWN-${sku}`, 'SITE', { program: 'mist' }, { sku: 'TWIN-SKU' });
      await until(async () => (await report(admin, { sku, enrolled: ['k-1'] })).body.warnings === undefined);
    }
    for (const sku of ['MIST-AP-STD-1Y', 'TWIN-SKU']) await report(admin, { sku, unenrolled: ['k-1'] });
    await report(admin, { sku: 'NO-SUCH', unenrolled: ['n-1', 'n-2'] });
  });

  test('a report after one whose time lies ahead of this clock counts all the same', async () => {
    const ahead = { accountId: 'SITE', sku: 'AHEAD', inUse: 3 };
    await stage.publish('devices', 'device-count.reported.v1', ahead, '2999-01-01T00:00:00Z');
    const inUse = async () => (await counts()).find(({ sku }: { sku?: string }) => sku === 'AHEAD')?.inUse;
    await until(async () => (await inUse()) === 3);
    await report(admin, { sku: 'AHEAD', inUse: 5 });
    await until(async () => (await inUse()) === 5);
  });

  test.each([
    ['neither product nor type', { inUse: 1 }, 'INVALID', '$'],
    ['nothing to report', { sku: 'CAM' }, 'INVALID', '$'],
    ['a count and devices at once', { sku: 'CAM', inUse: 1, enrolled: ['c-1'] }, 'INVALID', '$'],
    ['a negative count', { sku: 'CAM', inUse: -1 }, 'TOO_SMALL', 'inUse'],
    ['half a device', { deviceType: 'AP', inUse: 0.5 }, 'WRONG_TYPE', 'inUse'],
    ['no device', { deviceType: 'AP', enrolled: [] }, 'TOO_SMALL', 'enrolled'],
    ['a misspelt field', { sku: 'CAM', inuse: 1 }, 'UNKNOWN_FIELD', 'inuse'],
  ])('%s is refused', async (_what, body, code, path) => {
    const refused = await report(admin, body);
    expect([refused.status, codes(refused)[0], refused.body.violations[0].path]).toEqual([422, code, path]);
  });

  test('L11 whoever may not change what the account has reports nothing', async () => {
    const before = await counts();
    expect(codes(await report(reader, { sku: 'CAM', inUse: 0 }))).toEqual(['WRITE_ACCESS_REQUIRED']);
    expect((await report(stranger, { sku: 'CAM', inUse: 0 })).status).toBe(404);
    expect((await stage.request(stranger, 'accounts/SITE/devices')).status).toBe(404);
    expect((await stage.request(operator, 'accounts/NOWHERE/devices', { sku: 'CAM', inUse: 1 })).status).toBe(404);
    expect(await counts()).toEqual(before);
  });
});

describe('L12 O6 products over HTTP', () => {
  const facts = {
    ...{ name: 'Łódź sensor', description: 'x', instructionsUrl: 'https://docs.example/s', scenario: 'activation' },
    ...{ program: 'mist', prices: { EUR: '12.00' }, deviceType: 'sensor' },
  };

  test('what an operator publishes is ordered and listed, until it is withdrawn', async () => {
    expect(await put(operator, 'SENSOR-1', facts)).toMatchObject({
      status: 202,
      body: { sku: 'SENSOR-1', category: 'paid' },
    });
    await until(async () => (await product('SENSOR-1')).status === 200);
    expect((await product('SENSOR-1')).body).toMatchObject({ ...facts, withdrawn: false, billing: 'once' });
    await put(operator, 'SENSOR-1', { ...facts, sku: 'SENSOR-1', prices: { EUR: '13.00' } });
    await until(async () => (await product('SENSOR-1')).body.prices.EUR === '13.00');
    const skus = async (query: string) =>
      (await stage.request(stranger, `products?${query}`)).body.items.map(({ sku }: { sku: string }) => sku);
    expect(await skus(`q=${encodeURIComponent('łódź SEN')}`)).toEqual(['SENSOR-1']);
    expect(await skus('q=sensor-1&program=meraki')).toEqual([]);
    expect((await withdraw(operator, 'SENSOR-1')).status).toBe(202);
    await until(async () => (await product('SENSOR-1')).body.withdrawn === true);
    expect([await skus('q=sensor-1'), await skus('withdrawn=true')]).toEqual([[], ['SENSOR-1']]);
    await put(operator, 'SENSOR-1', facts);
    await until(async () => (await skus('q=sensor-1')).length === 1);
  });

  test('a list of pages has each product once', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await stage.request(stranger, `products?limit=4${cursor}`);
      seen.push(...body.items.map(({ sku }: { sku: string }) => sku));
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    const all = (await stage.request(stranger, 'products?limit=500')).body.items;
    expect(seen).toEqual(all.map(({ sku }: { sku: string }) => sku));
    expect(seen.length).toBeGreaterThan(8);
  });

  test('a later fact of the catalog does not make a change of now one without effect', async () => {
    const published = { sku: 'SENSOR-9', ...facts };
    await stage.publish('catalog', 'product.published.v1', published, '2999-01-01T00:00:00Z');
    await until(async () => (await product('SENSOR-9')).status === 200);
    await withdraw(operator, 'SENSOR-9');
    await until(async () => (await product('SENSOR-9')).body.withdrawn === true);
  });

  test.each([
    [{ program: 'meraki', deviceType: 'MX85', edition: 'Platinum' }, 'enterprise, advanced-security, sd-wan-plus'],
    [{ program: 'meraki', deviceType: 'MR', edition: 'advanced-security' }, 'enterprise, advanced'],
    [{ program: 'dated', deviceType: 'Sensor 5', edition: 'bronze' }, 'silver, gold'],
  ])('T6 K6 an edition that the program does not rank is refused at once: %j', async (names, limit) => {
    const refused = await put(operator, 'RANKED-0', { ...facts, ...names });
    expect([refused.status, codes(refused)]).toEqual([422, ['UNKNOWN_EDITION']]);
    const { edition } = names;
    expect(refused.body.violations[0]).toMatchObject({ path: 'edition', value: edition, limit, actual: edition });
    expect((await product('RANKED-0')).status).toBe(404);
  });

  test.each([
    ['RANKED-1', { program: 'meraki', deviceType: 'mx 85', edition: 'Advanced Security' }],
    ['RANKED-2', { program: 'meraki', deviceType: 'MR', edition: 'ADVANCED' }],
    ['RANKED-3', { program: 'dated', deviceType: 'sensor-5', edition: 'Gold' }],
    ['RANKED-4', { program: 'mist', deviceType: 'MX85', edition: 'Platinum' }],
  ])(
    'T6 K6 %s has an edition in a spelling of its own, or a program that ranks none: the ledger takes it',
    async (sku, names) => {
      expect((await put(operator, sku, { ...facts, ...names })).status).toBe(202);
      await until(async () => (await product(sku)).status === 200);
      expect((await stage.request(operator, 'dead-letters')).body.items).toEqual([]);
    },
  );

  test('nobody else changes the catalog, and what is no product is none', async () => {
    expect((await put(admin, 'SENSOR-2', facts)).status).toBe(403);
    expect((await withdraw(admin, 'MIST-AP-STD-1Y')).status).toBe(403);
    expect((await withdraw(operator, 'NEVER')).status).toBe(404);
    expect((await product('NEVER')).status).toBe(404);
    expect(codes(await put(operator, 'SENSOR-2', { ...facts, sku: 'OTHER' }))).toEqual(['SKU_DIFFERS']);
    const decimals = await put(operator, 'SENSOR-2', { ...facts, prices: { JPY: '1.5' } });
    expect([decimals.status, decimals.body.violations[0].path]).toEqual([422, 'prices.JPY']);
    expect((await product('SENSOR-2')).status).toBe(404);
    expect((await product('MIST-AP-STD-1Y')).body.withdrawn).toBe(false);
  });
});

describe('L12 L10 programs and rules over HTTP', () => {
  test('each program with its rules and their parameters', async () => {
    const { items } = (await stage.request(stranger, 'programs')).body;
    expect(items.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['meraki', 'miradore', 'mist']),
    );
    const mist = items.find(({ name }: { name: string }) => name === 'mist');
    expect(mist).toMatchObject({ offers: ['transfer', 'return'], licenseKeys: false });
    expect(mist.rules[0]).toEqual({ code: 'MSP_TIER_REQUIRED', tiers: ['base', 'advanced'] });
  });

  test('each rule with its sentence, its remedy and the programs that name it', async () => {
    const { items } = (await stage.request(stranger, 'rules?limit=500')).body;
    expect(items.every(({ sentence, remedy }: Record<string, string>) => sentence && remedy)).toBe(true);
    const rule = (code: string) => items.find((each: { code: string }) => each.code === code);
    expect(rule('NOT_SAME_MSP').programs).toContain('mist');
    expect(rule('ROLE_REQUIRED').parameters).toMatchObject([
      { name: 'roles', kind: 'some' },
      { name: 'at', kind: 'one' },
    ]);
    expect(rule('PLAN_STALE')).toMatchObject({ programs: [], parameters: [] });
  });
});
