import { KafkaJSConnectionClosedError } from 'kafkajs/src/errors.js';
import Connection from 'kafkajs/src/network/connection.js';

/**
 * A broker that takes requests and answers none, as one that hangs or that the network has lost, looks alive to kafkajs: each request ends
 * after its time, the next goes to the same broker over the same connection, and for five minutes nobody asks who leads its partitions
 * now. So what is not answered in time closes its connection, and from there on it goes as with a broker that is gone.
 */
const { send } = Connection.prototype;

Connection.prototype.send = async function sendOrClose(request): Promise<unknown> {
  const { socket } = this;
  try {
    return await send.call(this, request);
  } catch (error) {
    if ((error as Error).name !== 'KafkaJSRequestTimeoutError') throw error;
    const { host, port } = this;
    const closed = new KafkaJSConnectionClosedError((error as Error).message, { host, port });
    // Another request may have closed it before, and a third opened a new one.
    if (this.socket === socket) {
      this.rejectRequests(closed);
      socket?.destroy();
      await this.disconnect();
    }
    throw closed;
  }
};
