import type { FontSlice } from './files/font-slice.ts';
import type { HanForm, Typeface } from './files/typeface.ts';

/** A piece of text that one font draws; without a font where none has its character. */
export interface Item {
  readonly text: string;
  readonly slice?: FontSlice;
}

const plainLatin = /^[\x20-\x7e\xa0\xa9\xad-\xff]*$/;
// Where more than one character can make one sign: marks, joiners, jamo, flags, skin tones.
const combining = /[\p{M}\p{Default_Ignorable_Code_Point}\p{Regional_Indicator}\p{Emoji_Modifier}\u1100-\u11ff]/u;
const ignorable = /^\p{Default_Ignorable_Code_Point}+$/u;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What readers take for one character: a letter with its marks, a joined emoji, a syllable. */
export function signsOf(text: string): string[] {
  return combining.test(text) ? Array.from(graphemes.segment(text), ({ segment }) => segment) : [...text];
}

/** Cuts text into pieces by font. A sign is never cut, as long as one font has all of it. */
export function itemize(text: string, typeface: Typeface, han: HanForm): Item[] {
  if (plainLatin.test(text)) return [{ text, slice: typeface.basic }];
  const items: { text: string; slice?: FontSlice }[] = [];
  const add = (part: string, slice?: FontSlice) => {
    const item = items.at(-1);
    if (item && slice && item.slice === slice) item.text += part;
    else items.push({ text: part, slice });
  };
  for (const sign of signsOf(text)) {
    const slice = typeface.sliceFor(sign, han);
    if (slice) add(sign, slice);
    else for (const character of sign) add(character, sliceOfOne(character, typeface, han, items.at(-1)?.slice));
  }
  return items;
}

// Invisible characters need no glyph: they go with what stands before them.
function sliceOfOne(character: string, typeface: Typeface, han: HanForm, before?: FontSlice): FontSlice | undefined {
  if (ignorable.test(character)) return before ?? typeface.basic;
  return typeface.sliceFor(character, han);
}
