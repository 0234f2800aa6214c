import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LedgerModule } from '#apps/ledger/src/ledger.module.ts';
import { binaryHeaders } from '#contracts/cloud-event.ts';
import { routes } from '#contracts/http/http.ts';
import { problem, type Route } from '#contracts/http/http-route.ts';
import type { TopicName } from '#contracts/topics.ts';
import { readSettings } from '#runtime/environment/settings.ts';
import { issueToken } from '#runtime/http/access/auth.ts';
import { type RunningProcess, startProcess } from '#runtime/process/process.ts';
import { startTestPostgres } from '#test/support/database.ts';

/** The ledger as a process of its own, with HTTP and topics, on an embedded broker and a real database. */

// biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for
export type Answer = { status: number; headers: Headers; body: any };

type Service = Parameters<typeof startProcess>[0]['services'][number];

export type LedgerStage = Awaited<ReturnType<typeof startLedgerStage>>;

/** Starts it; every answer over HTTP is held against the contract. */
export async function startLedgerStage(
  variables: Readonly<Record<string, string>> = {},
  others: readonly Service[] = [],
) {
  const postgres = await startTestPostgres();
  const folder = await mkdtemp(path.join(tmpdir(), 'seatwright-ledger-'));
  const environment = { DATABASE_URL: postgres.url, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error', ...variables };
  const settings = readSettings(environment);
  const running = await startProcess({ settings, services: [{ name: 'ledger', module: LedgerModule }, ...others] });
  const publish = publisher(running);
  return {
    folder,
    running,
    publish,
    account: (accountId: string, facts: object) =>
      publish('accounts', 'account.updated.v1', {
        ...{ accountId, kind: 'customer', name: `Account ${accountId}` },
        ...facts,
      }),
    administrator: (accountId: string, email: string, facts: object = {}) =>
      publish('accounts', 'administrator.updated.v1', { accountId, email, role: 'admin', ...facts }),
    entitlement: (entitlementId: string, accountId: string, product: object, facts: object = {}) =>
      publish('entitlements', 'entitlement.fulfilled.v1', fulfilled(entitlementId, accountId, product, facts)),
    request: (email: string, route: string, body?: object, key?: string, method = body ? 'POST' : 'GET') =>
      request(running, { email, route, body, key, method }),
    async stop() {
      await running.stop();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function publisher(running: RunningProcess) {
  let published = 0;
  return (topic: TopicName, type: string, data: object, time = '2026-11-21T09:30:00Z'): Promise<void> => {
    published += 1;
    const headers = binaryHeaders({ id: `m-${published}`, source: '/test', type, time });
    const key = 'accountId' in data ? String(data.accountId) : 'key';
    return running.context.broker.publish([{ topic, key, headers, value: JSON.stringify(data) }]);
  };
}

function fulfilled(entitlementId: string, accountId: string, product: object, facts: object): object {
  return {
    ...{ entitlementId, shipmentId: 'S', orderNumber: `O-${accountId}`, lineNumber: 1, accountId, accounts: [] },
    sku: 'SKU',
    product: {
      ...{ name: 'Thing', description: 'x', instructionsUrl: 'https://docs.example/x', scenario: 'activation' },
      ...{ category: 'paid', billing: 'once', ...product },
    },
    ...{ quantity: 20, unitPrice: '10.00', currency: 'EUR', kind: 'initial', startsOn: '2026-01-01' },
    ...{ ssrn: '400000000001', sealedActivationCode: 'v1.x', fulfilledAt: '2026-01-01T09:00:00Z', ...facts },
  };
}

interface Asked {
  readonly email: string;
  readonly route: string;
  readonly body?: object;
  readonly key?: string;
  readonly method: string;
}

async function request(running: RunningProcess, { email, route, body, key, method }: Asked): Promise<Answer> {
  const token = await issueToken(email, running.context.settings.authKeyFile, new Date());
  const response = await fetch(`${running.url}/api/${route}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(key ? { 'idempotency-key': key } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const answer = { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  if (isJson) expectAsContracted(method, `/api/${route.split('?')[0]}`, answer);
  return answer;
}

/** What is answered is what the contract says, with no field that it does not name. */
function expectAsContracted(method: string, address: string, { status, body }: Answer): void {
  const route = routes.filter((each) => each.method === method).find((each) => patternOf(each).test(address));
  if (status >= 400) {
    expect(problem.loose().safeParse(body).error?.issues ?? []).toEqual([]);
    return;
  }
  const schema = route?.answers.find((answer) => answer.status === status)?.content['application/json'];
  if (schema === undefined || typeof schema === 'string')
    throw new Error(`${method} ${address} has no answer ${status}`);
  const parsed = schema.safeParse(body);
  expect(parsed.error?.issues ?? []).toEqual([]);
  // What a schema does not name, it drops.
  expect(parsed.data).toEqual(body);
}

function patternOf({ path: address }: Route): RegExp {
  return new RegExp(`^${address.replace(/\{\w+\}/g, '[^/]+')}$`);
}

/** Waits for what messages bring about. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('the ledger did not get that far');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The codes of what stands in the way. */
export const codes = ({ body }: Answer): string[] =>
  (body.violations ?? []).map((violation: { code: string }) => violation.code);
