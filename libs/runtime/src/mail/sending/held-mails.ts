import type { Log } from '#runtime/environment/log.ts';
import type { Database } from '#runtime/postgres/database.ts';
import { leaseSeconds, renewClaims } from '../store.ts';

export interface HeldMailsOptions {
  readonly database: Database;
  readonly kind: Parameters<typeof renewClaims>[1];
  readonly worker: string;
  readonly log: Log;
}

const renewMilliseconds = 5000;
/** So long before a claim ends it is not begun with any more. */
const marginMilliseconds = 2000;

/** The mails that a process has claimed, by Message-ID, and until when nobody else may take them, on its own clock. */
export class HeldMails {
  private readonly heldUntil = new Map<string, number>();
  private renewing?: NodeJS.Timeout;
  private renewalUnderWay = false;

  constructor(private readonly options: HeldMailsOptions) {}

  /** Begins to renew the claims. */
  start(): void {
    this.renewing = setInterval(() => void this.renew(), renewMilliseconds);
  }

  stop(): void {
    clearInterval(this.renewing);
  }

  get size(): number {
    return this.heldUntil.size;
  }

  ids(): string[] {
    return [...this.heldUntil.keys()];
  }

  /** @param asOf of `performance.now()`, before the claim was asked for */
  add(messageId: string, asOf: number): void {
    this.heldUntil.set(messageId, asOf + leaseSeconds * 1000);
  }

  delete(messageId: string): void {
    this.heldUntil.delete(messageId);
  }

  /** F8: a process that was frozen past its lease must not send what others have sent meanwhile. */
  mayStillSend(messageId: string): boolean {
    const heldUntil = this.heldUntil.get(messageId);
    return heldUntil !== undefined && performance.now() < heldUntil - marginMilliseconds;
  }

  private async renew(): Promise<void> {
    if (this.size === 0 || this.renewalUnderWay) return;
    const { database, kind, worker, log } = this.options;
    this.renewalUnderWay = true;
    const asOf = performance.now();
    try {
      for (const messageId of await renewClaims(database.sql, kind, worker, this.ids())) {
        if (this.heldUntil.has(messageId)) this.add(messageId, asOf);
      }
    } catch (error) {
      log.warn({ err: error }, 'claims of mails could not be renewed');
    } finally {
      this.renewalUnderWay = false;
    }
  }
}
