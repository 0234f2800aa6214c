import { parentPort, workerData } from 'node:worker_threads';
import { type CertificateOptions, createCertificateRenderer } from './certificate.ts';
import type { LicenseFacts } from './license-facts.ts';
import { type MailToWrite, writeMail } from './mail-writer.ts';

export type DocumentWorkerData = Omit<CertificateOptions, 'fonts'>;

/** A document to make, of facts alone. */
export type DocumentOrder =
  | { readonly kind: 'certificate'; readonly facts: LicenseFacts }
  | { readonly kind: 'mail'; readonly mail: MailToWrite };

export interface DocumentJob {
  readonly id: number;
  readonly order: DocumentOrder;
}

/** A job's document, or what went wrong with it. */
export interface MadeDocument {
  readonly id: number;
  readonly bytes?: Uint8Array;
  readonly error?: string;
}

const options = workerData as DocumentWorkerData;
const renderer = createCertificateRenderer(options);

parentPort?.on('message', async ({ id, order }: DocumentJob) => {
  try {
    const bytes = transferable(await documentOf(order));
    parentPort?.postMessage({ id, bytes } satisfies MadeDocument, [bytes.buffer]);
  } catch (error) {
    parentPort?.postMessage({ id, error: (error as Error).message } satisfies MadeDocument);
  }
});

async function documentOf(order: DocumentOrder): Promise<Uint8Array> {
  return order.kind === 'certificate'
    ? renderer.render(order.facts)
    : await writeMail(order.mail, { ...options, renderer });
}

/** The same bytes in memory of their own, which can be handed over; small buffers share theirs. */
function transferable(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength
    ? new Uint8Array(buffer)
    : new Uint8Array(bytes);
}
