import { cxml } from './cxml/cxml.ts';
import type { Format } from './format.ts';
import { jsonFormat } from './json/read-json.ts';
import { ubl } from './ubl/ubl.ts';

/** Every format, in the order in which they are asked whether a document is theirs. A format is added by its folder and its line here. */
export const formats: readonly Format[] = [
  ubl,
  cxml,
  // Last, since its mark is the weakest.
  jsonFormat,
];
