import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a registry answers for a schema. */
export interface FakeSchema {
  readonly schema: unknown;
  readonly schemaType?: string;
  readonly references?: readonly { readonly name: string; readonly subject: string; readonly version: number }[];
}

/** A schema registry as Confluent's answers, over HTTP, with switches for what goes wrong there. */
export async function startFakeRegistry(schemas: Readonly<Record<string, FakeSchema>>) {
  const asked: { readonly path: string; readonly authorization?: string }[] = [];
  const state = {
    /** Instead of an answer: a status, a page that is no schema, or silence. */
    trouble: undefined as number | 'page' | 'silence' | undefined,
    user: undefined as string | undefined,
  };
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const { url: path = '', headers } = request;
    asked.push({ path, authorization: headers.authorization });
    if (state.trouble === 'silence') return;
    const wanted = state.user && `Basic ${Buffer.from(state.user).toString('base64')}`;
    const found = schemas[decodeURIComponent(path)];
    const [status, body] = answerOf(state.trouble, headers.authorization === wanted, found);
    response.writeHead(status, { 'content-type': 'application/vnd.schemaregistry.v1+json' }).end(body);
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    state,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answerOf(
  trouble: number | 'page' | 'silence' | undefined,
  isKnown: boolean,
  found: FakeSchema | undefined,
): [status: number, body: string] {
  if (trouble === 'page') return [200, '<html>Sign in</html>'];
  if (typeof trouble === 'number') return [trouble, '{"error_code":50001,"message":"Error in the backend"}'];
  if (!isKnown) return [401, '{"error_code":401,"message":"Unauthorized"}'];
  if (!found) return [404, '{"error_code":40403,"message":"Schema not found"}'];
  const { schema, ...others } = found;
  return [200, JSON.stringify({ ...others, schema: typeof schema === 'string' ? schema : JSON.stringify(schema) })];
}

/** A value in its frame. */
export function framed(id: number, value: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(id, 1);
  return Buffer.concat([head, value]);
}
