import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { formats } from '#formats/formats.ts';
import { type LookupSource, lookupSource, orderAsked } from '../lookup-source.ts';
import { signedAssertion } from '../signed-assertion.ts';
import type { ReadSystem } from './read-system.ts';
import { readSystemOf, readSystems, systemNames } from './systems.ts';

const credentials = { kind: 'basic', user: 'user', secretFile: '/run/secrets/x' } as const;
const since = '2026-11-29T02:00:00Z';

const source = (system: string, more: object = {}): LookupSource =>
  lookupSource.parse({ system, address: 'https://erp.example/root/', credentials, ...more });
const plain = (address: string) => decodeURIComponent(address.replaceAll('+', ' '));
const changed = (from: LookupSource) => readSystemOf(from).changed(from, since);

/** A sound key of each system. */
const keys: Readonly<Record<string, string>> = {
  'business-central': '5d115c9c-44e3-ea11-bb43-000d3a2feca1',
  salesforce: '801xx0000000001AAA',
  erpnext: 'SO/2026-27/0001 (B)',
  'dynamics-365': 'usmf:SO-000012',
};

describe('systems that orders are read back from', () => {
  test.each(systemNames)('%s: is asked below its address alone, in formats that are read', (name) => {
    const from = source(name);
    const { formats: own, format }: ReadSystem = readSystems[name];
    expect(own.filter((each) => !formats.some((known) => known.name === each))).toEqual([]);
    expect(own).toContain(format);
    for (const { address } of [orderAsked(from, keys[name] ?? '4711'), changed(from)]) {
      expect(new URL(address).href).toMatch(/^https:\/\/erp\.example\/root\/[A-Za-z]/);
    }
  });

  test.each(systemNames)('%s: a key that leads elsewhere, or says more than a key, is in no address', (name) => {
    for (const key of ['', '..', '../x', "1' OR '1'='1", '1?x=', 'x'.repeat(200), '1\r\nX: y', '%2e%2e']) {
      expect(() => orderAsked(source(name), key)).toThrow(RangeError);
    }
  });

  test('NetSuite: a record with its sublists; SuiteQL by day, since it tells times in the zone of the company, and by the last key', () => {
    const from = source('netsuite');
    expect(orderAsked(from, '4711')).toEqual({
      address: 'https://erp.example/root/record/v1/salesOrder/4711?expandSubResources=true',
    });
    const first = changed(from);
    expect(first).toMatchObject({
      address: 'https://erp.example/root/query/v1/suiteql?limit=1000',
      headers: { prefer: 'transient' },
    });
    const query =
      "SELECT id FROM transaction WHERE type = 'SalesOrd' AND lastmodifieddate >= TO_DATE('2026-11-28', 'YYYY-MM-DD')";
    expect(JSON.parse(first.body ?? '')).toEqual({ q: `${query} AND id > 0 ORDER BY id` });
    const page = { items: [{ id: '7' }, { id: '12' }], hasMore: true };
    const { keys: found, next } = readSystems.netsuite.page(page, first, from);
    expect([found, JSON.parse(next?.body ?? '')]).toEqual([['7', '12'], { q: `${query} AND id > 12 ORDER BY id` }]);
    expect(readSystems.netsuite.page({ ...page, hasMore: false }, first, from).next).toBeUndefined();
  });

  test('Salesforce: a query with the items in it, and the fields that the profile names beside', () => {
    const more = { fields: { order: ['CurrencyIsoCode'], lines: ['SBQQ__SubscriptionTerm__c', 'Quantity'] } };
    const asked = plain(orderAsked(source('salesforce', more), '801xx0000000001AAA').address);
    expect(asked).toMatch(
      /^https:\/\/erp\.example\/root\/query\?q=SELECT Id, OrderNumber, .*, CurrencyIsoCode, \(SELECT Id, /,
    );
    expect(asked).toMatch(/, SBQQ__SubscriptionTerm__c FROM OrderItems\) FROM Order WHERE Id = '801xx0000000001AAA'$/);
    expect(plain(changed(source('salesforce')).address)).toMatch(
      / FROM Order WHERE SystemModstamp >= 2026-11-29T02:00:00Z ORDER BY/,
    );
    const first = { address: 'https://erp.example/services/data/v65.0/query?q=x' };
    const page = { records: [{ Id: '801' }], nextRecordsUrl: '/services/data/v65.0/query/01g-2000' };
    expect(readSystems.salesforce.page(page, first, source('salesforce')).next).toEqual({
      address: 'https://erp.example/services/data/v65.0/query/01g-2000',
    });
    expect([{ totalSize: 0 }, { totalSize: 1 }].map((each) => readSystems.salesforce.isMissing?.(each))).toEqual([
      true,
      false,
    ]);
  });

  test('Odoo: the fields of an order with those of its lines, in one language; what changed on it or on a line', () => {
    const from = source('odoo', { database: 'lodz', fields: { lines: ['x_term'] } });
    const { address, body, headers } = orderAsked(from, '42');
    expect([address, headers]).toEqual([
      'https://erp.example/root/json/2/sale.order/web_read',
      { 'x-odoo-database': 'lodz' },
    ]);
    expect(JSON.parse(body ?? '')).toMatchObject({
      ids: [42],
      context: { lang: 'en_US' },
      specification: { name: {}, order_line: { fields: { x_term: {}, product_id: { fields: { default_code: {} } } } } },
    });
    const first = changed(from);
    const domain = [
      '|',
      ['write_date', '>=', '2026-11-29 02:00:00'],
      ['order_line.write_date', '>=', '2026-11-29 02:00:00'],
    ];
    expect(JSON.parse(first.body ?? '')).toMatchObject({
      domain: [...domain, ['id', '>', 0]],
      order: 'id',
      limit: 500,
    });
    const full = Array.from({ length: 500 }, (_, index) => ({ id: index + 1 }));
    const { next } = readSystems.odoo.page(full, first, from);
    expect(JSON.parse(next?.body ?? '')).toMatchObject({ domain: [...domain, ['id', '>', 500]] });
    expect(readSystems.odoo.page(full.slice(1), first, from).next).toBeUndefined();
    expect([[], [{}]].map((each) => readSystems.odoo.isMissing?.(each))).toEqual([true, false]);
  });

  test('ERPNext: names with slashes and blanks in one step of the address; by day, in the zone of the site', () => {
    const from = source('erpnext');
    expect(orderAsked(from, 'SO/2026-27/0001 (B)').address).toBe(
      'https://erp.example/root/api/resource/Sales%20Order/SO%2F2026-27%2F0001%20(B)',
    );
    const first = changed(from);
    expect(plain(first.address)).toContain(
      'filters=[["modified",">=","2026-11-28 00:00:00"]]&order_by=creation asc&limit_start=0',
    );
    const full = { data: Array.from({ length: 500 }, (_, index) => ({ name: `SO-${index}` })) };
    const { next } = readSystems.erpnext.page(full, first, from);
    expect(plain(next?.address ?? '')).toContain('"2026-11-28 00:00:00"]]&order_by=creation asc&limit_start=500');
    expect(readSystems.erpnext.page({ data: full.data.slice(1) }, first, from).next).toBeUndefined();
  });

  test('Dynamics 365: an order by company and number, of all companies that the user may read; the list by when orders were made', () => {
    const from = source('dynamics-365');
    expect(orderAsked(from, 'usmf:SO/000012').address).toBe(
      "https://erp.example/root/SalesOrderHeadersV2(dataAreaId='usmf',SalesOrderNumber='SO%2F000012')?cross-company=true&$expand=SalesOrderLines",
    );
    expect(plain(changed(from).address)).toMatch(
      /cross-company=true&.*&\$filter=OrderCreationDateTime ge 2026-11-29T02:00:00Z$/,
    );
    const page = {
      value: [{ dataAreaId: 'USMF', SalesOrderNumber: 'S1' }],
      '@odata.nextLink': 'https://erp.example/root/x',
    };
    expect(readSystems['dynamics-365'].page(page, changed(from), from)).toEqual({
      keys: ['usmf:S1'],
      next: { address: 'https://erp.example/root/x' },
    });
  });

  test('a profile that says what its system is not read by is refused, and names of fields are names', () => {
    expect(() => source('netsuite', { database: 'x' })).toThrow(/is nothing that netsuite is read by/);
    expect(() => source('erpnext', { fields: {} })).toThrow(/is nothing that erpnext is read by/);
    expect(() => source('salesforce', { fields: { order: ['Id FROM User'] } })).toThrow(/is no name of a field/);
  });
});

