import type { Format, Head } from '../format.ts';
import { writeOrdrsp } from './answers.ts';
import { writeDesadv } from './despatch.ts';
import { readEdifact } from './order.ts';

/** UN/EDIFACT: ORDERS and ORDCHG of trade partners (D.96A, D.01B, EANCOM). Mapping: README.md. */
export const edifact: Format = {
  name: 'edifact',
  detect: isEdifact,
  read: readEdifact,
  answers: { ordrsp: writeOrdrsp, desadv: writeDesadv },
};

/** True where an interchange begins, with or without a service string advice; and where a message does that lacks one, to be told so. */
function isEdifact({ start }: Head): boolean {
  return /^(?:\u00ef\u00bb\u00bf)?\s*(?:UNA[^A-Za-z0-9\s][^A-Za-z0-9\s]...[^A-Za-z0-9\s]\s*UN[BH]|UN[BH][^A-Za-z0-9\s])/.test(
    start,
  );
}
