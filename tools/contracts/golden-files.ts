import { existsSync, readFileSync } from 'node:fs';
import { topics } from '#contracts/topics.ts';
import type { Examples } from './events.ts';

/** A golden file: data that has to be taken for ever, and data that never may be. */
export interface Golden extends Examples {
  /** More that has to be taken: the other forms of a type that has several. */
  readonly also?: readonly object[];
  readonly refused: readonly { readonly because: string; readonly path: string; readonly data: unknown }[];
}

// What is shown to people are the golden files of the tests, so that no example is ever wrong.
const folder = new URL('../../test/contracts/golden/', import.meta.url);

/** The golden file of every event type that has one. */
export function goldenFiles(): Map<string, Golden> {
  const types = Object.values(topics).flatMap((topic) => Object.keys(topic.events));
  const files = types.map((type) => [type, new URL(`${type}.json`, folder)] as const);
  const there = files.filter(([, file]) => existsSync(file));
  return new Map(there.map(([type, file]) => [type, JSON.parse(readFileSync(file, 'utf8')) as Golden]));
}
