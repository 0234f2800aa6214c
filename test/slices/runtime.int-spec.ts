import { randomBytes } from 'node:crypto';
import pino from 'pino';
import { z } from 'zod';
import {
  type Broker,
  type Delivery,
  MessageRefused,
  type OutgoingMessage,
  problemHeader,
} from '#runtime/broker/broker.ts';
import { EmbeddedBroker } from '#runtime/broker/embedded-broker.ts';
import { createLog } from '#runtime/environment/log.ts';
import { createMetrics } from '#runtime/environment/metrics.ts';
import { DeadLetterBox } from '#runtime/http/dead-letter-box.ts';
import { DeadLetterRetry } from '#runtime/http/dead-letter-retry.ts';
import { deadLetterBytes, findDeadLetter, listDeadLetters } from '#runtime/http/dead-letter-views.ts';
import { answerOnce, commandOf } from '#runtime/http/idempotency.ts';
import { Database } from '#runtime/postgres/database.ts';
import { Housekeeping } from '#runtime/postgres/housekeeping.ts';
import { databaseFindings } from '#runtime/process/doctor/database.ts';
import { deadDelivery, keepDeadLetters, settleDeadLetter } from '#runtime/slices/dead-letters.ts';
import { inboxId } from '#runtime/slices/inbox.ts';
import { messagingMigrations } from '#runtime/slices/messaging.migration.ts';
import { addToOutbox } from '#runtime/slices/outbox.ts';
import { OutboxVacuum } from '#runtime/slices/relay/outbox-vacuum.ts';
import { Relay } from '#runtime/slices/relay/relay.ts';
import type { Context, Store } from '#runtime/slices/slice.ts';
import { SliceRunner } from '#runtime/slices/slice-runner.ts';
import { startTestPostgres, type TestPostgres } from '../support/database.ts';
import { delivery, rawDelivery } from '../support/samples/deliveries.ts';
import { startService } from '../support/service.ts';
import { untilThere } from '../support/waiting.ts';

/** A service that counts devices per account, and can be told to fail: the smallest there is. */
interface Counted {
  readonly accountId: string;
  readonly inUse: number;
}
interface Needs {
  readonly accounts: Set<string>;
}
type Books = Map<string, number>;

const context: Context<Needs, Books, Counted> = {
  slices: [
    {
      type: 'device-count.reported.v1',
      schema: z.object({ accountId: z.string(), inUse: z.number() }),
      streams: ({ accountId }: Counted) => [accountId],
      needs: ({ accountId }: Counted) => ({ accounts: [accountId] }),
      decide(books, { data }: { data: Counted }) {
        if (data.inUse === 13) throw new Error('thirteen is too much for this service');
        return [{ accountId: data.accountId, inUse: (books.get(data.accountId) ?? 0) + data.inUse }];
      },
    },
  ],
  passesOver: ['device.enrolled.v1'],
  noNeeds: () => ({ accounts: new Set<string>() }),
  evolve: (books, event) => void books.set(event.accountId, event.inUse),
  announce: ({ accountId, inUse }) => [
    { topic: 'invoices', key: accountId, type: 'invoice.adjusted.v1', subject: accountId, data: { inUse } },
  ],
};

const store: Store<Needs, Books, Counted> = {
  async load(sql, { accounts }) {
    const rows = await sql<Counted>(
      'select account_id as "accountId", in_use as "inUse" from runtime_test.counted where account_id = any($1)',
      [[...accounts]],
    );
    return new Map(rows.map((row) => [row.accountId, row.inUse]));
  },
  async save(sql, books) {
    await sql(
      `insert into runtime_test.counted select * from unnest($1::text[], $2::int[])
       on conflict (account_id) do update set in_use = excluded.in_use`,
      [[...books.keys()], [...books.values()]],
    );
  },
};

let postgres: TestPostgres;
let service: Awaited<ReturnType<typeof startService<Needs, Books, Counted>>>;

beforeAll(async () => {
  postgres = await startTestPostgres();
  const parts = {
    name: 'runtime_test',
    entities: [],
    migrations: messagingMigrations('runtime_test'),
    context,
    store,
  };
  service = await startService(postgres.url, parts);
  await service.database.sql('create table runtime_test.counted (account_id text primary key, in_use int not null)');
});

afterAll(async () => {
  await service.database.close();
  await postgres.stop();
});

const count = (accountId: string, inUse: number, attributes = {}) =>
  delivery('devices', 'device-count.reported.v1', { accountId, inUse }, attributes);

async function counted(accountId: string): Promise<number | undefined> {
  const [row] = await service.database.sql<{ in_use: number }>(
    'select in_use from runtime_test.counted where account_id = $1',
    [accountId],
  );
  return row?.in_use;
}

