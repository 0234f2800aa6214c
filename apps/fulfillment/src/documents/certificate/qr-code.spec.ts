import { create } from 'qrcode';
import { qrCodeOf } from './qr-code.ts';

/** The same by the library alone, a module a character. */
function rowsByLibrary(text: string): string[] {
  const { size, data } = create([{ data: Buffer.from(text), mode: 'byte' }], {
    errorCorrectionLevel: 'M',
    maskPattern: 2,
  }).modules;
  return Array.from({ length: size }, (_, row) =>
    Array.from(data.subarray(row * size, (row + 1) * size), (dark) => (dark ? '1' : '0')).join(''),
  );
}

function rows(text: string): string[] {
  const { size, bits } = qrCodeOf(text);
  const bytesOfRow = bits.length / size;
  return Array.from({ length: size }, (_, row) =>
    Array.from(bits.subarray(row * bytesOfRow, (row + 1) * bytesOfRow), (byte) => byte.toString(2).padStart(8, '0'))
      .join('')
      .slice(0, size),
  );
}

describe('QR code', () => {
  test('F4 put together from what its bits change it is the code that the library makes, for texts of any length', () => {
    for (const length of [1, 14, 43, 62, 90, 199, 205]) {
      const other = Array.from({ length }, (_, at) => String.fromCharCode(33 + ((at * 31 + length) % 94))).join('');
      for (const text of ['a'.repeat(length), other, 'é'.repeat(length).slice(0, length >> 1)])
        if (text) expect(rows(text)).toEqual(rowsByLibrary(text));
    }
  });

  test('F4 nothing of the texts before is left in a code', () => {
    const address = (number: number) => `https://licenses.example.com/entitlements/ENT-SO-${number}-1`;
    const first = rows(address(100_000));
    for (let number = 100_001; number < 100_050; number++) rows(address(number));
    expect(rows(address(100_000))).toEqual(first);
  });
});
