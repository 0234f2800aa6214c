import { createHmac } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Broker } from '#runtime/broker/broker.ts';
import { StartError } from '#runtime/environment/settings.ts';
import type { RunningProcess } from '#runtime/process/process.ts';
import type { Api } from './demo-api.ts';
import { documentText, type SampleDocument, type SampleSenders, sampleDocuments } from './sample-documents.ts';

const patienceMilliseconds = 120_000;

/** What became of a document; an object of the last line with `--json`. */
export interface DocumentReport {
  readonly sender: string;
  readonly file: string;
  readonly way: SampleDocument['way'];
  readonly orderNumber: string;
  readonly state: string;
  readonly lines: readonly { readonly lineNumber: number; readonly sku: string; readonly quantity: number }[];
  readonly answers: readonly { readonly format: string; readonly outcome?: string; readonly state: string }[];
}

/** `npm run demo -- --documents`: sends an order of each system that is read, by the ways they come, and tells what became of it. */
export async function runDocuments(
  running: RunningProcess,
  api: Api,
  senders: SampleSenders,
): Promise<DocumentReport[]> {
  const reports: DocumentReport[] = [];
  // All are sent before any is waited for: what is read back takes some seconds each.
  const sent: { readonly sample: SampleDocument; readonly answer?: string }[] = [];
  for (const sample of sampleDocuments) sent.push({ sample, answer: await send(running, senders, sample) });
  for (const { sample, answer } of sent) {
    console.log(`\n${sample.what} (deploy/sample/documents/${sample.file}), ${wayText(sample)}:`);
    if (answer !== undefined) console.log(`  answered at once: ${answer}`);
    const report = await becameOf(api, sample);
    console.log(told(report).join('\n'));
    reports.push(report);
  }
  return reports;
}

function wayText({ way, sender }: SampleDocument): string {
  if (way === 'topic') return `on topic order-documents with the header sender: ${sender}`;
  return way === 'folder' ? `as a file in INBOX_DIR/${sender}` : `posted to /api/senders/${sender}/documents`;
}

/** Sends a document; what is said of it in the same exchange. */
async function send(
  { context: { broker }, url }: RunningProcess,
  senders: SampleSenders,
  sample: SampleDocument,
): Promise<string | undefined> {
  const text = documentText(sample, senders);
  if (sample.way === 'topic') return void (await publish(broker, sample, text));
  if (sample.way === 'folder') return void (await drop(path.join(senders.inboxDir, sample.sender), sample.file, text));
  const headers: Record<string, string> = { 'content-type': sample.contentType, ...proofOf(sample, senders, text) };
  const response = await fetch(`${url}/api/senders/${sample.sender}/documents`, {
    method: 'POST',
    headers,
    body: text,
  });
  const answer = await response.text();
  if (!response.ok) throw new StartError(`${sample.file} is answered ${response.status}: ${answer}`);
  return answer.includes('<cXML') ? /<Status [^>]*>/.exec(answer)?.[0] : undefined;
}

/** What shows whose a document is: a password, or a signature over it. */
function proofOf({ basic, signed }: SampleDocument, { secretOf }: SampleSenders, text: string): Record<string, string> {
  if (basic) return { authorization: `Basic ${Buffer.from(`${basic[0]}:${secretOf(basic[1])}`).toString('base64')}` };
  if (!signed) return {};
  return { [signed[0]]: createHmac('sha256', secretOf(signed[1])).update(text).digest('base64') };
}

async function publish(broker: Broker, { sender, contentType }: SampleDocument, value: string): Promise<void> {
  const headers = { sender, 'content-type': contentType };
  await broker.publish([{ topic: 'order-documents', key: sender, headers, value }]);
}

/** Moved into its place whole, as gateways do. */
async function drop(folder: string, file: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, `.${file}`), text);
  await rename(path.join(folder, `.${file}`), path.join(folder, file));
}

/** Waits until an order was decided on, its licenses are on their way and its answer has arrived. */
async function becameOf(api: Api, { orderNumber, sender, file, way }: SampleDocument): Promise<DocumentReport> {
  const deadline = Date.now() + patienceMilliseconds;
  for (;;) {
    const order = await api.get(`/api/orders/${orderNumber}`);
    const answers = order ? (await api.get(`/api/orders/${orderNumber}/answer`)).items : [];
    const isGone = order?.lines.every((line: { state: string }) => line.state === 'released');
    const arrived = answers.every(({ state }: { state: string }) => !['expected', 'waiting'].includes(state));
    if (isGone && arrived) {
      return {
        sender,
        file,
        way,
        orderNumber,
        state: order.state,
        lines: order.lines.map(lineOf),
        answers: answers.map(answerOf),
      };
    }
    if (Date.now() > deadline) {
      throw new StartError(
        `after ${patienceMilliseconds / 1000} s there is no order ${orderNumber}; GET /api/order-documents says why`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

type Line = DocumentReport['lines'][number];
type Answer = DocumentReport['answers'][number];

const lineOf = ({ lineNumber, sku, quantity }: Line): Line => ({ lineNumber, sku, quantity });
const answerOf = ({ format, outcome, state }: Answer): Answer => ({ format, outcome, state });

function told({ orderNumber, state, lines, answers }: DocumentReport): string[] {
  const ordered = lines.map(({ lineNumber, sku, quantity }) => `line ${lineNumber}: ${quantity} × ${sku}`);
  const heard = answers.map(({ format, outcome, state: how }) => `${format} (${outcome}, ${how})`);
  return [
    `  order ${orderNumber} is ${state}, and its licenses are on their way: ${ordered.join('; ')}`,
    heard.length > 0
      ? `  its sender was answered in its own format: ${heard.join(', ')}`
      : '  its sender wants no answer: its system has the order itself',
  ];
}
