import type { WriteAnswer } from '../answer.ts';
import { decimalText } from '../decimal.ts';
import type { XmlNode } from '../xml/write.ts';
import { aggregate, basic, issuedAt, itemFrom, lineIdOf, noteFrom, partyFrom, writtenUbl } from './answer-parts.ts';

/** A DespatchAdvice (T16) of the lines that have gone out. Licenses go by mail to the people of the order: nothing of them stands here. */
export const writeDespatchAdvice: WriteAnswer = (answer, reading) => {
  const delivered = answer.lines.filter(({ outcome }) => outcome === 'delivered');
  const lines = delivered.flatMap(({ position, note }): XmlNode[] => {
    const line = reading.lines[position];
    if (!line) return [];
    const quantity = line.quantity ? decimalText(line.quantity.value) : '0';
    return [
      [
        'cac:DespatchLine',
        [
          basic('ID', lineIdOf(line, position)),
          basic('Note', note),
          basic('DeliveredQuantity', quantity, { unitCode: line.unit?.value ?? 'C62' }),
          aggregate('OrderLineReference', basic('LineID', lineIdOf(line, position))),
          itemFrom(line, position),
        ],
      ],
    ];
  });
  return writtenUbl('DespatchAdvice', [
    basic('CustomizationID', 'urn:fdc:peppol.eu:poacc:trns:despatch_advice:3'),
    basic('ProfileID', 'urn:fdc:peppol.eu:poacc:bis:despatch_advice:3'),
    basic('ID', answer.id),
    ...issuedAt(answer),
    noteFrom(answer),
    aggregate('OrderReference', basic('ID', reading.id.value)),
    aggregate('DespatchSupplierParty', partyFrom(reading, 'seller')),
    aggregate('DeliveryCustomerParty', partyFrom(reading, 'buyer')),
    ...lines,
  ]);
};
