import { create } from 'qrcode';
import { createRecent } from '#documents/fonts/recent.ts';

/** The modules of a QR code, row by row, a one for each dark module, each row filled up to whole bytes. */
export interface QrCode {
  /** Modules from side to side. */
  readonly size: number;
  readonly bits: Uint8Array;
}

/** The code of one text, and what each bit of a text of that length changes in it. */
interface CodesOfLength {
  readonly text: Uint8Array;
  readonly code: QrCode;
  readonly changes: (Uint8Array | undefined)[];
}

const codes = createRecent<CodesOfLength>(20);
/** In bytes. Longer ones are rare, and what their bits change would take much memory. */
const longest = 200;

/**
 * The code of a text, without looking for the smallest. Codes of texts of one length are linear: the places of their bits, their check bytes
 * (Reed-Solomon) and the mask add up without carrying (ISO/IEC 18004), so that a bit of the text always flips the same modules. Which, the
 * library is asked once for each; addresses that differ in a number have most of them in common.
 */
export function qrCodeOf(text: string): QrCode {
  const bytes = Buffer.from(text);
  if (bytes.length > longest) return encoded(bytes);
  const known = codes.get(`${bytes.length}`, () => ({ text: bytes, code: encoded(bytes), changes: [] }));
  const bits = Uint8Array.from(known.code.bits);
  for (let index = 0; index < bytes.length; index++) {
    let different = (bytes[index] ?? 0) ^ (known.text[index] ?? 0);
    for (let bit = 0; different !== 0; bit++, different >>= 1)
      if (different & 1) flip(bits, changeOf(known, index, bit));
  }
  return { size: known.code.size, bits };
}

function changeOf({ text, code, changes }: CodesOfLength, index: number, bit: number): Uint8Array {
  const known = changes[8 * index + bit];
  if (known) return known;
  const other = Uint8Array.from(text);
  other[index] = (other[index] ?? 0) ^ (1 << bit);
  const { bits } = encoded(other);
  flip(bits, code.bits);
  changes[8 * index + bit] = bits;
  return bits;
}

function flip(bits: Uint8Array, change: Uint8Array): void {
  for (let index = 0; index < bits.length; index++) bits[index] = (bits[index] ?? 0) ^ (change[index] ?? 0);
}

/** By the library. */
function encoded(text: Uint8Array): QrCode {
  // One segment of bytes: looking for a shorter mixture of modes costs more than it saves on an address.
  // One mask instead of the best of eight: each can be read, and trying them out took most of the time of a certificate.
  const { modules } = create([{ data: Buffer.from(text), mode: 'byte' }], {
    errorCorrectionLevel: 'M',
    maskPattern: 2,
  });
  const { size, data } = modules;
  const bytesOfRow = Math.ceil(size / 8);
  const bits = new Uint8Array(bytesOfRow * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (!data[row * size + column]) continue;
      const at = row * bytesOfRow + (column >> 3);
      bits[at] = (bits[at] ?? 0) | (0x80 >> (column & 7));
    }
  }
  return { size, bits };
}
