import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/**
 * Every so many milliseconds a timer is set to see how late it comes. The interval is in what prom-client says of it. At 10 ms, as it
 * is by default, an idle process does little else.
 */
export const eventLoopInterval = 50;

/** What a process counts, in Prometheus' terms; served at `/metrics`. */
export type Metrics = ReturnType<typeof createMetrics>;

/** The metrics of one process. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: eventLoopInterval });
  const registers = [registry];
  return {
    registry,
    messages: new Counter({
      name: 'seatwright_messages_total',
      help: 'Messages by what became of them: done, duplicate, skipped, empty, dead',
      labelNames: ['service', 'topic', 'outcome'] as const,
      registers,
    }),
    batchSeconds: new Histogram({
      name: 'seatwright_batch_seconds',
      help: 'Time of a batch from its first read to its commit',
      labelNames: ['service'] as const,
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
      registers,
    }),
    batchSize: new Histogram({
      name: 'seatwright_batch_messages',
      help: 'Messages of a batch',
      labelNames: ['service'] as const,
      buckets: [1, 2, 5, 10, 50, 100, 250, 500],
      registers,
    }),
    relayed: new Counter({
      name: 'seatwright_relayed_events_total',
      help: 'Events that the broker has acknowledged',
      labelNames: ['service'] as const,
      registers,
    }),
    outboxDepth: new Gauge({
      name: 'seatwright_outbox_depth',
      help: 'Events that wait for the broker',
      labelNames: ['service'] as const,
      registers,
    }),
    outboxAgeSeconds: new Gauge({
      name: 'seatwright_outbox_age_seconds',
      help: 'How long the oldest event has been waiting for the broker',
      labelNames: ['service'] as const,
      registers,
    }),
    deadLetters: new Gauge({
      name: 'seatwright_dead_letters',
      help: 'Messages that could not be processed and were not replayed',
      labelNames: ['service'] as const,
      registers,
    }),
    invoicesHeld: new Gauge({
      name: 'seatwright_invoices_held',
      help: 'Accounts whose invoice was to be issued and lacks a tax rate, a country or an address',
      registers,
    }),
    orderAnswers: new Gauge({
      name: 'seatwright_order_answers',
      help: 'Answers to documents by how far they are: expected, waiting, undeliverable',
      labelNames: ['state'] as const,
      registers,
    }),
    consumerLag: new Gauge({
      name: 'seatwright_consumer_lag',
      help: 'Messages of a partition that the group has not processed',
      labelNames: ['group', 'topic', 'partition'] as const,
      registers,
    }),
    entitlements: new Gauge({
      name: 'seatwright_entitlements',
      help: 'Order lines that fulfillment fulfilled, and that the ledger granted: the same number, but for what is under way',
      labelNames: ['service'] as const,
      registers,
    }),
    readBack: new Counter({
      name: 'seatwright_read_back_total',
      help: 'Entitlements and mails that were lost to the tables and taken over from what was published: a schema was set back',
      labelNames: ['what'] as const,
      registers,
    }),
    standingSeconds: new Gauge({
      name: 'seatwright_standing_batch_seconds',
      help: 'For how long the batch at which a partition stands has been failing; what it waits for is in the log',
      labelNames: ['group', 'topic', 'partition'] as const,
      registers,
    }),
    mailsRefusedUs: new Gauge({
      name: 'seatwright_mail_refused_us',
      help: '1 while the mail server takes no mail from us: mails wait until password, relay or policy are mended',
      labelNames: ['service'] as const,
      registers,
    }),
    mails: new Counter({
      name: 'seatwright_mails_total',
      help: 'Mails by outcome: sent, deferred, undeliverable; refused-us where the server takes none from us; doubtful where a crash hid the answer and it was sent again',
      labelNames: ['outcome'] as const,
      registers,
    }),
  };
}
