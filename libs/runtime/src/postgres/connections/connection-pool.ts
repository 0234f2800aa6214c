import { isTracing } from '../../environment/tracing/spans.ts';
import { traceStatements } from '../statement-spans.ts';

/** The part of a `pg` client that is needed here. */
export interface PoolClient {
  query(...statement: readonly unknown[]): unknown;
  release(destroy?: boolean | Error): void;
  on(event: 'notification', heard: (message: { channel: string; payload?: string }) => void): void;
  on(event: 'error' | 'end', lost: () => void): void;
  removeListener(event: 'error' | 'end', lost: () => void): void;
}

/** The part of a `pg` pool that is needed here. */
export interface ConnectionPool {
  connect(): Promise<PoolClient>;
  on(event: 'connect', connected: (client: PoolClient) => void): void;
}

/** What is known of a pool from outside. */
export interface PoolWatch {
  /** For how many milliseconds it has given nothing to those who asked; 0 when the last one who asked got something. */
  starvedMilliseconds(): number;
}

/**
 * Makes a pool take back each connection that ends while it is lent (R1). Kysely gives a connection back only after `begin`,
 * `commit` or `rollback` went through, and none of them does on a connection that is gone: its place would be lost for ever.
 * So the end itself gives the place back, and whoever gives it back once more does nothing.
 */
export function guardPool(pool: ConnectionPool): PoolWatch {
  const connect = pool.connect.bind(pool);
  const dying = new WeakSet<PoolClient>();
  pool.on('connect', (client) => {
    noteFatalErrors(client, dying);
    if (isTracing()) traceStatements(client);
  });
  let starvedSince: number | undefined;
  pool.connect = async () => {
    starvedSince ??= performance.now();
    try {
      const client = returnedAtItsEnd(await connect(), dying);
      starvedSince = undefined;
      return client;
    } catch (error) {
      // A server that refuses is away: that is no fault of the pool, and a new process would not help.
      if (!gaveNothing.test((error as Error).message)) starvedSince = undefined;
      throw error;
    }
  };
  return { starvedMilliseconds: () => (starvedSince === undefined ? 0 : performance.now() - starvedSince) };
}

/** What `pg` says when all connections were lent for as long as somebody was ready to wait. */
const gaveNothing = /timeout exceeded when trying to connect/;

function returnedAtItsEnd(client: PoolClient, dying: WeakSet<PoolClient>): PoolClient {
  const release = client.release;
  let isBack = false;
  const giveBack = (destroy?: boolean | Error) => {
    if (isBack) return;
    isBack = true;
    client.removeListener('error', isGone);
    client.removeListener('end', isGone);
    release(destroy || dying.has(client));
  };
  const isGone = () => giveBack(true);
  client.on('error', isGone);
  client.on('end', isGone);
  client.release = giveBack;
  return client;
}

/** After a fatal error the server ends the connection, a moment later: in that moment nobody else must get it. */
function noteFatalErrors(client: PoolClient, dying: WeakSet<PoolClient>): void {
  const query = client.query.bind(client);
  client.query = (...statement) => {
    const answer = query(...statement);
    if (answer instanceof Promise) {
      answer.catch((error: { severity?: string }) => {
        if (error.severity === 'FATAL') dying.add(client);
      });
    }
    return answer;
  };
}
