import ConsumerGroup from 'kafkajs/src/consumer/consumerGroup.js';

/**
 * kafkajs sends a heartbeat when the last is long enough ago by the clock of the machine. A clock that is set back by minutes
 * would silence it for as long: the broker gives the topics to others, and this process goes on with them beside those.
 */
const heartbeat = ConsumerGroup.prototype.heartbeat;

ConsumerGroup.prototype.heartbeat = function sendHeartbeat(options): Promise<void> {
  this.lastRequest = Math.min(this.lastRequest, Date.now());
  return heartbeat.call(this, options);
};
