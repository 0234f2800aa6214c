import type { PoolClient } from './connection-pool.ts';

/** Somebody who waits for notifications on a channel. */
interface Ear {
  readonly channel: string;
  readonly heard: (payload: string) => void;
  /** Called when the connection has ended; nothing is heard any more until it listens anew. */
  readonly lost: () => void;
}

/** One connection of a pool on which all that wait for notifications do: each loop of a process needs none of its own. */
export class ListeningConnection {
  private client?: Promise<PoolClient>;
  private readonly ears = new Set<Ear>();
  /** A connection works at one statement at a time. */
  private said: Promise<unknown> = Promise.resolve();

  constructor(private readonly connect: () => Promise<PoolClient>) {}

  /**
   * Waits for notifications on a channel.
   *
   * @returns a function that ends it; with the last one the connection is given back
   * @throws Error where there is no connection
   */
  async listen(channel: string, heard: Ear['heard'], lost: Ear['lost']): Promise<() => void> {
    const ear = { channel, heard, lost };
    this.ears.add(ear);
    try {
      this.client ??= this.open();
      const client = await this.client;
      this.said = this.said.catch(() => undefined).then(() => client.query(`listen "${channel}"`));
      await this.said;
    } catch (error) {
      this.leave(ear);
      throw error;
    }
    return () => this.leave(ear);
  }

  private async open(): Promise<PoolClient> {
    try {
      const client = await this.connect();
      const end = () => this.end(client);
      client.on('notification', ({ channel, payload = '' }) => {
        for (const ear of this.ears) if (ear.channel === channel) ear.heard(payload);
      });
      client.on('error', end);
      client.on('end', end);
      return client;
    } catch (error) {
      this.client = undefined;
      throw error;
    }
  }

  private leave(ear: Ear): void {
    this.ears.delete(ear);
    if (this.ears.size > 0) return;
    const client = this.client;
    this.client = undefined;
    void client?.then((open) => open.release(true)).catch(() => undefined);
  }

  private end(client: PoolClient): void {
    client.release(true);
    // One that was given back and ends later than the next one is opened is nobody's any more.
    void this.client?.then((open) => {
      if (open !== client) return;
      this.client = undefined;
      const ears = [...this.ears];
      this.ears.clear();
      for (const { lost } of ears) lost();
    });
  }
}
