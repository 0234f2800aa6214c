import { eventSchema, type PublishedEvent, type PublishedTopic } from './events.ts';

/** The AsyncAPI 3.0 document of all topics: CloudEvents on Kafka, seen from Seatwright (it receives `in`, sends `out`). */
export function asyncApi(published: readonly PublishedTopic[], version: string): object {
  const events = published.flatMap((topic) => topic.events.map((event) => ({ event, topic })));
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Seatwright',
      version,
      description:
        'CloudEvents 1.0 on Kafka. Seatwright reads binary mode (`ce_*` headers, the value is the data) and structured mode ' +
        '(the value is the whole event, also without a content-type header), and writes binary mode. The key of a message is ' +
        'the stream whose order matters. A message that comes again, or twice, changes nothing.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: { kafka: { host: '127.0.0.1:9092', protocol: 'kafka', description: 'The brokers of `KAFKA_BROKERS`.' } },
    channels: Object.fromEntries(published.map((topic) => [topic.name, channel(topic)])),
    operations: Object.fromEntries(published.map((topic) => operation(topic))),
    components: {
      messages: Object.fromEntries(events.map(({ event, topic }) => [event.type, message(event, topic.key)])),
      schemas: Object.fromEntries(events.map(({ event }) => [event.type, eventSchema(event, 'draft-7')])),
      messageTraits: { cloudEvent: { headers: attributes } },
    },
  };
}

function channel({ name, title, description, direction, key, events }: PublishedTopic): object {
  return {
    address: name,
    title,
    description: `${description} ${direction === 'in' ? 'Seatwright reads it.' : 'Seatwright writes it.'} Key: ${key}.`,
    servers: [{ $ref: '#/servers/kafka' }],
    messages: Object.fromEntries(events.map(({ type }) => [type, { $ref: `#/components/messages/${escaped(type)}` }])),
    bindings: { kafka: { topic: name, bindingVersion: '0.5.0' } },
  };
}

function operation({ name, title, direction, events }: PublishedTopic): [string, object] {
  const action = direction === 'in' ? 'receive' : 'send';
  return [
    `${action}-${name}`,
    {
      action,
      title,
      channel: { $ref: `#/channels/${escaped(name)}` },
      messages: events.map(({ type }) => ({ $ref: `#/channels/${escaped(name)}/messages/${escaped(type)}` })),
    },
  ];
}

function message({ type, title, description, examples }: PublishedEvent, key: string): object {
  return {
    name: type,
    title,
    summary: description,
    contentType: 'application/json',
    traits: [{ $ref: '#/components/messageTraits/cloudEvent' }],
    headers: { type: 'object', properties: { ce_type: { const: type } } },
    payload: { $ref: `#/components/schemas/${escaped(type)}` },
    bindings: { kafka: { key: { type: 'string', description: `The ${key}.` }, bindingVersion: '0.5.0' } },
    examples: [
      { name: 'full', payload: examples.full },
      { name: 'minimal', payload: examples.minimal },
    ],
  };
}

/** The headers of binary mode, which are the attributes of CloudEvents. */
const attributes = {
  type: 'object',
  required: ['ce_specversion', 'ce_id', 'ce_source', 'ce_type'],
  properties: {
    ce_specversion: { type: 'string', const: '1.0', description: 'Version of CloudEvents.' },
    ce_id: { type: 'string', minLength: 1, maxLength: 512, description: 'The same id and source is the same event.' },
    ce_source: { type: 'string', minLength: 1, maxLength: 512, description: 'Where the event comes from.' },
    ce_type: { type: 'string', description: 'The event type.' },
    ce_subject: { type: 'string', description: 'What the event is about.' },
    ce_time: { type: 'string', format: 'date-time', description: 'When it happened, RFC 3339.' },
    ce_correlationid: { type: 'string', description: 'The same for everything that comes of one message.' },
    ce_seatwrightperson: {
      type: 'string',
      description:
        'Who was signed in, of what was taken over HTTP. An order with it is judged by what that person may do.',
    },
    'content-type': {
      type: 'string',
      description: '`application/json`; `application/cloudevents+json` is structured mode.',
    },
  },
};

// JSON pointers write these two characters in another way.
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
