import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/** What the demo plays against instead of real systems; no part of the product. */
export interface FakeSystems {
  /** `http://127.0.0.1:PORT`, in the place of the systems' own addresses. */
  readonly root: string;
  readonly stop: () => Promise<void>;
}

/** What is given at an address, to whoever has the right credentials. */
interface Given {
  readonly path: RegExp;
  readonly good: readonly string[];
  readonly body: string;
}

/**
 * The APIs of S/4HANA, Business Central, NetSuite, Salesforce, Odoo, ERPNext and Dynamics 365 with one order each, token services, and addresses
 * that take whatever answers are posted to them. They let in who has the secrets of the sample profiles.
 *
 * @param secretOf gives what is in a secret's file, by its name
 */
export async function startFakeSystems(secretOf: (name: string) => string): Promise<FakeSystems> {
  const token = randomBytes(16).toString('hex');
  const basic = (user: string, name: string) => `Basic ${Buffer.from(`${user}:${secretOf(name)}`).toString('base64')}`;
  const tokenBody = JSON.stringify({ access_token: token, expires_in: 3600 });
  const entra = [
    basic('11111111-2222-3333-4444-555555555555', 'bc'),
    basic('66666666-7777-8888-9999-000000000000', 'dynamics'),
  ];
  const bearer = [`Bearer ${token}`];
  const given: readonly Given[] = [
    { path: /\/oauth2\/v2\.0\/token$/, good: entra, body: tokenBody },
    {
      path: /^\/services\/oauth2\/token$/,
      good: [basic('CONSUMER-KEY-OF-THE-CONNECTED-APP', 'salesforce')],
      body: tokenBody,
    },
    { path: /\/A_SalesOrder\('4711'\)$/, good: [basic('SEATWRIGHT', 's4')], body: documentOf('s4-order.json') },
    { path: /\/salesOrders\([0-9a-f-]+\)$/, good: bearer, body: documentOf('bc-order.json') },
    { path: /\/record\/v1\/salesOrder\/4711$/, good: bearer, body: documentOf('netsuite-order.json') },
    { path: /^\/services\/data\/v65\.0\/query$/, good: bearer, body: documentOf('salesforce-order.json') },
    { path: /^\/json\/2\/sale\.order\/web_read$/, good: [secretOf('odoo')], body: documentOf('odoo-order.json') },
    {
      path: /^\/api\/resource\/Sales%20Order\/[\w-]+$/,
      good: [secretOf('erpnext')],
      body: documentOf('erpnext-order.json'),
    },
    { path: /^\/data\/SalesOrderHeadersV2\(/, good: bearer, body: documentOf('dynamics-order.json') },
  ];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const give = (isGood: boolean, body: string) =>
      response.writeHead(isGood ? 200 : 401, { 'content-type': 'application/json' }).end(isGood ? body : '{}');
    const body = await text(request);
    const found = given.find(({ path: where }) => where.test(pathname));
    if (pathname.endsWith('/auth/oauth2/v1/token')) give(isSigned(body, secretOf('netsuite.pem')), tokenBody);
    else if (found) give(found.good.includes(request.headers.authorization ?? ''), found.body);
    else if (request.method === 'POST') response.writeHead(200).end();
    else response.writeHead(404).end();
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    root: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Whether the assertion of a request for a token was signed with a key. */
function isSigned(body: string, pem: string): boolean {
  const [header, claims, signature = ''] = (new URLSearchParams(body).get('client_assertion') ?? '').split('.');
  const key = { key: createPublicKey(pem), dsaEncoding: 'ieee-p1363' as const };
  return verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url'));
}

const documentOf = (file: string) => readFileSync(path.join(import.meta.dirname, 'documents', file), 'utf8');
