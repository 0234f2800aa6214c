import type { Chance } from '../support/samples/chance.ts';

/** Messages that nobody can process, of every kind that somebody once sent. */
export interface Poison {
  readonly what: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /** An event of its type as it should be, but for its data: who reads the topic and does not answer that type passes it over. */
  readonly isEvent?: true;
}

/** One of each kind for a topic; `name` makes their bytes different from those of other rounds. */
export function poisonFor(type: string, name: string, chance: Chance): Poison[] {
  const binary = { ce_specversion: '1.0', ce_id: name, ce_source: '/poison', ce_type: type };
  const noise = Buffer.from(Array.from({ length: 200 }, () => chance.between(0, 255)));
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  const kinds: Poison[] = [
    { what: 'bytes that are no text', value: Buffer.concat([Buffer.from([0xff, 0xfe, 0x00]), noise]), headers: {} },
    { what: 'half a JSON text', value: Buffer.from(`{"orderNumber":"${name}`), headers: binary },
    { what: 'JSON that is no event', value: json({ hello: name }), headers: {} },
    { what: 'a type that nobody knows', value: json({ name }), headers: { ...binary, ce_type: 'no.such.type.v1' } },
    { what: 'another version of CloudEvents', value: json({ name }), headers: { ...binary, ce_specversion: '9.9' } },
    {
      what: 'data of another shape',
      value: json({ orderNumber: { name }, lines: 'none' }),
      headers: binary,
      isEvent: true,
    },
    { what: 'a list', value: json([name, 1, null]), headers: binary, isEvent: true },
    { what: 'the character U+0000', value: Buffer.from(`{"orderNumber":"${name}\\u0000"}`), headers: binary },
    { what: 'depth without end', value: Buffer.from(`"${name}"${'['.repeat(50_000)}`), headers: binary },
    { what: 'an id without end', value: json({ name }), headers: { ...binary, ce_id: 'x'.repeat(5000) } },
  ];
  return kinds.map((poison, index) => ({
    ...poison,
    headers: poison.headers.ce_id === name ? { ...poison.headers, ce_id: `${name}-${index}` } : poison.headers,
  }));
}
