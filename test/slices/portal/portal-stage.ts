import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LedgerModule } from '#apps/ledger/src/ledger.module.ts';
import { portalMigrations } from '#apps/portal/src/migrations/migrations.ts';
import { People } from '#apps/portal/src/people/people.store.ts';
import { PortalModule } from '#apps/portal/src/portal.module.ts';
import { portalSettings } from '#apps/portal/src/portal.settings.ts';
import { portalTables } from '#apps/portal/src/portal.tables.ts';
import { binaryHeaders } from '#contracts/cloud-event.ts';
import type { TopicName } from '#contracts/topics.ts';
import { readSettings } from '#runtime/environment/settings.ts';
import { Database } from '#runtime/postgres/database.ts';
import { startProcess } from '#runtime/process/process.ts';
import { messagingTables } from '#runtime/slices/messaging.tables.ts';
import { startTestPostgres } from '#test/support/database.ts';

/** The ledger and the portal in one process, on the embedded default or on a database that is given, and browsers that use it. */
export type PortalStage = Awaited<ReturnType<typeof startPortalStage>>;

interface StageOptions {
  readonly variables?: Readonly<Record<string, string>>;
  /** A database that is there already: then it is no embedded default, and there are no demo people. */
  readonly given?: boolean;
}

export async function startPortalStage({ variables = {}, given = false }: StageOptions = {}) {
  const postgres = given ? await startTestPostgres() : undefined;
  const folder = await mkdtemp(path.join(tmpdir(), 'seatwright-portal-'));
  const settings = readSettings(
    {
      ...{ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error', DATABASE_URL: postgres?.url },
      ...variables,
    },
    [portalSettings],
  );
  const services = [
    { name: 'ledger', module: LedgerModule },
    { name: 'portal', module: PortalModule, settings: portalSettings },
  ];
  const running = await startProcess({ settings, services });
  const entities = [...messagingTables, ...portalTables];
  const url = running.context.databaseUrl;
  const database = await Database.connect({ url, schema: 'portal', entities, migrations: portalMigrations });
  const people = new People(database);
  let published = 0;
  return {
    folder,
    running,
    database,
    people,
    url: running.url,
    browser: (headers: Readonly<Record<string, string>> = {}) => new Browser(running.url, headers),
    async publish(topic: TopicName, type: string, data: object, time = '2026-11-21T09:30:00Z'): Promise<void> {
      published += 1;
      const headers = binaryHeaders({ id: `portal-${published}`, source: '/test', type, time });
      await running.context.broker.publish([{ topic, key: 'X', headers, value: JSON.stringify(data) }]);
    },
    /** Gives somebody a password, by a link as the command makes it. */
    async withPassword(email: string, password: string): Promise<void> {
      await people.setByLink(await people.makeLink(email), password);
    },
    async stop() {
      await database.close();
      await running.stop();
      await postgres?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for
  readonly body: any;
}

/** A browser as far as servers can tell: it keeps cookies, and says of writes that they come from the page that it is on. */
export class Browser {
  readonly cookies = new Map<string, string>();

  constructor(
    private readonly url: string,
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  async ask(method: string, address: string, init: RequestInit = {}): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = {
      'sec-fetch-site': 'same-origin',
      ...(cookie !== '' && { cookie }),
      ...this.headers,
      ...(init.headers as Record<string, string>),
    };
    const response = await fetch(this.url + address, { redirect: 'manual', ...init, method, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson && text !== '' ? JSON.parse(text) : undefined,
    };
  }

  get(address: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask('GET', address, { headers });
  }

  form(address: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask('POST', address, { body: new URLSearchParams(fields), headers });
  }

  signIn(email: string, password: string, fields: Record<string, string> = {}): Promise<Answer> {
    return this.form('/portal/sign-in', { email, password, ...fields });
  }

  async session(): Promise<Answer> {
    return await this.get('/portal/session');
  }

  /** A write as the application sends it, with the token of the session. */
  async write(method: string, address: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
    const { csrf } = (await this.session()).body as { csrf: string };
    return await this.ask(method, address, {
      body: body && JSON.stringify(body),
      headers: { 'x-csrf-token': csrf, ...(body && { 'content-type': 'application/json' }), ...headers },
    });
  }
}
