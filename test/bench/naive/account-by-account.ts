import { defineEntity, LockMode, p } from '@mikro-orm/core';
import { MikroORM } from '@mikro-orm/postgresql';

/**
 * The monthly run as it is written at first: a loop over the accounts, each a transaction that reads the account's licenses
 * as entities, adds them up, takes the next number and saves invoice, lines and event. It sends no mails and keeps no causes,
 * which is in its favor.
 */
const schema = 'naive_close';
const Account = defineEntity({
  name: 'Account',
  schema,
  properties: { id: p.text().primary(), name: p.text(), taxRate: p.integer(), period: p.integer() },
});
const License = defineEntity({
  name: 'License',
  schema,
  properties: {
    id: p.text().primary(),
    accountId: p.text().index(),
    sku: p.text(),
    name: p.text(),
    priceMinor: p.integer(),
  },
});
const Counter = defineEntity({ name: 'Counter', schema, properties: { id: p.text().primary(), last: p.integer() } });
const Invoice = defineEntity({
  name: 'Invoice',
  schema,
  properties: {
    number: p.integer().primary(),
    accountId: p.text(),
    period: p.integer(),
    netMinor: p.integer(),
    taxMinor: p.integer(),
  },
});
const Line = defineEntity({
  name: 'Line',
  schema,
  properties: {
    id: p.text().primary(),
    number: p.integer(),
    sku: p.text(),
    name: p.text(),
    quantity: p.integer(),
    amountMinor: p.integer(),
  },
});
const Outbox = defineEntity({ name: 'Outbox', schema, properties: { id: p.integer().primary(), event: p.json() } });

const orm = await MikroORM.init({
  clientUrl: process.env.DATABASE_URL,
  schema,
  entities: [Account, License, Counter, Invoice, Line, Outbox],
});
await orm.schema.update({ safe: true, dropTables: false });
console.log('ready');

process.on('message', async ({ period }: { readonly period: number }) => {
  const start = performance.now();
  const due = await orm.em.fork().find(Account, { period }, { fields: ['id'], orderBy: { id: 'asc' } });
  for (const { id } of due) await close(id);
  process.send?.({ milliseconds: performance.now() - start });
});

async function close(accountId: string): Promise<void> {
  await orm.em.fork().transactional(async (em) => {
    const account = await em.findOneOrFail(Account, accountId, { lockMode: LockMode.PESSIMISTIC_WRITE });
    const licenses = await em.find(License, { accountId });
    const counter = await em.findOneOrFail(Counter, 'INV', { lockMode: LockMode.PESSIMISTIC_WRITE });
    counter.last += 1;
    const number = counter.last;
    const { period } = account;
    const bySku = Map.groupBy(licenses, ({ sku, priceMinor }) => `${sku} ${priceMinor}`);
    let netMinor = 0;
    for (const [key, of] of bySku) {
      const [{ sku = '', name = '', priceMinor = 0 } = {}] = of;
      const amountMinor = of.length * priceMinor;
      netMinor += amountMinor;
      em.create(Line, { id: `${number}/${key}`, number, sku, name, quantity: of.length, amountMinor });
    }
    const taxMinor = Math.round((netMinor * account.taxRate) / 100);
    em.create(Invoice, { number, accountId, period, netMinor, taxMinor });
    em.create(Outbox, { id: number, event: { number, accountId, period, netMinor, taxMinor } });
    account.period += 1;
  });
}
