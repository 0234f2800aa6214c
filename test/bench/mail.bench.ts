import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expectSame } from './measuring/expect.ts';
import { limitOf, type Result, ratioOf } from './measuring/report.ts';
import { alternate, type Plan } from './measuring/rounds.ts';
import type { SinkReport } from './measuring/sink.ts';
import { shipmentMessages } from './orders.ts';
import type { Stage } from './stage.ts';

/**
 * B5: mails a second. Ours is the whole delivery of mails that wait in the database: claimed, certificates rendered, written,
 * sent, their outcome recorded and announced. The baseline only sends the same mails, which it has in memory.
 */
export async function mailBench(stage: Stage, plan: Plan): Promise<Result[]> {
  const mails = Math.round(400 * plan.scale);
  const folder = await writeMails(stage, mails);
  const { url, program: sink } = await stage.sink();
  await stage.service('fulfillment');
  const raw = await stage.baseline('raw-mailer', { MAIL_FOLDER: folder, SMTP_URL: url });
  const verified = async (wanted: number) => {
    const report = await sink.ask<SinkReport>({ ask: 'received', count: wanted, withinSeconds: 120 });
    expectSame('mails at the sink', report.mails, wanted);
    expectSame('distinct Message-IDs at the sink', report.messageIds, wanted);
  };
  const ours = async (round: number) => {
    await sink.ask({ ask: 'forget' });
    await queueAgain(stage, round);
    const start = performance.now();
    await verified(mails);
    while ((await waiting(stage)) > 0) await delay(10);
    return mails / ((performance.now() - start) / 1000);
  };
  const baseline = async (round: number) => {
    await sink.ask({ ask: 'forget' });
    const { milliseconds } = await raw.ask<{ milliseconds: number }>({ round });
    await verified(mails);
    return mails / (milliseconds / 1000);
  };
  const about = { id: 'B5', name: 'mails written, sent and recorded, against sent alone', unit: 'mails/s' };
  return [ratioOf(about, await alternate(plan, [ours, baseline]), 0.8, 0.9), ...(await sizesOf(folder))];
}

/** B5c: what certificates and mails of two of them weigh. */
async function sizesOf(folder: string): Promise<Result[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.eml')).slice(0, 50);
  const mails = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')));
  const certificates = mails.flatMap((mail) =>
    [...mail.matchAll(/^Content-Type: application\/pdf[\s\S]*?\r?\n\r?\n([\w+/=\r\n]+)/gm)].map(
      ([, encoded = '']) => Buffer.from(encoded, 'base64').length,
    ),
  );
  const lengths = mails.map(({ length }) => length);
  return [
    limitOf('B5c', 'bytes of a certificate of one page', certificates, 25_000, 15_000, 'bytes'),
    limitOf(
      'B5c',
      `bytes of a mail with ${certificates.length / mails.length} of them`,
      lengths,
      75_000,
      50_000,
      'bytes',
    ),
  ];
}

/** Lets fulfillment make entitlements and mails, and keep the mails as files: what both sides then send. */
async function writeMails(stage: Stage, mails: number): Promise<string> {
  const folder = join(stage.folder, 'mail');
  await stage.traffic.createTopics(['orders', 'entitlements', 'catalog', 'accounts']);
  await stage.traffic.publish('orders', shipmentMessages('mail', mails));
  const writer = await stage.separateService('fulfillment', { SMTP_URL: '' });
  const deadline = performance.now() + 120_000;
  while ((await settled(stage)) < mails) {
    if (performance.now() > deadline) throw new Error(`${await settled(stage)} of ${mails} mails were written`);
    await delay(100);
  }
  await writer.stop();
  expectSame('mails kept as files', (await readdir(folder)).filter((name) => name.endsWith('.eml')).length, mails);
  return folder;
}

const ofBench = `order_number like 'SO-mail-%'`;

async function settled({ sql }: Stage): Promise<number> {
  const [row] = await sql<{ count: string }>(
    `select count(*) as count from fulfillment.mail where ${ofBench} and state = 'sent'`,
  );
  return Number(row?.count);
}

async function waiting({ sql }: Stage): Promise<number> {
  const [row] = await sql<{ count: string }>(
    `select count(*) as count from fulfillment.mail where state in ('waiting', 'claimed')`,
  );
  return Number(row?.count);
}

/** The mails wait once more, each under another Message-ID, as if their shipments had just been fulfilled. */
async function queueAgain({ sql }: Stage, round: number): Promise<void> {
  await sql(
    `with queued as (
       update fulfillment.mail
       set state = 'waiting', attempts = 0, claimed_by = null, due_at = clock_timestamp(), settled_at = null,
         message_id = '<' || shipment_id || '.' || $1 || '@bench.example>',
         recipients = (select jsonb_agg(jsonb_build_object('address', recipient ->> 'address', 'state', 'waiting'))
                       from jsonb_array_elements(recipients) recipient)
       where ${ofBench})
     select pg_notify('seatwright_fulfillment', 'mail')`,
    [String(round)],
  );
}
