import avsc from 'avsc';

/** Orders as a system writes them to Kafka in Avro: their schema, and values of it. */

export const text = (name: string) => ({ name, type: 'string' });
const maybe = (name: string, type: unknown) => ({ name, type: ['null', type], default: null });
export const record = (name: string, ...fields: object[]) => ({ type: 'record', name, fields });
const price = { type: 'bytes', logicalType: 'decimal', precision: 18, scale: 2 };
const lineSchema = record(
  'Line',
  ...[{ name: 'lineNumber', type: 'int' }, text('sku'), { name: 'quantity', type: 'long' }],
  ...[{ name: 'unitPrice', type: price }, maybe('requestedShipDate', { type: 'int', logicalType: 'date' })],
);
/** A sales order, with prices as decimals and times as Avro's logical types have them. */
export const orderSchema = record(
  'Order',
  ...[text('orderNumber'), { name: 'revision', type: 'int' }, text('currency'), maybe('purchaseOrder', 'string')],
  { name: 'placedAt', type: { type: 'long', logicalType: 'timestamp-millis' } },
  {
    name: 'accounts',
    type: { type: 'array', items: record('Account', text('accountId'), text('role'), text('name')) },
  },
  { name: 'emails', type: { type: 'array', items: 'string' } },
  { name: 'lines', type: { type: 'array', items: lineSchema } },
);
export const orderAccounts = [{ accountId: 'ACC-100', role: 'end-customer', name: 'Łódź Logistyka S.A.' }];
/** An order of 25 licenses of a product at 118.00 as a value of that schema. */
export const orderInAvro = (
  orderNumber: string,
  { sku = 'AP-1Y', accounts = orderAccounts, requestedShipDate = 20_788 as number | null } = {},
) => ({
  ...{
    orderNumber,
    revision: 1,
    currency: 'EUR',
    purchaseOrder: null,
    placedAt: Date.UTC(2026, 10, 21, 9, 30),
    accounts,
  },
  ...{
    emails: ['it@lodz.example'],
    lines: [{ lineNumber: 1, sku, quantity: 25, unitPrice: Buffer.from([0x2e, 0x18]), requestedShipDate }],
  },
});
/** A value in Avro's binary form. */
export const avro = (schema: unknown, value: unknown) =>
  avsc.Type.forSchema(schema as avsc.Schema, { wrapUnions: false }).toBuffer(value);
