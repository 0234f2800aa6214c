import { codes, type LedgerStage, startLedgerStage, until } from './ledger-stage.ts';

/** PATCH of an account: what is not named stays, and PUT as before forgets it. */

const operator = 'operator@seatwright.example';
const owner = 'owner@site.example';
const reader = 'reader@site.example';
const stranger = 'stranger@elsewhere.example';

let stage: LedgerStage;

const patch = (email: string, body: unknown, key?: string, id = 'SITE') =>
  stage.request(email, `accounts/${id}`, body as object, key, 'PATCH');
const shown = async () => {
  const { body } = await stage.request(operator, 'accounts/SITE');
  const { products: _products, deviceTypes: _types, programs: _programs, may: _may, ...of } = body;
  const { paysFor: _paysFor, paysForCount: _count, ...facts } = of;
  return facts;
};

const facts = {
  ...{ accountId: 'SITE', kind: 'customer', name: 'Łódź Logistyka', parentId: 'MSP', tier: 'base', plan: 'premium' },
  ...{ unitPrice: '2.75', currency: 'EUR', taxRate: '23', editions: { MX: 'enterprise', MR: 'advanced' } },
  ...{ address: { street: 'ul. Piotrkowska 1', city: 'Łódź' }, invoiceEmails: ['a@site.example', 'b@site.example'] },
};

beforeAll(async () => {
  stage = await startLedgerStage({ OPERATORS: operator });
  await stage.account('MSP', { kind: 'msp' });
  await stage.account('SITE', facts);
  await stage.administrator('SITE', owner, { role: 'owner' });
  await stage.administrator('SITE', reader, { role: 'member', access: 'read-only' });
  await until(async () => (await shown()).name === facts.name);
  await until(async () => (await stage.request(reader, 'accounts/SITE')).status === 200);
});

afterAll(() => stage?.stop());

describe('L12 PATCH /api/accounts/ID', () => {
  test('what is not named stays, null takes away, at any depth; the same key is answered once', async () => {
    const body = {
      name: 'Łódź II',
      taxRate: null,
      editions: { MX: null, MS: 'enterprise' },
      address: { postalCode: '90-001' },
    };
    const answer = await patch(operator, body, 'p-1');
    const { taxRate: _rate, ...rest } = facts;
    const expected = {
      ...{ ...rest, name: 'Łódź II', editions: { MR: 'advanced', MS: 'enterprise' } },
      address: { ...facts.address, postalCode: '90-001' },
    };
    expect([answer.status, answer.body]).toEqual([202, { ...expected, changedBy: operator }]);
    expect(await shown()).toEqual(expected);
    const again = await patch(operator, body, 'p-1');
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
    await patch(operator, { ...facts, accountId: undefined });
  });

  test('changes that come at once all take effect, and none is told twice in the history', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `K${index}`);
    const answers = await Promise.all(names.map((name) => patch(operator, { editions: { [name]: 'enterprise' } })));
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 202));
    const put = { ...facts, accountId: undefined, name: 'Put' };
    await stage.request(operator, 'accounts/SITE', put, undefined, 'PUT');
    await patch(operator, { plan: 'starter' });
    expect(await shown()).toMatchObject({ name: 'Put', plan: 'starter', editions: facts.editions });
    // Everything that went out has come back when a change made after it has.
    await stage.account('LAST', {});
    await until(async () => (await stage.request(operator, 'accounts/LAST')).status === 200);
    expect(await shown()).toMatchObject({ name: 'Put', plan: 'starter', editions: facts.editions });
    const { items } = (await stage.request(operator, 'accounts/SITE/history?limit=500')).body;
    const editions = items.filter(({ fields }: { fields: { field: string }[] }) =>
      fields.some(({ field }) => field === 'editions'),
    );
    // One for each of the twelve, the first that told of them, the PATCH of the test before twice and the PUT.
    expect(editions).toHaveLength(names.length + 4);
    await patch(operator, { name: facts.name, plan: facts.plan });
  });

  test('the media type of a merge patch is taken, a list is replaced whole', async () => {
    const { issueToken } = await import('#runtime/http/access/auth.ts');
    const token = await issueToken(operator, stage.running.context.settings.authKeyFile, new Date());
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/merge-patch+json' };
    const body = JSON.stringify({ invoiceEmails: ['c@site.example'] });
    const answer = await fetch(`${stage.running.url}/api/accounts/SITE`, { method: 'PATCH', headers, body });
    expect(answer.status).toBe(202);
    expect((await shown()).invoiceEmails).toEqual(['c@site.example']);
  });

  test.each([
    ['what has to be there', { name: null }, 'REQUIRED', 'name'],
    ['a price whose currency goes', { currency: null }, 'REQUIRED', 'currency'],
    ['a price that the new currency cannot hold', { currency: 'JPY' }, 'PRICE_DECIMALS', 'unitPrice'],
    ['a field that there is not', { taxrate: '8' }, 'UNKNOWN_FIELD', 'taxrate'],
    ['a value that the whole account could not have', { kind: 'friend' }, 'UNKNOWN_VALUE', 'kind'],
    ['a list', [], 'WRONG_TYPE', '$'],
    ['an id of another', { accountId: 'OTHER' }, 'UNKNOWN_FIELD', 'accountId'],
  ])('%s is refused, and all stays', async (_what, body, code, path) => {
    const before = await shown();
    const answer = await patch(operator, body);
    expect([answer.status, codes(answer)[0], answer.body.violations[0].path]).toEqual([422, code, path]);
    expect(await shown()).toEqual(before);
  });

  test('P1 the rules of who changes what are those of PUT', async () => {
    expect((await patch(owner, { country: 'PL' })).status).toBe(202);
    expect(codes(await patch(owner, { unitPrice: '0.01' }))).toEqual(['SET_FROM_ABOVE']);
    expect(codes(await patch(owner, { parentId: null }))).toEqual(['SET_FROM_ABOVE']);
    expect(codes(await patch(owner, { tier: 'advanced' }))).toEqual(['SET_BY_OPERATORS']);
    expect(codes(await patch(reader, { name: 'Mine' }))).toEqual(['OWNER_REQUIRED']);
    expect((await patch(stranger, { name: 'Mine' })).status).toBe(404);
    expect((await patch(stranger, { kind: 'friend' })).status).toBe(404);
    expect((await patch(operator, { name: 'x' }, undefined, 'NOWHERE')).status).toBe(404);
  });

  test('T6 an edition is kept as it is known, and one that nobody knows is refused', async () => {
    const before = (await shown()).editions;
    const editions = (changed: object) => patch(operator, { editions: changed });
    expect(codes(await editions({ MX: 'advanced secruity' }))).toEqual(['UNKNOWN_EDITION']);
    expect((await shown()).editions).toEqual(before);
    expect((await editions({ MX: null, mx: 'Advanced Security' })).status).toBe(202);
    expect((await shown()).editions).toMatchObject({ MX: 'advanced-security' });
  });
});
