import { create } from 'qrcode';

/**
 * A QR code, `size` points wide with its quiet zone of four modules, its top left corner at x, y: a picture of one bit a module, which
 * takes a seventh of the bytes that the modules do as rectangles, and has no seams between them at any size.
 */
export function qrPicture(text: string, x: number, y: number, size: number): string {
  // One segment of bytes: looking for a shorter mixture of modes costs more than it saves on an address.
  // One mask instead of the best of eight: each can be read, and trying them out took most of the time of a certificate.
  const { modules } = create([{ data: Buffer.from(text), mode: 'byte' }], {
    errorCorrectionLevel: 'M',
    maskPattern: 2,
  });
  const count = modules.size;
  const module = size / (count + 8);
  const [left, top, side] = [x + 4 * module, y + 4 * module, count * module];
  // The picture's own first row is at its top, and ours are counted downwards.
  return `q ${side} 0 0 ${-side} ${left} ${top + side} cm
BI /W ${count} /H ${count} /BPC 1 /IM true /D [1 0] /F /AHx ID
${bitsOf(modules)}>
EI Q`;
}

/** The rows as hexadecimal digits, a one for each dark module, each filled up to whole bytes. */
function bitsOf({ size, data }: { readonly size: number; readonly data: Uint8Array }): string {
  const bytesOfRow = Math.ceil(size / 8);
  const bytes = Buffer.alloc(bytesOfRow * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (!data[row * size + column]) continue;
      const at = row * bytesOfRow + (column >> 3);
      bytes[at] = (bytes[at] ?? 0) | (0x80 >> (column & 7));
    }
  }
  return bytes.toString('hex');
}
