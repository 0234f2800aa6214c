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
  const rows = Array.from({ length: count }, (_, row) => rowOf(modules, row));
  // The picture's own first row is at its top, and ours are counted downwards.
  return `q ${side} 0 0 ${-side} ${left} ${top + side} cm
BI /W ${count} /H ${count} /BPC 1 /IM true /D [1 0] /F /AHx ID
${rows.join('')}>
EI Q`;
}

/** A row as hexadecimal digits, a one for each dark module, filled up to whole bytes. */
function rowOf(modules: { readonly size: number; get(row: number, column: number): number }, row: number): string {
  const bytes = Buffer.alloc(Math.ceil(modules.size / 8));
  for (let column = 0; column < modules.size; column++) {
    if (modules.get(row, column)) bytes[column >> 3] = (bytes[column >> 3] ?? 0) | (0x80 >> (column & 7));
  }
  return bytes.toString('hex');
}
