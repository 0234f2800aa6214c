import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import PostalMime from 'postal-mime';
import { FulfillmentModule } from '#apps/fulfillment/src/fulfillment.module.ts';
import { fulfillmentSettings } from '#apps/fulfillment/src/fulfillment.settings.ts';
import { keysBeside, keysFrom, verifyDocument, verifyFile } from '#apps/fulfillment/src/verify.ts';
import { binaryHeaders } from '#contracts/cloud-event.ts';
import type { TopicName } from '#contracts/topics.ts';
import { readSettings } from '#runtime/environment/settings.ts';
import { issueToken } from '#runtime/http/access/auth.ts';
import { type RunningProcess, startProcess } from '#runtime/process/process.ts';
import { startTestPostgres, type TestPostgres } from '#test/support/database.ts';
import { product, shipmentReleased } from '#test/support/samples/shipments.ts';

let postgres: TestPostgres;
let folder: string;
let running: RunningProcess;

async function publish(topic: TopicName, type: string, data: unknown, id: string): Promise<void> {
  const headers = binaryHeaders({ id, source: '/test', type, time: '2026-11-21T09:30:00Z' });
  await running.context.broker.publish([{ topic, key: id, headers, value: JSON.stringify(data) }]);
}

async function request(email: string, pathname: string, init: RequestInit = {}): Promise<Response> {
  const token = await issueToken(email, running.context.settings.authKeyFile, new Date());
  return await fetch(running.url + pathname, {
    ...init,
    headers: { ...init.headers, authorization: `Bearer ${token}` },
  });
}

const owner = 'owner@customer.example';
const partner = 'partner@nordwind.example';
const stranger = 'stranger@elsewhere.example';
const customer = { kind: 'customer', name: 'Customer' };

// biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for
const json = async (email: string, pathname: string): Promise<any> => await (await request(email, pathname)).json();

