import type { Format, Head } from '../format.ts';
import { writeOrdrspIdoc } from './answers.ts';
import { isFlatIdoc, readIdocs } from './order.ts';

/** IDocs of SAP ECC and S/4HANA, ORDERS05 and its likes, as XML and as flat files. Mapping: README.md. */
export const idoc: Format = {
  name: 'idoc',
  detect: isIdoc,
  read: readIdocs,
  answers: { 'ordrsp-idoc': writeOrdrspIdoc },
};

function isIdoc(head: Head): boolean {
  // Zeros are the other halves of UTF-16.
  return isFlatIdoc(head) || /<IDOC[\s>]/.test(head.start.replaceAll('\0', ''));
}
