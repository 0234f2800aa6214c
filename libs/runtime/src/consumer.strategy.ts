import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { Broker, DeliveryHandler } from './broker.ts';

/**
 * Lets services stay ordinary Nest microservices over any {@link Broker}: `@EventPattern(topic, { group })` methods get
 * whole batches of deliveries. Nest's own Kafka transport hands over one message at a time and repeats a failing one for
 * ever.
 */
export class ConsumerStrategy extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  private readonly handlers = new Map<string, DeliveryHandler>();

  constructor(
    private readonly broker: Broker,
    private readonly group: string,
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
    this.handlers.set(pattern, async (deliveries) => {
      const answer: unknown = await callback(deliveries, undefined);
      if (isObservable(answer)) await lastValueFrom(answer, { defaultValue: undefined });
    });
  }

  listen(done: (error?: unknown) => void): void {
    this.broker.subscribe({ group: `seatwright.${this.group}`, handlers: this.handlers }).then(() => done(), done);
  }

  /** The broker is closed with the process, when every group has stopped. */
  close(): void {}

  on(): void {}

  unwrap<Client>(): Client {
    return this.broker as Client;
  }
}
