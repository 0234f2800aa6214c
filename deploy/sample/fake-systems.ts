import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** What the demo plays against instead of real systems; no part of the product. */
export interface FakeSystems {
  /** `http://127.0.0.1:PORT`, in the place of the systems' own addresses. */
  readonly root: string;
  readonly stop: () => Promise<void>;
}

/**
 * S/4HANA's and Business Central's APIs with one order each, a token service, and addresses that take whatever answers are posted to
 * them. They let in who has the secrets of the sample profiles.
 *
 * @param secretOf gives what is in a secret's file, by its name
 */
export async function startFakeSystems(secretOf: (name: string) => string): Promise<FakeSystems> {
  const token = randomBytes(16).toString('hex');
  const basic = (user: string, name: string) => `Basic ${Buffer.from(`${user}:${secretOf(name)}`).toString('base64')}`;
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const { authorization } = request.headers;
    const give = (good: string, body: string) => {
      const isGood = authorization === good;
      response.writeHead(isGood ? 200 : 401, { 'content-type': 'application/json' }).end(isGood ? body : '{}');
    };
    request.resume();
    const client = `Basic ${Buffer.from(`11111111-2222-3333-4444-555555555555:${secretOf('bc')}`).toString('base64')}`;
    if (pathname.endsWith('/oauth2/v2.0/token'))
      give(client, JSON.stringify({ access_token: token, expires_in: 3600 }));
    else if (pathname.endsWith("/A_SalesOrder('4711')")) give(basic('SEATWRIGHT', 's4'), documentOf('s4-order.json'));
    else if (/\/salesOrders\([0-9a-f-]+\)$/.test(pathname)) give(`Bearer ${token}`, documentOf('bc-order.json'));
    else if (request.method === 'POST') response.writeHead(200).end();
    else response.writeHead(404).end();
  };
  const server = createServer(answer);
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

const documentOf = (file: string) => readFileSync(path.join(import.meta.dirname, 'documents', file), 'utf8');
