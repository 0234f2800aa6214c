import { createRequire } from 'node:module';

interface Binding {
  onRuntimeInitialized: () => void;
  decompress(bytes: Uint8Array): Uint8Array | false;
}

// Google's decoder. The package offers it as a promise only; fonts load in the middle of a page, so what lies beneath is used,
// which answers at once as soon as it has started. woff2.spec.ts fails when that changes.
const binding: Binding = createRequire(import.meta.url)('wawoff2/build/decompress_binding.js');
await new Promise<void>((resolve) => {
  binding.onRuntimeInitialized = resolve;
});

/**
 * Unpacks a WOFF2 font into a TrueType file.
 * @throws Error when the bytes are no WOFF2 font.
 */
export function unpackWoff2(bytes: Uint8Array): Uint8Array {
  const font = binding.decompress(bytes);
  if (!font) throw new Error('not a WOFF2 font');
  return Uint8Array.from(font);
}
