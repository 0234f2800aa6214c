import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { MailRequests } from '../requests.ts';
import type { MailJob } from './mail.job.ts';

/** What a service has besides its mails that begins and ends with them. */
export interface Beside {
  started(): void;
  stopped(): Promise<void>;
}

/** Starts the mails of a service with it, and ends them before its database is closed. */
export class MailDelivery implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly job: Pick<MailJob, 'start' | 'stop'>,
    /** Queues mails again that somebody wants. */
    readonly requests: Pick<MailRequests, 'deliver'>,
    private readonly beside?: Beside,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.job.start();
    this.beside?.started();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.job.stop();
    await this.beside?.stopped();
  }
}
