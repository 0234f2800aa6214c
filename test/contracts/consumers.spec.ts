import { globSync, readFileSync } from 'node:fs';
import { type Topic, topics } from '#contracts/topics.ts';

/**
 * The contract names every service that listens to a topic. The embedded broker keeps messages for those that are not in the process,
 * and the doctor looks at their lag.
 */

const root = new URL('../../', import.meta.url).pathname;
const listening = globSync('apps/*/src/*.consumer.ts', { cwd: root }).flatMap((file) => {
  const service = file.split('/')[1] ?? '';
  const heard = readFileSync(root + file, 'utf8').matchAll(/@EventPattern\('([^']+)'/g);
  return [...heard].map(([, topic = '']) => ({ service, topic }));
});

test.each(Object.entries(topics) as [string, Topic][])(
  'topic %s names the services that listen to it',
  (name, topic) => {
    const services = listening.filter((each) => each.topic === name).map(({ service }) => service);
    expect([...topic.consumers].sort()).toEqual(services.sort());
  },
);
