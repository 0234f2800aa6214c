import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { sampleFacts } from '../sample-facts.ts';
import type { CertificateOptions } from './certificate.ts';
import type { Certificate, RenderBatch, RenderedBatch } from './certificate.worker.ts';
import type { LicenseFacts } from './license-facts.ts';

export interface CertificatePoolOptions extends Omit<CertificateOptions, 'fonts'> {
  /** How many threads render; by default one for each core but one. */
  readonly size?: number;
  /** How many certificates go to a thread at once: large enough that messages cost little, small enough to share out. */
  readonly batchSize?: number;
  /** The thread's program; for tests. */
  readonly workerUrl?: URL;
  /** How long a thread that is asked to end may take before it is made to; for tests. */
  readonly patienceMilliseconds?: number;
}

export interface CertificatePool {
  /**
   * @param publicUrl what link and QR code lead to, where that is another address than the pool's
   * @throws Error when the certificate cannot be rendered, or the pool was closed before it was.
   */
  render(facts: LicenseFacts, publicUrl?: string): Promise<Certificate>;
  /**
   * Gives the memory of a certificate back, which is empty then. Left to the collector, those of a few dozen orders are reason enough for
   * V8 to look through the whole heap.
   */
  release(pdf: Certificate): void;
  /** Starts all threads and lets each render a sample, so that the first order does not wait for fonts to be read. */
  warmUp(): Promise<void>;
  close(): Promise<void>;
}

interface Job {
  readonly facts: LicenseFacts;
  readonly publicUrl?: string;
  attempts: number;
  resolve(pdf: Certificate): void;
  reject(error: Error): void;
}

interface Seat {
  readonly worker: Worker;
  readonly jobs: Map<number, Job>;
}

const fromSource = import.meta.url.endsWith('.ts');
const program = new URL(fromSource ? './certificate.worker.ts' : './certificate.worker.js', import.meta.url);
const attemptsOfJob = 2;
/** Longer than a thread takes to load its program on a busy machine; shorter than the patience of whoever ends the process. */
const usualPatienceMilliseconds = 5000;

/** Nothing of a certificate outlives it: with more room for what is new a thread is no faster, and takes a hundred megabytes more. */
const resourceLimits = { maxYoungGenerationSizeMb: 48 };

/**
 * Renders certificates on threads of their own, so that the consumer's heartbeats go on (B9). Threads start with the first
 * certificates. A thread that dies is replaced; its certificates are tried once more.
 */
export function createCertificatePool(options: CertificatePoolOptions): CertificatePool {
  const {
    size = Math.max(1, availableParallelism() - 1),
    batchSize = 8,
    workerUrl = program,
    patienceMilliseconds = usualPatienceMilliseconds,
    ...workerData
  } = options;
  const waiting: Job[] = [];
  const seats = new Set<Seat>();
  let number = 0;
  let scheduled = false;
  let closed = false;

  const dispatch = () => {
    scheduled = false;
    for (const seat of seats) if (seat.jobs.size === 0) send(seat);
    while (waiting.length > 0 && seats.size < size && !closed) send(open());
  };
  // Certificates that are asked for in the same turn travel together.
  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(dispatch);
  };
  const send = (seat: Seat) => {
    // With few waiting every thread gets its share; certificates that failed once go alone, so as to drag none along.
    const share = Math.min(batchSize, Math.ceil(waiting.length / size));
    const batch = waiting[0]?.attempts ? waiting.splice(0, 1) : waiting.splice(0, share);
    if (batch.length === 0) return;
    seat.worker.ref();
    const jobs = batch.map((job) => {
      job.attempts++;
      seat.jobs.set(++number, job);
      return { id: number, facts: job.facts, publicUrl: job.publicUrl };
    });
    seat.worker.postMessage({ jobs } satisfies RenderBatch);
  };
  const open = (): Seat => {
    const execArgv = fromSource ? ['--conditions=source', '--disable-warning=ExperimentalWarning'] : [];
    const worker = new Worker(workerUrl, { workerData, execArgv, resourceLimits });
    const seat: Seat = { worker, jobs: new Map() };
    let failure = 'its thread ended';
    worker.on('message', ({ results }: RenderedBatch) => {
      for (const { id, pdf, error } of results) settle(seat, id, pdf, error);
      if (seat.jobs.size === 0 && !closed) worker.unref();
      dispatch();
    });
    worker.on('error', (error: Error) => {
      failure = error.message;
    });
    worker.on('exit', () => {
      seats.delete(seat);
      abandon(seat, failure);
      dispatch();
    });
    seats.add(seat);
    return seat;
  };
  const abandon = (seat: Seat, failure = '') => {
    for (const job of [...seat.jobs.values()].reverse()) {
      if (closed) job.reject(wasClosed());
      else if (job.attempts < attemptsOfJob) waiting.unshift(job);
      else job.reject(new Error(`certificate of ${job.facts.entitlementId} could not be rendered: ${failure}`));
    }
    seat.jobs.clear();
  };
  const render = (facts: LicenseFacts, publicUrl?: string): Promise<Certificate> => {
    if (closed) return Promise.reject(wasClosed());
    return new Promise((resolve, reject) => {
      waiting.push({ facts, publicUrl, attempts: 0, resolve, reject });
      schedule();
    });
  };
  return {
    render,
    release({ buffer }) {
      buffer.transfer(0);
    },
    async warmUp() {
      await Promise.all(Array.from({ length: size }, () => render(sampleFacts())));
    },
    async close() {
      closed = true;
      for (const job of waiting.splice(0)) job.reject(wasClosed());
      const open = [...seats];
      for (const seat of open) abandon(seat);
      await Promise.all(open.map(({ worker }) => end(worker, patienceMilliseconds)));
    },
  };
}

const wasClosed = () => new Error('the certificate pool was closed');

/**
 * Asks a thread to end, and makes it only where it does not listen: one that is ended while it still loads its program takes the whole
 * process with it (Node 24, V8's "Check failed: (location_) != nullptr").
 */
async function end(worker: Worker, patienceMilliseconds: number): Promise<void> {
  const exited = new Promise<'exited'>((resolve) => worker.once('exit', () => resolve('exited')));
  worker.ref();
  worker.postMessage({ jobs: [], isLast: true } satisfies RenderBatch);
  const first = await Promise.race([exited, delay(patienceMilliseconds, 'late', { ref: false })]);
  if (first === 'late') await worker.terminate();
}

function settle({ jobs }: Seat, id: number, pdf?: Certificate, error?: string): void {
  const job = jobs.get(id);
  jobs.delete(id);
  if (pdf) job?.resolve(pdf);
  else job?.reject(new Error(`certificate of ${job.facts.entitlementId} could not be rendered: ${error}`));
}
