import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { answerClient } from '#apps/intake/src/documents/answers/answer.client.ts';
import { senderProfile } from '#apps/intake/src/documents/senders/profile.ts';
import { lookupClient } from '#apps/intake/src/lookups/lookup.client.ts';
import { type LookupSource, orderAsked } from '#apps/intake/src/lookups/lookup-source.ts';
import { headOf } from '#formats/format.ts';
import { s4 } from '#formats/s4/s4.ts';
import { selfSigned, testAuthority } from '#test/support/systems/certificates.ts';
import { type CertifiedApi, startCertifiedApi } from '#test/support/systems/certified-api.ts';
import { type CertifyingProxy, startCertifyingProxy } from '#test/support/systems/certifying-proxy.ts';
import { type FakeS4, startFakeS4, type Trouble } from '../../documents/fake-s4.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'read-back-'));
const secretFile = path.join(folder, 'secret');
writeFileSync(secretFile, 'secret\n');
let fake: FakeS4;
let lookupSource: LookupSource;

beforeAll(async () => {
  fake = await startFakeS4();
  lookupSource = { system: 's4-v2', address: fake.address, credentials: { kind: 'basic', user: 'user', secretFile } };
  for (const SalesOrder of ['4711', '4712', '4713', '4714', '4715']) {
    const item = {
      SalesOrderItem: '10',
      HigherLevelItem: '0',
      Material: 'AP',
      RequestedQuantity: '25',
      NetAmount: '2950.00',
    };
    fake.orders.set(SalesOrder, {
      SalesOrder,
      changed: Date.UTC(2026, 10, Number(SalesOrder.slice(-2))),
      items: [item],
    });
  }
});

beforeEach(() => {
  fake.asked.length = 0;
  fake.troubles.length = 0;
});

afterAll(async () => {
  await fake.close();
  rmSync(folder, { recursive: true });
});

