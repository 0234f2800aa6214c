import { readFile } from 'node:fs/promises';
import path from 'node:path';
import PostalMime from 'postal-mime';
import { Database } from '#runtime/postgres/database.ts';
import { type Answer, codes, type LedgerStage, startLedgerStage, until } from './ledger-stage.ts';

let stage: LedgerStage;

const boss = 'boss@msp.example';
const network = 'net@firm.example';
const reader = 'reader@firm.example';
const seller = 'seller@reseller.example';
const support = 'support@vendor.example';
const stranger = 'stranger@elsewhere.example';

const request: LedgerStage['request'] = (...asked) => stage.request(...asked);

beforeAll(async () => {
  stage = await startLedgerStage();
  const { account, administrator, entitlement, publish } = stage;
  await account('MSP', { kind: 'msp', tier: 'base' });
  await administrator('MSP', boss, { role: 'super-user' });
  for (const id of ['MA', 'MB']) await account(id, { parentId: 'MSP' });
  for (const id of ['KA', 'KB'])
    await account(id, { licensingModel: 'co-termination', link: `https://n1.example/${id}` });
  await administrator('KA', network, { passcode: '1234' });
  await administrator('KB', network, { passcode: '9876' });
  await administrator('KA', reader, { access: 'read-only' });
  await account('R', { kind: 'reseller', currency: 'EUR' });
  await administrator('R', seller);
  await account('RC', { parentId: 'R', package: 'pro' });
  await account('X', {});
  await administrator('X', stranger);
  await administrator('X', support, { role: 'support' });
  const stock = { name: 'Pro', description: 'x', instructionsUrl: 'https://docs.example/p', scenario: 'activation' };
  await publish('catalog', 'product.published.v1', {
    ...{ sku: 'PRO', program: 'stock', package: 'pro', termMonths: 12, prices: { EUR: '9.00' }, ...stock },
  });
  await entitlement('E-MIST', 'MA', { program: 'mist' });
  await entitlement('E-MX', 'KA', { program: 'meraki', deviceType: 'MX' });
  await entitlement('E-OPEN', 'X', { program: 'open' });
  await until(async () => (await request(support, 'event-log')).body.items.length === 3);
  await until(async () => (await request(boss, 'accounts')).body.items.length === 3);
});

afterAll(() => stage?.stop());

/** One mail a step, kept as a file, with the history up to it; the outcome is with the case. */
async function expectMails(caseId: string): Promise<void> {
  const mails = async () => (await request(network, `transfer-cases/${caseId}`)).body.mails;
  await until(async () => (await mails()).every(({ state }: { state: string }) => state === 'sent'));
  const [first, , last] = await mails();
  expect(first).toMatchObject({ step: 1, attempts: 1, recipients: [{ address: network, state: 'accepted' }] });
  expect(last.recipients.map(({ address }: { address: string }) => address)).toEqual([network, support]);
  const files = [1, 2, 3].map((step) => path.join(stage.folder, 'mail', `case%2E${caseId}%2Estep${step}.eml`));
  const [one, , three] = await Promise.all(files.map(async (file) => PostalMime.parse(await readFile(file))));
  expect(one).toMatchObject({
    messageId: first.messageId,
    subject: 'Transfer case, Account KA to Account KB: submitted',
  });
  expect(one?.text).toContain('4 × MX, key Z2');
  expect(one?.text).not.toContain('thank you');
  expect(three).toMatchObject({ messageId: last.messageId, inReplyTo: first.messageId });
  for (const body of [three?.text, three?.html]) {
    for (const text of ['a branch without licenses', 'thank you', `approved by ${support}`])
      expect(body).toContain(text);
    expect(body).not.toMatch(/\b(1234|9876)\b/);
  }
}

/** L8: the newest event that the requester sees is a refusal of the case from KA to KB. */
async function expectRefusal(type: string, violations: readonly string[]): Promise<void> {
  const [newest] = (await request(network, 'event-log?limit=1')).body.items;
  expect(newest).toMatchObject({ type, source: 'KA', target: 'KB', licenseCount: 4, initiatedBy: network });
  expect(newest.violations.map(({ code }: { code: string }) => code)).toEqual(violations);
}

