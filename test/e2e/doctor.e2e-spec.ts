import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describeWithKafka } from '../support/processes/kafka.ts';
import { describeWithKcat, publishBinary, publishBytes } from '../support/processes/kcat.ts';
import { type System, startSystem } from '../support/processes/system.ts';
import { untilNothing, untilThere } from '../support/waiting.ts';

interface Told {
  readonly code: number;
  readonly text: string;
}

/** Runs `npm run doctor` as it is built, with these settings and no others. */
async function doctor(settings: Readonly<Record<string, string>>, ...args: string[]): Promise<Told> {
  const { DATABASE_URL: _, KAFKA_BROKERS: __, SMTP_URL: ___, ...others } = process.env;
  const file = path.join(import.meta.dirname, '..', '..', 'dist', 'apps', 'all-in-one', 'src', 'doctor.js');
  return await new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], { env: { ...others, ...settings } }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, text: `${stdout}${stderr}` });
    });
  });
}

describe('R19 npm run doctor without anything that runs', () => {
  test('says so for a folder in which nothing was started, and makes nothing there', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'seatwright-doctor-'));
    const told = await doctor({ DATA_DIR: folder });
    expect(told).toMatchObject({
      code: 1,
      text: expect.stringContaining(`WRONG nothing runs with DATA_DIR ${folder}`),
    });
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  });

  test('names a setting that is wrong', async () => {
    const told = await doctor({ PORT: 'many', DATABASE_URL: 'mysql://x' });
    expect(told.code).toBe(1);
    expect(told.text).toMatch(/PORT/);
    expect(told.text).toMatch(/DATABASE_URL is not of the form/);
  });

  test('says what does not answer', async () => {
    const away = { DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/x', KAFKA_BROKERS: '127.0.0.1:1' };
    const told = await doctor(away);
    expect(told.code).toBe(1);
    expect(told.text).toMatch(/WRONG the database cannot be used: .*ECONNREFUSED/);
    expect(told.text).toMatch(/WRONG the broker at 127.0.0.1:1 does not answer/);
  });
});

describeWithKcat('R19 npm run doctor', () => {
  describeWithKafka('beside running services', (brokers) => {
    let system: System;
    let settings: Record<string, string>;

    beforeAll(async () => {
      system = await startSystem({ brokers, services: { intake: 1, fulfillment: 1, ledger: 1, invoicing: 1 } });
      settings = { DATABASE_URL: system.postgres.url, KAFKA_BROKERS: brokers };
    });
    afterAll(async () => {
      await system?.close();
    });

    const placed = (orderNumber: string, sku: string) =>
      publishBinary(brokers, {
        ...{ topic: 'sales-orders', key: orderNumber, id: orderNumber, source: '/erp' },
        type: 'sales-order.placed.v1',
        data: {
          ...{ orderNumber, revision: 1, currency: 'EUR', emails: ['it@customer.example'] },
          accounts: [{ accountId: 'DOCTOR-1', role: 'end-customer', name: 'Łódź Logistyka' }],
          lines: [{ lineNumber: 1, sku, quantity: 5, unitPrice: '118.00' }],
        },
      });

    /** What it says once it says this. */
    const until = (pattern: RegExp, ...args: string[]) =>
      untilThere(String(pattern), async () => {
        const told = await doctor(settings, ...args);
        return pattern.test(told.text) ? told : undefined;
      });

    test('says that all is well, and where an order stands in each service', async () => {
      await placed('DOCTOR-WELL', 'MIST-AP-STD-1Y');
      const order = await until(/lands? on the invoice of DOCTOR-1/, 'DOCTOR-WELL');
      expect(order.code).toBe(0);
      for (const line of [
        'ok    intake: revision 1 is accepted',
        'ok    fulfillment: line 1 is ENT-DOCTOR-WELL-1',
        'ok    ledger: lot ENT-DOCTOR-WELL-1 is held by DOCTOR-1 5',
      ])
        expect(order.text).toContain(line);
      let all = '';
      await untilNothing(async () => {
        const told = await doctor(settings);
        all = told.text;
        return told.code === 0 ? [] : [told.text];
      }, 60_000);
      expect(all).toMatch(/ok {4}all \d+ topics are there/);
      expect(all).toContain('ok    ledger: has processed all that is published');
      expect(all).toMatch(/ok {4}ledger: 1 processes have sessions here: \d+@/);
      // Nobody is missing it: pages are one way to work.
      expect(all).toContain('ok    portal: was never started here');
      expect(all).not.toContain('WRONG');
    });

    test('says what is wrong with an order, and what to do', async () => {
      await placed('DOCTOR-REFUSED', 'NO-SUCH-PRODUCT');
      const refused = await until(/is rejected/, 'DOCTOR-REFUSED');
      expect(refused.text).toMatch(/WRONG intake: revision 1 is rejected: .*NO-SUCH-PRODUCT/);
      expect(refused.text).toContain('what to do: send it again with a higher revision');
      expect(refused.code).toBe(1);
      const unknown = await doctor(settings, 'DOCTOR-NOWHERE');
      expect(unknown.text).toContain('WRONG intake has never seen order DOCTOR-NOWHERE');
    });

    test('finds a dead letter by the number in it, and a service without a process with what waits for it', async () => {
      await publishBytes(brokers, 'sales-orders', Buffer.from('{"orderNumber":"DOCTOR-POISON"'), [
        ...['ce_specversion=1.0', 'ce_id=poison', 'ce_source=/erp', 'ce_type=sales-order.placed.v1'],
      ]);
      const poisoned = await until(/dead letter intake-\d+/, 'DOCTOR-POISON');
      expect(poisoned.text).toMatch(/then POST \/api\/dead-letters\/intake-\d+\/replay/);
      expect((await doctor(settings)).text).toMatch(/WRONG intake: 1 dead letters/);
      await Promise.all(system.of('ledger').map((service) => service.stop()));
      await placed('DOCTOR-WAITS', 'MIST-AP-STD-1Y');
      const stopped = await until(/WRONG ledger: no process consumes; [1-9]\d* messages wait/);
      expect(stopped.text).toMatch(/entitlements\/\d+: \d+ messages, at offset/);
      expect(stopped.text).toContain('WRONG ledger: no process has a session here');
      expect(stopped.code).toBe(1);
      // Where one order stands, the same is said of the service that is late with it.
      const late = await until(/WRONG ledger: no lot of its entitlements yet/, 'DOCTOR-WAITS');
      expect(late.text).toMatch(/WRONG ledger: no process consumes; [1-9]\d* messages wait/);
      expect(late.text).not.toContain('fulfillment: 1 processes consume');
    });
  });
});
