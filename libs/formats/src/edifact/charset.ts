import { decode, decodePlain } from '../decode.ts';
import { Unreadable } from '../format.ts';

/** Encodings by the syntax identifier of UNB (0001). */
const labels: Readonly<Record<string, string>> = {
  UNOC: 'iso-8859-1',
  UNOD: 'iso-8859-2',
  UNOE: 'iso-8859-5',
  UNOF: 'iso-8859-7',
  UNOG: 'iso-8859-3',
  UNOH: 'iso-8859-4',
  UNOI: 'iso-8859-6',
  UNOJ: 'iso-8859-8',
  UNOK: 'iso-8859-9',
  UNOW: 'utf-8',
  UNOY: 'utf-8',
};

/**
 * An interchange as text: by its byte order mark, by UNB, and for UNOA and UNOB, which have no letters but those of ASCII and come with
 * others all the same, by the content type's charset, as UTF-8 where it is that, else as Latin-1.
 */
export function decodeInterchange(bytes: Uint8Array, contentType?: string): string {
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const said = /UNB[^A-Za-z0-9](UN[A-Z]{2})/.exec(start)?.[1] ?? 'UNOA';
  if (Object.hasOwn(labels, said)) return decode(bytes, labels[said]);
  if (said !== 'UNOA' && said !== 'UNOB') throw new Unreadable(`nothing is known of the character set ${said}`);
  return decodePlain(bytes, contentType);
}
