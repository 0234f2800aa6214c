import { parentPort, workerData } from 'node:worker_threads';
import { type CertificateOptions, createCertificateRenderer } from './certificate.ts';
import type { LicenseFacts } from './license-facts.ts';

/** A batch of certificates to render; the answer comes as one message, too. */
export interface RenderBatch {
  readonly jobs: readonly { readonly id: number; readonly facts: LicenseFacts; readonly publicUrl?: string }[];
  /** Nothing comes any more: the thread ends. */
  readonly isLast?: true;
}

/** A certificate in memory of its own. */
export type Certificate = Uint8Array<ArrayBuffer>;

/** Per job its certificate, or what went wrong with it. */
export interface RenderedBatch {
  readonly results: readonly { readonly id: number; readonly pdf?: Certificate; readonly error?: string }[];
}

const renderer = createCertificateRenderer(workerData as CertificateOptions);

parentPort?.on('message', ({ jobs, isLast }: RenderBatch) => {
  if (isLast) {
    parentPort?.close();
    return;
  }
  const transferred: ArrayBuffer[] = [];
  const results = jobs.map(({ id, facts, publicUrl }) => {
    try {
      const pdf = renderer.render(facts, publicUrl);
      transferred.push(pdf.buffer);
      return { id, pdf };
    } catch (error) {
      return { id, error: (error as Error).message };
    }
  });
  parentPort?.postMessage({ results } satisfies RenderedBatch, transferred);
});
