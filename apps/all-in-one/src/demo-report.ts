import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunningProcess } from '#runtime/process/process.ts';
import { demoPassword, demoPeople, mayHaveDemoPeople } from '../../portal/src/people/demo-people.ts';
import { type Api, everyPage } from './demo-api.ts';
import { tableOf } from './demo-table.ts';
import { sample } from './sample.ts';

/** What came of the sample data: the fields that contracts.md names ("Demo JSON"). */
export interface Report {
  readonly orders: readonly { readonly orderNumber: string; readonly state: string }[];
  readonly entitlements: readonly ReportedEntitlement[];
  readonly mails: readonly { readonly shipmentId: string; readonly to: readonly string[]; readonly path?: string }[];
  readonly holdings: readonly { readonly accountId: string; readonly sku: string; readonly quantity: number }[];
  readonly nextInvoices: readonly ReportedInvoice[];
  readonly url: string;
}

interface ReportedEntitlement {
  readonly entitlementId: string;
  readonly orderNumber: string;
  readonly lineNumber: number;
  readonly sku: string;
  readonly quantity: number;
  readonly activationCode: string;
  readonly ssrn: string;
  readonly startsOn: string;
  readonly endsOn: string | null;
  readonly graceEndsOn: string | null;
  /** The PDF file, as it was mailed. */
  readonly certificate: string;
}

interface ReportedInvoice {
  readonly accountId: string;
  readonly period: string;
  readonly currency: string;
  readonly total: string;
}

interface OrderView {
  readonly orderNumber: string;
  readonly state: string;
  readonly lines: readonly { readonly state: string; readonly shipmentId?: string }[];
}

/** What has to be there before everything is through: what order intake released. */
export interface Progress {
  readonly report: Report;
  readonly complete: boolean;
}

/** Reads over HTTP what has come of the sample orders so far. */
export async function readProgress(api: Api, running: RunningProcess): Promise<Progress> {
  const numbers = new Set(sample.salesOrders().map((event) => event.subject));
  const ours = <Item extends { orderNumber: string }>(items: Item[]) =>
    items.filter((item) => numbers.has(item.orderNumber));
  const orders = ours(await everyPage<OrderView>(api, '/api/orders'));
  const entitlements = ours(await everyPage<ReportedEntitlement & { accountId: string }>(api, '/api/entitlements'));
  const mails = ours(
    await everyPage<Report['mails'][number] & { orderNumber: string; state: string }>(api, '/api/mails'),
  );
  const accountIds = new Set(entitlements.map((entitlement) => entitlement.accountId));
  const holdings = await holdingsOf(api, accountIds);
  const released = orders.flatMap((order) => order.lines.filter((line) => line.state === 'released'));
  const shipments = new Set(released.map((line) => line.shipmentId));
  const report: Report = {
    orders: orders.map(({ orderNumber, state }) => ({ orderNumber, state })).sort(by('orderNumber')),
    entitlements: entitlements.map((entitlement) => reported(entitlement, running)).sort(by('entitlementId')),
    mails: mails.map(({ shipmentId, to, path: file }) => ({ shipmentId, to, path: file })).sort(by('shipmentId')),
    holdings,
    nextInvoices: await invoicesOf(api, await accountsOf(api)),
    url: running.url,
  };
  const complete =
    orders.length === numbers.size &&
    entitlements.length === released.length &&
    mails.filter((mail) => mail.state === 'sent').length === shipments.size &&
    holdings.length >= new Set(entitlements.map(({ accountId, sku }) => `${accountId} ${sku}`)).size;
  return { report, complete };
}

