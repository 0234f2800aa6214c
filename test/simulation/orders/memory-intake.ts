import { emptyDocuments, type IntakeBooks, type IntakeEvent } from '#apps/intake/src/documents/document.books.ts';
import { intakeContext } from '#apps/intake/src/intake.slices.ts';
import { type TopicName, topics } from '#contracts/topics.ts';
import type { CatalogProduct, Order } from '#domain/orders/order.ts';
import { slicesByType } from '#runtime/slices/messages.ts';
import { message } from '../world.ts';

/** Order intake without a database, and what it announces. */

const slices = slicesByType(intakeContext);

/** `/erp/a` and `/erp/c` share their numbers (O8). */
export const sharedSources = [['/erp/a', '/erp/c']];

export interface MemoryIntake {
  orderOf(orderNumber: string): Order | undefined;
  deliver(type: string, source: string, data: object, now: string): Heard;
}

/** What came of a message; announcements have the form of their contracts. */
export interface Heard {
  readonly events: readonly IntakeEvent[];
  // biome-ignore lint/suspicious/noExplicitAny: read as a foreign system reads JSON
  readonly announced: readonly { readonly type: string; readonly data: any }[];
}

/** Opens intake with a catalog of three products, of which one is not sold any more. */
export function openMemoryIntake(): MemoryIntake {
  const products = [product('AP-1Y', 12), product('MX-1Y', undefined), { ...product('GONE-1Y', 12), withdrawn: true }];
  const books: IntakeBooks = {
    documents: emptyDocuments(),
    orders: new Map(),
    products: new Map(products.map((each) => [each.sku, each])),
    ...{ billed: new Map(), sharedSources, authority: new Map(), digest: (text) => text },
  };
  return {
    orderOf: (orderNumber) => books.orders.get(orderNumber),
    deliver(type, source, data, now) {
      const slice = slices.get(type);
      if (!slice) throw new Error(`nobody hears ${type}`);
      const heard = message(type, slice.schema.parse(structuredClone(data)) as object, { source, time: now });
      const events = slice.decide(books, heard, now);
      for (const event of events) intakeContext.evolve(books, event);
      const announced = events
        .flatMap((event) => intakeContext.announce(event))
        .map(({ topic, type: of, data: said }) => {
          const schema = (topics[topic as TopicName].events as Record<string, { parse(data: unknown): unknown }>)[of];
          return { type: of, data: schema?.parse(JSON.parse(JSON.stringify(said))) };
        });
      return { events, announced };
    },
  };
}

function product(sku: string, termMonths: number | undefined): CatalogProduct {
  const facts = {
    ...{ name: `Product ${sku}`, description: 'x', instructionsUrl: 'https://docs.example/x', program: 'mist' },
    ...{ scenario: 'activation', category: 'paid', billing: 'once' },
  };
  return { sku, facts, termMonths, prices: { EUR: '118.00' }, withdrawn: false, asOf: '2026-01-01T00:00:00Z' };
}
