import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { DocumentJob, DocumentOrder, DocumentWorkerData, MadeDocument } from './document.worker.ts';
import type { LicenseFacts } from './license-facts.ts';
import type { MailToWrite } from './mail-writer.ts';

export interface DocumentPoolOptions extends DocumentWorkerData {
  /** How many threads work; by default one for each core but one. */
  readonly size?: number;
  /** How many documents a thread is given at once: it goes on with the next while this thread is busy. */
  readonly jobsPerThread?: number;
  /** The thread's program; for tests. */
  readonly workerUrl?: URL;
}

/** Each is made on another thread. @throws Error when it cannot be made, or the pool was closed before it was. */
export interface DocumentPool {
  certificate(facts: LicenseFacts): Promise<Uint8Array>;
  /** The whole message with its certificates, see `writeMail`. */
  mail(mail: MailToWrite): Promise<Uint8Array>;
  close(): Promise<void>;
}

interface Job {
  readonly order: DocumentOrder;
  attempts: number;
  resolve(bytes: Uint8Array): void;
  reject(error: Error): void;
}

interface Seat {
  readonly worker: Worker;
  readonly jobs: Map<number, Job>;
}

const fromSource = import.meta.url.endsWith('.ts');
const program = new URL(fromSource ? './document.worker.ts' : './document.worker.js', import.meta.url);
const attemptsOfJob = 2;

/**
 * Makes certificates and mails on threads of their own, so that the consumer's heartbeats go on (B9). Threads start with the
 * first documents. A thread that dies is replaced; its documents are tried once more.
 */
export function createDocumentPool(options: DocumentPoolOptions): DocumentPool {
  const {
    size = Math.max(1, availableParallelism() - 1),
    jobsPerThread = 4,
    workerUrl = program,
    ...workerData
  } = options;
  const waiting: Job[] = [];
  const seats = new Set<Seat>();
  let number = 0;
  let closed = false;

  const dispatch = () => {
    for (let next = waiting[0]; next && !closed; next = waiting[0]) {
      const seat = seatFor(next);
      if (!seat) return;
      waiting.shift();
      send(seat, next);
    }
  };
  const seatFor = (job: Job): Seat | undefined => {
    const [least] = [...seats].sort((one, other) => one.jobs.size - other.jobs.size);
    if (least?.jobs.size === 0) return least;
    if (seats.size < size) return open();
    // What failed once is alone on its thread, so as to drag none along.
    if (job.attempts > 0 || !least || least.jobs.size >= jobsPerThread) return undefined;
    return [...least.jobs.values()].some(({ attempts }) => attempts > 1) ? undefined : least;
  };
  const send = (seat: Seat, job: Job) => {
    job.attempts++;
    seat.jobs.set(++number, job);
    seat.worker.ref();
    seat.worker.postMessage({ id: number, order: job.order } satisfies DocumentJob);
  };
  const open = (): Seat => {
    const execArgv = fromSource ? ['--conditions=source', '--disable-warning=ExperimentalWarning'] : [];
    const worker = new Worker(workerUrl, { workerData, execArgv });
    const seat: Seat = { worker, jobs: new Map() };
    let failure = 'its thread ended';
    worker.on('message', (made: MadeDocument) => {
      settle(seat, made);
      if (seat.jobs.size === 0) worker.unref();
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
  const abandon = (seat: Seat, failure: string) => {
    for (const job of [...seat.jobs.values()].reverse()) {
      if (closed) job.reject(new Error('the document pool was closed'));
      else if (job.attempts < attemptsOfJob) waiting.unshift(job);
      else job.reject(failureOf(job.order, failure));
    }
    seat.jobs.clear();
  };
  const make = (order: DocumentOrder): Promise<Uint8Array> => {
    if (closed) return Promise.reject(new Error('the document pool was closed'));
    return new Promise((resolve, reject) => {
      waiting.push({ order, attempts: 0, resolve, reject });
      dispatch();
    });
  };
  return {
    certificate: (facts) => make({ kind: 'certificate', facts }),
    mail: (mail) => make({ kind: 'mail', mail }),
    async close() {
      closed = true;
      for (const job of waiting.splice(0)) job.reject(new Error('the document pool was closed'));
      await Promise.all([...seats].map((seat) => seat.worker.terminate()));
    },
  };
}

function settle({ jobs }: Seat, { id, bytes, error = '' }: MadeDocument): void {
  const job = jobs.get(id);
  jobs.delete(id);
  if (bytes) job?.resolve(bytes);
  else job?.reject(failureOf(job.order, error));
}

function failureOf(order: DocumentOrder, failure: string): Error {
  const what =
    order.kind === 'mail'
      ? `mail of ${order.mail.shipment.shipmentId}`
      : `certificate of ${order.facts.entitlementId} could not be rendered`;
  return new Error(`${what}: ${failure}`);
}