describe('the slice runner', () => {
  test('L2 a later message of a batch sees what an earlier one did', async () => {
    await service.runner.deliver([count('A', 1), count('A', 2), count('A', 3)]);
    expect(await counted('A')).toBe(6);
    expect((await service.announced()).map((event) => event.data.inUse)).toEqual([1, 3, 6]);
  });

  test('L2 what comes of a message is named after it, so that a repetition invents nothing', async () => {
    await service.runner.deliver([count('B', 1, { id: 'cause' })]);
    expect((await service.announced()).map((event) => event.id)).toEqual([
      expect.stringMatching(/^cause~[0-9a-f]{8}\/1$/),
    ]);
  });

  test('O5 a message that fails costs itself alone, and keeps its bytes', async () => {
    const poison = count('C', 13);
    await service.runner.deliver([count('C', 1), poison, count('C', 2)]);
    expect(await counted('C')).toBe(3);
    const letters = await listDeadLetters(service.database.sql, 'runtime_test', { after: '0', limit: 10 });
    expect(letters.map((letter) => [letter.error, letter.text])).toEqual([
      ['thirteen is too much for this service', poison.value?.toString()],
    ]);
  });

  test('R2 what stands for a batch that cannot be read is a dead letter that says so, beside what can be read', async () => {
    const problem = 'the batch of messages from offset 5 to 9 cannot be read: it inflates to more than 64000000 bytes';
    const instead = { ...rawDelivery('devices', ''), offset: '9', value: null, headers: { [problemHeader]: problem } };
    await service.runner.deliver([count('Z', 1), instead, count('Z', 2)]);
    expect(await counted('Z')).toBe(3);
    const { sql } = service.database;
    const [letter] = await sql<{ error: string; topic: string; offset: string }>(
      'select error, topic, "offset" from runtime_test.dead_letter order by id desc limit 1',
    );
    expect(letter).toEqual({ error: problem, topic: 'devices', offset: '9' });
    expect(await service.runner.replay(instead)).toBe(false);
    await service.announced();
  });

  test('K4 a dead letter keeps every byte but those of a passcode', async () => {
    const value = (passcode: string) => `{"role":"adminn","passcode" : ${passcode},"name":"Łódź \\"x\\""`;
    for (const passcode of ['"8642"', '"86\\"42"', '8642'])
      await service.runner.deliver([rawDelivery('accounts', value(passcode))]);
    const letters = await listDeadLetters(service.database.sql, 'runtime_test', { after: '0', limit: 50 });
    const texts = letters.map(({ text }) => text).filter((text) => text?.includes('adminn'));
    expect(texts).toEqual([value('"****"'), value('"****"'), value('"****"')]);
  });

  test('O13 a message that says a name twice says neither, on whatever topic: a dead letter that names the place', async () => {
    const twice = '{"accountId":"A","inUse":1,"passcode":"8642","passcode":"8643","more":[{"inUse":1,"inUse":2}]}';
    for (const topic of ['devices', 'accounts', 'entitlements'] as const)
      await service.runner.deliver([count('TWICE', 1), rawDelivery(topic, twice)]);
    expect(await counted('TWICE')).toBe(3);
    await service.announced();
    const letters = await listDeadLetters(service.database.sql, 'runtime_test', { after: '0', limit: 50 });
    const problem = 'the message has the name "passcode" twice in one object, as passcode; say it once';
    const hidden = twice.replaceAll(/"864."/g, '"****"');
    const ours = letters.filter(({ text }) => text?.includes('"more"'));
    expect(ours.map(({ topic, error, text }) => [topic, error, text])).toEqual([
      ['devices', problem, hidden],
      ['accounts', problem, hidden],
      ['entitlements', problem, hidden],
    ]);
  });

  test('O5 a dead letter can be replayed, and stays one while it goes on failing', async () => {
    await service.runner.deliver([rawDelivery('devices', '{')]);
    const letter = (await listDeadLetters(service.database.sql, 'runtime_test', { after: '0', limit: 10 })).at(-1);
    const id = letter?.id.split('-')[1] ?? '';
    const dead = await deadDelivery(service.database.sql, 'runtime_test', id);
    expect(await service.runner.replay(dead as never)).toBe(false);
    const again = (await listDeadLetters(service.database.sql, 'runtime_test', { after: '0', limit: 10 })).at(-1);
    expect(again).toMatchObject({ id: letter?.id, attempts: 2 });
    const mended = { ...dead, ...count('R', 7) };
    expect(await service.runner.replay(mended as never)).toBe(true);
    expect(await counted('R')).toBe(7);
  });

  test('R16 a list of large dead letters is small and quick, and the bytes are read in pieces', async () => {
    const sql = service.database.sql;
    const letters = Array.from({ length: 40 }, (_, n) =>
      rawDelivery('devices', `"${n}${randomBytes(1_500_000).toString('base64')}`),
    );
    for (const letter of letters) await service.runner.deliver([letter]);
    const began = performance.now();
    const listed = await listDeadLetters(sql, 'runtime_test', { after: '0', limit: 500 });
    const large = listed.filter(({ size }) => Number(size) > 2_000_000);
    expect(performance.now() - began).toBeLessThan(1000);
    expect(large.map(({ text }) => text)).toEqual(letters.map(({ value }) => value?.toString().slice(0, 200)));
    expect(JSON.stringify(listed).length).toBeLessThan(100_000);
    const pieces: Uint8Array[] = [];
    const id = large[39]?.id.split('-')[1] ?? '';
    for await (const piece of deadLetterBytes(sql, 'runtime_test', id)) pieces.push(piece);
    expect(Math.max(...pieces.map(({ length }) => length))).toBe(1_000_000);
    expect(Buffer.concat(pieces).equals(letters[39]?.value ?? Buffer.of())).toBe(true);
    await sql(`delete from runtime_test.dead_letter where octet_length(value) > 2000000`);
  });

  test('R16 what a list shows of a dead letter ends at whole characters, and has none where its bytes are no text', async () => {
    const sql = service.database.sql;
    const texts = [`{${'株'.repeat(300)}`, `{${'🎫'.repeat(300)}`, '{'];
    for (const text of texts)
      await service.runner.deliver([{ ...rawDelivery('devices', text), key: Buffer.from(text) }]);
    await service.runner.deliver([rawDelivery('devices', Buffer.from([0x7b, 0xff]))]);
    const heads = (await listDeadLetters(sql, 'runtime_test', { after: '0', limit: 500 })).slice(-4);
    expect(heads.map(({ text }) => text)).toEqual([`{${'株'.repeat(199)}`, `{${'🎫'.repeat(199)}`, '{', null]);
  });

  test.each([null, ''])(
    'O5 a message without a value (%j) is no dead letter and stops nothing; an event without data is one',
    async (value) => {
      const before = (await listDeadLetters(service.database.sql, 'runtime_test', { after: '0', limit: 99 })).length;
      const nothing = { ...rawDelivery('devices', ''), value: value === null ? null : Buffer.from(value) };
      const account = `NOTHING ${value}`;
      const event = { ...count(account, 1), value: nothing.value };
      await service.runner.deliver([count(account, 1), nothing, count(account, 2), event]);
      expect(await counted(account)).toBe(3);
      const letters = await listDeadLetters(service.database.sql, 'runtime_test', { after: '0', limit: 99 });
      expect(letters.slice(before)).toMatchObject([{ offset: event.offset }]);
    },
  );

  test('O5 a dead letter that is settled says who, when and why, and coming again does not open it', async () => {
    const poison = rawDelivery('devices', 'never JSON');
    await service.runner.deliver([poison]);
    const { sql } = service.database;
    const open = async () => await listDeadLetters(sql, 'runtime_test', { after: '0', limit: 99 });
    const letter = (await open()).at(-1);
    const number = letter?.id.split('-')[1] ?? '';
    const settlement = { by: 'operator@seatwright.example', reason: 'sent by mistake' };
    const ill = async () => (await databaseFindings(sql, ['runtime_test'])).map(({ says }) => says).join();
    expect(await ill()).toContain(`runtime_test-${number},`);
    expect(await settleDeadLetter(sql, 'runtime_test', number, settlement)).toBe(true);
    expect(await settleDeadLetter(sql, 'runtime_test', number, settlement)).toBe(false);
    // R19: the doctor says no longer that it is to be mended.
    expect(await ill()).not.toContain(`runtime_test-${number},`);
    expect(await deadDelivery(sql, 'runtime_test', number)).toBeUndefined();
    await service.runner.deliver([poison]);
    expect((await open()).map(({ id }) => id)).not.toContain(letter?.id);
    expect(await findDeadLetter(sql, 'runtime_test', number)).toMatchObject({
      ...{ attempts: 2, settledBy: settlement.by, settledReason: settlement.reason, settledAt: expect.any(String) },
    });
    expect(await listDeadLetters(sql, 'runtime_test', { after: '0', limit: 99, settled: true })).toMatchObject([
      { id: letter?.id },
    ]);
  });

  test('R19 a dead letter says which function in the database refused it, and the doctor whose key it has', async () => {
    const { sql } = service.database;
    await sql(`create function runtime_test.audit() returns trigger language plpgsql as
      $$ begin if new.account_id = 'GLÖBEX' then raise exception 'under audit'; end if; return new; end $$`);
    await sql(
      'create trigger audit before insert on runtime_test.counted for each row execute function runtime_test.audit()',
    );
    await service.runner.deliver([{ ...count('GLÖBEX', 1), key: Buffer.from('GLÖBEX') }]);
    const letter = (await listDeadLetters(sql, 'runtime_test', { after: '0', limit: 100 })).at(-1);
    const says = 'under audit (SQLSTATE P0001, PL/pgSQL function runtime_test.audit() line 1 at RAISE)';
    expect(letter).toMatchObject({ key: 'GLÖBEX', error: says });
    const told = (await databaseFindings(sql, ['runtime_test'])).find(({ says }) => says.includes('dead letters'));
    expect(told?.says).toContain(`of GLÖBEX: ${says}`);
    expect(told?.remedy).toContain("at runtime_test's address");
    await sql('drop trigger audit on runtime_test.counted');
    const box = new DeadLetterBox('runtime_test', undefined as never, service.database, (dead) =>
      service.runner.replay(dead),
    );
    expect(await box.replay(letter?.id.split('-')[1] ?? '')).toBe(true);
    expect(await counted('GLÖBEX')).toBe(1);
  });

  test('R7 what an old release could not write into newer tables goes through by itself once the new one runs', async () => {
    const { sql } = service.database;
    const box = new DeadLetterBox('runtime_test', undefined as never, service.database, (dead) =>
      service.runner.replay(dead),
    );
    const retry = new DeadLetterRetry(box, createLog('silent'));
    await sql(
      'alter table runtime_test.counted add column newer text, add constraint newer check (newer is not null) not valid',
    );
    await service.runner.deliver([count('OLD-1', 1), count('OLD-2', 2)]);
    expect([await counted('OLD-1'), await counted('OLD-2')]).toEqual([undefined, undefined]);
    expect(await retry.retry()).toBe(0);
    await sql('alter table runtime_test.counted drop constraint newer');
    await service.runner.deliver([count('BROKEN', 13)]);
    expect(await retry.retry()).toBe(2);
    expect([await counted('OLD-1'), await counted('OLD-2')]).toEqual([1, 2]);
    await sql('alter table runtime_test.counted drop column newer');
    const left = await listDeadLetters(sql, 'runtime_test', { after: '0', limit: 500 });
    expect(left.filter(({ error }) => error.includes('SQLSTATE'))).toEqual([]);
    // What fails for its own sake is left to people.
    expect(left.at(-1)).toMatchObject({ error: 'thirteen is too much for this service', attempts: 1 });
    await sql(
      `delete from runtime_test.dead_letter where error like 'thirteen%' and attempts = 1 and id = (select max(id) from runtime_test.dead_letter)`,
    );
    await service.announced();
  });

  test('R7 what an old release had forgotten to answer goes through once a slice does', async () => {
    const { sql } = service.database;
    const error = 'type device-count.reported.v1 has no slice on topic devices: this service neither answers it nor';
    await keepDeadLetters(sql, 'runtime_test', [{ delivery: count('FORGOTTEN', 4), error }]);
    const box = new DeadLetterBox('runtime_test', undefined as never, service.database, (dead) =>
      service.runner.replay(dead),
    );
    expect(await new DeadLetterRetry(box, createLog('silent')).retry()).toBe(1);
    expect(await counted('FORGOTTEN')).toBe(4);
    await service.announced();
  });

  test('O5 a type that its topic does not carry is a dead letter, and one that was forgotten; one that is passed over is not', async () => {
    const before = (await listDeadLetters(service.database.sql, 'runtime_test', { after: '0', limit: 99 })).length;
    await service.runner.deliver([
      delivery('devices', 'device.enrolled.v1', {}),
      delivery('devices', 'device.exploded.v1', {}),
      delivery('devices', 'device.unenrolled.v1', {}),
    ]);
    const letters = await listDeadLetters(service.database.sql, 'runtime_test', { after: '0', limit: 99 });
    expect(letters.slice(before).map(({ error }) => error)).toEqual([
      expect.stringMatching(/^type device.exploded.v1 is unknown on topic devices, which carries device.enrolled.v1/),
      'type device.unenrolled.v1 has no slice on topic devices: this service neither answers it nor passes over it',
    ]);
  });

  test('O5 what our own services send is passed over by its head; of others it is looked at whether it can be read', async () => {
    const settings = { now: () => new Date(service.clock.now), log: createLog('silent'), metrics: createMetrics() };
    const told = { ...settings, database: service.database, context, store };
    const runner = new SliceRunner({ ...told, unneeded: ['device-count.reported.v1'] });
    const letters = async () => await listDeadLetters(service.database.sql, 'runtime_test', { after: '0', limit: 99 });
    const before = (await letters()).length;
    const half = (type: string, source: string, others = {}): Delivery => ({
      ...delivery('devices', type, {}, { source }),
      ...{ value: Buffer.from('{"half'), ...others },
    });
    const own = '/seatwright/ledger';
    await runner.deliver([
      half('device.enrolled.v1', own),
      half('device-count.reported.v1', own),
      half('device.enrolled.v1', '/seatwrong'),
      half('device-count.reported.v1', '/test'),
      half('device.unenrolled.v1', own),
      half('device.enrolled.v1', own, { topic: 'orders' }),
    ]);
    const broken = expect.stringContaining('is not JSON');
    expect((await letters()).slice(before).map(({ error }) => error)).toEqual([broken, broken, broken, broken]);
    await runner.deliver([count('BY-HEAD', 3, { source: own }), count('BY-HEAD', 4, { source: '/test' })]);
    expect(await counted('BY-HEAD')).toBe(4);
    await service.announced();
  });

  describe('O9 an id that was seen with other content is a conflict that is told', () => {
    const letters = async () => await listDeadLetters(service.database.sql, 'runtime_test', { after: '0', limit: 99 });
    const structured = (accountId: string, inUse: number, id: string) =>
      rawDelivery(
        'devices',
        JSON.stringify({
          ...{ data: { inUse, accountId }, type: 'device-count.reported.v1', time: '2026-11-22T09:30:00Z' },
          ...{ source: '/test', id, specversion: '1.0', extension: 'x' },
        }),
      );

    test.each([
      ['in one batch', (each: readonly Delivery[]) => service.runner.deliver(each)],
      [
        'one by one',
        async (each: readonly Delivery[]) =>
          each.reduce((done, one) => done.then(() => service.runner.deliver([one])), Promise.resolve()),
      ],
    ])(
      'O9 %s: the first counts, the same again in any form is silent, anything else a dead letter',
      async (how, deliver) => {
        const [account, id] = [`O9 ${how}`, `O9-${how}`];
        const before = (await letters()).length;
        await deliver([
          count(account, 1, { id }),
          structured(account, 1, id),
          count(account, 2, { id }),
          count(account, 1, { id, time: '2026-11-23T09:30:00Z' }),
          count(`${account} too`, 1, { id }),
          count(account, 5, { id, source: '/another' }),
        ]);
        expect([await counted(account), await counted(`${account} too`)]).toEqual([6, undefined]);
        const told = (await letters()).slice(before);
        expect(told.map(({ text }) => JSON.parse(text ?? ''))).toEqual([
          { accountId: account, inUse: 2 },
          { accountId: `${account} too`, inUse: 1 },
        ]);
        for (const { error } of told) {
          expect(error).toContain(
            `EVENT_ID_REUSED: the event id ${id} of source /test came before with other content: device-count.reported.v1 about ${account}, received at 2026-`,
          );
        }
        await service.announced();
      },
    );

    test('O9 a conflict that is replayed stays one, and what was claimed by nobody goes through', async () => {
      await service.runner.deliver([count('O9-R', 1, { id: 'O9-R' }), count('O9-R', 2, { id: 'O9-R' })]);
      const letter = (await letters()).at(-1);
      const number = letter?.id.split('-')[1] ?? '';
      const dead = await deadDelivery(service.database.sql, 'runtime_test', number);
      expect(await service.runner.replay(dead as never)).toBe(false);
      expect((await letters()).at(-1)).toMatchObject({ id: letter?.id, attempts: 2 });
      expect(await service.runner.replay({ ...dead, ...count('O9-R', 2) } as never)).toBe(true);
      expect(await counted('O9-R')).toBe(3);
    });

    test('O9 a message that an old version entered without its content counts as the same', async () => {
      await service.runner.deliver([count('O9-OLD', 1, { id: 'O9-OLD' })]);
      const message = inboxId({ source: '/test', id: 'O9-OLD' });
      await service.database.sql('update runtime_test.inbox set content = null, about = null where message = $1', [
        message,
      ]);
      const before = (await letters()).length;
      await service.runner.deliver([count('O9-OLD', 2, { id: 'O9-OLD' })]);
      expect([await counted('O9-OLD'), (await letters()).length]).toEqual([1, before]);
    });
  });

  test('L7 rival batches on the same streams wait for each other: nothing is lost and nothing deadlocks', async () => {
    const batches = Array.from({ length: 20 }, (_, n) => {
      const both = [count('X', 1), count('Y', 1)];
      return service.runner.deliver(n % 2 === 0 ? both : both.reverse());
    });
    await Promise.all(batches);
    expect([await counted('X'), await counted('Y')]).toEqual([20, 20]);
    await service.announced();
  });

  test('L3 a preview decides as a command would, and writes nothing', async () => {
    const message = {
      id: 'p',
      source: 's',
      time: '',
      correlationId: 'p',
      type: 'device-count.reported.v1',
      data: { accountId: 'P', inUse: 5 },
    };
    expect(await service.runner.preview(message)).toEqual([{ accountId: 'P', inUse: 5 }]);
    expect(await counted('P')).toBeUndefined();
  });
});

