import { qrCodeOf } from './qr-code.ts';

/**
 * A QR code, `size` points wide with its quiet zone of four modules, its top left corner at x, y: a picture of one bit a module, which
 * takes a seventh of the bytes that the modules do as rectangles, and has no seams between them at any size.
 */
export function qrPicture(text: string, x: number, y: number, size: number): string {
  const { size: count, bits } = qrCodeOf(text);
  const module = size / (count + 8);
  const [left, top, side] = [x + 4 * module, y + 4 * module, count * module];
  // The picture's own first row is at its top, and ours are counted downwards.
  return `q ${side} 0 0 ${-side} ${left} ${top + side} cm
BI /W ${count} /H ${count} /BPC 1 /IM true /D [1 0] /F /AHx ID
${Buffer.from(bits.buffer).toString('hex')}>
EI Q`;
}
