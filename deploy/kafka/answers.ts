import { connect } from 'node:net';

const host = '127.0.0.1';

// Kafka's Metadata request, version 1, for no topic: length, key 3, version 1, correlation id 0, no client id, 0 topics.
const metadataRequest = Buffer.from('0000000e' + '0003' + '0001' + '00000000' + 'ffff' + '00000000', 'hex');
// Length and correlation id come before the number of brokers.
const brokerCountAt = 8;

/**
 * True when a Kafka broker on that port answers and is registered with its controller. An open port is less than that:
 * the broker listens before it takes part. Spoken by hand, as a Kafka client would log and retry in its own way.
 */
export async function kafkaAnswers(port: number): Promise<boolean> {
  const socket = connect({ port, host, timeout: 2000 });
  socket.on('timeout', () => socket.destroy());
  try {
    socket.write(metadataRequest);
    let answer = Buffer.alloc(0);
    for await (const chunk of socket) {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length >= brokerCountAt + 4) return answer.readInt32BE(brokerCountAt) > 0;
    }
    return false;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
