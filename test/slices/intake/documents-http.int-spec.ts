import { createHmac } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { answerClient } from '#apps/intake/src/documents/answers/answer.client.ts';
import { FolderJob } from '#apps/intake/src/documents/folder.job.ts';
import { IntakeModule } from '#apps/intake/src/intake.module.ts';
import { intakeSettings } from '#apps/intake/src/intake.settings.ts';
import { binaryHeaders } from '#contracts/cloud-event.ts';
import { readSettings } from '#runtime/environment/settings.ts';
import { issueToken } from '#runtime/http/access/auth.ts';
import { Database } from '#runtime/postgres/database.ts';
import { notify } from '#runtime/postgres/notify.ts';
import { type RunningProcess, startProcess } from '#runtime/process/process.ts';
import { type FakeS4, startFakeS4 } from '#test/documents/fake-s4.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { selfSigned, type TestCertificate, testAuthority } from '#test/support/systems/certificates.ts';
import { startCertifyingProxy } from '#test/support/systems/certifying-proxy.ts';
import { untilNothing, untilThere } from '#test/support/waiting.ts';

const owner = 'owner@customer.example';
const clerk = 'clerk@nordwind.example';
const buyer = 'buyer@lodz.example';
const operator = 'operator@seatwright.example';
const secret = 'a secret of some length';

let postgres: TestPostgres;
let folder: string;
let running: RunningProcess;
let s4System: FakeS4;

beforeAll(async () => {
  postgres = await startTestPostgres();
  folder = await mkdtemp(path.join(tmpdir(), 'seatwright-documents-'));
  for (const name of ['senders', 'inbox/nordwind']) await mkdir(path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, 'secret'), `${secret}\n`);
  await writeFile(path.join(folder, 'secret-2'), secret);
  const profile = (sender: string, more: object) => {
    const own = {
      order: { kind: 'sales-order' },
      mayOrderFor: ['ACC-1', 'ACC-2'],
      parties: { unknown: 'pass-through' },
    };
    return writeFile(
      path.join(folder, 'senders', `${sender}.json`),
      JSON.stringify({ sender, formats: ['json'], ...own, ...more }),
    );
  };
  await profile('nordwind', {
    people: [clerk],
    authentication: { kind: 'basic', user: 'nw', secretFile: path.join(folder, 'secret') },
  });
  const hmac = { kind: 'hmac-sha256', header: 'x-signature', secretFile: path.join(folder, 'secret-2') };
  await profile('shop', { authentication: hmac });
  await profile('silent', {});
  await profile('answered', { people: [buyer], answer: { formats: ['order-answer'] } });
  await writeFile(path.join(folder, 'secret-5'), 'not-a-secret');
  await profile('ariba', {
    formats: ['cxml'],
    authentication: { kind: 'cxml-shared-secret', secretFile: path.join(folder, 'secret-5') },
    us: ['NetworkId:AN-US-1'],
    mayOrderFor: ['*'],
  });
  await writeFile(path.join(folder, 'secret-3'), 'of the subscription');
  await profile('bc', {
    formats: ['business-central'],
    authentication: { kind: 'client-state', secretFile: path.join(folder, 'secret-3') },
  });
  await profile('network', {
    authentication: { kind: 'mtls', header: 'x-client-subject', subject: 'CN=network' },
    order: { kind: 'sales-order', number: 'NET-{id}' },
  });
  await writeFile(path.join(folder, 'secret-6'), 'of the VAN');
  await profile('gulf', {
    formats: ['x12'],
    authentication: { kind: 'basic', user: 'van', secretFile: path.join(folder, 'secret-6') },
    order: { kind: 'purchase-order', number: 'GH-{id}' },
    currency: 'USD',
    mayOrderFor: ['*'],
    emails: { always: ['it@gulf.example'] },
    answer: { formats: ['855', '865'], acknowledge: true },
  });
  s4System = await startFakeS4();
  await writeFile(path.join(folder, 'secret-4'), 'of Event Mesh');
  await profile('s4', {
    formats: ['s4-event', 's4'],
    authentication: { kind: 'basic', user: 'mesh', secretFile: path.join(folder, 'secret-4') },
    lookup: {
      ...{ system: 's4-v2', address: s4System.address },
      credentials: { kind: 'basic', user: 'user', secretFile: path.join(folder, 'secret') },
    },
  });
  const variables = {
    ...{ DATABASE_URL: postgres.url, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error', OPERATORS: operator },
    ...{ SENDERS_DIR: path.join(folder, 'senders'), INBOX_DIR: path.join(folder, 'inbox') },
    TRUSTED_PROXIES: '127.0.0.1',
  };
  const services = [{ name: 'intake', module: IntakeModule, settings: intakeSettings }];
  running = await startProcess({ settings: readSettings(variables, [intakeSettings]), services });
  const headers = binaryHeaders({ id: 'admin', source: '/test', type: 'administrator.updated.v1' });
  const value = JSON.stringify({ accountId: 'ACC-1', email: owner, role: 'admin' });
  await running.context.broker.publish([{ topic: 'accounts', key: 'ACC-1', headers, value }]);
});

