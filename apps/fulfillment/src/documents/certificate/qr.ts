import { points } from '#documents/pdf/objects.ts';
import { qrCodeOf } from './qr-code.ts';

/**
 * A QR code, `size` points wide with its quiet zone of four modules, its top left corner at x, y: a picture of one bit a module, which
 * takes a seventh of the bytes that the modules do as rectangles, and has no seams between them at any size.
 */
export function qrPicture(text: string, x: number, y: number, size: number): string {
  const { size: count, bits } = qrCodeOf(text);
  const module = size / (count + 8);
  const [left, bottom] = [points(x + 4 * module), points(y + (4 + count) * module)];
  const side = points(count * module);
  // The picture's own first row is at its top, and ours are counted downwards.
  return `q ${side} 0 0 -${side} ${left} ${bottom} cm
BI /W ${count} /H ${count} /BPC 1 /IM true /D [1 0] /F /AHx ID
${Buffer.from(bits.buffer).toString('hex')}>
EI Q`;
}

/** The same as an SVG file that says its text. It is dark on white in every theme: that is what cameras read. */
export function qrSvg(text: string): string {
  const { size, bits } = qrCodeOf(text);
  const bytesOfRow = bits.length / size;
  const isDark = (row: number, column: number) =>
    (((bits[row * bytesOfRow + (column >> 3)] ?? 0) << (column & 7)) & 0x80) !== 0;
  let runs = '';
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (!isDark(row, column)) continue;
      const start = column;
      while (column + 1 < size && isDark(row, column + 1)) column++;
      runs += `M${start} ${row}h${column + 1 - start}v1H${start}z`;
    }
  }
  const whole = size + 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 ${whole} ${whole}" shape-rendering="crispEdges"><title>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</title><path fill="#fff" d="M-4-4h${whole}v${whole}h-${whole}z"/><path d="${runs}"/></svg>`;
}
