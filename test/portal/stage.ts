import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Browser, BrowserContext } from 'playwright-core';
import { messageOn, sample } from '#apps/all-in-one/src/sample.ts';
import { serviceEntries } from '#apps/all-in-one/src/services.ts';
import type { CloudEvent } from '#contracts/cloud-event.ts';
import type { TopicName } from '#contracts/topics.ts';
import { issueToken } from '#runtime/http/access/auth.ts';
import { settingsOf, startProcess } from '#runtime/process/process.ts';
import { untilNothing } from '#test/support/waiting.ts';
import { people, signIn, startBrowser } from './browser.ts';
import { moreAccounts, moreDevices } from './sample-more.ts';

/** Everything on the embedded default, with the sample data through the pipeline, and Chromium to look at it. */
export type Stage = Awaited<ReturnType<typeof startStage>>;

type ContextOptions = Parameters<Browser['newContext']>[0];

const patienceMilliseconds = 60_000;

export async function startStage() {
  await promisify(execFile)(process.execPath, ['apps/portal/build.ts'], { cwd: root });
  const folder = await mkdtemp(path.join(tmpdir(), 'seatwright-portal-'));
  const variables = {
    ...{ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error', OPERATORS: people.operator },
    ...(await sendersIn(folder)),
  };
  const settings = settingsOf(serviceEntries, variables);
  const running = await startProcess({ settings, services: serviceEntries });
  const asked = async <Body>(email: string, address: string, init: RequestInit = {}): Promise<Body> => {
    const token = await issueToken(email, settings.authKeyFile, new Date());
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(running.url + address, { ...init, headers });
    if (!answer.ok) throw new Error(`${address}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Body;
  };
  const ask = async <Body>(address: string): Promise<Body> => await asked(people.operator, address);
  const publish = async (topic: TopicName, events: readonly CloudEvent[]) =>
    await running.context.broker.publish(events.map((event) => messageOn(topic, event)));
  const logged = async (wanted: number) =>
    await untilNothing(async () => {
      const { items } = await ask<{ items: unknown[] }>('/api/event-log?limit=100');
      return items.length >= wanted ? [] : [`${wanted - items.length} events`];
    }, patienceMilliseconds);
  await publish('accounts', [...sample.accounts(), ...moreAccounts]);
  await publish('sales-orders', sample.salesOrders());
  await publish('devices', moreDevices);
  await logged(11);
  await publish('license-requests', sample.licenseRequests());
  await logged(12);
  const browser = await startBrowser();
  const guest = async (options: ContextOptions = {}) => {
    const viewport = { width: 1280, height: 860 };
    const context = await browser.newContext({ baseURL: running.url, viewport, ...options });
    context.setDefaultTimeout(10_000);
    return context;
  };
  return {
    url: running.url,
    settings,
    databaseUrl: running.context.databaseUrl,
    ask,
    /** What somebody sends to the interface, text as it is, and its answer. */
    send: async <Body>(email: string, address: string, body: object | string, method = 'POST'): Promise<Body> =>
      await asked(email, address, { method, body: typeof body === 'string' ? body : JSON.stringify(body) }),
    publish,
    /** A browser in which nobody is signed in. */
    guest,
    /** A browser in which somebody of the sample data is signed in. */
    async signedIn(email: string, options: ContextOptions = {}): Promise<BrowserContext> {
      const context = await guest(options);
      await signIn(context, email);
      return context;
    },
    async stop() {
      await browser.close();
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The profile of the sample's ERP, and one of a system that tells keys and does not answer. */
async function sendersIn(folder: string): Promise<{ SENDERS_DIR: string; INBOX_DIR: string }> {
  const [senders, secret] = [path.join(folder, 'senders'), path.join(folder, 'sender-secret')];
  await mkdir(senders);
  await writeFile(secret, 'of nobody');
  await copyFile(path.join(root, 'deploy/senders/erp.json'), path.join(senders, 'erp.json'));
  const profile = {
    ...{ sender: 's4', formats: ['s4-event', 's4'], order: { kind: 'sales-order' }, mayOrderFor: ['*'] },
    zone: 'Europe/Berlin',
    lookup: {
      ...{ system: 's4-v2', address: 'http://127.0.0.1:9' },
      credentials: { kind: 'basic', user: 'user', secretFile: secret },
    },
  };
  await writeFile(path.join(senders, 's4.json'), JSON.stringify(profile));
  return { SENDERS_DIR: senders, INBOX_DIR: path.join(folder, 'inbox') };
}

const root = path.join(import.meta.dirname, '..', '..');
