import { subscribeWhenThere } from './subscribe.ts';

/** A broker that knows the topics only after some requests. */
function consumerAfter(failures: number, type = 'UNKNOWN_TOPIC_OR_PARTITION') {
  const asked: unknown[] = [];
  return {
    asked,
    subscribe: async (subscription: unknown) => {
      asked.push(subscription);
      if (asked.length <= failures) throw Object.assign(new Error('not here'), { type, retriable: true });
    },
  };
}

describe('subscribing on a fresh broker', () => {
  test.each(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE'])('O1 waits while a topic is %s', async (type) => {
    const consumer = consumerAfter(2, type);
    await subscribeWhenThere(consumer, ['orders', 'accounts'], () => false);
    expect(consumer.asked).toEqual(Array(3).fill({ topics: ['orders', 'accounts'], fromBeginning: true }));
  });

  test.each([
    ['another error', 'TOPIC_AUTHORIZATION_FAILED', () => false, 60_000],
    ['a process that ends', 'UNKNOWN_TOPIC_OR_PARTITION', () => true, 60_000],
    ['a topic that never comes', 'UNKNOWN_TOPIC_OR_PARTITION', () => false, -1],
  ])('O1 gives up for %s', async (_, type, isClosing, patience) => {
    const consumer = consumerAfter(9, type);
    await expect(subscribeWhenThere(consumer, ['orders'], isClosing, patience)).rejects.toMatchObject({ type });
    expect(consumer.asked).toHaveLength(1);
  });
});