describe('the relay', () => {
  /** A broker that keeps what it is given, and can refuse it. */
  function memoryBroker() {
    const taken: OutgoingMessage[] = [];
    const broker = { refuses: false, neverTakes: '' };
    const port: Broker = {
      async publish(messages) {
        if (broker.refuses) throw new Error('the broker is away');
        for (const each of messages) {
          if (each.value === broker.neverTakes) throw new MessageRefused(each, 'too large');
          taken.push(each);
        }
      },
      async subscribe() {},
      async unsubscribe() {},
      async close() {},
      open() {},
      openTopics: () => ['invoices'],
      idleMilliseconds: () => 0,
      trouble: () => undefined,
      standingBatches: () => [],
    };
    return { taken, broker, port };
  }

  const message = (key: string, value: string): OutgoingMessage => ({
    topic: 'invoices',
    key,
    headers: { ce_id: value },
    value,
  });

  function relayOver(broker: Broker, stuckMilliseconds?: number): Relay {
    const parts = { database: service.database, broker, log: createLog('silent'), metrics: createMetrics() };
    return new Relay({ ...parts, stuckMilliseconds });
  }

  test('every row that concurrent writers commit, in whatever order, is sent once', async () => {
    const { taken, port } = memoryBroker();
    const relay = relayOver(port);
    let writing = true;
    // Positions are drawn before the commit, so rows become visible out of order: a cursor would skip some.
    const writers = Array.from({ length: 16 }, async (_, writer) => {
      for (let n = 0; n < 25; n += 1) {
        await service.database.transaction(async (sql) => {
          await addToOutbox(sql, 'runtime_test', [message(`w${writer}`, `${writer}/${n}`)]);
          await sql('select pg_sleep($1)', [((writer * 7 + n) % 5) / 1000]);
        });
      }
    });
    const relaying = (async () => {
      while (writing) await relay.drain();
      await relay.drain();
    })();
    await Promise.all(writers);
    writing = false;
    await relaying;
    const values = taken.map((one) => one.value);
    expect(new Set(values).size).toBe(400);
    expect(values).toHaveLength(400);
    for (let writer = 0; writer < 16; writer += 1) {
      const mine = taken.filter((one) => one.key === `w${writer}`).map((one) => Number(one.value.split('/')[1]));
      expect(mine).toEqual(mine.toSorted((a, b) => a - b));
    }
  });

  test('messages go out in their order, with every sign that is in them', async () => {
    const { taken, port } = memoryBroker();
    const messages = ['first\nsecond\r\n', '{"a":"\\\\b, {c}"}', 'NULL', '\t"'].map((text) =>
      message(`k${text}`, text),
    );
    await service.database.transaction((sql) => addToOutbox(sql, 'runtime_test', messages));
    await relayOver(port).drain();
    expect(taken).toEqual(messages);
  });

  test('G5 a transaction has its id before its first message has a position', async () => {
    const { sql } = service.database;
    await sql(`create function runtime_test.position_after_id() returns bigint language plpgsql volatile as $$ begin
      if pg_current_xact_id_if_assigned() is null then raise exception 'a position before an id'; end if;
      return nextval('runtime_test.outbox_position_seq'); end $$`);
    await sql('alter table runtime_test.outbox alter position set default runtime_test.position_after_id()');
    try {
      await service.database.transaction((sql) =>
        addToOutbox(sql, 'runtime_test', [message('k', 'a'), message('k', 'b')]),
      );
    } finally {
      const usual = `nextval('runtime_test.outbox_position_seq')`;
      await sql(`alter table runtime_test.outbox alter position set default ${usual}`);
    }
    const { taken, port } = memoryBroker();
    await relayOver(port).drain();
    expect(taken.map(({ value }) => value)).toEqual(['a', 'b']);
  });

  test('what the broker did not take stays, and two relays do not send it twice', async () => {
    const { taken, broker, port } = memoryBroker();
    await service.database.transaction((sql) => addToOutbox(sql, 'runtime_test', [message('k', 'once')]));
    broker.refuses = true;
    await expect(relayOver(port).drain()).rejects.toThrow('the broker is away');
    broker.refuses = false;
    await Promise.all([relayOver(port).drain(), relayOver(port).drain()]);
    expect(taken.map((one) => one.value)).toEqual(['once']);
  });

  test('R12 keeps its lock through a broker that takes its time, and says after a while that nothing goes out', async () => {
    const { taken, port } = memoryBroker();
    const answers = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const slow: Broker = {
      ...port,
      async publish(messages) {
        asked.resolve();
        await answers.promise;
        await port.publish(messages);
      },
    };
    await service.database.transaction((sql) => addToOutbox(sql, 'runtime_test', [message('k', 'slow')]));
    const relay = relayOver(slow, 0);
    const draining = relay.drain();
    await asked.promise;
    const session = await untilThere('session', async () => {
      const [row] = await service.database.sql<{ query: string; application_name: string }>(
        `select query, application_name from pg_stat_activity join pg_locks using (pid)
         where locktype = 'advisory' and state = 'idle in transaction' and query = 'select 1'`,
      );
      return row;
    });
    expect(session.application_name).toContain(`seatwright runtime_test ${process.pid}@`);
    expect(relay.trouble()).toMatch(/^no event has gone out for \d+ s: the broker does not answer$/);
    expect(relayOver(slow).trouble()).toBeUndefined();
    answers.resolve();
    await draining;
    expect(taken.map((one) => one.value)).toEqual(['slow']);
    expect(relay.trouble()).toBeUndefined();
  });

  test('what the broker never takes becomes a dead letter and stops nobody; replayed, it is sent again', async () => {
    const { taken, broker, port } = memoryBroker();
    const relay = relayOver(port);
    broker.neverTakes = 'Łódź, too large';
    for (const value of ['before', broker.neverTakes, 'after'])
      await service.database.transaction((sql) => addToOutbox(sql, 'runtime_test', [message('k', value)]));
    await relay.drain();
    // At least once: what went with it in one request may come twice.
    expect([...new Set(taken.map((one) => one.value))]).toEqual(['before', 'after']);
    const { sql } = service.database;
    const letter = (await listDeadLetters(sql, 'runtime_test', { after: '0', limit: 100 })).at(-1);
    expect(letter).toMatchObject({ topic: 'invoices', key: 'k', text: broker.neverTakes, error: 'too large' });
    const told = (await databaseFindings(sql, ['runtime_test'])).map(({ says }) => says).join();
    expect(told).toContain(`${letter?.id}, could not be sent to invoices, of k: too large`);
    const box = new DeadLetterBox('runtime_test', {} as never, service.database, async () => false);
    broker.neverTakes = '';
    expect(await box.replay(letter?.id.split('-')[1] ?? '')).toBe(true);
    await relay.drain();
    expect(taken.at(-1)).toEqual(message('k', 'Łódź, too large'));
  });

  describe('G5 vacuums the outbox itself', () => {
    const sql = (text: string, parameters?: unknown[]) => service.database.sql<{ n: number }>(text, parameters);
    const numberOf = async (expression: string) => (await sql(`select (${expression})::int as n`))[0]?.n ?? 0;
    const bytes = () => numberOf(`pg_total_relation_size('runtime_test.outbox')`);
    const vacuums = () =>
      numberOf(`select vacuum_count from pg_stat_user_tables where relid = 'runtime_test.outbox'::regclass`);

    /** What was written goes out by a relay that lives for as long; a stop waits for the vacuum that it began. */
    async function sends(rows: number): Promise<void> {
      await sql(
        `insert into runtime_test.outbox (topic, key, headers, value)
         select 'invoices', 'k', '{}', repeat('x', 1500) from generate_series(1, $1::int)`,
        [rows],
      );
      const { taken, port } = memoryBroker();
      const relay = relayOver(port);
      await relay.drain();
      await relay.stop();
      expect(taken).toHaveLength(rows);
    }

    beforeAll(() => sql('alter table runtime_test.outbox set (autovacuum_enabled = false)'));
    afterAll(() => sql('alter table runtime_test.outbox reset (autovacuum_enabled)'));

    test('after so much that was sent: it keeps its size without autovacuum', async () => {
      await sends(6000);
      const once = await bytes();
      for (let round = 1; round < 8; round += 1) await sends(6000);
      // Not twice: somebody else's statement may have kept one vacuum from removing anything.
      expect(await bytes()).toBeLessThan(once * 3);
      expect(await vacuums()).toBeGreaterThanOrEqual(8);
    });

    test('after little it does not, nor does it wait for another that is at it', async () => {
      const before = await vacuums();
      await sends(10);
      await service.database.transaction(async (locking) => {
        await locking('lock table runtime_test.outbox in share update exclusive mode');
        await sends(6000);
      });
      expect(await vacuums()).toBe(before);
    });

    test('beside a backup, where a vacuum removes nothing, it comes once a minute', async () => {
      const before = await vacuums();
      let now = 0;
      const vacuum = new OutboxVacuum(service.database, createLog('silent'), () => now);
      const deletes = async () => {
        const rows = await service.database.sql<{ topic: string; key: string; headers: string; value: string }>(
          'delete from runtime_test.outbox returning topic, key, headers, value',
        );
        vacuum.deleted(rows);
      };
      const fill = () =>
        sql(`insert into runtime_test.outbox (topic, key, headers, value)
             select 'invoices', 'k', '{}', repeat('x', 1500) from generate_series(1, 6000)`);
      await service.database.transaction(async (backup) => {
        await backup('set transaction isolation level repeatable read');
        await backup('select count(*) from runtime_test.outbox');
        const at: number[] = [];
        for (const instant of [0, 59_999, 60_000, 119_999, 120_000]) {
          now = instant;
          const done = await vacuums();
          await fill();
          await deletes();
          await vacuum.idle();
          if ((await vacuums()) > done) at.push(now);
        }
        expect(at).toEqual([0, 60_000, 120_000]);
      });
      expect(await vacuums()).toBe(before + 3);
    });

    test('a vacuum that fails is warned of once and tried again after a while, and one that a shutdown meets is nothing', async () => {
      const levels: number[] = [];
      const log = pino({ level: 'debug' }, { write: (line: string) => void levels.push(JSON.parse(line).level) });
      const nowhere = await Database.connect({ url: postgres.url, schema: 'nowhere', entities: [], migrations: [] });
      const rows = [{ topic: 'invoices', key: 'k', headers: '{}', value: 'x'.repeat(10_000_000) }];
      try {
        let now = 0;
        const vacuum = new OutboxVacuum(nowhere, log, () => now);
        vacuum.deleted(rows);
        // While one is under way there is no other.
        now = 1000;
        vacuum.deleted(rows);
        await untilThere('warning', async () => levels[0]);
        // It took a second, and nine are waited.
        now = 9999;
        vacuum.deleted(rows);
        now = 10_000;
        vacuum.deleted(rows);
        await untilThere('second failure', async () => levels[1]);
        now = 20_000;
        vacuum.deleted(rows);
        await vacuum.end();
        vacuum.deleted(rows);
        expect(levels).toEqual([40, 20]);
      } finally {
        await nowhere.close();
      }
    });
  });
});

