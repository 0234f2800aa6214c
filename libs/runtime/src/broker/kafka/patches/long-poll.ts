import ConsumerGroup from 'kafkajs/src/consumer/consumerGroup.js';

/**
 * How long a fetch may wait for the first message. kafkajs has one time for all, and a fetch that is under way never has the partitions that
 * are resumed meanwhile: those would wait for its end. So while a partition pauses, a fetch comes back soon, and otherwise it may
 * wait long: every fetch of nothing costs the broker and us milliseconds of CPU.
 */
const whilePausedMilliseconds = 20;

const given = new WeakMap<ConsumerGroup, number>();

Object.defineProperty(ConsumerGroup.prototype, 'maxWaitTime', {
  configurable: true,
  get(this: ConsumerGroup): number {
    const milliseconds = given.get(this) ?? 0;
    return this.paused().length > 0 ? Math.min(milliseconds, whilePausedMilliseconds) : milliseconds;
  },
  // kafkajs sets it as a group is made.
  set(this: ConsumerGroup, milliseconds: number) {
    given.set(this, milliseconds);
  },
});
