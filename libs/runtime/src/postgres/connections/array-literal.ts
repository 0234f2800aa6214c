/** Where JSON spells a character in letters: a control character, or half of a pair. PostgreSQL would read the letters. */
const inLetters = /\\[^"\\]/;

/**
 * A list as PostgreSQL reads an array; undefined for one that the driver has to write. JSON spells texts, numbers and nothing as an
 * array does, but for its brackets, and the engine writes it at once: the driver goes through each text four times.
 */
export function arrayLiteral(list: readonly unknown[]): string | undefined {
  for (const item of list) if (!isSpelledAlike(item)) return undefined;
  const json = JSON.stringify(list);
  return inLetters.test(json) ? undefined : `{${json.slice(1, -1)}}`;
}

function isSpelledAlike(item: unknown): boolean {
  if (typeof item === 'string' || typeof item === 'boolean' || item === null || item === undefined) return true;
  return typeof item === 'number' && Number.isFinite(item);
}
