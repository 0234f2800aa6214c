import { goldenFiles } from '../../tools/contracts/golden-files.ts';
import { publishedCheck, schemaByType } from './published.ts';

/** The code's schema and the published one are two texts: every single change of a golden example gets the same verdict of both. */

const otherValues: readonly unknown[] = [
  null,
  true,
  0,
  1,
  -1,
  0.5,
  1_000_001,
  2_000_000_000,
  '',
  'x',
  ' x',
  'a\u0000b',
  'a\nb',
  'x'.repeat(65),
  'x'.repeat(257),
  'x'.repeat(2001),
  '𠮷'.repeat(64),
  '𠮷'.repeat(65),
  '𠮷'.repeat(200),
  '𠮷'.repeat(201),
  '2026-02-30',
  '2026-11-21',
  '2026-11-21T09:30:00',
  '2026-11-21T09:30:00Z',
  '-1.00',
  '1.00',
  '1e3',
  'EUR',
  'PL',
  'http://seatwright.example',
  'https://seatwright.example/a?b=c',
  'javascript:alert(1)',
  'it@seatwright.example',
  'IT <it@seatwright.example>',
  [],
  {},
  ['x'],
  { x: 'x' },
];

/** Every example that differs from `data` in one place: a field left out or of another value, a list without or with too many entries. */
function* mutants(data: unknown): Generator<readonly [string, unknown]> {
  for (const value of otherValues) yield [`is ${JSON.stringify(value)?.slice(0, 30)}`, value];
  if (Array.isArray(data)) {
    yield ['has 501 entries', Array.from({ length: 501 }, () => data[0])];
    for (const [change, item] of mutants(data[0])) yield [`[0] ${change}`, [item, ...data.slice(1)]];
  } else if (typeof data === 'object' && data !== null) {
    yield ['has one field more', { ...data, somethingNew: { in: 'it' } }];
    for (const [name, value] of Object.entries(data)) {
      const { [name]: _, ...others } = data as Record<string, unknown>;
      yield [`has no ${name}`, others];
      yield [`calls ${name} otherwise`, { ...others, [`${name} `]: value }];
      for (const [change, inner] of mutants(value)) yield [`${name} ${change}`, { ...data, [name]: inner }];
    }
  }
}

describe.each([...goldenFiles()])('%s', (type, { full, minimal }) => {
  it('is judged alike by the code and by its published schema, whatever is changed', () => {
    const schema = schemaByType.get(type);
    const isPublished = publishedCheck(type);
    const disagreed: string[] = [];
    for (const [change, data] of [...mutants(full), ...mutants(minimal)]) {
      const taken = schema?.safeParse(data).success;
      if (taken !== isPublished(data)) disagreed.push(`${change}: code ${taken}`);
    }
    expect(disagreed).toEqual([]);
  });
});
