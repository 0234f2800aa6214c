/**
 * Names in any script can be read: where the reader's own fonts have no glyph for a character, the fonts of certificates are taken, a slice
 * at a time. Who has all glyphs loads nothing.
 */

/** Which fonts have the characters of a script, the likeliest first. Han alone cannot tell whose it is. */
const scripts: readonly (readonly [script: RegExp, fonts: readonly string[]])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, ['jp']],
  [/[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u, ['jp', 'sc', 'kr']],
  [/\p{Script=Hangul}/u, ['kr']],
  ...[
    ...[
      'Adlam',
      'Arabic',
      'Armenian',
      'Balinese',
      'Bengali',
      'Canadian_Aboriginal',
      'Cherokee',
      'Ethiopic',
      'Georgian',
    ],
    ...[
      'Gujarati',
      'Gurmukhi',
      'Hebrew',
      'Javanese',
      'Kannada',
      'Khmer',
      'Lao',
      'Malayalam',
      'Meetei_Mayek',
      'Mongolian',
    ],
    ...['Myanmar', 'Nko', 'Ol_Chiki', 'Oriya', 'Sinhala', 'Syriac', 'Tamil', 'Telugu', 'Thaana', 'Thai', 'Tifinagh'],
  ].map((name) => [new RegExp(`\\p{Script=${name}}`, 'u'), [name.toLowerCase().replace('_', '-')]] as const),
  [/\p{Script=Tibetan}/u, ['serif-tibetan']],
  [/\p{Extended_Pictographic}/u, ['emoji', 'symbols', 'symbols-2']],
];

// What these have, every system has.
const common = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Common}\p{Script=Inherited}]/u;
const special = /[\p{Extended_Pictographic}\u3000-\u303f\uff00-\uffef]/u;
const nobodys = '\u{10fffe}';

const looked = new Set<string>();
const sheets = new Map<string, Promise<unknown>>();

/** Looks at all text of the page, and at what comes, for its life. */
export function watchGlyphs(): void {
  const look = () => {
    for (const character of document.body.innerText) {
      if (looked.has(character) || (common.test(character) && !special.test(character))) continue;
      looked.add(character);
      if (isMissing(character)) void find(character);
    }
  };
  let isWaiting = false;
  const soon = () => {
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(() => {
      isWaiting = false;
      look();
    }, 50);
  };
  new MutationObserver(soon).observe(document.body, { childList: true, characterData: true, subtree: true });
  soon();
}

async function find(character: string): Promise<void> {
  const fonts = scripts.find(([script]) => script.test(character))?.[1] ?? ['symbols', 'symbols-2'];
  for (const font of fonts) {
    await sheet(font);
    if ((await document.fonts.load('1em Glyphs', character)).length > 0) return;
  }
}

function sheet(font: string): Promise<unknown> {
  const known = sheets.get(font);
  if (known) return known;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = `/assets/font-${document.documentElement.dataset.fonts}-${font}.css`;
  const loaded = new Promise((resolve) => {
    link.onload = resolve;
    link.onerror = resolve;
  });
  sheets.set(font, loaded);
  document.head.append(link);
  return loaded;
}

let canvas: CanvasRenderingContext2D | null | undefined;
let box: string | undefined;

/** Whether a character is drawn as what no font has. */
function isMissing(character: string): boolean {
  box ??= drawn(nobodys);
  return drawn(character) === box;
}

function drawn(character: string): string {
  canvas ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!canvas) return character;
  canvas.font = '16px system-ui, sans-serif';
  canvas.clearRect(0, 0, 32, 32);
  canvas.fillText(character, 4, 22);
  return canvas.getImageData(0, 0, 32, 32).data.join();
}