async function mailsSent(email: string, count: number) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const { items } = await json(email, '/api/mails');
    const sent = items.filter((mail: { state: string }) => mail.state === 'sent');
    if (sent.length >= count) return sent;
    if (Date.now() > deadline) throw new Error(`mails: ${JSON.stringify(items)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  folder = await mkdtemp(path.join(tmpdir(), 'seatwright-http-'));
  const common = { DATABASE_URL: postgres.url, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error' };
  const settings = readSettings({ ...common, SUPPORT_EMAIL: 'help@seatwright.example' });
  running = await startProcess({ settings, services: [{ name: 'fulfillment', module: FulfillmentModule }] });
  const administers = (accountId: string, email: string, facts: object = {}) =>
    publish('accounts', 'administrator.updated.v1', { accountId, email, role: 'admin', ...facts }, email);
  await administers('ACC-100', owner);
  await administers('ACC-900', partner);
  await administers('ACC-1', stranger);
  await administers('ACC-100', 'member@customer.example', { role: 'member' });
  await administers('ACC-100', 'reader@customer.example', { access: 'read-only' });
  await administers('ACC-100', 'network@customer.example', { scope: 'network' });
  await administers('MSP', 'msp@above.example');
  await publish('accounts', 'account.updated.v1', { accountId: 'ACC-100', ...customer, parentId: 'MSP' }, 'ACC-100');
  const lines = shipmentReleased('SO-1', {}, 2).lines.map((line) =>
    line.lineNumber === 2 ? { ...line, product: { ...product, scenario: 'license-key' as const } } : line,
  );
  await publish('orders', 'shipment.released.v1', shipmentReleased('SO-1', { lines }), 'so-1');
});

afterAll(async () => {
  await running?.stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('fulfillment over HTTP, with mails kept in a folder', () => {
  test('F5 every account on the order sees its entitlements, page by page', async () => {
    for (const email of [owner, partner]) {
      const first = await json(email, '/api/entitlements?limit=1');
      const second = await json(email, `/api/entitlements?limit=1&cursor=${first.nextCursor}`);
      expect([...first.items, ...second.items].map(({ entitlementId }) => entitlementId).sort()).toEqual([
        'ENT-SO-1-1',
        'ENT-SO-1-2',
      ]);
      expect(second.nextCursor).toBeNull();
    }
    expect((await json(owner, '/api/entitlements?orderNumber=SO-2')).items).toEqual([]);
    const entitlement = await json(owner, '/api/entitlements/ENT-SO-1-1');
    expect(entitlement).toMatchObject({ orderNumber: 'SO-1', lineNumber: 1, quantity: 25, sku: 'MIST-AP-STD-1Y' });
    expect(entitlement.activationCode).toMatch(/^[A-Z3-9]{4}(-[A-Z3-9]{4}){4}$/);
    expect(entitlement.ssrn).toMatch(/^4\d{11}$/);
    expect(entitlement).not.toHaveProperty('sealedActivationCode');
  });

  test('F5 nobody else sees anything of it, on any route', async () => {
    expect((await json(stranger, '/api/entitlements')).items).toEqual([]);
    expect((await json(stranger, '/api/mails')).items).toEqual([]);
    for (const route of ['', '/certificate.pdf', '/license-key', '/qr-code.svg']) {
      expect((await request(stranger, `/api/entitlements/ENT-SO-1-2${route}`)).status).toBe(404);
    }
    expect((await request(stranger, '/api/entitlements/ENT-SO-1-2/resend', { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${running.url}/api/entitlements`)).status).toBe(401);
  });

  test('F10 the mail says whom to ask, in both of its parts', async () => {
    const [mail] = await mailsSent(owner, 1);
    const { text, html } = await PostalMime.parse(await readFile(mail.path));
    expect(text).toContain('Questions? Write to help@seatwright.example and give the SSRN.');
    expect(html).toContain('href="mailto:help@seatwright.example"');
  });

  test('F4 the mail is kept as a file, with both certificates and the key file as they are over HTTP', async () => {
    const [mail] = await mailsSent(owner, 1);
    expect(mail).toMatchObject({ shipmentId: 'SO-1-S1', to: shipmentReleased('SO-1').emails, attempts: 1 });
    const parsed = await PostalMime.parse(await readFile(mail.path));
    expect(parsed.messageId).toBe('<SO-1-S1@seatwright.example>');
    const { activationCode } = await json(owner, '/api/entitlements/ENT-SO-1-1');
    expect(parsed.text).toContain(activationCode);
    expect(parsed.html).toContain(activationCode);
    const attached = new Map(
      parsed.attachments.map((each) => [each.filename, Buffer.from(each.content as ArrayBuffer)]),
    );
    expect([...attached.keys()].sort()).toEqual([
      'certificate-ENT-SO-1-1.pdf',
      'certificate-ENT-SO-1-2.pdf',
      'license-key-ENT-SO-1-2.txt',
    ]);
    const pdf = await request(owner, '/api/entitlements/ENT-SO-1-1/certificate.pdf');
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(Buffer.from(await pdf.arrayBuffer()).equals(attached.get('certificate-ENT-SO-1-1.pdf') as Buffer)).toBe(
      true,
    );
    const key = await request(owner, '/api/entitlements/ENT-SO-1-2/license-key');
    expect(await key.text()).toBe(attached.get('license-key-ENT-SO-1-2.txt')?.toString());
    expect((await request(owner, '/api/entitlements/ENT-SO-1-1/license-key')).status).toBe(404);
  });

  test('F4 the QR code of the certificate is there as a file, for every account on the order', async () => {
    for (const email of [owner, partner]) {
      const answer = await request(email, '/api/entitlements/ENT-SO-1-1/qr-code.svg');
      expect(answer.headers.get('content-type')).toBe('image/svg+xml');
      const { publicUrl } = running.context.settings;
      expect(await answer.text()).toContain(`<title>${publicUrl}/entitlements/ENT-SO-1-1</title>`);
    }
  });

  test('F7 what was mailed is genuine, what was changed is not', async () => {
    const { signingKeyFile } = running.context.settings.of(fulfillmentSettings);
    const check = async (kind: 'certificate' | 'license-key', route: string, change: (text: string) => string) => {
      const file = path.join(folder, kind);
      const text = Buffer.from(await (await request(owner, `/api/entitlements/ENT-SO-1-2/${route}`)).arrayBuffer());
      await writeFile(file, Buffer.from(change(text.toString('latin1')), 'latin1'));
      return verifyFile(kind, file, keysBeside(signingKeyFile));
    };
    expect(await check('certificate', 'certificate.pdf', (text) => text)).toMatchObject({ ok: true });
    expect(await check('license-key', 'license-key', (text) => text)).toMatchObject({ ok: true });
    expect(await check('certificate', 'certificate.pdf', (text) => text.replace('/Title', '/Titel'))).toMatchObject({
      ok: false,
    });
    expect(
      await check('license-key', 'license-key', (text) => text.replace('Quantity: 25', 'Quantity: 99')),
    ).toMatchObject({
      ok: false,
      report: expect.stringContaining('“Quantity: 99”, but it licenses “Quantity: 25”'),
    });
  });

  test('F12 a customer verifies with the keys that are published, and nothing else', async () => {
    const published = await fetch(`${running.url}/.well-known/seatwright-keys`);
    expect(published.status).toBe(200);
    const text = await published.text();
    const { keys } = JSON.parse(text) as { keys: Record<string, string>[] };
    expect(keys).toMatchObject([{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', status: 'current' }]);
    expect(Object.keys(keys[0] ?? {})).not.toContain('d');
    const key = await (await request(owner, '/api/entitlements/ENT-SO-1-2/license-key')).text();
    expect(key).toContain(`Key-Id: ${keys[0]?.kid}`);
    const file = path.join(folder, 'customer');
    const pdf = await (await request(owner, '/api/entitlements/ENT-SO-1-2/certificate.pdf')).arrayBuffer();
    await writeFile(file, Buffer.from(pdf));
    const keysFile = path.join(folder, 'keys.json');
    await writeFile(keysFile, text);
    const nothing = { DATA_DIR: path.join(folder, 'nothing') };
    for (const place of [keysFile, running.url, `${running.url}/.well-known/seatwright-keys`]) {
      expect(await verifyDocument('certificate', [file, '--keys', place], nothing)).toBe(0);
    }
    const [{ x: _other, ...rest }] = keys as [Record<string, string>];
    const foreign = { ...rest, x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
    await writeFile(keysFile, JSON.stringify({ keys: [foreign] }));
    const check = verifyFile('certificate', file, await keysFrom(keysFile));
    expect(check.report).toContain(`it names key ${keys[0]?.kid}, and the keys at hand are kPrK_`);
  });

  test('F12 R15 whoever holds a certificate is told whether it is as issued, and nothing else', async () => {
    const pdf = await (await request(owner, '/api/entitlements/ENT-SO-1-2/certificate.pdf')).arrayBuffer();
    const digest = createHash('sha256').update(Buffer.from(pdf)).digest('hex');
    const check = async (body: object) => {
      const headers = { 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      const answer = await fetch(`${running.url}/api/certificates/check`, init);
      return [answer.status, await answer.json()];
    };
    expect(await check({ id: 'ENT-SO-1-2', digest })).toEqual([200, { asIssued: true }]);
    const not = [200, { asIssued: false }];
    expect(await check({ id: 'ENT-SO-1-1', digest })).toEqual(not);
    expect(await check({ id: 'ENT-NONE', digest })).toEqual(not);
    expect(await check({ id: 'ENT-SO-1-2', digest: digest.replace(/^./, digest.startsWith('0') ? '1' : '0') })).toEqual(
      not,
    );
    for (const body of [{ id: 'x' }, { id: 'x', digest: 'abc' }, { id: 'x', digest, kez: 1 }])
      expect(await check(body)).toMatchObject([422, { violations: [{}] }]);
  });
  test('F12 a file that holds no keys, an address that answers nothing and no key at all are told in a sentence', async () => {
    const file = path.join(folder, 'license-key');
    const failing = (...args: string[]) =>
      verifyDocument('license-key', args, { DATA_DIR: path.join(folder, 'nothing') });
    await expect(failing(file)).rejects.toThrow(/signing key .* cannot be read/);
    await expect(failing(file)).rejects.toThrow('--keys https://');
    await expect(failing(file, '--keys', file)).rejects.toThrow('is no set of keys');
    await expect(failing(file, '--keys', 'http://127.0.0.1:1/')).rejects.toThrow(/^keys cannot be had from http/);
    await expect(failing(file, '--keys', `${running.url}/none`)).rejects.toThrow('the answer is 404');
    await expect(failing(file, '--kyes', 'x')).rejects.toThrow(/--kyes.*usage/);
    await expect(failing()).rejects.toThrow('usage');
  });

  test.each(['member', 'reader', 'network'])(
    'P1 a %s sees the entitlement and cannot have its mail sent',
    async (who) => {
      const email = `${who}@customer.example`;
      expect((await request(email, '/api/entitlements/ENT-SO-1-1')).status).toBe(200);
      expect((await request(email, '/api/entitlements/ENT-SO-1-1/resend', { method: 'POST' })).status).toBe(403);
      expect((await json(owner, '/api/mails')).items).toHaveLength(1);
    },
  );

  test('F2 F8 L9 a resend mails the same codes under another Message-ID, once for each key', async () => {
    await mailsSent(owner, 1);
    const before = await json(owner, '/api/entitlements/ENT-SO-1-1');
    const resend = () =>
      request(partner, '/api/entitlements/ENT-SO-1-1/resend', { method: 'POST', headers: { 'idempotency-key': 'k1' } });
    const [first, second] = [await resend(), await resend()];
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    const answer = (await first.json()) as { messageId: string };
    expect(answer).toEqual(await second.json());
    expect(answer).toMatchObject({ round: 2, messageId: '<SO-1-S1.r2@seatwright.example>' });
    const [again, ...earlier] = await mailsSent(owner, 2);
    expect(earlier).toHaveLength(1);
    const parsed = await PostalMime.parse(await readFile(again.path));
    expect(parsed.messageId).toBe(answer.messageId);
    expect(parsed.text).toContain(before.activationCode);
    expect(await json(owner, '/api/entitlements/ENT-SO-1-1')).toEqual(before);
    const above = await request('msp@above.example', '/api/entitlements/ENT-SO-1-1/resend', { method: 'POST' });
    expect(above.status).toBe(202);
  });

  test('F2 an entitlement is found by a code as people type it; typing errors are named, foreign codes are not', async () => {
    const { activationCode, ssrn } = await json(owner, '/api/entitlements/ENT-SO-1-1');
    const lookup = async (email: string, body: unknown) => {
      const init = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
      const response = await request(email, '/api/entitlements/lookup', init);
      const { entitlementId, violations } = (await response.json()) as Record<string, unknown>;
      return [response.status, entitlementId ?? (violations as { code: string }[] | undefined)?.[0]?.code];
    };
    expect(await lookup(owner, { activationCode: activationCode.toLowerCase().replaceAll('-', ' ') })).toEqual([
      200,
      'ENT-SO-1-1',
    ]);
    expect(await lookup(partner, { ssrn })).toEqual([200, 'ENT-SO-1-1']);
    expect(await lookup(stranger, { activationCode })).toEqual([404, undefined]);
    expect(await lookup(owner, { activationCode: activationCode.slice(1) })).toEqual([422, 'ACTIVATION_CODE_LENGTH']);
    expect(await lookup(owner, { ssrn: ssrn.slice(0, -1) + ((Number(ssrn.at(-1)) + 1) % 10) })).toEqual([
      422,
      'SSRN_CHECK',
    ]);
    expect(await lookup(owner, {})).toEqual([422, 'INVALID']);
  });

  test('what is no page, no cursor and no entitlement is refused in words', async () => {
    const forged = (...key: string[]) => Buffer.from(JSON.stringify(key)).toString('base64url');
    for (const query of ['?limit=0', '?cursor=x', `?cursor=${forged('x')}`]) {
      expect((await request(owner, `/api/entitlements${query}`)).status).toBe(400);
    }
    expect((await request(owner, `/api/mails?cursor=${forged('x', 'y')}`)).status).toBe(400);
    expect((await request(owner, '/api/entitlements/ENT-NONE-1')).status).toBe(404);
  });
});
