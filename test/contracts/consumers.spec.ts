import { globSync, readFileSync } from 'node:fs';
import { serviceParts } from '#apps/all-in-one/src/service-parts.ts';
import { watchersOf } from '#contracts/services.ts';
import { type Topic, type TopicName, topics } from '#contracts/topics.ts';

/**
 * The contract names every service that listens to a topic. The embedded broker keeps messages for those that are not in the process,
 * and the doctor looks at their lag.
 */

const root = new URL('../../', import.meta.url).pathname;
const listening = globSync('apps/*/src/*.consumer.ts', { cwd: root }).flatMap((file) => {
  const service = file.split('/')[1] ?? '';
  const heard = readFileSync(root + file, 'utf8').matchAll(/@EventPattern\('([^']+)'(.*?)^ {2}\}$/gms);
  return [...heard].map(([, topic = '', body = '']) => ({
    service,
    topic,
    decides: body.includes('this.runner.deliver('),
  }));
});

test.each(Object.entries(topics) as [string, Topic][])(
  'topic %s names the services that listen to it',
  (name, topic) => {
    const services = listening.filter((each) => each.topic === name).map(({ service }) => service);
    expect([...topic.consumers, ...watchersOf(name)].sort()).toEqual(services.sort());
  },
);

const contexts = Object.entries(serviceParts).map(([service, { context }]) => [service, context] as const);

describe.each(contexts)('O5 of the types of its topics, %s', (service, { slices, passesOver }) => {
  const read = listening.filter((each) => each.service === service && each.decides);
  const heard = read.flatMap(({ topic }) => Object.keys(topics[topic as TopicName].events));
  const answered = slices.map(({ type }) => type);

  test('answers each or says that it passes over it', () => {
    expect(heard.filter((type) => !answered.includes(type) && !passesOver.includes(type))).toEqual([]);
  });

  test('passes over none that it answers, none that it does not hear', () => {
    expect(passesOver.filter((type) => answered.includes(type) || !heard.includes(type))).toEqual([]);
  });
});
