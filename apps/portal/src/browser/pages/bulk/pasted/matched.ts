/** What a text that was pasted stands for, among what the server found for it. */

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** The same whatever the case, the spaces and the way in which accents are written. */
export function plainText(text: string): string {
  return text.normalize('NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

/** The only one with this id, else the only one with this name; undefined: somebody has to say which. */
export function matchOf<One extends Named>(text: string, found: readonly One[]): One | undefined {
  const wanted = plainText(text);
  if (wanted === '') return undefined;
  const byId = found.filter(({ id }) => plainText(id) === wanted);
  const same = byId.length > 0 ? byId : found.filter(({ name }) => plainText(name) === wanted);
  return same.length === 1 ? same[0] : undefined;
}
