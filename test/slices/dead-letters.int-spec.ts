import { type LedgerStage, startLedgerStage, until } from './ledger/ledger-stage.ts';

/** Dead letters, many at a time (O5, P7, portal R14). */

let stage: LedgerStage;
const operator = 'operator@seatwright.example';
const stranger = 'stranger@elsewhere.example';

const counts = async () => (await stage.request(operator, 'dead-letters/counts')).body.services[0];
const letters = async () =>
  (await stage.request(operator, 'dead-letters')).body.items as { id: string; error: string }[];
const replay = async (body: object, query = '') => await stage.request(operator, `dead-letters/replay${query}`, body);
const report = (deviceType: string, inUse: number) =>
  stage.publish('devices', 'device-count.reported.v1', { accountId: 'A', deviceType, inUse });

beforeAll(async () => {
  stage = await startLedgerStage({ OPERATORS: operator });
  await stage.account('A', {});
  await stage.administrator('A', stranger);
  await stage.publish('catalog', 'product.published.v1', product('AP'));
  await until(async () => (await stage.request(operator, 'accounts')).body.items?.length === 1);
  await report('SWITCH', 1);
  await report('CAMERA', 2);
  await stage.publish('accounts', 'account.updated.v1', { accountId: 'B' });
  await until(async () => (await letters()).length === 3);
});
afterAll(() => stage?.stop());

function product(deviceType: string): object {
  return {
    ...{ sku: `${deviceType}-1`, name: deviceType, description: 'x', instructionsUrl: 'https://docs.example/x' },
    ...{ scenario: 'activation', program: 'mist', deviceType, prices: { EUR: '1.00' } },
  };
}

test('O5 R14 they are counted by service, topic and cause', async () => {
  const { service, open, causes } = await counts();
  expect([service, open]).toEqual(['ledger', 3]);
  expect(causes[0]).toEqual({ topic: 'devices', cause: 'UNKNOWN_DEVICE_TYPE', count: 2 });
  expect(causes[1]).toMatchObject({ topic: 'accounts', count: 1 });
});

test('R14 those that are named are replayed; what fails again says why', async () => {
  const [first, second] = await letters();
  const { status, body } = await replay({ ids: [first?.id, 'ledger-999', 'nobody-1', 'x'] });
  expect(status).toBe(200);
  expect(body.replayed).toEqual([]);
  expect(body.failed[0]).toEqual({ id: first?.id, error: expect.stringContaining('UNKNOWN_DEVICE_TYPE') });
  expect(body.failed.slice(1).map(({ error }: { error: string }) => error)).toEqual([
    ...['ledger-999', 'nobody-1', 'x'].map((id) => `there is no dead letter ${id} that is open`),
  ]);
  expect((await letters()).map(({ id }) => id)).toContain(second?.id);
});

test('R14 all that are alike are replayed, and those that can go through do', async () => {
  await stage.publish('catalog', 'product.published.v1', product('SWITCH'));
  await until(async () => (await stage.request(operator, 'accounts/A/devices')).status === 200);
  await until(
    async () => (await replay({ cause: 'UNKNOWN_DEVICE_TYPE', topic: 'devices' })).body.replayed.length === 1,
  );
  const { body } = await replay({ cause: 'UNKNOWN_DEVICE_TYPE' });
  expect(body).toMatchObject({ replayed: [], failed: [{ error: expect.stringContaining('CAMERA') }], more: false });
  expect((await counts()).open).toBe(2);
  expect((await replay({ topic: 'nothing' })).body).toEqual({ replayed: [], failed: [], more: false });
  expect((await replay({ topic: 'devices' }, '?service=intake')).body.failed).toEqual([]);
});

test('R14 what names none, or names them twice, is refused', async () => {
  for (const body of [{}, { ids: ['ledger-1'], topic: 'devices' }]) {
    const refused = await replay(body);
    expect([refused.status, refused.body.violations[0].path]).toEqual([422, 'ids']);
  }
  expect((await replay({ ids: Array.from({ length: 201 }, () => 'x') })).status).toBe(422);
});

test('R6 R14 nobody but operators counts or replays them', async () => {
  expect((await stage.request(stranger, 'dead-letters/counts')).status).toBe(403);
  expect((await stage.request(stranger, 'dead-letters/replay', { topic: 'devices' })).status).toBe(403);
  expect((await counts()).open).toBe(2);
});
