import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { unpackWoff2 } from '#documents/fonts/files/woff2.ts';
import type { NaiveFonts } from './certificate.ts';

/** The very letters that ours embeds, as TrueType in memory; smaller than whole fonts, which is in the baseline's favor. */
export function naiveFonts(): NaiveFonts {
  const { resolve } = createRequire(import.meta.url);
  const load = (family: string) => {
    const file = resolve(`@fontsource-variable/${family}/files/${family}-latin-wght-normal.woff2`);
    return Buffer.from(unpackWoff2(readFileSync(file)));
  };
  return { regular: load('noto-sans'), bold: load('noto-sans'), mono: load('noto-sans-mono') };
}
