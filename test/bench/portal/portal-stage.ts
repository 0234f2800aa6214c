import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MikroORM, type PostgreSqlConnection } from '@mikro-orm/postgresql';
import type { Browser, BrowserContext } from 'playwright-core';
import { demoPassword } from '#apps/portal/src/people/demo-people.ts';
import { freePort } from '#runtime/environment/ports.ts';
import { runningEmbeddedPostgres } from '#runtime/postgres/embedded/embedded-postgres.ts';
import { type Sql, sqlOn } from '#runtime/postgres/sql.ts';
import { people, startBrowser } from '#test/portal/browser.ts';
import type { Plan } from '../measuring/rounds.ts';
import { type Program, startProgram } from '../programs.ts';
import { growPortal } from './portal-rows.ts';

/** The demo as anybody starts it (all services, the embedded PostgreSQL, the sample orders through it), and one Chromium. */
export interface PortalStage {
  readonly url: string;
  readonly folder: string;
  readonly program: Program;
  readonly sql: Sql;
  /** Fills the database, once: the portal of a year, not of a demo. */
  grow(plan: Plan): Promise<void>;
  /** The cookie of a person who signed in without a browser: once each. */
  cookieOf(email: string): Promise<string>;
  /** A browser context of its own, which has loaded nothing yet; signed in where a person is named. */
  context(email?: string, options?: Parameters<Browser['newContext']>[0]): Promise<BrowserContext>;
  close(): Promise<void>;
}

export async function setPortalStage(): Promise<PortalStage> {
  const folder = await mkdtemp(join(tmpdir(), 'seatwright-bench-'));
  // As root the server runs as another account; below a folder that it can enter, its data goes with the folder.
  await chmod(folder, 0o755);
  const port = await freePort();
  // `localhost`, as the demo says it: from elsewhere there are no demo people.
  const url = `http://localhost:${port}`;
  const program = await startProgram('dist/apps/all-in-one/src/demo.js', {
    env: {
      ...embeddedDefault,
      DATA_DIR: folder,
      PORT: String(port),
      OPERATORS: [people.operator, ...watchers].join(','),
      PUBLIC_URL: url,
    },
    line: /^Still running/,
  });
  const database = await openDatabase((await runningEmbeddedPostgres(folder)) ?? '');
  const cookies = new Map<string, Promise<string>>();
  const cookieOf = (email: string) => {
    const cookie = cookies.get(email) ?? signedIn(url, email);
    cookies.set(email, cookie);
    return cookie;
  };
  let browser: Promise<Browser> | undefined;
  let growing: Promise<void> | undefined;
  return {
    ...{ url, folder, program, sql: database.sql, cookieOf },
    grow({ scale }) {
      growing ??= growPortal(database.sql, folder, scale);
      return growing;
    },
    async context(email, options = {}) {
      browser ??= startBrowser();
      const viewport = { width: 1280, height: 860 };
      const context = await (await browser).newContext({ baseURL: url, viewport, ...options });
      context.setDefaultTimeout(30_000);
      if (email === undefined) return context;
      const [name = '', value = ''] = (await cookieOf(email)).split('=');
      await context.addCookies([{ name, value, url, httpOnly: true, sameSite: 'Lax' }]);
      return context;
    },
    async close() {
      await (await browser)?.close();
      await database.close();
      await program.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** They see everything, and open as many pages as one person may. */
export const watchers: readonly string[] = Array.from({ length: 8 }, (_, n) => `watcher-${n}@bench.example`);

/** Nothing that is set where the bench runs makes another of it. */
const embeddedDefault = { DATABASE_URL: '', KAFKA_BROKERS: '', SMTP_URL: '', NODE_ENV: 'production' };

async function signedIn(url: string, email: string): Promise<string> {
  const answer = await fetch(`${url}/portal/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: url },
    body: new URLSearchParams({ email, password: demoPassword, return: '/' }),
  });
  const cookie = answer.headers.getSetCookie().find((each) => each.startsWith('seatwright='));
  if (answer.status !== 303 || cookie === undefined) throw new Error(`${email} cannot sign in: ${answer.status}`);
  return cookie.split(';')[0] ?? '';
}

async function openDatabase(url: string): Promise<{ readonly sql: Sql; close(): Promise<void> }> {
  const orm = await MikroORM.init({ clientUrl: url, entities: [], discovery: { warnWhenNoEntities: false } });
  const client = (orm.em.getConnection() as PostgreSqlConnection).getClient();
  return { sql: sqlOn(() => client), close: () => orm.close(true) };
}