afterAll(async () => {
  await running?.stop();
  await s4System?.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

const order = (orderNumber: string, accountId = 'ACC-1', changes: object = {}) => {
  return JSON.stringify({
    ...{ orderNumber, revision: 1, currency: 'EUR', accounts: [{ accountId, role: 'end-customer' }] },
    ...{ emails: ['it@lodz.example'], lines: [{ lineNumber: 1, sku: 'AP-1Y', quantity: 25, unitPrice: '118.00' }] },
    ...changes,
  });
};

async function request(email: string, pathname: string, init: RequestInit = {}): Promise<Response> {
  const token = await issueToken(email, running.context.settings.authKeyFile, new Date());
  return await fetch(running.url + pathname, {
    ...init,
    headers: { authorization: `Bearer ${token}`, ...init.headers },
  });
}

// biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for
const json = async (response: Response | Promise<Response>): Promise<any> => await (await response).json();

const send = (sender: string, body: string | Buffer, headers: Record<string, string> = {}) => {
  const type = { 'content-type': 'application/json' };
  return fetch(`${running.url}/api/senders/${sender}/documents`, {
    method: 'POST',
    body: body as string,
    headers: { ...type, ...headers },
  });
};
const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
const signed = (body: string) => ({ 'x-signature': createHmac('sha256', secret).update(body).digest('base64') });

describe('documents over HTTP', () => {
  test('are taken from a sender that proves itself, and looked up by those whose order it is, and by nobody else', async () => {
    const body = order('SO-1');
    const answer = await send('nordwind', body, basic(`nw:${secret}`));
    expect(answer.status).toBe(202);
    const { documentId, sha256, orders } = await json(answer);
    expect(orders).toEqual([{ orderNumber: 'SO-1', revision: 1, outcome: 'placed', violations: [] }]);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    const shown = await json(request(owner, `/api/order-documents/${documentId}`));
    expect(shown).toMatchObject({ documentId, sender: 'nordwind', format: 'json', orders: [{ sourceId: 'SO-1' }] });
    expect(await (await request(owner, `/api/order-documents/${documentId}/content`)).text()).toBe(body);
    expect((await json(request(owner, '/api/order-documents?order=SO-1'))).items).toHaveLength(1);
    // It was taken, and is refused where it is decided: nobody sells that.
    const refused = await untilThere('the refusal', async () => {
      const { items } = await json(request(owner, '/api/order-documents?order=SO-1&outcome=refused'));
      return items.length > 0 ? items : undefined;
    });
    const told = { outcome: 'refused', state: 'rejected', violations: [{ code: 'UNKNOWN_SKU' }] };
    expect(refused).toMatchObject([{ documentId, orders: [told] }]);
    expect((await json(request(owner, '/api/order-documents?order=SO-1'))).items).toEqual(refused);
    expect((await json(request(owner, '/api/order-documents?order=SO-1&outcome=placed'))).items).toEqual([]);
    expect((await request(owner, '/api/order-documents?outcome=lost')).status).toBe(400);
    for (const where of ['', '/content']) {
      expect((await request('stranger@elsewhere.example', `/api/order-documents/${documentId}${where}`)).status).toBe(
        404,
      );
    }
    expect((await json(request('stranger@elsewhere.example', '/api/order-documents'))).items).toEqual([]);
    expect((await json(request(operator, '/api/order-documents'))).items.length).toBeGreaterThan(0);
  });

  test('again are answered as before, whichever way they come', async () => {
    const body = order('SO-2');
    const first = await json(send('nordwind', body, basic(`nw:${secret}`)));
    expect(await json(send('nordwind', body, basic(`nw:${secret}`)))).toEqual(first);
    const init = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
    expect(await json(request(clerk, '/api/sales-orders?sender=nordwind', init))).toEqual(first);
    expect(
      await json(request(operator, '/api/sales-orders', { ...init, headers: { ...init.headers, sender: 'nordwind' } })),
    ).toEqual(first);
  });

  test('over /api/sales-orders are taken from those whom the profile names alone', async () => {
    const init = { method: 'POST', body: order('SO-3'), headers: { 'content-type': 'application/octet-stream' } };
    expect(await json(request(owner, '/api/sales-orders?sender=nordwind', init))).toMatchObject({
      status: 403,
      violations: [{ code: 'SENDER_NOT_ALLOWED' }],
    });
    expect(await json(request(clerk, '/api/sales-orders?sender=shop', init))).toMatchObject({ status: 403 });
    expect(await json(request(operator, '/api/sales-orders?sender=nobody', init))).toMatchObject({
      status: 404,
      violations: [{ code: 'UNKNOWN_SENDER' }],
    });
    expect((await request(clerk, '/api/sales-orders?sender=nordwind', init)).status).toBe(202);
  });

  test.each<[string, string, () => Record<string, string>]>([
    ['a wrong password', 'nordwind', () => basic('nw:wrong')],
    ['a wrong name', 'nordwind', () => basic(`other:${secret}`)],
    ['nothing', 'nordwind', () => ({})],
    ['a signature of other bytes', 'shop', () => signed(order('SO-5'))],
    ['a signature where a password is wanted', 'nordwind', () => signed(order('SO-4'))],
    ['anything, where the profile has no way', 'silent', () => basic(`nw:${secret}`)],
    ['a name that nobody has', 'nobody', () => basic(`nw:${secret}`)],
  ])('with %s are nobody’s: 401, and nothing is kept', async (_, sender, headers) => {
    const answer = await send(sender, order('SO-4'), headers());
    expect(answer.status).toBe(401);
    expect((await json(request(operator, '/api/order-documents?order=SO-4'))).items).toEqual([]);
  });

  test('signed over their very bytes are taken, and not when one byte differs', async () => {
    const body = ` ${order('SO-6')} `;
    expect((await send('shop', body, signed(body))).status).toBe(202);
    expect((await send('shop', `${body} `, signed(body))).status).toBe(401);
  });

  test.each<[string, string, () => Record<string, string>, RegExp]>([
    ['nothing', 'nordwind', () => ({}), /it came without an Authorization header; .*user and password/],
    ['a wrong password', 'nordwind', () => basic('nw:wrong'), /it came with an Authorization header of Basic/],
    ['another signature', 'shop', () => signed('other'), /a signature over the very bytes/],
    ['a name that nobody has', 'nobody', () => basic('nw:wrong'), /it came with an Authorization header of Basic/],
  ])(
    'with %s hear what came and what would be right, and are asked for a password',
    async (_, sender, headers, words) => {
      const answer = await send(sender, order('SO-4'), headers());
      expect(answer.headers.get('www-authenticate')).toBe('Basic realm="documents", charset="UTF-8"');
      expect(await json(answer)).toMatchObject({
        status: 401,
        detail: expect.stringMatching(words),
        violations: [{ code: 'NOT_AUTHENTIC' }],
      });
    },
  );

  describe('of cXML are answered with a Response in the same exchange', () => {
    const cxml = async (change: (text: string) => string = (text) => text) =>
      change(await readFile(path.join(import.meta.dirname, '../../documents/cxml/order.xml'), 'utf8'));
    const exchange = async (sender: string, body: string) => {
      const answer = await send(sender, body, { 'content-type': 'text/xml; charset=utf-8' });
      const text = await answer.text();
      expect(answer.headers.get('content-type')).toBe('text/xml; charset=utf-8');
      const [, code, status, note = ''] = /<Status code="(\d+)" text="([^"]*)"(?:\/>|>([^<]*)<)/.exec(text) ?? [];
      expect(text).toMatch(/^<\?xml[^>]*>\n<!DOCTYPE cXML SYSTEM/);
      return { http: answer.status, code, status, note };
    };
    const kept = async () => (await json(request(operator, '/api/order-documents?sender=ariba'))).items;

    test.each<[string, string, (text: string) => string]>([
      ['a wrong secret', 'ariba', (text) => text.replace('not-a-secret', 'a guess')],
      ['no secret', 'ariba', (text) => text.replace(/<SharedSecret>.*<\/SharedSecret>/, '')],
      ['the name of nobody', 'nobody', (text) => text],
      ['a sender that proves itself otherwise', 'nordwind', (text) => text],
    ])('401 with %s, and nothing is kept', async (_, sender, change) => {
      const answer = await exchange(sender, await cxml(change));
      expect(answer).toMatchObject({ http: 401, code: '401', status: 'Unauthorized' });
      expect(answer.note).toMatch(/^NOT_AUTHENTIC: .*shared secret in the document/);
      expect(answer.note).not.toContain('a guess');
      expect(await kept()).toEqual([]);
    });

    test.each(['ariba', 'nobody'])('400 where it cannot be read, with the place (%s)', async (sender) => {
      const answer = await exchange(sender, await cxml((text) => text.replace('</Header>', '</Head>')));
      expect(answer).toMatchObject({ http: 200, code: '400', status: 'Bad Request' });
      expect(answer.note).toMatch(/^UNREADABLE_DOCUMENT: .*line \d+/);
      expect(await kept()).toEqual([]);
    });

    test('200 with the right one, tests too, of which nothing is placed; 400 with why where its order is refused', async () => {
      const tested = await exchange('ariba', await cxml((text) => text.replace('"production"', '"test"')));
      expect(tested).toMatchObject({ http: 200, code: '200', status: 'OK' });
      const [document] = await kept();
      expect(document.orders).toMatchObject([{ outcome: 'test' }]);
      expect((await request(operator, '/api/orders/4500012345')).status).toBe(404);
      const bytes = await (await request(operator, `/api/order-documents/${document.documentId}/content`)).text();
      expect(bytes).toContain('4500012345');
      expect(bytes).not.toContain('not-a-secret');
      const refused = await exchange('ariba', await cxml((text) => text.replace('quantity="25"', 'quantity="2.5"')));
      expect(refused).toMatchObject({ http: 200, code: '400' });
      expect(refused.note).toMatch(/QUANTITY_NOT_WHOLE: .*line \d+/);
      expect(await exchange('ariba', await cxml())).toMatchObject({ http: 200, code: '200' });
      // It went on, whatever was decided since.
      expect((await kept())[0].orders).toMatchObject([{ orderNumber: '4500012345', revision: 1 }]);
    });
  });

  test('that cannot be read are 422 with the place, and nothing of them is kept', async () => {
    const answer = await send('nordwind', '{"orderNumber": "SO-7",', basic(`nw:${secret}`));
    expect(await json(answer)).toMatchObject({
      status: 422,
      violations: [{ code: 'UNREADABLE_DOCUMENT', message: expect.stringMatching(/line 1/) }],
    });
    expect(await json(send('nordwind', 'ISA*00*', basic(`nw:${secret}`)))).toMatchObject({ status: 422 });
  });

  test('whose order is refused say why and where, at once and later', async () => {
    const body = order('SO-8', 'ACC-9', { lines: [{ lineNumber: 1, sku: 'AP-1Y', quantity: 2.5, unitPrice: '1' }] });
    const { orders, documentId } = await json(send('nordwind', body, basic(`nw:${secret}`)));
    const codes = orders[0].violations.map(({ code, source }: { code: string; source: { path: string } }) => [
      code,
      source.path,
    ]);
    expect(codes).toEqual([
      ['ACCOUNT_NOT_ALLOWED', 'accounts[0].accountId'],
      ['QUANTITY_NOT_WHOLE', 'lines[0].quantity'],
    ]);
    expect((await request(owner, `/api/order-documents/${documentId}`)).status).toBe(404);
  });

  test('of Business Central: the handshake has its token back; a key is taken with the secret of its subscription alone', async () => {
    const shakeOf = (sender: string) =>
      fetch(`${running.url}/api/senders/${sender}/documents?validationToken=a%20b%3Cc%3E`, { method: 'POST' });
    const shake = await shakeOf('bc');
    expect([shake.status, shake.headers.get('content-type'), await shake.text()]).toEqual([
      200,
      'text/plain; charset=utf-8',
      'a b<c>',
    ]);
    expect((await shakeOf('nordwind')).status).toBe(401);
    const resource = `/v2.0/companies(${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)})/salesOrders(${'1'.repeat(8)}-1111-1111-1111-${'1'.repeat(12)})`;
    const told = (...states: string[]) =>
      JSON.stringify({ value: states.map((clientState) => ({ clientState, resource, changeType: 'updated' })) });
    expect((await send('bc', told('of the subscription', 'another'), {})).status).toBe(401);
    expect((await send('bc', '{"value":[]}', {})).status).toBe(401);
    const taken = await send('bc', told('of the subscription'), {});
    expect(taken.status).toBe(202);
    const { documentId, orders } = await json(taken);
    expect(orders).toMatchObject([{ outcome: 'lookup' }]);
    const kept = await (await request(operator, `/api/order-documents/${documentId}/content`)).text();
    expect(kept).not.toContain('of the subscription');
  });

  test('of other types than JSON are refused where no sender is named', async () => {
    const init = { method: 'POST', body: '<Order/>', headers: { 'content-type': 'application/xml' } };
    expect((await request(operator, '/api/sales-orders', init)).status).toBe(415);
  });
});

