import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#runtime/postgres/embedded/embedded-postgres.ts';

/** A PostgreSQL server of a test file's own. */
export interface TestPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a server with nothing in it, below a folder that is deleted in the end. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(path.join(tmpdir(), 'seatwright-test-'));
  // As root the server runs as another account; below a folder that it can enter, its data goes with the folder.
  await chmod(folder, 0o755);
  const server: EmbeddedPostgres = await startEmbeddedPostgres(folder);
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
