import type { Answer, LedgerStage } from '../ledger/ledger-stage.ts';
import { startLedgerStage, until } from '../ledger/ledger-stage.ts';

/** L11, T1: somebody who administers one side of a transfer alone learns nothing of the other, and leaves no trace there. */

const [ana, fay, both] = ['ana@own.example', 'fay@far.example', 'both@firm.example'];
const operator = 'operator@seatwright.example';
const secret = 'Geheimrat';
const far = 'FAR-1';
/** Nobody has entered it. */
const nowhere = 'FAR-2';
const facts = { licensingModel: 'per-device', plan: 'free', unitPrice: '1.00', currency: 'EUR' };

let stage: LedgerStage;

const ask = (who: string, route: string, body?: object) => stage.request(who, route, body);

/** What is told about one id, with the id, the hash of what is about it, and what is random taken out. */
const without = (id: string, { status, body }: Answer) =>
  JSON.stringify([status, body])
    .replaceAll(id, 'ID')
    .replaceAll(/"planHash":"\w+"/g, 'HASH')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}(\.\d)?/g, 'UUID');

const details = { scope: 's', frequency: 'f', startTime: 's', relatedCases: 'r', testResults: 't', workaround: 'w' };

/** Every request of two sides, from what ana administers to another account. */
const requests: readonly [string, string, (to: string) => object][] = [
  ...(['mist', 'meraki', 'miradore', 'open'] as const).map((program): [string, string, (to: string) => object] => [
    `a transfer of ${program} licenses`,
    'transfers',
    (to) => ({ from: 'OWN', to, lines: [{ lotId: `LOT-${program}`, quantity: 1 }] }),
  ]),
  ['a transfer of too many', 'transfers', (to) => ({ from: 'OWN', to, lines: [{ lotId: 'LOT-open', quantity: 999 }] })],
  ['a stock move', 'stock-moves', (to) => ({ from: 'OWN', to, lotId: 'LOT-open', quantity: 1 })],
  [
    'a case',
    'transfer-cases',
    (to) => ({
      ...{ from: 'OWN', to, lines: [{ licenseKey: 'Z2AB-CDEF-GHIJ', deviceType: 'MX', quantity: 1 }] },
      ...{ destinationName: 'Guess', destinationLink: 'https://guess.example/x' },
      ...{ passcodes: { source: '1234', destination: '0000' }, details: { ...details, businessImpact: 'b' } },
    }),
  ],
];

beforeAll(async () => {
  stage = await startLedgerStage({ OPERATORS: operator });
  await stage.account('MSP', { kind: 'msp', name: `${secret} MSP` });
  await stage.account('OWN', facts);
  await stage.account(far, {
    ...{ ...facts, name: secret, parentId: 'MSP', plan: 'premium', unitPrice: '7.77', package: 'gold', trial: true },
    ...{ link: 'https://geheimrat.example', licensingModel: 'co-termination', editions: { MX: 'sd-wan-plus' } },
  });
  await stage.administrator('OWN', ana, { passcode: '1234' });
  await stage.administrator(far, fay, { role: 'owner', passcode: '4321' });
  await stage.administrator('OWN', both, { role: 'owner' });
  await stage.administrator(far, both, { role: 'owner' });
  for (const program of ['mist', 'meraki', 'miradore', 'open'])
    await stage.entitlement(`LOT-${program}`, 'OWN', { program, deviceType: 'MX' }, { sku: `SKU-${program}` });
  const seen = async (who: string, count: number) => (await ask(who, 'accounts')).body.items?.length === count;
  await until(async () => (await seen(ana, 1)) && (await seen(fay, 1)) && (await seen(both, 2)));
  await until(async () => (await ask(ana, 'accounts/OWN/licenses')).body.items.length === 4);
});

afterAll(() => stage.stop());

