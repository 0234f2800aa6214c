import { setTimeout as delay } from 'node:timers/promises';
import { MikroORM, type PostgreSqlConnection } from '@mikro-orm/postgresql';
import { Kafka, logLevel } from 'kafkajs';

/**
 * The relay as it is written at first: one SELECT, one awaited send, one DELETE for each row. Plain SQL without entities,
 * which is in its favor.
 */
const schema = 'naive_relay';
const idleMilliseconds = 5;

const orm = await MikroORM.init({
  clientUrl: process.env.DATABASE_URL,
  entities: [],
  discovery: { warnWhenNoEntities: false },
});
const connection = orm.em.getConnection() as PostgreSqlConnection;
await connection.execute(`create schema if not exists ${schema}`);
await connection.execute(`create table if not exists ${schema}.outbox (
  position bigserial primary key, topic text not null, key text not null, headers text not null, value text not null)`);

const kafka = new Kafka({ brokers: (process.env.KAFKA_BROKERS ?? '').split(','), logLevel: logLevel.ERROR });
const producer = kafka.producer();
await producer.connect();
console.log('ready');

for (;;) {
  const [row] = await connection.execute(
    `select position, topic, key, headers, value from ${schema}.outbox order by position limit 1`,
  );
  if (!row) {
    await delay(idleMilliseconds);
    continue;
  }
  const { topic, key, headers, value } = row;
  await producer.send({ topic, messages: [{ key, headers: JSON.parse(headers), value }] });
  await connection.execute(`delete from ${schema}.outbox where position = ?`, [row.position]);
}
