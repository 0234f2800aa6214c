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
    readonly groupId: string;
    readonly cluster: { findGroupCoordinator(of: { readonly groupId: string }): Promise<object> };
    /** The broker that heartbeats go to. */
    coordinator: object;
    /** Milliseconds that a fetch may wait for messages; a field that its constructor sets. */
    maxWaitTime: number;
    paused(): readonly object[];
    pause(partitions: readonly { readonly topic: string; readonly partitions: readonly number[] }[]): void;
    resume(partitions: readonly { readonly topic: string; readonly partitions: readonly number[] }[]): void;
    fetch(nodeId: number): Promise<unknown>;
    heartbeat(options: { readonly interval: number }): Promise<void>;
  }
}

declare module 'kafkajs/src/cluster/index.js' {
  export default class Cluster {
    readonly brokerPool: {
      readonly metadata: { readonly topicMetadata: readonly { readonly topic: string }[] } | null;
    };
    /** What it is to know of. */
    readonly targetTopics: ReadonlySet<string>;
    refreshMetadata(): Promise<void>;
    refreshMetadataIfNecessary(): Promise<void>;
    fetchTopicsOffset(topics: readonly object[]): Promise<object[]>;
  }
}

declare module 'kafkajs/src/cluster/brokerPool.js' {
  export default class BrokerPool {
    refreshMetadata(topics: readonly string[]): Promise<void>;
  }
}

declare module 'kafkajs/src/errors.js' {
  export class KafkaJSConnectionClosedError extends Error {
    constructor(message: string, of: { readonly host: string; readonly port: number });
  }
}

declare module 'kafkajs/src/network/connection.js' {
  export default class Connection {
    readonly host: string;
    readonly port: number;
    readonly socket?: { destroy(): unknown };
    send(request: object): Promise<unknown>;
    /** Rejects whatever is under way or waits. */
    rejectRequests(error: Error): void;
    disconnect(): Promise<boolean>;
  }
}

declare module 'kafkajs/src/consumer/offsetManager/index.js' {
  export interface TopicPartition {
    readonly topic: string;
    readonly partition: number;
  }
  export default class OffsetManager {
    readonly groupId: string;
    readonly cluster: { findGroupCoordinator(of: { readonly groupId: string }): Promise<object> };
    /** The broker that offsets are committed with. */
    coordinator: object;
    commitOffsets(offsets?: object): Promise<void>;
    resolveOffsets(): Promise<void>;
    setDefaultOffset(place: TopicPartition): Promise<void>;
  }
}

declare module 'kafkajs/src/protocol/encoder.js' {
  export default class Encoder {
    buf: Buffer;
    offset: number;
    readonly buffer: Buffer;
    writeInt32(value: number): this;
    /** What is encoded already is copied; `buffer` of it is, and `buf` has to be a buffer. */
    writeEncoder(value: { readonly buf: Buffer; readonly buffer: Buffer }): this;
  }
}

declare module 'kafkajs/src/protocol/request.js' {
  /** A request with its head, whatever it is. */
  export default function createRequest(of: {
    readonly correlationId: number;
    readonly clientId: string;
    readonly request: object;
  }): Promise<{ readonly buffer: Buffer }>;
}

declare module 'kafkajs/src/protocol/requests/fetch/index.js' {
  /** What one broker is asked for. */
  export interface Fetched {
    readonly replicaId?: number;
    readonly maxWaitTime: number;
    readonly minBytes: number;
    readonly maxBytes: number;
    readonly isolationLevel?: number;
    readonly sessionId?: number;
    readonly sessionEpoch?: number;
    readonly forgottenTopics?: readonly object[];
    readonly rackId?: string;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly {
        readonly partition: number;
        readonly currentLeaderEpoch?: number;
        readonly fetchOffset: string | number;
        readonly logStartOffset?: string | number;
        readonly maxBytes: number;
      }[];
    }[];
  }
  interface Made {
    readonly request: { encode(): Promise<{ readonly buf: Buffer; readonly buffer: Buffer }> };
  }
  const fetch: { protocol(of: { readonly version: number }): (given: Fetched) => Made };
  export default fetch;
}

declare module 'kafkajs/src/protocol/decoder.js' {
  export default class Decoder {
    constructor(buffer: Buffer);
    readonly buffer: Buffer;
    readonly offset: number;
    forward(bytes: number): void;
    readInt16(): number;
    readInt32(): number;
    readInt64(): bigint;
    readVarInt(): number;
    readString(): string;
    /** kafkajs has a list here, of which it asks for its sum alone. */
    readVarIntArray(read: (decoder: Decoder) => object): { reduce(): Record<string, string> };
    readArray<Item>(read: (decoder: Decoder) => Item): Item[];
  }
}

declare module 'kafkajs/src/protocol/recordBatch/record/v0/decoder.js' {
  import type { KafkaMessage } from 'kafkajs';
  import type Decoder from 'kafkajs/src/protocol/decoder.js';

  export default function decodeRecord(decoder: Decoder, context: object): KafkaMessage;
}

declare module 'kafkajs/src/protocol/recordBatch/v0/decoder.js' {
  import type { KafkaMessage } from 'kafkajs';
  import type Decoder from 'kafkajs/src/protocol/decoder.js';

  export interface RecordBatch {
    readonly firstTimestamp: string;
    readonly records: readonly KafkaMessage[];
  }
  export default function decodeRecordBatch(decoder: Decoder): Promise<RecordBatch>;
}

declare module 'kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js' {
  import type { KafkaMessage } from 'kafkajs';
  import type Decoder from 'kafkajs/src/protocol/decoder.js';

  export default function decodeMessages(decoder: Decoder): Promise<KafkaMessage[]>;
}

declare module 'kafkajs/src/protocol/requests/fetch/v11/response.js' {
  const response: { decode(raw: Buffer): Promise<unknown> };
  export default response;
}

declare module 'kafkajs/src/protocol/recordBatch/crc32C/index.js' {
  export default function crc32C(bytes: Buffer): number;
}

declare module 'kafkajs/src/protocol/requests/produce/index.js' {
  export interface ProducedMessage {
    readonly key: string;
    readonly value: string;
    readonly headers?: Readonly<Record<string, string>>;
    /** Of messages that bring a time. */
    readonly timestamp?: string;
  }
  /** What one broker is sent. */
  export interface Produced {
    readonly acks: number;
    readonly timeout: number;
    readonly transactionalId?: string;
    readonly compression?: number;
    readonly producerId?: { toString(): string };
    readonly producerEpoch?: number;
    readonly topicData: readonly {
      readonly topic: string;
      readonly partitions: readonly {
        readonly partition: number;
        readonly firstSequence?: number;
        readonly messages: readonly ProducedMessage[];
      }[];
    }[];
  }
  interface Made {
    readonly request: {
      /** kafkajs copies `buffer`, and looks whether `buf` is one. */
      encode(): Promise<{ readonly buf: Buffer; readonly buffer: Buffer }>;
    };
  }
  const produce: { protocol(of: { readonly version: number }): (given: Produced) => Made };
  export default produce;
}