/** What a case for so many licenses of KA's key says. */
async function caseOf(quantity: number) {
  const [{ licenseKey }] = (await request(network, 'accounts/KA/licenses')).body.items;
  return {
    ...{ from: 'KA', to: 'KB', lines: [{ licenseKey, deviceType: 'MX', quantity }] },
    ...{ destinationName: 'Account KB', destinationLink: 'https://n1.example/KB' },
    passcodes: { source: '1234', destination: '9876' },
    details: {
      ...{ scope: 'one key', frequency: 'once', startTime: 'today', relatedCases: 'none', testResults: 'none' },
      ...{ workaround: 'none', businessImpact: 'a branch without licenses' },
    },
  };
}

describe('the ledger over HTTP', () => {
  test('P1 everybody sees their own accounts and what is below them, and no others', async () => {
    const seen = async (email: string) =>
      (await request(email, 'accounts')).body.items.map(({ accountId }: { accountId: string }) => accountId);
    expect(await seen(boss)).toEqual(['MA', 'MB', 'MSP']);
    expect(await seen(seller)).toEqual(['R', 'RC']);
    expect(await seen(stranger)).toEqual(['X']);
    for (const route of ['accounts/MA', 'accounts/MA/licenses', 'transfers/none', 'transfer-cases/none']) {
      expect((await request(stranger, route)).status).toBe(404);
    }
    const transfer = { from: 'MA', to: 'X', lines: [{ lotId: 'E-MIST', quantity: 1 }] };
    const count = { accountId: 'MA', sku: 'SKU', quantity: 1 };
    const writes: [string, object][] = [
      ['transfers', transfer],
      ['purchases', count],
      ['decreases', count],
      ['stock-purchases', { ...count, contractId: 'K' }],
      ['stock-moves', { from: 'MA', to: 'X', lotId: 'E-MIST', quantity: 1 }],
    ];
    for (const [route, body] of writes) {
      expect((await request(stranger, route, body)).status).toBe(404);
      expect((await request(stranger, `${route}/preview`, body)).status).toBe(404);
    }
    expect((await request(stranger, 'event-log')).body.items.map((each: { source: string }) => each.source)).toEqual([
      'X',
    ]);
    expect((await fetch(`${stage.running.url}/api/accounts`)).status).toBe(401);
  });

  test('L3 L9 what is previewed is committed, once for a key, and stale plans are refused', async () => {
    const body = { from: 'MA', to: 'MB', lines: [{ lotId: 'E-MIST', quantity: 5 }] };
    const preview = await request(boss, 'transfers/preview', body);
    expect(preview).toMatchObject({ status: 200, body: { violations: [], remaining: [{ quantity: 15 }] } });
    const confirmed = { ...body, planHash: preview.body.planHash };
    const made = await request(boss, 'transfers', confirmed, 'key-1');
    expect(made).toMatchObject({ status: 201, body: { initiatedBy: boss, sides: preview.body.sides } });
    const again = await request(boss, 'transfers', confirmed, 'key-1');
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body).toEqual(made.body);
    expect((await request(boss, 'transfers', body, 'key-1')).status).toBe(422);
    const stale = await request(boss, 'transfers', confirmed, 'key-2');
    expect([stale.status, codes(stale)]).toEqual([409, ['PLAN_STALE']]);

    const { transferId } = made.body;
    expect((await request(boss, `transfers/${transferId}`)).body).toMatchObject({
      from: 'MA',
      moved: [{ quantity: 5 }],
    });
    expect((await request(stranger, `transfers/${transferId}/return`, {})).status).toBe(404);
    expect((await request(boss, `transfers/${transferId}/return/preview`, {})).body).toMatchObject({ violations: [] });
    const back = await request(boss, `transfers/${transferId}/return`, {}, 'key-3');
    expect(back).toMatchObject({ status: 201, body: { from: 'MB', to: 'MA', moved: [{ quantity: 5 }] } });
    expect(codes(await request(boss, `transfers/${transferId}/return`, {}, 'key-4'))).toEqual(['ALREADY_RETURNED']);
  });

  test('R10 a key whose answer an earlier release forgot does nothing again and is told, whatever the body', async () => {
    const transfer = (quantity: number) => ({ from: 'MA', to: 'MB', lines: [{ lotId: 'E-MIST', quantity }] });
    const made = await request(boss, 'transfers', transfer(1), 'key-forgotten');
    expect(made.status).toBe(201);
    const database = stage.running.app.get(Database, { strict: false });
    await database.sql(`delete from ledger.idempotent_answer where key = 'key-forgotten'`);
    for (const quantity of [1, 2]) {
      const again = await request(boss, 'transfers', transfer(quantity), 'key-forgotten');
      expect([again.status, codes(again)]).toEqual([422, ['IDEMPOTENCY_KEY_REUSED']]);
    }
    expect((await request(boss, `transfers/${made.body.transferId}/return`, {})).status).toBe(201);
  });

  test('L6 what is wrong is a problem document with every violation', async () => {
    const answer = await request(boss, 'transfers', {
      from: 'MA',
      to: 'MA',
      lines: [{ lotId: 'E-MIST', quantity: 0.5 }],
    });
    expect([answer.status, codes(answer)]).toEqual([422, ['QUANTITY_NOT_WHOLE', 'SAME_ACCOUNT']]);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect((await request(boss, 'transfers', { from: 'MA', lines: [] })).body.violations).toMatchObject([
      { code: 'REQUIRED', path: 'to' },
      { code: 'TOO_SMALL', path: 'lines' },
    ]);
  });

  test('P1 nobody moves what they may only read, and learns nothing of accounts that they cannot see', async () => {
    const body = { from: 'KA', to: 'KB', lines: [{ lotId: 'E-MX', quantity: 1 }] };
    const answer = await request(reader, 'transfers', body);
    expect(codes(answer)).toEqual(expect.arrayContaining(['WRITE_ACCESS_REQUIRED', 'FULL_ACCESS_REQUIRED']));
    expect(JSON.stringify(answer.body)).not.toContain('Account KB');
    expect(answer.body.plan.sides.map(({ accountId }: { accountId: string }) => accountId)).toEqual(['KA']);
  });

  test('S1 S2 stock is bought, previewed and moved to a customer', async () => {
    const order = { contractId: 'K-1', accountId: 'R', sku: 'PRO', quantity: 100 };
    const review = (await request(seller, 'stock-purchases/preview', order)).body;
    const bought = await request(seller, 'stock-purchases', order);
    expect(bought).toMatchObject({ status: 201, body: { currentEstimate: '900.00' } });
    const [lot] = (await request(seller, 'accounts/R/licenses')).body.items;
    const reviewed = { contractId: 'K-1', usableUntil: lot.endsOn };
    expect([review, bought.body]).toMatchObject([reviewed, { ...reviewed, lotId: lot.lotId }]);
    expect(review).not.toHaveProperty('lotId');
    expect((await request(seller, 'accounts/R/licenses?hideNonTransferable=true')).body.items).toMatchObject([
      { lotId: lot.lotId, transferableQuantity: 0, reason: 'MOVES_AS_STOCK' },
    ]);
    const body = { from: 'R', to: 'RC', lotId: lot.lotId, quantity: 10 };
    const shown = (await request(seller, 'stock-moves/preview', body)).body;
    expect(shown).toMatchObject({ stockBefore: 100, stockAfter: 90, targetLot: { sku: 'PRO' } });
    expect(shown.targetLot).not.toHaveProperty('lotId');
    const moved = await request(seller, 'stock-moves', body);
    expect([moved.status, typeof moved.body.targetLot.lotId]).toEqual([201, 'string']);
    const back = await request(seller, `transfers/${moved.body.transferId}/return`, {});
    expect(back.body.violations).toMatchObject([
      { code: 'TRANSFER_UNKNOWN', message: expect.stringContaining('stock move'), remedy: expect.any(String) },
    ]);
    expect((await request(seller, 'accounts/RC/licenses')).body.items).toMatchObject([
      { sku: 'PRO', quantity: 10, status: 'active' },
    ]);
  });

  test('T8 transfers, returns and stock moves are listed, the newest first, for whoever sees a side', async () => {
    const listed = async (email: string, query = '') => (await request(email, `transfers?${query}`)).body;
    const all = (await listed(boss)).items;
    expect(all.map(({ action }: { action: string }) => action)).toEqual(expect.arrayContaining(['transfer', 'return']));
    const times = all.map(({ at }: { at: string }) => at);
    expect(times).toEqual([...times].sort().reverse());
    for (const each of all) expect((await request(boss, `transfers/${each.transferId}`)).body).toEqual(each);
    const seen: object[] = [];
    for (let cursor = ''; cursor !== 'cursor=null'; ) {
      const page = await listed(boss, `limit=1&${cursor}`);
      seen.push(...page.items);
      cursor = `cursor=${page.nextCursor}`;
    }
    expect(seen).toEqual(all);
    expect((await listed(boss, 'action=return')).items).toHaveLength(all.length / 2);
    expect((await listed(boss, 'account=MA')).items).toEqual(all);
    for (const query of ['account=KA', 'from=2999-01-01', 'action=stock-move']) {
      expect((await listed(boss, query)).items).toEqual([]);
    }
    expect((await listed(boss, 'from=2020-01-01')).items).toEqual(all);
    expect((await listed(seller, 'action=stock-move')).items).toMatchObject([{ from: 'R', to: 'RC' }]);
    expect((await listed(stranger)).items).toEqual([]);
    for (const query of ['from=yesterday', 'action=gift', 'acount=MA']) {
      expect((await request(boss, `transfers?${query}`)).status).toBe(400);
    }
  });

  test('K1 who administers one organization alone is told so, and nothing of the other', async () => {
    const { lines } = await caseOf(1);
    const refused = await request(reader, 'transfers/preview', { from: 'KA', to: 'KB', lines });
    expect(refused.body.violations).toContainEqual({
      ...{ code: 'ADMINISTRATOR_OF_BOTH_REQUIRED', message: `${reader} is no administrator of KB` },
      ...{ limit: 'administrator of both', actual: reader },
      remedy: 'the same e-mail address has to be an administrator of both organizations',
    });
    expect(JSON.stringify(refused.body)).not.toContain('Account KB');
  });

  test('D4 to D7 the source’s examples: figures by their names, and what the next invoices come to', async () => {
    const site = {
      paymentType: 'monthly-invoice',
      plan: 'premium',
      unitPrice: '2.75',
      currency: 'EUR',
      parentId: 'MSP',
    };
    for (const id of ['DA', 'DB']) {
      await stage.account(id, site);
      await stage.administrator(id, 'owner@site.example', { role: 'owner' });
    }
    await stage.publish('catalog', 'product.published.v1', {
      ...{
        sku: 'SEAT',
        name: 'Seat',
        description: 'x',
        instructionsUrl: 'https://docs.example/s',
        program: 'miradore',
      },
      ...{ scenario: 'no-activation', billing: 'monthly', prices: { EUR: '3.00' } },
    });
    await stage.publish('devices', 'device-count.reported.v1', { accountId: 'DA', sku: 'SEAT', inUse: 20 });
    const ask = (route: string, body: object) => request('owner@site.example', route, { sku: 'SEAT', ...body });
    await until(async () => (await ask('purchases/preview', { accountId: 'DA', quantity: 30 })).body.minimum === 20);
    const bill = { sku: 'SEAT', unitPrice: '2.75', currency: 'EUR' };
    const purchase = { accountId: 'DA', quantity: 30 };
    const { body: preview } = await ask('purchases/preview', purchase);
    expect(preview).toMatchObject({
      ...{ violations: [], after: { total: 30, inUse: 20, available: 10 }, currentEstimate: '82.50' },
      ...{ addedLicenses: 30, addedCost: '27.50', estimatedTotal: '82.50' },
      nextInvoice: [{ ...bill, accountId: 'DA', quantity: 30, amount: '82.50' }],
    });
    const { body: bought } = await ask('purchases', { ...purchase, planHash: preview.planHash });
    expect(bought.nextInvoice).toEqual(preview.nextInvoice);
    expect((await ask('decreases/preview', { accountId: 'DA', quantity: 10 })).body).toMatchObject({
      ...{ violations: [], after: { total: 20, inUse: 20, available: 0 } },
      ...{ decreasedLicenses: 10, decreasedCost: '27.50', estimatedTotal: '55.00' },
      nextInvoice: [{ ...bill, accountId: 'DA', quantity: -10, amount: '-27.50' }],
    });
    const lines = [{ sku: 'SEAT', quantity: 5 }];
    expect(
      (await request('owner@site.example', 'transfers/preview', { from: 'DA', to: 'DB', lines })).body,
    ).toMatchObject({
      ...{ violations: [], transferred: 5 },
      sides: [{ after: { total: 25, inUse: 20, available: 5 } }, { after: { total: 5, inUse: 0, available: 5 } }],
      nextInvoice: [
        { ...bill, accountId: 'DA', quantity: -5, amount: '-13.75' },
        { ...bill, accountId: 'DB', quantity: 5, amount: '13.75' },
      ],
    });
  });

  test('K4 K8 L8 a case: wrong passcode, submitted, commented, approved by support, and closed', async () => {
    const body = await caseOf(4);
    expect(body.lines[0]?.licenseKey).toMatch(/^Z2[A-Z0-9]{2}-[A-Z0-9]{4}-[A-Z0-9]{4}$/);
    const wrong = await request(network, 'transfer-cases', {
      ...body,
      passcodes: { source: '1234', destination: '1234' },
    });
    expect([wrong.status, codes(wrong)]).toEqual([422, ['PASSCODE_WRONG']]);
    await expectRefusal('case-submission-refused', ['PASSCODE_WRONG']);
    const submitted = await request(network, 'transfer-cases', body, 'case-1');
    expect(submitted).toMatchObject({ status: 201, body: { state: 'submitted', requestedBy: network } });
    expect(JSON.stringify(submitted.body)).not.toMatch(/1234"|9876/);
    const route = `transfer-cases/${submitted.body.caseId}`;
    expect((await request(stranger, route)).status).toBe(404);
    const waiting = async (email: string) => (await request(email, 'transfer-cases?state=submitted')).body.items;
    expect(await waiting(network)).toMatchObject([{ caseId: submitted.body.caseId, from: 'KA' }]);
    expect([await waiting(support), await waiting(stranger)]).toEqual([await waiting(network), []]);
    expect((await request(network, 'transfer-cases?state=open')).status).toBe(400);
    expect((await request(network, `${route}/comment`, { comment: 'thank you' })).status).toBe(200);
    expect(codes(await request(network, `${route}/approve`, {}))).toEqual(['SUPPORT_ROLE_REQUIRED']);
    await expectRefusal('case-step-refused', ['SUPPORT_ROLE_REQUIRED']);
    const approved = await request(support, `${route}/approve`, { comment: 'done' });
    expect(approved).toMatchObject({ status: 200, body: { state: 'executed' } });
    // K9: what remains under the key, of the case and of its transfer.
    const key = { licenseKey: body.lines[0]?.licenseKey, deviceType: 'MX' };
    const left = [{ ...key, quantity: 16 }];
    expect((await request(network, route)).body.remaining).toMatchObject(left);
    expect((await request(network, 'transfers?account=KA')).body.items).toMatchObject([
      { transferId: approved.body.transferId, from: 'KA', to: 'KB', moved: [{ quantity: 4, ...key }], remaining: left },
    ]);
    expect(
      (await request(network, 'transfers/preview', { from: 'KA', to: 'KB', lines: body.lines })).body,
    ).toMatchObject({
      ...{ moved: [{ quantity: 4, ...key }], remaining: [{ ...key, quantity: 12 }] },
    });
    expect(await waiting(network)).toEqual([]);
    expect((await request(network, 'transfer-cases?account=KB&limit=1')).body.items).toHaveLength(1);
    expect(codes(await request(support, `${route}/refuse`, { comment: 'late' }))).toEqual(['CASE_CLOSED']);
    expect((await request(network, 'accounts/KB/licenses')).body.items).toMatchObject([{ quantity: 4 }]);
    expect((await request(network, route)).body.history.map((each: { step: string }) => each.step)).toEqual([
      'submitted',
      'commented',
      'approved',
    ]);
    await expectMails(submitted.body.caseId);
  });

  test('D8 what any of the six columns shows is found', async () => {
    const [shown] = (await request(seller, 'event-log?search=stock-purchase')).body.items;
    const day = shown.date.slice(0, 10);
    expect(shown).toMatchObject({ sourceName: 'Account R', licenseCount: 100 });
    for (const text of [day, shown.date, 'STOCK-purch', 'account r', '100', seller]) {
      const { items } = (await request(seller, `event-log?search=${text}`)).body;
      expect(items.map(({ id }: { id: string }) => id)).toContain(shown.id);
    }
    expect((await request(seller, 'event-log?search=1999-01-01')).body.items).toEqual([]);
  });

  test('K4 the key of a case may stand once, for all lines that name a device type alone', async () => {
    const { lines, ...rest } = await caseOf(1);
    const [{ licenseKey, ...line } = { licenseKey: '', deviceType: '', quantity: 0 }] = lines;
    const under = await request(network, 'transfer-cases', { ...rest, licenseKey, lines: [line] });
    expect([under.status, under.body.lines]).toEqual([201, [{ licenseKey, deviceType: 'MX', quantity: 1 }]]);
    expect((await request(network, `transfer-cases/${under.body.caseId}`)).body.lines).toEqual(under.body.lines);
    await request(network, `transfer-cases/${under.body.caseId}/withdraw`, {});
    const withKey = async (key: string | undefined, ...of: object[]) => {
      const { status, body } = await request(network, 'transfer-cases', { ...rest, licenseKey: key, lines: of });
      return [status, body.violations?.[0].path];
    };
    expect(await withKey(undefined, line)).toEqual([422, 'lines[0]']);
    expect(await withKey(licenseKey, { quantity: 1 })).toEqual([422, 'lines[0]']);
    expect(await withKey('Z2AA-AAAA-AAAA', { ...line, licenseKey })).toEqual([422, 'licenseKey']);
    expect(await withKey(licenseKey, { ...line, sku: 'SKU', lotId: 'L' })).toEqual([422, 'lines[0]']);
  });

  test('K8 details, comments and refusals have words; blanks are none', async () => {
    const body = await caseOf(1);
    const places = ({ body: { violations } }: Answer) => violations?.map(({ path }: { path: string }) => path);
    const blank = { ...body, destinationName: ' ', details: { ...body.details, scope: '   ' } };
    const refused = await request(network, 'transfer-cases', blank);
    expect([refused.status, places(refused)]).toEqual([422, ['destinationName', 'details.scope']]);
    const { caseId } = (await request(network, 'transfer-cases', body)).body;
    for (const step of ['comment', 'refuse']) {
      for (const said of [{}, { comment: ' \n' }]) {
        const answer = await request(support, `transfer-cases/${caseId}/${step}`, said);
        expect([answer.status, places(answer)]).toEqual([422, ['comment']]);
      }
    }
    const { history, mails } = (await request(network, `transfer-cases/${caseId}`)).body;
    expect([history.length, mails.length]).toEqual([1, 1]);
    const done = await request(support, `transfer-cases/${caseId}/refuse`, { comment: 'not now' });
    expect(done.body).toMatchObject({ state: 'refused', history: [{}, { comment: 'not now' }] });
  });

  test('K8 an approval that fails is in the history with what stood in the way, and the case stays open', async () => {
    const { caseId } = (await request(network, 'transfer-cases', await caseOf(2))).body;
    const counted = async (inUse: number, time: string) => {
      const type = 'device-count.reported.v1';
      await stage.publish('devices', type, { accountId: 'KA', deviceType: 'MX', inUse }, time);
      const shown = async () => (await request(network, 'accounts/KA')).body.products[0].inUse;
      await until(async () => (await shown()) === inUse);
    };
    await counted(1000, '2026-11-21T10:00:00Z');
    const failed = await request(support, `transfer-cases/${caseId}/approve`, { comment: 'at last' });
    expect([failed.status, codes(failed)]).toEqual([422, ['EXCEEDS_TRANSFERABLE']]);
    const { state, history, mails } = (await request(network, `transfer-cases/${caseId}`)).body;
    expect([state, mails.length]).toEqual(['submitted', 2]);
    const step = { step: 'approval-failed', by: support, comment: 'at last' };
    expect(history[1]).toMatchObject({ ...step, violations: [{ code: 'EXCEEDS_TRANSFERABLE', actual: '2' }] });
    await counted(0, '2026-11-21T11:00:00Z');
    const done = await request(support, `transfer-cases/${caseId}/approve`, {});
    expect(done.body).toMatchObject({ state: 'executed', history: [{}, step, { step: 'approved' }] });
  });

  test('D8 the event log is paged, sorted, searched and exported', async () => {
    const first = await request(support, 'event-log?limit=2&sort=licenseCount');
    const second = await request(support, `event-log?limit=2&sort=licenseCount&cursor=${first.body.nextCursor}`);
    const counts = [...first.body.items, ...second.body.items].map((each) => each.licenseCount);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    const found = (await request(support, 'event-log?search=stock-move')).body.items;
    expect(found).toMatchObject([
      { type: 'stock-move', source: 'R', target: 'RC', licenseCount: 10, initiatedBy: seller },
    ]);
    const csv = await request(seller, 'event-log.csv?columns=type,licenseCount&sort=date');
    expect(csv.body).toContain('Event type,License count\r\nstock-purchase,100\r\nstock-move,10\r\n');
    expect((await request(seller, 'event-log?sort=nothing')).status).toBe(400);
    for (const name of ['__proto__', 'constructor', '-toString', 'hasOwnProperty']) {
      const answer = await request(seller, `event-log?sort=${name}`);
      expect([answer.status, answer.body.detail]).toEqual([400, expect.stringContaining('it has to be one of date, ')]);
      expect((await request(seller, `event-log.csv?sort=${name}`)).status).toBe(400);
    }
    for (const names of ['__proto__', 'constructor', 'date,toString', 'date,date']) {
      const answer = await request(seller, `event-log.csv?columns=${names}`);
      expect([answer.status, answer.body.detail]).toEqual([400, expect.stringContaining('there are date, type, ')]);
    }
    expect((await request(seller, 'event-log?cursor=nothing')).status).toBe(400);
  });

  test('R15 D8 a place in one order of the log is none in another', async () => {
    const { nextCursor } = (await request(support, 'event-log?limit=1')).body;
    expect((await request(support, `event-log?sort=-date&cursor=${nextCursor}`)).status).toBe(200);
    for (const sort of ['date', 'type', '-type', 'licenseCount', 'target']) {
      const { status, body } = await request(support, `event-log?sort=${sort}&cursor=${nextCursor}`);
      expect([status, body.detail]).toEqual([
        400,
        expect.stringContaining('cursor is none that a page of this list gave'),
      ]);
    }
  });

  test('T13 D8 where two accounts have one name, an export says their ids as well', async () => {
    await stage.account('R', { kind: 'reseller', currency: 'EUR', name: 'Twins' });
    const one = await request(support, 'event-log.csv?columns=type,source,target&sort=date');
    expect(one.body).toContain('stock-move,Twins,Account RC\r\n');
    await stage.account('RC', { parentId: 'R', package: 'pro', name: 'Twins' });
    const two = await request(support, 'event-log.csv?columns=type,source,target&sort=date');
    expect(two.body).toContain('stock-move,Twins (R),Twins (RC)\r\n');
  });
});