describe('a sender behind a proxy that asks for certificates', () => {
  let authority: ReturnType<typeof testAuthority>;
  let proxy: Awaited<ReturnType<typeof startCertifyingProxy>>;

  beforeAll(async () => {
    authority = testAuthority(folder);
    proxy = await startCertifyingProxy({
      ...{ target: running.url, own: authority.issue('gateway'), authorityFile: authority.certificateFile },
      isOptional: true,
      // Whatever a sender writes there itself is overwritten.
      headersOf: (subject) => ({
        'x-client-subject': subject === undefined ? '' : `CN=${subject}`,
        'x-forwarded-for': '203.0.113.9',
      }),
    });
  });

  afterAll(async () => await proxy.close());

  /** Sends as somebody with a certificate does, in the way that answers of ours go out to those who ask for one. */
  const sendWith = async ({ certificateFile, keyFile }: TestCertificate, body: string) => {
    const files = { certificateFile, secretFile: keyFile, authorityFile: authority.certificateFile };
    const to = `${proxy.root}/api/senders/network/documents`;
    const credentials = { kind: 'mtls', ...files } as const;
    const post = answerClient({ to, credentials, formats: [], acknowledge: false }, Date.now);
    return await post({ contentType: 'application/json', bytes: Buffer.from(body) });
  };

  test('is let in by its certificate alone', async () => {
    expect(await sendWith(authority.issue('network'), order('C-1'))).toBeUndefined();
    expect((await json(request(owner, '/api/order-documents?order=NET-C-1'))).items).toHaveLength(1);
    expect(await sendWith(authority.issue('somebody'), order('C-2'))).toBe('the system answers 401');
    expect(await sendWith(selfSigned(folder, 'network-of-nobody'), order('C-3'))).toBe('the system answers 401');
    for (const number of ['NET-C-2', 'NET-C-3']) {
      expect((await json(request(owner, `/api/order-documents?order=${number}`))).items).toEqual([]);
    }
  });

  test('is not let in by a header that no proxy wrote', async () => {
    const answer = await send('network', order('C-4'), { 'x-client-subject': 'CN=network' });
    expect(answer.status).toBe(401);
    expect((await json(request(owner, '/api/order-documents?order=NET-C-4'))).items).toEqual([]);
  });
});

