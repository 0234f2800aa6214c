import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What can go wrong with the next answers; each counts down. `part`: the lines of an order come in pages, and this is the first. */
export type SystemTrouble = '401' | '403' | '429' | '500' | 'slow' | 'part';

/** A request as it came; of a POST with its body. */
export interface SystemRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What a system answers: a status beside 200 where it has one, and JSON. */
export interface SystemAnswer {
  readonly status?: number;
  readonly type?: string;
  readonly json: unknown;
}

/** A system of somebody's own, as far as orders are read there. */
export interface FakeSystem<Order> {
  readonly root: string;
  /** By their keys. */
  readonly orders: Map<string, Order>;
  readonly troubles: SystemTrouble[];
  /** Method, path, query and body of what was asked. */
  readonly asked: string[];
  readonly close: () => Promise<void>;
}

/** How one kind of system answers who is let in. */
export interface SystemKind<Order> {
  /** Undefined for a request that is not about orders or their list: tokens, and what is not there. */
  readonly answer: (request: SystemRequest, fake: FakeSystem<Order>, isPart: boolean) => SystemAnswer;
  readonly isLetIn: (request: SystemRequest) => boolean;
  /** What is answered to anybody: tokens. */
  readonly open?: (request: SystemRequest) => SystemAnswer | undefined;
}

/** Starts a fake on a port of this machine. */
export async function startFakeSystem<Order>(kind: SystemKind<Order>): Promise<FakeSystem<Order>> {
  const server = createServer((incoming, response) => void answer(kind, fake, incoming, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fake: FakeSystem<Order> = { root, orders: new Map(), troubles: [], asked: [], close: () => closed(server) };
  return fake;
}

async function answer<Order>(
  kind: SystemKind<Order>,
  fake: FakeSystem<Order>,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', headers } = incoming;
  const url = new URL(incoming.url ?? '/', fake.root);
  const request: SystemRequest = { method, url, headers, body: await text(incoming) };
  const open = kind.open?.(request);
  if (open) return send(response, open);
  fake.asked.push(
    `${method} ${url.pathname}${decodeURIComponent(url.search.replaceAll('+', ' '))} ${request.body}`.trim(),
  );
  const trouble = fake.troubles.shift();
  if (trouble === 'slow') return;
  if (trouble === '429') response.setHeader('retry-after', '7');
  if (trouble && trouble !== 'part') return send(response, { status: Number(trouble), json: { error: trouble } });
  if (!kind.isLetIn(request)) return send(response, { status: 401, json: { error: 'unauthorized' } });
  send(response, kind.answer(request, fake, trouble === 'part'));
}

function send(
  response: ServerResponse,
  { status = 200, type = 'application/json; charset=utf-8', json }: SystemAnswer,
) {
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(json));
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });
}
