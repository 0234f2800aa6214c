import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

/**
 * kafkajs schedules its next look at a connection's queue at `throttledUntil - now` even when nothing waits and nothing is
 * throttled: a negative time, of which Node 24 warns, and a timer every millisecond. Here it only schedules when there is
 * something to look at (kafkajs issue 1751).
 */
const schedule = RequestQueue.prototype.scheduleCheckPendingRequests;

RequestQueue.prototype.scheduleCheckPendingRequests = function scheduleCheckPendingRequests(): void {
  if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
};