describe('an X12 purchase order over HTTP', () => {
  const interchange = (line: string, count = 6) =>
    [
      'ISA*00*          *00*          *ZZ*BUYER          *ZZ*SEATWRIGHT     *261129*0915*U*00401*000000071*0*P*>',
      'GS*PO*BUYER*SEATWRIGHT*20261129*0915*71*X*004010',
      'ST*850*0001',
      'BEG*00*NE*PO-71**20261128',
      'N1*BY*Gulf*92*ACC-1',
      line,
      'CTT*1',
      `SE*${count}*0001`,
      'GE*1*71',
      'IEA*1*000000071',
    ].join('~\n');
  const post = async (body: string) => {
    const headers = { 'content-type': 'application/EDI-X12', ...basic('van:of the VAN') };
    const answer = await send('gulf', `${body}~`, headers);
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
  };

  test('has its 997 in the same exchange, and nothing of a decision in it', async () => {
    const { status, type, text } = await post(interchange('PO1*1*25*EA*118.00*PE*VN*AP-1Y'));
    expect([status, type]).toEqual([200, expect.stringMatching(/^application\/edi-x12/i)]);
    expect(text).toMatch(/^ISA\*00\*.*ZZ\*SEATWRIGHT.*ZZ\*BUYER/s);
    expect(text).toMatch(/AK1\*PO\*71~\s*AK2\*850\*0001~\s*AK5\*A~\s*AK9\*A\*1\*1\*1~/);
  });

  test('whose count shows that a segment was lost is rejected there, with where', async () => {
    const { text } = await post(interchange('PO1*1*25*EA*118.00*PE*VN*AP-1Y', 9).replaceAll('PO-71', 'PO-72'));
    expect(text).toMatch(/AK1\*PO\*71~/);
    expect(text).toMatch(/AK5\*[RE]/);
    expect(text).toMatch(/AK9\*[RE]/);
  });
});

