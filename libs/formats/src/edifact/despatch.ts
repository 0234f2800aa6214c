import type { WriteAnswer } from '../answer.ts';
import { decimalText } from '../decimal.ts';
import { compactDay, directoryOf, endsOf, itemsFrom, partiesFrom, textsOf } from './answers.ts';
import { type WrittenSegment, writeInterchange } from './write.ts';

/** A despatch advice (DESADV) of the lines that have gone out, in the directory that the order was written in. Licenses go by mail: nothing of them stands here. */
export const writeDesadv: WriteAnswer = (answer, reading) => {
  const delivered = answer.lines.filter(({ outcome }) => outcome === 'delivered');
  const lines = delivered.flatMap(({ position }): WrittenSegment[] => {
    const line = reading.lines[position];
    if (!line) return [];
    const number = line.number?.value ?? String(position + 1);
    const [item, ...others] = itemsFrom(line);
    const quantity = line.quantity ? decimalText(line.quantity.value) : '0';
    return [
      ['LIN', number, '', item],
      ...others.map((other): WrittenSegment => ['PIA', '1', other]),
      ['QTY', ['12', quantity, line.unit?.value]],
      ['RFF', ['ON', reading.id.value, number]],
    ];
  });
  return writeInterchange({
    ...endsOf(answer, reading),
    type: ['DESADV', ...directoryOf(reading)],
    segments: [
      ['BGM', '351', answer.id, '9'],
      ['DTM', ['137', compactDay(answer.issuedAt), '102']],
      ['DTM', ['11', compactDay(answer.issuedAt), '102']],
      ['RFF', ['ON', reading.id.value]],
      ['RFF', ['VN', answer.orderNumber]],
      ...partiesFrom(reading),
      ['CPS', '1'],
      ...textsOf(answer.notes, 'AAI').slice(0, 5),
      ...lines,
      ['CNT', ['2', String(lines.filter(([tag]) => tag === 'LIN').length)]],
    ],
  });
};
