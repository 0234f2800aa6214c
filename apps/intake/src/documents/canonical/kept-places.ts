import type { At } from '#formats/reading.ts';

/**
 * Where everything stood in a document, as it is kept: canonical paths to places. A document of a hundred lines has six hundred of them, as
 * many as it has facts; so they are one text of a third of their size, which no index looks into.
 */
export type KeptPlaces = string | Readonly<Record<string, At>>;

/**
 * A line each: how many signs of both paths are those of the line before, line and column, and the rest of both paths. What such a text has
 * no room for is kept as it is, as documents of earlier releases are.
 */
export function keptPlaces(places: ReadonlyMap<string, At>): KeptPlaces {
  let [text, lastField, lastPath] = ['', '', ''];
  for (const [field, { path, line, column }] of places) {
    if (field.includes(' ') || field.includes('\n') || path.includes('\n')) return Object.fromEntries(places);
    const ofField = shared(lastField, field);
    const ofPath = shared(lastPath, path);
    text += `${text === '' ? '' : '\n'}${ofField} ${ofPath} ${line ?? ''} ${column ?? ''} ${field.slice(ofField)} ${path.slice(ofPath)}`;
    lastField = field;
    lastPath = path;
  }
  return text;
}

/** The places as they were. */
export function placesKept(kept: KeptPlaces): ReadonlyMap<string, At> {
  if (typeof kept !== 'string') return new Map(Object.entries(kept));
  const places = new Map<string, At>();
  let [lastField, lastPath] = ['', ''];
  for (const entry of kept === '' ? [] : kept.split('\n')) {
    const [ofField, ofPath, line, column, field, ...path] = entry.split(' ');
    lastField = lastField.slice(0, Number(ofField)) + field;
    lastPath = lastPath.slice(0, Number(ofPath)) + path.join(' ');
    const at = { path: lastPath, ...(line && { line: Number(line) }), ...(column && { column: Number(column) }) };
    places.set(lastField, at);
  }
  return places;
}

/** How many signs two texts begin with alike. */
function shared(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let count = 0;
  while (count < most && one.charCodeAt(count) === other.charCodeAt(count)) count += 1;
  return count;
}
