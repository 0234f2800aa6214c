import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { type Broker, groupOf, type TopicHandler } from './broker.ts';
import type { OpenFrames } from './registry/framed.ts';

/**
 * Lets services stay ordinary Nest microservices over any {@link Broker}: `@EventPattern(topic, { group, after })` methods
 * get whole batches of deliveries, once the topics in `after` have been processed as far as they were published. Nest's own Kafka transport hands over one message at a time and repeats a failing one for
 * ever.
 */
export class ConsumerStrategy extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  private readonly handlers = new Map<string, TopicHandler>();

  constructor(
    private readonly broker: Broker,
    private readonly group: string,
    private readonly open: OpenFrames,
  ) {
    super();
  }

  override addHandler(
    pattern: string,
    callback: MessageHandler,
    _isEventHandler?: boolean,
    extras?: Record<string, unknown>,
  ): void {
    // One process may run several services: each group takes the handlers that name it.
    if (extras?.group !== this.group) return;
    const handle: TopicHandler['handle'] = async (deliveries) => {
      const answer: unknown = await callback(await this.open(deliveries), undefined);
      if (isObservable(answer)) await lastValueFrom(answer, { defaultValue: undefined });
    };
    const after = Array.isArray(extras.after) ? extras.after.map(String) : [];
    this.handlers.set(pattern, { handle, after });
  }

  listen(done: (error?: unknown) => void): void {
    this.broker.subscribe({ group: groupOf(this.group), handlers: this.handlers }).then(() => done(), done);
  }

  async close(): Promise<void> {
    await this.broker.unsubscribe(groupOf(this.group));
  }

  on(): void {}

  unwrap<Client>(): Client {
    return this.broker as Client;
  }
}
