import type { WriteAnswer } from '../../answer.ts';
import { decimalText } from '../../decimal.ts';
import { pieces } from '../../edifact/write.ts';
import { purchaseOrderOf, qualifierOf } from './order-answers.ts';
import { type WrittenX12Segment, writeX12 } from './write.ts';

/** A ship notice (856) of the lines that have gone out: shipment, order, items. Licenses go by mail: nothing of them stands here. */
export const write856: WriteAnswer = ({ id, issuedAt, lines, notes, orderNumber }, reading) => {
  const { kept = {} } = reading;
  const [day, time] = [issuedAt.slice(0, 10).replaceAll('-', ''), issuedAt.slice(11, 16).replace(':', '')];
  const delivered = lines.filter(({ outcome }) => outcome === 'delivered');
  const items = delivered.flatMap(({ position }, index): WrittenX12Segment[] => {
    const line = reading.lines[position];
    if (!line) return [];
    const number = line.number?.value ?? String(position + 1);
    const pairs = line.items.slice(0, 10).flatMap(({ by, id: item }) => [qualifierOf(by, item.value), item.value]);
    const quantity = line.quantity && decimalText(line.quantity.value);
    return [
      ['HL', String(index + 3), '2', 'I', '0'],
      ['LIN', number, ...pairs],
      ['SN1', number, quantity ?? '0', line.unit?.value ?? 'EA'],
    ];
  });
  const texts = notes.flatMap((note) => pieces(note, 80)).slice(0, 20);
  return writeX12({
    envelope: kept,
    group: 'SH',
    set: '856',
    id,
    issuedAt,
    segments: [
      // 0004: shipment, order, item.
      ['BSN', '00', id.slice(-30), day, time, '0004'],
      ['HL', '1', '', 'S', '1'],
      ['REF', 'VN', orderNumber.slice(0, 30)],
      ...texts.map((text): WrittenX12Segment => ['REF', 'ZZ', '', text]),
      ['DTM', '011', day, time],
      ['HL', '2', '1', 'O', '1'],
      ['PRF', purchaseOrderOf(reading), kept.release, '', kept.orderDate],
      ...items,
      ['CTT', String(items.filter(([tag]) => tag === 'HL').length + 2)],
    ],
  });
};