describe('a signed assertion', () => {
  const asked = { kind: 'oauth2-jwt', clientId: 'client', keyId: 'kid', scope: 'rest_webservices, restlets' } as const;
  const [tokenAddress, secretFile] = ['https://erp.example/token', '/run/secrets/key'];
  const now = Date.parse('2026-11-30T00:00:00Z');

  test.each([
    ['PS256', generateKeyPairSync('rsa', { modulusLength: 2048 }), { padding: 6, saltLength: 32 }],
    ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' }), { dsaEncoding: 'ieee-p1363' as const }],
  ])('is signed by %s, as the key is, for five minutes', (alg, { privateKey, publicKey }, by) => {
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const [header = '', claims = '', signature = ''] = signedAssertion(
      { ...asked, tokenAddress, secretFile },
      pem,
      now,
    ).split('.');
    const partOf = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
    const iat = now / 1000;
    expect(partOf(header)).toEqual({ typ: 'JWT', alg, kid: 'kid' });
    const scope = ['rest_webservices', 'restlets'];
    expect(partOf(claims)).toEqual({ iss: 'client', aud: tokenAddress, scope, iat, exp: iat + 300 });
    const key = { key: createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })), ...by };
    expect(verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  test('is not made with what is no such key, and says nothing of it', () => {
    const other = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    for (const pem of ['secret', other]) {
      expect(() => signedAssertion({ ...asked, tokenAddress, secretFile }, pem, now)).toThrow(
        /^the file of the private key holds no key of RSA or P-256 in PEM$/,
      );
    }
  });
});
