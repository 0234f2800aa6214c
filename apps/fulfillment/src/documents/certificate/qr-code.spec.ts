import { create } from 'qrcode';
import { qrSvg } from './qr.ts';
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

  test('F4 as a file it is drawn module by module, with a quiet zone of four around it, and says its text', () => {
    const address = 'https://licenses.example.com/a&b/entitlements/ENT-%3CSO-1%3E-1';
    const svg = qrSvg(address);
    const expected = rowsByLibrary(address);
    const drawn = expected.map((row) => Array.from(row, () => '0'));
    for (const [, from, row, count] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g))
      for (let column = Number(from); column < Number(from) + Number(count); column++)
        (drawn[Number(row)] ?? [])[column] = '1';
    expect(drawn.map((row) => row.join(''))).toEqual(expected);
    const whole = expected.length + 8;
    expect(svg).toContain(`viewBox="-4 -4 ${whole} ${whole}"`);
    expect(svg).toContain(`<title>${address.replace('&', '&amp;')}</title>`);
  });
});
