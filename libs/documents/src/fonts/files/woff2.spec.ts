import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { openFont } from './harfbuzz.ts';
import { unpackWoff2 } from './woff2.ts';

const { resolve } = createRequire(import.meta.url);
const packed = readFileSync(resolve('@fontsource-variable/noto-sans/files/noto-sans-latin-wght-normal.woff2'));

describe('WOFF2', () => {
  test('F4 a font is unpacked at once, by the part of wawoff2 that is not documented', () => {
    const font = openFont(unpackWoff2(packed));
    expect(font.glyphOf(0x41)).toBeGreaterThan(0);
    expect(font.outlineOf(font.glyphOf(0x41) ?? 0).length).toBeGreaterThan(5);
  });

  test('F4 what is no font is refused', () => {
    expect(() => unpackWoff2(Buffer.from('no font at all'))).toThrow('not a WOFF2 font');
    expect(() => unpackWoff2(packed.subarray(0, 2_000))).toThrow('not a WOFF2 font');
  });
});