describe('reading an order back', () => {
  test('gives what the format reads, and says that it is the same the next time', async () => {
    const client = lookupClient(lookupSource);
    const answer = await client.read('4711');
    if (answer.kind !== 'found') throw new Error(answer.kind);
    expect(s4.read(answer.bytes, headOf(answer.bytes))).toMatchObject({
      readings: [{ id: { value: '4711' }, lines: [{ number: { value: '10' } }] }],
      violations: [],
    });
    expect(await client.read('4711', answer.etag)).toEqual({ kind: 'same' });
    expect(await client.read('9999')).toEqual({ kind: 'missing' });
  });

  test.each<[Trouble, object]>([
    ['429', { kind: 'again', why: 'the system answers 429', waitMilliseconds: 7000 }],
    ['503', { kind: 'again', why: 'the system answers 503' }],
    ['401', { kind: 'locked', why: 'the system answers 401' }],
    ['403', { kind: 'locked', why: 'the system answers 403' }],
    ['cut', { kind: 'again', why: 'the answer is broken JSON' }],
    ['log-on page', { kind: 'again', why: 'the answer is text/html, not JSON' }],
    ['redirect', { kind: 'again', why: 'the system answers 302' }],
    ['large', { kind: 'again', why: 'the answer has more than 4194304 bytes' }],
    ['no connection', { kind: 'again', why: expect.stringMatching(/^the system does not answer: /) }],
  ])('tells %s apart, and follows no redirect', async (trouble, expected) => {
    fake.troubles.push(trouble);
    expect(await lookupClient(lookupSource).read('4711')).toMatchObject(expected);
    expect(fake.asked).toHaveLength(1);
  });

  test('waits no longer than a try may take', async () => {
    fake.troubles.push('slow');
    const answer = await lookupClient(lookupSource, Date.now, 50).read('4711');
    expect(answer).toEqual({ kind: 'again', why: 'the system does not answer: no whole answer came in time' });
  });

  test('takes the order as it is when it is read, not when the event was written', async () => {
    fake.beforeAnswer = (key) => {
      const order = fake.orders.get(key);
      if (order) fake.orders.set(key, { ...order, more: { PurchaseOrderByCustomer: 'changed' } });
    };
    const answer = await lookupClient(lookupSource).read('4711');
    fake.beforeAnswer = undefined;
    if (answer.kind !== 'found') throw new Error(answer.kind);
    expect(s4.read(answer.bytes, headOf(answer.bytes))).toMatchObject({
      readings: [{ purchaseOrder: { value: 'changed' } }],
    });
  });

  test('says of a secret that is not there which file it is', async () => {
    const credentials = { kind: 'basic', user: 'user', secretFile: path.join(folder, 'none') } as const;
    expect(await lookupClient({ ...lookupSource, credentials }).read('4711')).toEqual({
      kind: 'locked',
      why: `the secret in ${credentials.secretFile} cannot be read: ENOENT`,
    });
  });

  test('asks nothing of a key that is none, and only its own address', async () => {
    await expect(lookupClient(lookupSource).read("4711')/x('")).rejects.toThrow(RangeError);
    expect(fake.asked).toEqual([]);
    expect(orderAsked({ ...lookupSource, system: 's4-v4' }, '1').address).toMatch(/\/SalesOrder\/1\?\$expand=_Item\(/);
  });

  test('lists what changed since, over all pages', async () => {
    expect(await lookupClient(lookupSource).changedSince('2026-11-12T00:00:00Z')).toEqual({
      keys: ['4712', '4713', '4714', '4715'],
    });
    expect(fake.asked).toHaveLength(2);
    fake.troubles.push('503');
    expect(await lookupClient(lookupSource).changedSince('2026-11-12T00:00:00Z')).toMatchObject({ kind: 'again' });
  });

  test('gets one token for many reads, another before its end, and another when the system knows it no more', async () => {
    let time = 0;
    const credentials = { kind: 'oauth2', tokenAddress: fake.tokenAddress, clientId: 'client', secretFile } as const;
    const client = lookupClient({ ...lookupSource, credentials }, () => time);
    const kinds = async (count: number) => {
      const all = await Promise.all(Array.from({ length: count }, () => client.read('4711')));
      return [...new Set(all.map(({ kind }) => kind))];
    };
    expect([await kinds(5), fake.tokens.length]).toEqual([['found'], 1]);
    time += 3541_000;
    expect([await kinds(2), fake.tokens.length]).toEqual([['found'], 2]);
    fake.troubles.push('401');
    expect([await kinds(1), fake.tokens.length]).toEqual([['found'], 3]);
    writeFileSync(secretFile, 'other');
    const wrong = await lookupClient({ ...lookupSource, credentials }).read('4711');
    writeFileSync(secretFile, 'secret\n');
    expect(wrong).toEqual({ kind: 'locked', why: 'the token service answers 401' });
    expect(JSON.stringify(wrong)).not.toContain('other');
  });
});

describe('a system that asks for a certificate', () => {
  let proxy: CertifyingProxy;
  const authority = testAuthority(folder);
  const [own, other] = [authority.issue('seatwright'), selfSigned(folder, 'stranger')];
  const clientOf = (changes: object = {}) => {
    const files = { certificateFile: own.certificateFile, secretFile: own.keyFile };
    const credentials = { kind: 'mtls', ...files, authorityFile: authority.certificateFile, ...changes } as const;
    return lookupClient({ ...lookupSource, address: fake.address.replace(/^http:\/\/[^/]+/, proxy.root), credentials });
  };

  beforeAll(async () => {
    proxy = await startCertifyingProxy({
      target: new URL(fake.address).origin,
      own: authority.issue('s4'),
      authorityFile: authority.certificateFile,
      isOptional: false,
      // Whoever has the certificate of the communication user is that user.
      headersOf: (subject) => {
        const user = Buffer.from(subject === 'seatwright' ? 'user:secret' : 'nobody:').toString('base64');
        return { authorization: `Basic ${user}` };
      },
    });
  });

  afterAll(async () => await proxy.close());

  test('is read with ours, over all pages, and says what is the same', async () => {
    const answer = await clientOf().read('4711');
    if (answer.kind !== 'found') throw new Error(JSON.stringify(answer));
    expect(s4.read(answer.bytes, headOf(answer.bytes))).toMatchObject({ readings: [{ id: { value: '4711' } }] });
    expect(await clientOf().read('4711', answer.etag)).toEqual({ kind: 'same' });
    expect(await clientOf().changedSince('2026-11-14T00:00:00Z')).toEqual({ keys: ['4714', '4715'] });
  });

  test.each<[string, object]>([
    ['a certificate of nobody whom it knows', { certificateFile: other.certificateFile, secretFile: other.keyFile }],
    ['the key of another', { secretFile: other.keyFile }],
  ])('is not read with %s', async (_, changes) => {
    const answer = await clientOf(changes).read('4711');
    expect(answer).toMatchObject({ kind: expect.stringMatching(/^(again|locked)$/) });
    expect(fake.asked).toEqual([]);
  });

  test('another user of the same authority is turned down', async () => {
    const { certificateFile, keyFile } = authority.issue('somebody');
    expect(await clientOf({ certificateFile, secretFile: keyFile }).read('4711')).toEqual({
      kind: 'locked',
      why: 'the system answers 401',
    });
  });

  test('is asked nothing where it cannot prove who it is', async () => {
    const why = 'the system does not answer: SELF_SIGNED_CERT_IN_CHAIN';
    expect(await clientOf({ authorityFile: undefined }).read('4711')).toEqual({ kind: 'again', why });
    expect(fake.asked).toEqual([]);
  });

  test('waits no longer than a try may take', async () => {
    fake.troubles.push('slow');
    const files = { certificateFile: own.certificateFile, secretFile: own.keyFile };
    const credentials = { kind: 'mtls', ...files, authorityFile: authority.certificateFile } as const;
    const address = fake.address.replace(/^http:\/\/[^/]+/, proxy.root);
    expect(await lookupClient({ ...lookupSource, address, credentials }, Date.now, 300).read('4711')).toEqual({
      kind: 'again',
      why: 'the system does not answer: no whole answer came in time',
    });
  });

  test('says of a key that is not there, or is none, which file it is', async () => {
    const none = path.join(folder, 'none');
    expect(await clientOf({ secretFile: none }).read('4711')).toEqual({
      kind: 'locked',
      why: `the secret in ${none} cannot be read: ENOENT`,
    });
    const noKey = await clientOf({ secretFile }).read('4711');
    expect(noKey).toMatchObject({ kind: 'locked', why: expect.stringContaining(own.certificateFile) });
  });
});

describe('a system that gives tokens to a certificate, and takes them with it alone', () => {
  const here = mkdtempSync(path.join(tmpdir(), 'read-back-'));
  const authority = testAuthority(here);
  const [own, other] = [authority.issue('seatwright'), authority.issue('somebody')];
  const answer = { d: { SalesOrder: '4711' } };
  const certificateOf = ({ certificateFile, keyFile } = own) => ({
    ...{ certificateFile, keyFile },
    authorityFile: authority.certificateFile,
  });
  let [byCertificate, byBoth]: CertifiedApi[] = [];

  beforeAll(async () => {
    const options = { own: authority.issue('api'), authorityFile: authority.certificateFile, answer };
    byCertificate = await startCertifiedApi(options);
    byBoth = await startCertifiedApi({ ...options, secret: 'secret' });
  });

  afterAll(async () => {
    await byCertificate?.close();
    await byBoth?.close();
    rmSync(here, { recursive: true });
  });

  const profileOf = (api: CertifiedApi | undefined, more: object) =>
    senderProfile.parse({
      ...{ sender: 's4', formats: ['s4', 's4-event'], order: { kind: 'sales-order' }, mayOrderFor: ['*'] },
      lookup: {
        ...{ system: 's4-v2', address: `${api?.root}/API_SALES_ORDER_SRV` },
        credentials: { kind: 'oauth2', tokenAddress: `${api?.root}/token`, clientId: 'client', ...more },
      },
    });
  const clientOf = (...profile: Parameters<typeof profileOf>) => {
    const { lookup } = profileOf(...profile);
    if (!lookup) throw new Error('the profile has no look-up');
    return lookupClient(lookup);
  };

  test('is read by the certificate alone, which names the client, and again when it forgot the token', async () => {
    const client = clientOf(byCertificate, { certificate: certificateOf(), scope: 'orders' });
    expect(await client.read('4711')).toMatchObject({ kind: 'found' });
    byCertificate?.forget();
    expect(await client.read('4711')).toMatchObject({ kind: 'found' });
    const form = { grant_type: 'client_credentials', client_id: 'client', scope: 'orders' };
    expect(byCertificate?.asked).toEqual([1, 2].map(() => ({ form, authorization: undefined })));
  });

  test('is read by secret and certificate together', async () => {
    const client = clientOf(byBoth, { certificate: certificateOf(), secretFile });
    expect(await client.read('4711')).toMatchObject({ kind: 'found' });
    const authorization = `Basic ${Buffer.from('client:secret').toString('base64')}`;
    expect(byBoth?.asked).toEqual([{ form: { grant_type: 'client_credentials' }, authorization }]);
    const without = clientOf(byBoth, { certificate: certificateOf() });
    expect(await without.read('4711')).toEqual({ kind: 'locked', why: 'the token service answers 401' });
  });

  test.each<[string, object, object]>([
    ['another certificate', { certificate: certificateOf(other) }, { kind: 'locked' }],
    ['no certificate', { secretFile }, { kind: 'again' }],
    [
      'a certificate that is not there',
      { certificate: certificateOf({ ...own, keyFile: 'none' }) },
      { kind: 'locked' },
    ],
  ])('is not read with %s', async (_, more, expected) => {
    expect(await clientOf(byCertificate, more).read('4711')).toMatchObject(expected);
  });

  test('takes answers to orders the same way', async () => {
    const credentials = {
      kind: 'oauth2',
      tokenAddress: `${byBoth?.root}/token`,
      clientId: 'client',
      secretFile,
    } as const;
    const to = `${byBoth?.root}/answers`;
    const post = (more: object) =>
      answerClient(
        { to, credentials: { ...credentials, ...more }, formats: [], acknowledge: false },
        Date.now,
      )({
        ...{ contentType: 'application/json', bytes: Buffer.from('{}') },
      });
    expect(await post({ certificate: certificateOf() })).toBeUndefined();
    expect(await post({})).toMatch(/^the system does not answer: /);
  });

  test('needs a secret or a certificate: a profile without either is none', () => {
    expect(() => profileOf(byCertificate, {})).toThrow(/a token is asked for with a secret, a certificate, or both/);
  });
});
