import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expectSame } from './measuring/expect.ts';
import { renderingAlone } from './measuring/rendering-alone.ts';
import { limitOf, type Result, ratioOf } from './measuring/report.ts';
import { alternate, median, type Plan, shown } from './measuring/rounds.ts';
import type { SinkReport } from './measuring/sink.ts';
import { shipmentMessages } from './orders.ts';
import { cpuOf, type Program } from './programs.ts';
import type { Stage } from './stage.ts';

/**
 * B5a: mails a second. Ours is the delivery of mails that wait in the database: claimed, written with the certificates that are at
 * hand, sent, their outcome recorded and announced. The baseline only sends the same mails, which it has in memory.
 * B5b: CPU of a whole mail, certificates rendered as well, against rendering alone and raw sending alone.
 */
export async function mailBench(stage: Stage, plan: Plan): Promise<Result[]> {
  const mails = Math.round(400 * plan.scale);
  const folder = await writeMails(stage, mails);
  const { url, program: sink } = await stage.sink();
  const raw = await stage.baseline('raw-mailer', { MAIL_FOLDER: folder, SMTP_URL: url });
  const sides = sidesOf(stage, sink, raw, mails);
  const atHand = new URL('./measuring/at-hand.ts', import.meta.url).href;
  const delivery = await stage.separateService('fulfillment', { SMTP_URL: url, NODE_OPTIONS: `--import ${atHand}` });
  // Started before mails are renamed, which a process that starts later would take for mails that its database has lost.
  const whole = await stage.separateService('fulfillment', { SMTP_URL: url });
  whole.freeze();
  const rates = await alternate(plan, [async (round) => await sides.ours(`at-hand-${round}`), sides.raw]);
  await delivery.stop();
  whole.thaw();
  const about = { id: 'B5a', name: 'mails delivered with certificates at hand, against sent alone', unit: 'mails/s' };
  const cpu = await alternate(plan, [
    async (round) => await cpuOfMail(whole, mails, () => sides.ours(`whole-${round}`)),
    async (round) => await cpuOfMail(raw, mails, () => sides.raw(plan.rounds + 1 + round)),
    async (round) => renderingAlone(round, mails),
  ]);
  await whole.stop();
  const [wholes = [], raws = [], renderings = []] = cpu;
  console.log(`  CPU ms a mail: whole, raw sending, rendering: ${cpu.map((of) => shown(median(of))).join('  ')}`);
  const times = wholes.map((of, round) => of / ((raws[round] ?? Number.NaN) + (renderings[round] ?? Number.NaN)));
  const name = 'CPU of a whole mail against rendering alone and raw sending alone';
  return [ratioOf(about, rates, 0.7, 0.9), limitOf('B5b', name, times, 1.4, 1.15, 'x'), ...(await sizesOf(folder))];
}

function sidesOf(stage: Stage, sink: Program, mailer: Program, mails: number) {
  const verified = async () => {
    const report = await sink.ask<SinkReport>({ ask: 'received', count: mails, withinSeconds: 120 });
    expectSame('mails at the sink', report.mails, mails);
    expectSame('distinct Message-IDs at the sink', report.messageIds, mails);
  };
  return {
    async ours(run: string): Promise<number> {
      await sink.ask({ ask: 'forget' });
      await queueAgain(stage, run);
      const start = performance.now();
      await verified();
      while ((await waiting(stage)) > 0) await delay(10);
      return mails / ((performance.now() - start) / 1000);
    },
    async raw(round: number): Promise<number> {
      await sink.ask({ ask: 'forget' });
      const { milliseconds } = await mailer.ask<{ milliseconds: number }>({ round });
      await verified();
      return mails / (milliseconds / 1000);
    },
  };
}

async function cpuOfMail({ pid }: Program, mails: number, turn: () => Promise<number>): Promise<number> {
  const before = cpuOf([pid]).own;
  await turn();
  return ((cpuOf([pid]).own - before) * 1000) / mails;
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
async function queueAgain({ sql }: Stage, run: string): Promise<void> {
  await sql(
    `with queued as (
       update fulfillment.mail
       set state = 'waiting', attempts = 0, claimed_by = null, due_at = clock_timestamp(), settled_at = null,
         message_id = '<' || shipment_id || '.' || $1 || '@bench.example>',
         recipients = (select jsonb_agg(jsonb_build_object('address', recipient ->> 'address', 'state', 'waiting'))
                       from jsonb_array_elements(recipients) recipient)
       where ${ofBench})
     select pg_notify('seatwright_fulfillment', 'mail')`,
    [run],
  );
}
