import 'reflect-metadata';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Delivery } from '#runtime/broker/broker.ts';
import { createLog } from '#runtime/environment/log.ts';
import { StartError } from '#runtime/environment/settings.ts';
import { endOnSignal, endWithReason, type RunningProcess, settingsOf, startProcess } from '#runtime/process/process.ts';
import { type Api, createApi } from './demo-api.ts';
import { runDocuments } from './demo-documents.ts';
import { feedLine } from './demo-feed.ts';
import { type Progress, printPortal, printReport, type Report, readProgress, saveCertificates } from './demo-report.ts';
import { messageOn, sample } from './sample.ts';
import { type SampleSenders, sampleSenders } from './sample-documents.ts';
import { serviceEntries } from './services.ts';

/** The sample data gives this person the role of support, which sees everything. */
const operator = 'support@seatwright.example';
const patienceMilliseconds = 120_000;

/**
 * `npm run demo`: starts everything, publishes the sample data as its senders would, shows what happens, prints what came
 * of it and stays up. `--once` ends when all sample orders are through; `--json` makes the last line one JSON object. `--documents`
 * sends the orders of `deploy/sample/documents` instead, as the systems that wrote them would.
 */
async function demo(): Promise<void> {
  const { values } = parseArgs({
    options: { once: { type: 'boolean' }, json: { type: 'boolean' }, documents: { type: 'boolean' } },
  });
  const before = settingsOf(serviceEntries, process.env);
  const senders = values.documents ? await sampleSenders(path.join(before.dataDir, 'demo-documents')) : undefined;
  // What people came for is the demo's own lines; the log keeps to what goes wrong.
  const settings = settingsOf(serviceEntries, { LOG_LEVEL: 'warn', ...process.env, ...variablesOf(senders) });
  console.log(`Starting ${serviceEntries.map((service) => service.name).join(', ')} …`);
  const running = await startProcess({ settings, services: serviceEntries, log: createLog(settings.logLevel) });
  try {
    await watch(running);
    const report = senders ? await documentsThrough(running, senders) : await ordersThrough(running);
    printPortal(running);
    // Events that still pass are shown until it has stopped, and the report is the last line.
    if (values.once) await Promise.all([running.stop(), senders?.stop()]);
    if (values.json) console.log(JSON.stringify(report));
    if (values.once) process.exit(0);
    console.log('\nStill running; Ctrl-C ends it.');
    endOnSignal(running);
  } catch (error) {
    await running.stop();
    throw error;
  }
}

function variablesOf(senders: SampleSenders | undefined): Record<string, string> {
  return senders ? { SENDERS_DIR: senders.sendersDir, INBOX_DIR: senders.inboxDir } : {};
}

async function ordersThrough(running: RunningProcess): Promise<Report> {
  const report = await runThrough(running);
  printReport(report, running, operator);
  return report;
}

async function documentsThrough(running: RunningProcess, senders: SampleSenders) {
  await running.context.broker.publish(sample.accounts().map((event) => messageOn('accounts', event)));
  const documents = await runDocuments(running, await createApi(running, operator), senders);
  return { documents, url: running.url };
}

/** Shows every event as it passes. */
async function watch(running: RunningProcess): Promise<void> {
  const show = async (deliveries: readonly Delivery[]) => {
    for (const delivery of deliveries) {
      const line = feedLine(delivery);
      if (line) console.log(line);
    }
  };
  const topics = ['orders', 'entitlements', 'licenses', 'invoices'];
  const handlers = new Map(topics.map((topic) => [topic, { handle: show, after: [] }]));
  await running.context.broker.subscribe({ group: `seatwright.demo-${process.pid}`, handlers });
}

/** Publishes the sample data in the order in which it makes sense, and waits until all of it is through. */
async function runThrough(running: RunningProcess): Promise<Report> {
  const { broker } = running.context;
  console.log('Publishing who is who, and the sales orders of an ERP:');
  await broker.publish(sample.accounts().map((event) => messageOn('accounts', event)));
  await broker.publish(sample.salesOrders().map((event) => messageOn('sales-orders', event)));
  const api = await createApi(running, operator);
  await until(api, running, ({ complete }) => complete);
  console.log('Moving licenses from one site to another, and buying stock:');
  const requests = sample.licenseRequests();
  await broker.publish(requests.map((event) => messageOn('license-requests', event)));
  const sides = requests.flatMap(({ data }) => {
    const { from, to } = data as { from?: string; to?: string };
    return [from ?? [], to ?? []].flat();
  });
  const { report } = await until(api, running, (progress) => progress.complete && areBilled(progress.report, sides));
  await saveCertificates(api, report, running);
  return report;
}

async function until(api: Api, running: RunningProcess, done: (progress: Progress) => boolean): Promise<Progress> {
  const deadline = Date.now() + patienceMilliseconds;
  for (;;) {
    const progress = await readProgress(api, running);
    if (done(progress)) return progress;
    if (Date.now() > deadline) {
      throw new StartError(`after ${patienceMilliseconds / 1000} s not everything is through; the log above says why`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function areBilled({ nextInvoices }: Report, accountIds: readonly string[]): boolean {
  return accountIds.every((accountId) => nextInvoices.some((invoice) => invoice.accountId === accountId));
}

demo().catch(endWithReason);