describe('the embedded broker', () => {
  const message = (topic: string, value: string): OutgoingMessage => ({
    topic,
    key: 'k',
    headers: { ce_id: value },
    value,
  });

  test('keeps the order between topics, and one group that fails does not lose the message for another', async () => {
    const broker = new EmbeddedBroker();
    const seen: string[] = [];
    const handle = async (deliveries: readonly { value: Uint8Array | null }[]) => {
      seen.push(...deliveries.map((one) => Buffer.from(one.value ?? '').toString()));
    };
    const failing = async () => {
      throw new Error('no database');
    };
    await broker.subscribe({
      group: 'one',
      handlers: new Map([
        ['orders', { handle, after: [] }],
        ['catalog', { handle, after: [] }],
      ]),
    });
    await broker.publish([message('orders', '1'), message('catalog', '2'), message('orders', '3')]);
    expect(seen).toEqual(['1', '2', '3']);
    await broker.subscribe({ group: 'two', handlers: new Map([['orders', { handle: failing, after: [] }]]) });
    await expect(broker.publish([message('orders', '4')])).rejects.toThrow('no database');
    expect(seen).toContain('4');
  });

  test('takes messages of a topic only when every service that listens to it is in the process', async () => {
    const broker = new EmbeddedBroker();
    const nothing = { handle: async () => {}, after: [] };
    await broker.subscribe({ group: 'seatwright.ledger', handlers: new Map([['entitlements', nothing]]) });
    await broker.subscribe({ group: 'seatwright.intake', handlers: new Map([['invoices', nothing]]) });
    broker.open();
    expect(broker.openTopics()).toContain('entitlements');
    expect(broker.openTopics()).not.toContain('orders');
    expect(broker.openTopics()).toContain('invoices');
  });
});