describe('L11 T1 an administrator of one side alone', () => {
  test.each(requests)(
    '%s: an account that is foreign and one that is not there are the same',
    async (_what, route, body) => {
      const foreign = await ask(ana, route, body(far));
      expect(foreign.status).toBe(422);
      expect(without(far, foreign)).toBe(without(nowhere, await ask(ana, route, body(nowhere))));
      expect(JSON.stringify(foreign.body)).toMatch(/ACCOUNT_UNKNOWN/);
      expect(JSON.stringify(foreign.body)).not.toMatch(/Geheimrat|premium|7\.77|gold|co-term|sd-wan|geheimrat/);
    },
  );

  test.each(requests.filter(([, route]) => route !== 'transfer-cases'))(
    '%s is previewed likewise',
    async (_what, route, body) => {
      const [foreign, unknown] = [
        await ask(ana, `${route}/preview`, body(far)),
        await ask(ana, `${route}/preview`, body(nowhere)),
      ];
      expect(foreign.status).toBe(200);
      expect(without(far, foreign)).toBe(without(nowhere, unknown));
    },
  );

  test.each(requests)(
    '%s from a foreign account is one from an account that is not there',
    async (_what, route, body) => {
      const from = (id: string) => ask(ana, route, { ...body('OWN'), from: id });
      expect(without(far, await from(far))).toBe(without(nowhere, await from(nowhere)));
      expect((await from(far)).status).toBe(404);
    },
  );

  test('L8 what was refused stands in the log of who asked, without the name, and in no other', async () => {
    const { items } = (await ask(ana, 'event-log?limit=200')).body;
    const refused = items.filter(({ target }: { target: string }) => target === far);
    expect(refused.length).toBeGreaterThanOrEqual(requests.length);
    expect(refused[0]).toMatchObject({ source: 'OWN', sourceName: 'Account OWN', targetName: null });
    expect(JSON.stringify(items)).not.toMatch(/Geheimrat|premium|(?<!\d)7\.77|gold/);
    expect((await ask(fay, 'event-log?limit=200')).body.items).toEqual([]);
    expect((await ask(fay, `event-log?account=${far}`)).body.items).toEqual([]);
    expect((await ask(both, `event-log?account=${far}`)).body.items).toEqual([]);
    expect((await ask(operator, `event-log?account=${far}`)).body.items.length).toBeGreaterThanOrEqual(requests.length);
  });

  test('K4 L11 a case is refused in the same words as it stands in the log', async () => {
    const body = requests.find(([, route]) => route === 'transfer-cases')?.[2](far);
    const refused = await ask(ana, 'transfer-cases', { ...body, passcodes: { source: '9999', destination: '0000' } });
    const [logged] = (await ask(ana, 'event-log?limit=1')).body.items;
    expect(refused.body.violations).toEqual(logged.violations);
    expect(refused.body.violations).toContainEqual(expect.objectContaining({ code: 'PASSCODE_WRONG' }));
    expect(JSON.stringify(refused.body)).not.toMatch(/NOT_TOLD|Geheimrat/);
  });

  test('D8 neither search nor export tell the name', async () => {
    expect((await ask(ana, `event-log?search=${secret}`)).body.items).toEqual([]);
    expect((await ask(both, `event-log?search=${secret}`)).body.items.length).toBeGreaterThan(0);
    const csv = (await ask(ana, 'event-log.csv')).body;
    expect(csv).toContain(far);
    expect(csv).not.toContain(secret);
    expect((await ask(operator, 'event-log.csv')).body).toContain(secret);
  });

  test('what somebody of both sides did is told to each side without the facts of the other', async () => {
    const lines = [{ lotId: 'LOT-miradore', quantity: 1 }];
    const refused = await ask(both, 'transfers', { from: 'OWN', to: far, lines });
    expect(JSON.stringify(refused.body.violations)).toMatch(/PLAN_DIFFERS.*premium/);
    const newest = async (who: string) => (await ask(who, 'event-log?limit=1')).body.items[0];
    const [own, other] = [await newest(ana), await newest(fay)];
    expect([own.initiatedBy, other.initiatedBy]).toEqual([both, both]);
    expect(own).toMatchObject({ targetName: null, violations: [{ code: 'NOT_TOLD' }] });
    expect(other).toMatchObject({ sourceName: null, targetName: secret, violations: [{ code: 'NOT_TOLD' }] });
    const made = await ask(both, 'transfers', { from: 'OWN', to: far, lines: [{ lotId: 'LOT-open', quantity: 2 }] });
    const transfer = (who: string) => ask(who, `transfers/${made.body.transferId}`);
    expect((await transfer(ana)).body.moved[0].lot.unitPrice).toBe('10.00');
    expect((await transfer(fay)).body.moved[0].lot).not.toHaveProperty('unitPrice');
    expect((await newest(ana)).targetName).toBeNull();
    expect((await ask('who@else.example', `transfers/${made.body.transferId}`)).status).toBe(404);
  });
});

test('L11 D4 D7 what a transfer changed is told of each side to those who see it', async () => {
  const done = await ask(both, 'transfers', { from: 'OWN', to: far, lines: [{ lotId: 'LOT-open', quantity: 1 }] });
  expect(done.status).toBe(201);
  const route = `transfers/${done.body.transferId}`;
  const sidesOf = ({ sides }: Answer['body']) => sides.map(({ accountId }: { accountId: string }) => accountId);
  const [whole, own, theirs] = await Promise.all([both, ana, fay].map(async (who) => (await ask(who, route)).body));
  expect([sidesOf(whole), sidesOf(own), sidesOf(theirs)]).toEqual([['OWN', far], ['OWN'], [far]]);
  expect(whole).toMatchObject({ fromName: expect.any(String), toName: secret });
  expect(own.nextInvoice.filter(({ accountId }: { accountId: string }) => accountId !== 'OWN')).toEqual([]);
  expect([own.toName, theirs.fromName]).toEqual([undefined, undefined]);
  expect(JSON.stringify(own)).not.toMatch(/Geheimrat|7\.77/);
  expect((await ask('nobody@else.example', route)).status).toBe(404);
});
