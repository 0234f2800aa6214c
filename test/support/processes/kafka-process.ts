import path from 'node:path';
import { freePort } from '#runtime/environment/ports.ts';
import { type LocalKafka, startKafka } from '../../../deploy/kafka/broker.ts';

/** A broker that can go away and come back with its data, always on the same port. */
export interface KafkaProcess {
  readonly brokers: string;
  kill(): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Ends all that was started. */
  close(): Promise<void>;
}

/** Starts a broker of one's own. */
export async function ownKafka(dataDir: string): Promise<KafkaProcess> {
  const port = await freePort();
  let running: LocalKafka = await startKafka({ port, dataDir });
  return {
    brokers: running.brokers,
    kill: () => running.kill(),
    stop: () => running.stop(),
    async start() {
      running = await startKafka({ port, dataDir });
    },
    close: () => running.stop(),
  };
}

/** Starts two brokers on which everything lies twice. The second can go away, and the first, its controller, takes over. */
export async function twoBrokers(dataDir: string): Promise<KafkaProcess> {
  const first = await startKafka({ port: await freePort(), dataDir: path.join(dataDir, '1'), copies: 2 });
  const port = await freePort();
  const startSecond = () => startKafka({ port, dataDir: path.join(dataDir, '2'), joins: first.cluster });
  let second = await startSecond().catch(async (error) => {
    await first.stop();
    throw error;
  });
  return {
    brokers: `${first.brokers},${second.brokers}`,
    kill: () => second.kill(),
    stop: () => second.stop(),
    async start() {
      second = await startSecond();
    },
    async close() {
      await second.stop();
      await first.stop();
    },
  };
}
