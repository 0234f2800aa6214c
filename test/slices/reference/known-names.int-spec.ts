import { DeadLetterRetry } from '#runtime/http/dead-letter-retry.ts';
import { type Answer, type LedgerStage, startLedgerStage, until } from '../ledger/ledger-stage.ts';

/** T6, U6: names of device types and editions over topics, as over HTTP: one spelling, and what nobody knows is no fact. */

const operator = 'ops@seatwright.example';
let stage: LedgerStage;

beforeAll(async () => {
  stage = await startLedgerStage({ OPERATORS: operator });
  await stage.account('A', {});
  await product('AP-1', { deviceType: 'Access Point' });
  await product('AP-2', { deviceType: 'ACCESS-POINT ' });
  await product('MX-1', { deviceType: 'MX67', edition: 'Advanced Security', program: 'meraki' });
  await until(async () => (await products()).includes('MX-1'));
});

afterAll(async () => {
  await stage.stop();
});

function product(sku: string, facts: object): Promise<void> {
  return stage.publish('catalog', 'product.published.v1', {
    ...{ sku, name: sku, description: 'x', instructionsUrl: 'https://docs.example/x', scenario: 'activation' },
    ...{ program: 'mist', prices: { EUR: '9.00' }, ...facts },
  });
}

const ask = (route: string, body?: object): Promise<Answer> => stage.request(operator, route, body);

async function rows<Row>(statement: string): Promise<Row[]> {
  const { deadLetterBoxes } = stage.running.context;
  const [box] = deadLetterBoxes as unknown as { database: { sql: (text: string) => Promise<Row[]> } }[];
  return (await box?.database.sql(statement)) ?? [];
}

const products = async () => (await rows<{ sku: string }>('select sku from ledger.product')).map(({ sku }) => sku);
const deadLetters = async () =>
  (await ask('dead-letters')).body.items as { id: string; error: string; topic: string }[];
const counts = async () => (await ask('accounts/A/devices')).body.items;

/** The dead letter that says something, once it is there. */
async function deadLetter(text: string): Promise<{ id: string; error: string; topic: string }> {
  const found = async () => (await deadLetters()).find(({ error }) => error.includes(text));
  await until(async () => (await found()) !== undefined);
  return (await found()) ?? { id: '', error: '', topic: '' };
}