/** Prints the report as tables, and where to look further. */
export function printReport(report: Report, running: RunningProcess, operator: string): void {
  const { dataDir } = running.context.settings;
  console.log(`\n${tableOf('Orders', report.orders, ['orderNumber', 'state'])}`);
  const columns = [
    'entitlementId',
    'sku',
    'quantity',
    'activationCode',
    'ssrn',
    'startsOn',
    'endsOn',
    'graceEndsOn',
  ] as const;
  console.log(`\n${tableOf('Entitlements', report.entitlements, columns)}`);
  const mails = report.mails.map((mail) => ({ ...mail, to: mail.to.join(', ') }));
  console.log(`\n${tableOf('Mails', mails, ['shipmentId', 'to'])}`);
  console.log(`\n${tableOf('Holdings', report.holdings, ['accountId', 'sku', 'quantity'])}`);
  console.log(`\n${tableOf('Next invoices', report.nextInvoices, ['accountId', 'period', 'total', 'currency'])}`);
  console.log('\nWhere to look:');
  const mail = report.mails.find((one) => one.path !== undefined)?.path;
  if (mail) console.log(`  mails         ${path.dirname(mail)} (open an .eml file with a mail program)`);
  console.log(`  certificates  ${certificateFolder(running)}`);
  console.log(`  API           ${report.url}/api/orders`);
  console.log(`  token         DATA_DIR=${dataDir} npm run token -- ${operator}`);
}

/** Where people look at it all, and as whom: on the embedded default there is somebody for each role. */
export function printPortal({ context: { settings }, url }: RunningProcess): void {
  console.log(`\nThe portal is at ${url}`);
  if (!mayHaveDemoPeople(settings)) return;
  console.log(`Its sign-in page has somebody for each role; the password of all of them is "${demoPassword}":`);
  for (const { email, who } of demoPeople) console.log(`  ${who.padEnd(20)} ${email}`);
}

/** Keeps every certificate as a file, where the report says. */
export async function saveCertificates(api: Api, report: Report, running: RunningProcess): Promise<void> {
  await mkdir(certificateFolder(running), { recursive: true });
  for (const { entitlementId, certificate } of report.entitlements) {
    const bytes = await api.download(`/api/entitlements/${encodeURIComponent(entitlementId)}/certificate.pdf`);
    await writeFile(certificate, bytes);
  }
}

function certificateFolder(running: RunningProcess): string {
  return path.join(running.context.settings.dataDir, 'certificates');
}

function reported(entitlement: ReportedEntitlement, running: RunningProcess): ReportedEntitlement {
  const { entitlementId, orderNumber, lineNumber, sku, quantity, activationCode, ssrn, startsOn } = entitlement;
  const [endsOn, graceEndsOn] = [entitlement.endsOn ?? null, entitlement.graceEndsOn ?? null];
  const certificate = path.join(certificateFolder(running), `${encodeURIComponent(entitlementId)}.pdf`);
  return {
    entitlementId,
    orderNumber,
    lineNumber,
    sku,
    quantity,
    activationCode,
    ssrn,
    startsOn,
    endsOn,
    graceEndsOn,
    certificate,
  };
}

async function holdingsOf(api: Api, accountIds: ReadonlySet<string>): Promise<Report['holdings']> {
  const sums = new Map<string, { accountId: string; sku: string; quantity: number }>();
  for (const accountId of [...accountIds].sort()) {
    if (!(await api.get(`/api/accounts/${accountId}`))) continue;
    const licenses = await everyPage<{ sku: string; quantity: number }>(api, `/api/accounts/${accountId}/licenses`);
    for (const { sku, quantity } of licenses) {
      const sum = sums.get(`${accountId} ${sku}`) ?? { accountId, sku, quantity: 0 };
      sums.set(`${accountId} ${sku}`, { ...sum, quantity: sum.quantity + quantity });
    }
  }
  return [...sums.values()];
}

async function accountsOf(api: Api): Promise<string[]> {
  const accounts = await everyPage<{ accountId: string }>(api, '/api/accounts');
  return accounts.map((account) => account.accountId).sort();
}

async function invoicesOf(api: Api, accountIds: readonly string[]): Promise<ReportedInvoice[]> {
  const invoices: ReportedInvoice[] = [];
  for (const accountId of accountIds) {
    const invoice = await api.get(`/api/accounts/${accountId}/next-invoice`);
    if (!invoice?.lines.length) continue;
    const { period, currency, total } = invoice;
    invoices.push({ accountId, period, currency, total });
  }
  return invoices;
}

function by<Field extends string>(field: Field) {
  return (a: Record<Field, string>, b: Record<Field, string>) => (a[field] < b[field] ? -1 : 1);
}
