import type { Format, Head } from '../format.ts';
import { writeAcknowledgment } from './answers/acknowledgment.ts';
import { write855, write865 } from './answers/order-answers.ts';
import { write856 } from './answers/ship-notice.ts';
import { readX12 } from './read.ts';

/** ANSI X12: purchase orders (850) and their changes (860); 855, 865, 856 and 997 back. Mapping: README.md. */
export const x12: Format = {
  name: 'x12',
  detect: isX12,
  read: readX12,
  receipt: writeAcknowledgment,
  answers: { '855': write855, '856': write856, '865': write865 },
};

/**
 * True by content type, or where the document begins with ISA and a separator. A byte order mark may stand before. A group or a set of orders
 * without an interchange is X12 too, to be told what it lacks.
 */
function isX12({ start, contentType = '' }: Head): boolean {
  return (
    /^application\/(?:edi-x12|x12)\b/.test(contentType) ||
    /^(?:\u00ef\u00bb\u00bf)?\s*(?:ISA[^A-Za-z0-9\s]|GS([^A-Za-z0-9\s])P[OC]\1|ST([^A-Za-z0-9\s])8[56]0\2)/.test(start)
  );
}
