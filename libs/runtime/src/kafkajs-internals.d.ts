declare module 'kafkajs/src/network/requestQueue/index.js' {
  export default class RequestQueue {
    readonly pending: readonly unknown[];
    readonly throttledUntil: number;
    scheduleCheckPendingRequests(): void;
  }
}

declare module 'kafkajs/src/consumer/consumerGroup.js' {
  export default class ConsumerGroup {
    /** When the last heartbeat was sent, by the clock of the machine. */
    lastRequest: number;
    heartbeat(options: { readonly interval: number }): Promise<void>;
  }
}
