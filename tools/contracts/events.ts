import type { z } from 'zod';
import { type Topic, type TopicName, topics } from '#contracts/topics.ts';
import { eventTexts, type Text, topicTexts } from './event-texts.ts';
import { type Dialect, dataSchema, type JsonSchema } from './json-schema.ts';

/** Examples of the data of an event type, tested against its schema: everything that can be said, and as little as has to be. */
export interface Examples {
  readonly full: unknown;
  readonly minimal: unknown;
}

/** An event type with all that is published about it. */
export interface PublishedEvent extends Text {
  readonly type: string;
  readonly topic: TopicName;
  readonly schema: z.ZodType;
  readonly examples: Examples;
}

export interface PublishedTopic extends Text {
  readonly name: TopicName;
  readonly direction: Topic['direction'];
  readonly key: string;
  readonly events: readonly PublishedEvent[];
}

/**
 * Every topic with its event types and their examples.
 * @throws Error for a topic, type or example that has no text or is not there
 */
export function publishedTopics(examples: ReadonlyMap<string, Examples>): PublishedTopic[] {
  return Object.entries(topics).map(([topicName, topic]) => {
    const name = topicName as TopicName;
    const events = Object.entries<z.ZodType>(topic.events).map(([type, schema]) => ({
      type,
      topic: name,
      schema,
      ...there(eventTexts[type], `a text for ${type} in event-texts.ts`),
      examples: there(examples.get(type), `a golden file for ${type}`),
    }));
    const { direction, key } = topic;
    return { name, direction, key, ...there(topicTexts[name], `a text for topic ${name} in event-texts.ts`), events };
  });
}

/** The JSON Schema of an event type's data, as it is published. */
export function eventSchema(event: PublishedEvent, dialect: Dialect = 'draft-2020-12'): JsonSchema {
  const { type, title, description, schema, examples } = event;
  return {
    ...(dialect === 'draft-2020-12' && {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `urn:seatwright:event:${type}`,
    }),
    title,
    description,
    ...dataSchema(type, schema, dialect),
    examples: [examples.full, examples.minimal],
  };
}

function there<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`${what} is missing`);
  return value;
}
