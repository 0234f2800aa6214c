import { z } from 'zod';
import { orderAccount } from './sale-facts.ts';
import { headerFactFields, lineFactFields } from './text/order-facts.ts';
import {
  activationDate,
  currency,
  date,
  emailAddresses,
  identifier,
  instant,
  price,
  quantity,
  termMonths,
} from './text/primitives.ts';

/** Topic `sales-orders`, in: what ERP systems publish. Unknown fields are ignored and kept. */

/** ERP systems write what they have nothing for as null as well: it is absent then. */
function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? undefined);
}

type Fields = Readonly<Record<string, z.ZodType>>;

function eachOptional<Of extends Fields>(fields: Of) {
  const entries = Object.entries(fields).map(([name, schema]) => [name, optional(schema)]);
  return Object.fromEntries(entries) as { [Name in keyof Of]: ReturnType<typeof optional<Of[Name]>> };
}

const orderLine = z.looseObject({
  lineNumber: z.int().min(1).max(1_000_000),
  sku: identifier,
  quantity,
  unitPrice: price,
  kind: z
    .enum(['initial', 'renewal'])
    .nullable()
    .default('initial')
    .transform((kind) => kind ?? 'initial'),
  termMonths: optional(termMonths),
  requestedShipDate: optional(date),
  activationDate: optional(activationDate),
  ...eachOptional(lineFactFields),
});

/** `sales-order.placed.v1` and `sales-order.changed.v1`: the whole order, in a revision (O1). */
export const salesOrder = z.looseObject({
  orderNumber: identifier,
  revision: z.int().min(1).max(1_000_000_000),
  ...eachOptional(headerFactFields),
  placedAt: optional(instant),
  currency,
  accounts: z.array(orderAccount).min(1).max(20),
  emails: emailAddresses(50).min(1),
  lines: z.array(orderLine).min(1).max(500),
});

/** `sales-order.cancelled.v1`: stops what is not yet released (O4). */
export const salesOrderCancelled = z.looseObject({
  orderNumber: identifier,
  revision: z.int().min(1).max(1_000_000_000),
});

/**
 * What has to be readable so that an order can be refused by name rather than dead-lettered (O5). Everything else that is
 * wrong with it becomes a violation.
 */
export const readableSalesOrder = z.looseObject({
  orderNumber: identifier,
  revision: z.int().min(1).max(1_000_000_000),
});

export type ReadableSalesOrder = z.infer<typeof readableSalesOrder>;

/** The event types of topic `sales-orders`. */
export const salesOrderEvents = {
  'sales-order.placed.v1': salesOrder,
  'sales-order.changed.v1': salesOrder,
  'sales-order.cancelled.v1': salesOrderCancelled,
} as const;