describe('commands over HTTP', () => {
  const command = (key: string | undefined, fingerprint = 'same') => ({ person: 'anna@example.com', key, fingerprint });

  test('L9 the same key and body answer as before, to the byte, and do nothing again', async () => {
    let done = 0;
    const work = async () => {
      done += 1;
      return { status: 201, body: { z: done, a: 1 } };
    };
    const first = await answerOnce(service.database, command('key-1'), work);
    const second = await answerOnce(service.database, command('key-1'), work);
    expect([first.replayed, second.replayed, done]).toEqual([false, true, 1]);
    expect(JSON.stringify(second.body)).toBe(JSON.stringify(first.body));
  });

  test('L9 the order of the fields makes no other body', () => {
    const person = { email: 'it@mine.example', local: true };
    const of = (body: object) => commandOf({ person, path: '/api/transfers', body }).fingerprint;
    expect(of({ to: 'B', from: { b: [1, 2], a: 2 } })).toBe(of({ from: { a: 2, b: [1, 2] }, to: 'B' }));
    expect(of({ lines: [1, 2] })).not.toBe(of({ lines: [2, 1] }));
  });

  test('L9 the same key with another body is refused', async () => {
    await expect(
      answerOnce(service.database, command('key-1', 'other'), async () => ({ status: 200, body: {} })),
    ).rejects.toMatchObject({
      status: 422,
      violations: [{ code: 'IDEMPOTENCY_KEY_REUSED' }],
    });
  });

  test('L9 the same key of another person is another command', async () => {
    const other = { ...command('key-1'), person: 'olga@example.com' };
    expect((await answerOnce(service.database, other, async () => ({ status: 200, body: {} }))).replayed).toBe(false);
  });

  test('L9 twenty requests with one key at once do it once', async () => {
    let done = 0;
    const work = async () => {
      done += 1;
      return { status: 200, body: { n: done } };
    };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => answerOnce(service.database, command('at-once'), work)),
    );
    expect([done, answers.filter((answer) => !answer.replayed).length]).toEqual([1, 1]);
  });

  test('L9 a command that fails leaves its key free', async () => {
    await expect(
      answerOnce(service.database, command('retry'), () => Promise.reject(new Error('broken'))),
    ).rejects.toThrow('broken');
    expect(await answerOnce(service.database, command('retry'), async () => ({ status: 200, body: {} }))).toMatchObject(
      { replayed: false },
    );
  });

  test('R10 a key lives as long as what it made: a year later it answers as before, and refuses another body', async () => {
    const work = async () => ({ status: 201, body: { made: 'once' } });
    const first = await answerOnce(service.database, command('a-year-ago'), work);
    const { sql } = service.database;
    const old = `now() - interval '400 days'`;
    await sql(`update runtime_test.idempotent_answer set answered_at = ${old} where key = 'a-year-ago'`);
    await sql(`insert into runtime_test.inbox (message, received_at) values (gen_random_uuid(), ${old})`);
    await new Housekeeping(service.database, createLog('silent')).tidy();
    // It did tidy: the inbox needs no messages that old.
    expect(await sql(`select from runtime_test.inbox where received_at < now() - interval '99 days'`)).toEqual([]);
    const again = await answerOnce(service.database, command('a-year-ago'), () => Promise.reject(new Error('again')));
    expect(again).toEqual({ ...first, replayed: true });
    await expect(answerOnce(service.database, command('a-year-ago', 'other'), work)).rejects.toMatchObject({
      status: 422,
      violations: [{ code: 'IDEMPOTENCY_KEY_REUSED' }],
    });
  });

  test('G5 the inbox forgets what is old step by step, wherever it lies, and two processes do it once', async () => {
    const { sql } = service.database;
    const enter = (rows: number, age: string) =>
      sql(
        `insert into runtime_test.inbox (message, received_at)
         select gen_random_uuid(), now() - $2::interval + n * interval '1 ms' from generate_series(1, $1::int) n`,
        [rows, age],
      );
    const count = async () =>
      (await sql<{ n: number }>('select count(*)::int as n from runtime_test.inbox'))[0]?.n ?? 0;
    const before = await count();
    for (const [rows, age] of [
      [7000, '95 days'],
      [300, '89 days'],
      [6000, '200 days'],
      [200, '1 day'],
    ] as const)
      await enter(rows, age);
    const tidy = () => new Housekeeping(service.database, createLog('silent')).tidy();
    await Promise.all([tidy(), tidy()]);
    expect(await count()).toBe(before + 500);
  });

  test('L9 a key that is none is told', async () => {
    await expect(
      answerOnce(service.database, command('with space'), async () => ({ status: 200, body: {} })),
    ).rejects.toMatchObject({ status: 400 });
  });
});