describe('answers', () => {
  const address = '/api/orders/SO-30/answer';
  const answers = async (email: string) => await json(request(email, address));

  test('are seen by those who see the order, as they went out as well, and by nobody else', async () => {
    const body = order('SO-30', 'ACC-1', { lines: [{ lineNumber: 7, sku: 'NONE', quantity: 2, unitPrice: '1.00' }] });
    const init = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
    const { documentId } = await json(request(buyer, '/api/sales-orders?sender=answered', init));
    await untilThere('the answer', async () => {
      const { items } = await answers(operator);
      return items?.[0]?.state === 'sent' ? items : undefined;
    });
    const { orderNumber, items, mayResend } = await answers(owner);
    expect(mayResend).toBe(true);
    expect(orderNumber).toBe('SO-30');
    const told = { sender: 'answered', documentId, revision: 1, about: 'order', outcome: 'rejected', tries: 1 };
    expect(items).toMatchObject([{ ...told, format: 'order-answer', state: 'sent', contentType: 'application/json' }]);
    const written = await (await request(owner, `${address}?format=order-answer`)).text();
    expect(await (await request(owner, `${address}?answerId=${items[0].answerId}`)).text()).toBe(written);
    expect((await request(owner, `${address}?answerId=another`)).status).toBe(404);
    expect(JSON.parse(written)).toMatchObject({ orderNumber: 'SO-30', outcome: 'rejected' });
    expect(JSON.parse(written).notes[0]).toMatch(/^UNKNOWN_SKU: .* \(lines\[0\]\.sku, line 1\); /);
    const [name = ''] = await readdir(path.join(folder, 'inbox/answered/outbox'));
    expect(await readFile(path.join(folder, 'inbox/answered/outbox', name), 'utf8')).toBe(written);
    expect((await request(owner, `${address}?format=order-response`)).status).toBe(404);
    for (const where of ['', '?format=order-answer', `?answerId=${items[0].answerId}`]) {
      expect((await request('stranger@elsewhere.example', address + where)).status).toBe(404);
    }
  });

  test('are sent again for those who may change something there, once for one key', async () => {
    const again = (email: string, where: string, headers = {}) => request(email, where, { method: 'POST', headers });
    const [{ answerId, queuedAt }] = (await answers(owner)).items;
    const sent = await again(owner, `${address}/resend`, { 'idempotency-key': 'again-1' });
    expect([sent.status, await json(sent)]).toMatchObject([
      202,
      { orderNumber: 'SO-30', answerId, outcome: 'rejected' },
    ]);
    expect((await again(owner, `${address}/resend`, { 'idempotency-key': 'again-1' })).status).toBe(202);
    await untilThere('the answer', async () => ((await answers(owner)).items[0].state === 'sent' ? true : undefined));
    const [after] = (await answers(owner)).items;
    expect(after.queuedAt > queuedAt).toBe(true);
    expect((await again(owner, `${address}/resend?answerId=${answerId}`)).status).toBe(202);
    expect((await again(owner, `${address}/resend?answerId=another`)).status).toBe(404);
    expect((await again('stranger@elsewhere.example', `${address}/resend`)).status).toBe(404);
    expect(await json(again(operator, '/api/orders/SO-1/answer/resend'))).toMatchObject({
      status: 422,
      violations: [{ code: 'NO_ANSWER' }],
    });
  });
});

