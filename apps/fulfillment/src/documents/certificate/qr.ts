import { create } from 'qrcode';

/**
 * A QR code as one filled path, `size` points wide with its quiet zone of four modules, its top left corner at x, y.
 * Neighboring modules of a row become one rectangle.
 */
export function qrPath(text: string, x: number, y: number, size: number): string {
  // One segment of bytes: looking for a shorter mixture of modes costs more than it saves on an address.
  // One mask instead of the best of eight: each can be read, and trying them out took most of the time of a certificate.
  const { modules } = create([{ data: Buffer.from(text), mode: 'byte' }], {
    errorCorrectionLevel: 'M',
    maskPattern: 2,
  });
  const count = modules.size;
  const module = size / (count + 8);
  // Whole modules in a scaled space keep the numbers short.
  const rectangles: string[] = [`q ${module} 0 0 ${module} ${x + 4 * module} ${y + 4 * module} cm`];
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      if (!modules.get(row, column)) continue;
      const start = column;
      while (column + 1 < count && modules.get(row, column + 1)) column++;
      rectangles.push(`${start} ${row} ${column - start + 1} 1 re`);
    }
  }
  return `${rectangles.join('\n')} f Q`;
}
