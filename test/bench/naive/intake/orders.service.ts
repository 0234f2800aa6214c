import { MikroORM } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { ClientKafka } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { Order, type OrderEntity, OrderLine, Product } from './order.entities.ts';

export interface SalesOrderMessage {
  readonly orderNumber: string;
  readonly revision: number;
  readonly purchaseOrder?: string;
  readonly currency: string;
  readonly accounts: readonly { readonly role: string; readonly accountId: string; readonly name?: string }[];
  readonly emails: readonly string[];
  readonly lines: readonly {
    readonly lineNumber: number;
    readonly sku: string;
    readonly quantity: number;
    readonly unitPrice: string;
  }[];
}

export interface ProductMessage {
  readonly sku: string;
  readonly name: string;
  readonly description: string;
  readonly program: string;
  readonly scenario: string;
  readonly instructionsUrl: string;
  readonly termMonths?: number;
}

@Injectable()
export class OrdersService {
  constructor(
    @Inject(MikroORM) private readonly orm: MikroORM,
    @Inject('KAFKA') private readonly kafka: ClientKafka,
  ) {}

  /** Stores an order that is not there yet in one transaction, then sends its events and waits for the broker. */
  async place(asked: SalesOrderMessage): Promise<void> {
    const order = await this.orm.em.fork().transactional(async (em) => {
      if (await em.findOne(Order, asked.orderNumber)) return undefined;
      const products = await em.find(Product, { sku: { $in: asked.lines.map((line) => line.sku) } });
      const { lines, ...fields } = asked;
      const created = em.create(Order, { ...fields, emails: [...asked.emails], state: 'accepted' });
      for (const { sku, ...line } of lines) {
        const product = products.find((candidate) => candidate.sku === sku);
        if (!product) throw new Error(`${sku} is not in the catalog`);
        const { termMonths } = product;
        em.create(OrderLine, { ...line, order: created, product, termMonths, state: 'released' });
      }
      return created;
    });
    if (!order) return;
    await lastValueFrom(this.kafka.emitBatch('naive.orders', { messages: eventsOf(order) }));
  }

  async publishProduct(product: ProductMessage): Promise<void> {
    const { sku, name, description, program, scenario, instructionsUrl, termMonths } = product;
    await this.orm.em
      .fork()
      .upsert(Product, { sku, name, description, program, scenario, instructionsUrl, termMonths: termMonths ?? null });
  }
}

function eventsOf(order: OrderEntity) {
  const { orderNumber, revision, purchaseOrder, currency, accounts, emails } = order;
  const at = new Date().toISOString();
  const facts = { orderNumber, revision, purchaseOrder, currency, accounts, emails };
  const lines = order.lines.getItems().map(({ lineNumber, product, quantity, unitPrice, termMonths, state }) => {
    const { sku, name, description, program, scenario, instructionsUrl } = product;
    const productFacts = { name, description, program, scenario, instructionsUrl };
    return { lineNumber, sku, quantity, unitPrice, termMonths, state, product: productFacts };
  });
  const shipmentId = `${orderNumber}-S1`;
  return [
    eventOf(`${orderNumber}/1`, 'order.accepted.v1', orderNumber, { ...facts, lines, at }),
    eventOf(`${orderNumber}/2`, 'shipment.released.v1', orderNumber, { ...facts, shipmentId, lines, releasedAt: at }),
  ];
}

function eventOf(id: string, type: string, key: string, value: unknown) {
  return { key, headers: { ce_specversion: '1.0', ce_id: id, ce_type: type, ce_source: '/naive/intake' }, value };
}
