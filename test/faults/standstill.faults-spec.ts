import { rm } from 'node:fs/promises';
import path from 'node:path';
import { topics } from '#contracts/topics.ts';
import { createTopics, describeWithOwnKafka } from '../support/processes/kafka.ts';
import type { ServiceProcess } from '../support/processes/service-process.ts';
import { type System, startSystem } from '../support/processes/system.ts';
import { untilNothing, untilThere } from '../support/waiting.ts';
import { longestMilliseconds } from './rounds.ts';

/** Longer than a shutdown may take, shorter than what the test's own patience with a process ends with. */
const shutdownMilliseconds = 18_000;

describeWithOwnKafka('what stands still or is away', () => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem({ services: { intake: 2 } });
  }, longestMilliseconds);
  afterAll(async () => {
    await system?.close();
  });

  async function order(orderNumber: string): Promise<void> {
    const body = {
      ...{ orderNumber, revision: 1, currency: 'EUR', emails: ['it@customer.example'] },
      accounts: [{ accountId: 'STILL-1', role: 'end-customer', name: 'Łódź Logistyka' }],
      lines: [{ lineNumber: 1, sku: 'MIST-AP-STD-1Y', quantity: 1, unitPrice: '118.00' }],
    };
    const headers = { 'content-type': 'application/json' };
    const answer = await system.request('intake', '/api/sales-orders', {
      ...{ method: 'POST', body: JSON.stringify(body), headers },
    });
    expect(answer.status).toBe(202);
  }

  const nothingLeft = (withinMilliseconds: number) =>
    untilNothing(async () => {
      const [row] = await system.postgres.query<{ left: number }>('select count(*)::int as left from intake.outbox');
      return row?.left === 0 ? [] : [`${row?.left} events in the outbox`];
    }, withinMilliseconds);

  /** The process whose session is in a round of the relay. */
  async function relaying(): Promise<ServiceProcess> {
    return await untilThere('process in a round of the relay', async () => {
      const rows = await system.postgres.query<{ name: string }>(
        `select application_name as name from pg_stat_activity join pg_locks using (pid)
         where locktype = 'advisory' and state = 'idle in transaction'`,
      );
      return system.services.find(({ pid }) => rows.some(({ name }) => name.includes(` ${pid}@`)));
    });
  }

  async function endsInTime(service: ServiceProcess): Promise<void> {
    const asked = performance.now();
    expect(await service.stop()).toBe('ended with code 0');
    expect(performance.now() - asked).toBeLessThan(shutdownMilliseconds);
  }

  test('R12 a process that is frozen in a round of the relay holds up nobody for more than seconds', async () => {
    await system.watched(async () => {
      await order('STILL-FIRST');
      await nothingLeft(30_000);
      await system.kafka.kill();
      await order('STILL-FROZEN');
      const frozen = await relaying();
      frozen.freeze();
      await system.kafka.start();
      await nothingLeft(45_000);
      frozen.thaw();
      await Promise.all(system.services.map((service) => service.ready()));
    });
  });

  test('R11 a broker that comes back empty gets what is published from then on', async () => {
    await system.watched(async () => {
      await order('EMPTY-BEFORE');
      await nothingLeft(30_000);
      await system.kafka.stop();
      await rm(path.join(system.folder, 'kafka'), { recursive: true, force: true });
      await system.kafka.start();
      await createTopics(system.kafka.brokers, Object.keys(topics), 6);
      for (const number of ['EMPTY-1', 'EMPTY-2']) await order(number);
      await nothingLeft(60_000);
      await Promise.all(system.services.map((service) => service.ready()));
    });
  });

  test('R13 a process that is told to end while the broker is away ends in seconds, with an event on its way', async () => {
    await system.watched(async () => {
      await system.kafka.kill();
      await order('ENDS-WITHOUT-BROKER');
      await relaying();
      await Promise.all(system.services.map(endsInTime));
      await system.kafka.start();
      for (const service of system.services) service.start();
      await Promise.all(system.services.map((service) => service.ready()));
      await nothingLeft(60_000);
    });
  });

  test('R13 and while the database is away', async () => {
    await system.watched(async () => {
      await system.postgres.kill();
      await Promise.all(system.services.map(endsInTime));
      await system.postgres.start();
      for (const service of system.services) service.start();
      await Promise.all(system.services.map((service) => service.ready()));
    });
  });
});
