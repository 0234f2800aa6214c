import type { TransactionSet } from './syntax/envelope.ts';
import type { X12Segment } from './syntax/lexer.ts';

/** What answers repeat: who wrote to whom, in which version and with which separators, and which set they answer. */
const elements: readonly (readonly [name: string, of: 'isa' | 'gs' | 'st' | 'begin', position: number])[] = [
  ['senderQualifier', 'isa', 5],
  ['sender', 'isa', 6],
  ['receiverQualifier', 'isa', 7],
  ['receiver', 'isa', 8],
  ['repetition', 'isa', 11],
  ['interchangeVersion', 'isa', 12],
  ['interchangeControl', 'isa', 13],
  ['usage', 'isa', 15],
  ['group', 'gs', 1],
  ['groupSender', 'gs', 2],
  ['groupReceiver', 'gs', 3],
  ['groupControl', 'gs', 6],
  ['agency', 'gs', 7],
  ['version', 'gs', 8],
  ['set', 'st', 1],
  ['setControl', 'st', 2],
  ['purpose', 'begin', 1],
  ['type', 'begin', 2],
  ['release', 'begin', 4],
];

export function x12Kept(
  { isa, gs, segments, interchange }: TransactionSet,
  set: string,
  begin: X12Segment,
): Record<string, string> {
  const from = { isa, gs, st: segments[0] as X12Segment, begin };
  const said = elements.map(([name, of, position]): [string, string] => [
    name,
    (from[of].elements[position] ?? '').trim(),
  ]);
  const date: [string, string] = ['orderDate', (begin.elements[set === '860' ? 6 : 5] ?? '').trim()];
  const { element, component, segment } = interchange.separators;
  const separators: [string, string] = ['separators', element + component + segment];
  return Object.fromEntries([...said, date, separators].filter(([, value]) => value !== ''));
}