describe('keys of orders over HTTP', () => {
  test('have the orders read back; a sender whose system turns our credentials down is named by the process', async () => {
    const event = {
      specversion: '1.0',
      id: 'e-1',
      source: '/s4',
      type: 'sap.s4.beh.salesorder.v1.SalesOrder.Created.v1',
    };
    const binary = { 'ce-specversion': '1.0', 'ce-id': 'e-2', 'ce-source': '/s4', 'ce-type': event.type };
    const data = { SalesOrder: '4711' };
    for (const [body, headers] of [[{ ...event, data }, {}] as const, [data, binary] as const]) {
      const answer = await send('s4', JSON.stringify(body), { ...basic('mesh:of Event Mesh'), ...headers });
      expect((await json(answer)).orders).toMatchObject([{ orderNumber: '4711', outcome: 'lookup' }]);
    }
    const database = running.app.get(Database, { strict: false });
    await database.sql(`update intake.lookup set due_at = asked_at where key = '4711'`);
    await database.transaction((sql) => notify(sql, 'intake', 'lookups'));
    const ready = async () => await json(fetch(`${running.url}/health/ready`));
    await untilNothing(async () => ((await ready()).warnings.length > 0 ? [] : ['no warning yet']), 10_000);
    const { status, warnings } = await ready();
    expect(status).toBe('degraded');
    expect(warnings).toEqual([expect.stringMatching(/^reading orders back: orders of sender s4 .* answers 401/)]);
    expect(warnings[0]).not.toContain(secret);
    expect(s4System.asked).toHaveLength(1);
  });
});