describe('T6 over topics', () => {
  test('a product is kept with its names as they are known', async () => {
    const kept = await rows<{ sku: string; type: string; edition: string | null }>(
      `select sku, document->>'deviceType' as type, document->>'edition' as edition from ledger.product order by sku`,
    );
    expect(kept).toEqual([
      { sku: 'AP-1', type: 'Access Point', edition: null },
      { sku: 'AP-2', type: 'Access Point', edition: null },
      { sku: 'MX-1', type: 'MX67', edition: 'advanced-security' },
    ]);
  });

  test('U6 reports in every spelling count one type, and one device once, beside those over HTTP', async () => {
    const of = (deviceType: string, deviceId: string) => ({ accountId: 'A', deviceType, deviceId });
    await stage.publish('devices', 'device.enrolled.v1', of(' access  point ', 'AA:BB:CC:00:11:22'));
    await stage.publish('devices', 'device.enrolled.v1', of('ACCESS_POINT', 'aabb.cc00.1122'));
    await stage.publish('devices', 'device.enrolled.v1', of('Access Point', 'aa-bb-cc-00-11-23'));
    await until(async () => (await counts())[0]?.inUse === 2);
    const report = { deviceType: 'AccessPoint', enrolled: ['AABBCC001122', 'AA-BB-CC-00-11-24'] };
    expect((await ask('accounts/A/devices', report)).status).toBe(202);
    await until(async () => (await counts())[0]?.inUse === 3);
    await stage.publish(
      'devices',
      'device.unenrolled.v1',
      of('access-point', 'AA-BB-CC-00-11-22'),
      '2098-01-01T00:00:00Z',
    );
    await until(async () => (await counts())[0]?.inUse === 2);
    expect(await counts()).toEqual([{ deviceType: 'Access Point', inUse: 2 }]);
    const reported = { accountId: 'A', deviceType: 'ACCESS POINT', inUse: 7 };
    await stage.publish('devices', 'device-count.reported.v1', reported, '2099-01-01T00:00:00Z');
    await until(async () => (await counts())[0]?.inUse === 7);
    expect(await counts()).toMatchObject([{ deviceType: 'Access Point', inUse: 7 }]);
  });

  test('licenses of an order have the names of the catalog, whatever theirs are', async () => {
    await stage.administrator('A', operator);
    await stage.entitlement('E-MX', 'A', { program: 'meraki', deviceType: 'mx-67', edition: 'ADVANCED SECURITY' });
    await until(async () => (await ask('accounts/A/licenses')).body.items.length === 1);
    expect((await ask('accounts/A/licenses')).body.items).toMatchObject([
      { deviceType: 'MX67', edition: 'advanced-security' },
    ]);
  });

  test.each([
    [
      'a device report',
      'devices',
      'device-count.reported.v1',
      { accountId: 'A', deviceType: 'MZ', inUse: 1 },
      'UNKNOWN_DEVICE_TYPE: deviceType: MZ',
      'Access Point',
    ],
    [
      'a device',
      'devices',
      'device.enrolled.v1',
      { accountId: 'A', deviceType: 'M Y', deviceId: 'd' },
      'UNKNOWN_DEVICE_TYPE: deviceType: M Y',
      'MX67',
    ],
    [
      'an account',
      'accounts',
      'account.updated.v1',
      { accountId: 'B', kind: 'customer', name: 'B', editions: { MX: 'Advanced Secruity' } },
      'UNKNOWN_EDITION: editions.MX: Advanced Secruity',
      'sd-wan-plus',
    ],
    [
      'two spellings',
      'accounts',
      'account.updated.v1',
      { accountId: 'B', kind: 'customer', name: 'B', editions: { MX: 'enterprise', 'm-x': 'enterprise' } },
      'DEVICE_TYPE_TWICE: editions.m-x',
      'MX',
    ],
    [
      'a product',
      'catalog',
      'product.published.v1',
      {
        sku: 'MX-2',
        name: 'x',
        description: 'x',
        instructionsUrl: 'https://docs.example/x',
        scenario: 'activation',
        program: 'meraki',
        prices: {},
        deviceType: 'mx',
        edition: 'beta',
      },
      'UNKNOWN_EDITION: edition: beta',
      'enterprise',
    ],
  ] as const)(
    '%s with a name that nobody knows is a dead letter that says which there are',
    async (_what, topic, type, data, says, known) => {
      await stage.publish(topic, type, data);
      const letter = await deadLetter(says);
      expect(letter.topic).toBe(topic);
      expect(letter.error).toContain(known);
      expect((await ask('accounts/B')).status).toBe(404);
      expect(await products()).not.toContain('MX-2');
    },
  );

  test('what is older than what is known is no dead letter', async () => {
    const before = (await deadLetters()).length;
    await stage.publish(
      'accounts',
      'account.updated.v1',
      { accountId: 'A', kind: 'customer', name: 'A', editions: { MX: 'zzz' } },
      '2020-01-01T00:00:00Z',
    );
    await stage.publish('accounts', 'account.updated.v1', { accountId: 'LAST', kind: 'customer', name: 'L' });
    await until(async () => (await ask('accounts/LAST')).status === 200);
    expect(await deadLetters()).toHaveLength(before);
  });

  test('facts that overtook their product go through by themselves when it is there', async () => {
    await stage.publish('accounts', 'account.updated.v1', {
      ...{ accountId: 'EARLY', kind: 'customer', name: 'Early', editions: { Toaster: 'Shiny' } },
    });
    await stage.publish('devices', 'device.enrolled.v1', { accountId: 'A', deviceType: 'toaster', deviceId: 't-1' });
    await deadLetter('editions.Toaster: Shiny');
    await deadLetter('deviceType: toaster');
    await product('TOAST', { deviceType: 'Toaster', edition: 'shiny' });
    await until(async () => (await products()).includes('TOAST'));
    const [box] = stage.running.context.deadLetterBoxes;
    if (!box) throw new Error('the ledger has no dead letters');
    expect(await new DeadLetterRetry(box, stage.running.context.log).retry()).toBe(2);
    expect((await ask('accounts/EARLY')).body.editions).toEqual({ Toaster: 'shiny' });
    expect(await counts()).toContainEqual({ deviceType: 'Toaster', inUse: 1 });
  });
});
