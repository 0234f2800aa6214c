import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// What is used here of WebAssembly; its types come with a browser's.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};

/**
 * HarfBuzz's subsetter. harfbuzzjs ships it as a WebAssembly file without a binding of its own, so these are the functions of
 * hb-subset.h as they are; `subset-font` binds it too, but asynchronously and by characters, not by glyphs.
 */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  _initialize(): void;
  malloc(length: number): number;
  free(pointer: number): void;
  hb_blob_create(data: number, length: number, mode: number, userData: number, destroy: number): number;
  hb_blob_destroy(blob: number): void;
  hb_blob_get_data(blob: number, length: number): number;
  hb_blob_get_length(blob: number): number;
  hb_face_create(blob: number, index: number): number;
  hb_face_destroy(face: number): void;
  hb_face_reference_blob(face: number): number;
  hb_set_add(set: number, value: number): void;
  hb_subset_input_create_or_fail(): number;
  hb_subset_input_destroy(input: number): void;
  hb_subset_input_glyph_set(input: number): number;
  hb_subset_input_set(input: number, which: number): number;
  hb_subset_input_set_flags(input: number, flags: number): void;
  hb_subset_input_keep_everything(input: number): void;
  hb_subset_input_pin_axis_location(input: number, face: number, axis: number, value: number): number;
  hb_subset_or_fail(face: number, input: number): number;
}

const readOnly = 1; // hb_memory_mode_t
const dropTables = 3; // hb_subset_sets_t
const withoutHints = 0x001; // hb_subset_flags_t
const keepNumbers = 0x002;
const withoutLayoutClosure = 0x200;

// What a PDF has no use for: text is laid out already, and glyphs are chosen by their numbers (ISO 32000 9.9).
const unneeded = ['GSUB', 'GPOS', 'GDEF', 'BASE', 'STAT', 'OS/2', 'cmap', 'gasp', 'meta', 'name', 'post'];

let started: Exports | undefined;

// With the first font: not every process that knows documents draws them.
function start(): Exports {
  const file = createRequire(import.meta.url).resolve('harfbuzzjs/dist/harfbuzz-subset.wasm');
  const harfbuzz = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file))).exports as Exports;
  harfbuzz._initialize();
  return harfbuzz;
}

/** A variable font at one weight, with everything else it has. A font that has no weights stays as it is. */
export function instanceOf(font: Uint8Array, weight: number): Buffer {
  return made(font, (harfbuzz, input, face) => {
    harfbuzz.hb_subset_input_keep_everything(input);
    harfbuzz.hb_subset_input_set_flags(input, withoutHints | keepNumbers);
    harfbuzz.hb_subset_input_pin_axis_location(input, face, tag('wght'), weight);
  });
}

/** A font program with these glyphs only. They keep their numbers, so that text laid out once fits every document. */
export function subsetOf(font: Uint8Array, glyphs: Iterable<number>): Buffer {
  return made(font, (harfbuzz, input) => {
    const wanted = harfbuzz.hb_subset_input_glyph_set(input);
    for (const glyph of glyphs) harfbuzz.hb_set_add(wanted, glyph);
    const dropped = harfbuzz.hb_subset_input_set(input, dropTables);
    for (const table of unneeded) harfbuzz.hb_set_add(dropped, tag(table));
    harfbuzz.hb_subset_input_set_flags(input, withoutHints | keepNumbers | withoutLayoutClosure);
  });
}

function made(font: Uint8Array, describe: (harfbuzz: Exports, input: number, face: number) => void): Buffer {
  started ??= start();
  const harfbuzz = started;
  const bytes = harfbuzz.malloc(font.length);
  new Uint8Array(harfbuzz.memory.buffer).set(font, bytes);
  const blob = harfbuzz.hb_blob_create(bytes, font.length, readOnly, 0, 0);
  const face = harfbuzz.hb_face_create(blob, 0);
  const input = harfbuzz.hb_subset_input_create_or_fail();
  describe(harfbuzz, input, face);
  const result = harfbuzz.hb_subset_or_fail(face, input);
  const subset = result && bytesOf(harfbuzz, result);
  harfbuzz.hb_subset_input_destroy(input);
  harfbuzz.hb_face_destroy(face);
  harfbuzz.hb_blob_destroy(blob);
  harfbuzz.free(bytes);
  if (!subset) throw new Error('HarfBuzz could not make a subset of the font');
  return subset;
}

function bytesOf(harfbuzz: Exports, face: number): Buffer {
  const blob = harfbuzz.hb_face_reference_blob(face);
  const start = harfbuzz.hb_blob_get_data(blob, 0);
  // A copy: the memory is used again, and moves when it grows.
  const bytes = Buffer.from(harfbuzz.memory.buffer.slice(start, start + harfbuzz.hb_blob_get_length(blob)));
  harfbuzz.hb_blob_destroy(blob);
  harfbuzz.hb_face_destroy(face);
  return bytes;
}

function tag(name: string): number {
  return Buffer.from(name, 'latin1').readUInt32BE(0);
}
