import type { WrittenAnswer } from '../../answer.ts';

/** Elements of a segment; empty ones at the end are left out. */
export type WrittenX12Segment = readonly [tag: string, ...elements: (string | undefined)[]];

/** What is answered: an interchange turned around, in its version and with its separators. Names are those of `kept.ts`. */
export type Envelope = Readonly<Partial<Record<string, string>>>;

export interface WrittenSet {
  readonly envelope: Envelope;
  /** Functional group and set: `PR` and `855`. */
  readonly group: string;
  readonly set: string;
  /** What it is the answer to; the control numbers come of it. */
  readonly id: string;
  /** An instant in UTC. */
  readonly issuedAt: string;
  readonly segments: readonly (WrittenX12Segment | undefined)[];
}

/** Writes an interchange with one set, its counts and control numbers: the same answer has the same bytes. */
export function writeX12({ envelope, group, set, id, issuedAt, segments }: WrittenSet): WrittenAnswer {
  const [element = '*', component = '>', end = '~'] = [...(envelope.separators ?? '')];
  const { senderQualifier = 'ZZ', sender = '', receiverQualifier = 'ZZ', receiver = '' } = envelope;
  const { interchangeVersion = '00401', version = '004010', agency = 'X', usage = 'P' } = envelope;
  const control = controlNumber(id);
  const [day, time] = [issuedAt.slice(0, 10).replaceAll('-', ''), issuedAt.slice(11, 16).replace(':', '')];
  const groupNumber = String(Number(control));
  // Before 4010, years have two digits.
  const groupDay = Number(version.slice(0, 6)) < 4010 ? day.slice(2) : day;
  const inside = segments.filter((segment) => segment !== undefined);
  const plain = (text: string) => plainText(text, [element, component, end]);
  const line = ([tag, ...elements]: WrittenX12Segment) => {
    const written = elements.map((each = '') => plain(each));
    return [tag, ...written.slice(0, written.findLastIndex((each) => each !== '') + 1)].join(element);
  };
  // Its widths are fixed, and one element of it is a separator.
  const isa = [
    ...['ISA', '00', ' '.repeat(10), '00', ' '.repeat(10)],
    ...[receiverQualifier, receiver.padEnd(15), senderQualifier, sender.padEnd(15), day.slice(2), time],
    ...[envelope.repetition ?? 'U', interchangeVersion, control, '0', usage, component],
  ].join(element);
  const lines = [
    isa,
    line(['GS', group, envelope.groupReceiver, envelope.groupSender, groupDay, time, groupNumber, agency, version]),
    line(['ST', set, '0001']),
    ...inside.map(line),
    line(['SE', String(inside.length + 2), '0001']),
    line(['GE', '1', groupNumber]),
    line(['IEA', '1', control]),
  ];
  const text = lines.map((each) => `${each}${end}${end === '\n' ? '' : '\n'}`).join('');
  return { contentType: 'application/EDI-X12', bytes: new TextEncoder().encode(text) };
}

/** Nine digits of what is answered: no counter is kept, and the same answer has the same number. */
export function controlNumber(id: string): string {
  let [one, other] = [0x811c9dc5, 0x01000193];
  for (const character of id) {
    const code = character.codePointAt(0) ?? 0;
    one = Math.imul(one ^ code, 0x01000193);
    other = Math.imul(other ^ (code + 0x9e37), 0x85ebca6b);
  }
  const wide = (BigInt(one >>> 0) << 32n) | BigInt(other >>> 0);
  return String((wide % 999_999_999n) + 1n).padStart(9, '0');
}

/** Letters that stand in the extended character set of X12, without the interchange's separators. */
function plainText(text: string, separators: readonly string[]): string {
  const letters = [...text.normalize('NFD').replace(/\p{M}/gu, '')].map((letter) => others[letter] ?? letter);
  const plain = letters.map((letter) => (/^[ -~]+$/.test(letter) && !separators.includes(letter) ? letter : ' '));
  return plain.join('').replace(/ +/g, ' ').trim();
}

const others: Readonly<Record<string, string>> = {
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ø: 'o',
  Ø: 'O',
  ß: 'ss',
  æ: 'ae',
  Æ: 'AE',
  '–': '-',
  '—': '-',
  '·': '-',
  '…': '...',
  '€': 'EUR',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '×': 'x',
};