describe('a folder of documents', () => {
  test('is claimed by moving, and answered in the outbox; the same again changes nothing', async () => {
    const own = path.join(folder, 'inbox', 'nordwind');
    const job = running.app.get(FolderJob, { strict: false });
    const put = async (name: string, text: string) => {
      await writeFile(path.join(own, name), text);
      await utimes(path.join(own, name), new Date(0), new Date(0));
    };
    await put('1.json', order('SO-20'));
    await put('2.json', '{');
    await put('.3.json.tmp', order('SO-21'));
    await put('4.json', order('SO-20'));
    await job.takeAll();
    // The process looks by itself too, and may be at a file that this call left to it.
    await untilNothing(async () => await readdir(path.join(own, 'taken')), 10_000);
    const answer = async (name: string) => JSON.parse(await readFile(path.join(own, 'outbox', name), 'utf8'));
    expect(await answer('1.json.json')).toMatchObject({ orders: [{ orderNumber: 'SO-20', outcome: 'placed' }] });
    expect(await answer('2.json.json')).toMatchObject({ code: 'UNREADABLE_DOCUMENT' });
    expect(await answer('4.json.json')).toEqual(await answer('1.json.json'));
    expect(await readdir(path.join(own, 'refused'))).toEqual(['2.json']);
  });
});
