import type { Format, Head } from '../format.ts';
import { writeCxmlReceipt } from './envelope.ts';
import { readCxml } from './read-order.ts';
import { redactCxml } from './redact.ts';
import { writeConfirmation, writeShipNotice } from './write-answers.ts';

/** cXML 1.2 of procurement systems (Ariba, Coupa, Jaggaer): orders, their changes and cancellations. Mapping: README.md. */
export const cxml: Format = {
  name: 'cxml',
  detect: isCxml,
  read: readCxml,
  redact: redactCxml,
  receipt: writeCxmlReceipt,
  answers: { confirmation: writeConfirmation, 'ship-notice': writeShipNotice },
};

/** True where the root element or the DOCTYPE is cXML. */
function isCxml({ start }: Head): boolean {
  // Zeros are the other halves of UTF-16.
  const text = start.replaceAll('\0', '').replaceAll(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>/g, '');
  return /^[^<]*<(?:!DOCTYPE\s+)?(?:[\w.-]+:)?cXML[\s>]/.test(text);
}
