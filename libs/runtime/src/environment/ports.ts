import { once } from 'node:events';
import { createServer } from 'node:net';

const host = '127.0.0.1';

// Below those that systems give to outgoing connections (from 32768 on Linux): any client could have taken one of these between
// the question and whoever listens on it, for minutes.
const [lowest, highest] = [15_000, 32_000];
let next = lowest + Math.floor(Math.random() * (highest - lowest));

/**
 * A TCP port of 127.0.0.1 that nobody listens on at this moment, and none that this process was given before.
 * @throws Error when all are taken
 */
export async function freePort(): Promise<number> {
  for (let tried = lowest; tried <= highest; tried++) {
    const port = next;
    next = port === highest ? lowest : port + 1;
    if (await isFree(port)) return port;
  }
  throw new Error(`no port from ${lowest} to ${highest} is free on ${host}`);
}

/** True when nobody listens on that port of 127.0.0.1. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
