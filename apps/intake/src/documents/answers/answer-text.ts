import type { Violation } from '#domain/values/violation.ts';
import { placesKept } from '../canonical/kept-places.ts';
import { documentPlace } from '../canonical/notes.ts';
import type { DocumentOutcome } from '../document.books.ts';

/** What is wrong, for people at the other end: code, what, the place in their document, what would mend it. */
export function noteOf({ code, message, remedy, source }: Violation): string {
  const place = source ? ` (${source.path}${source.line === undefined ? '' : `, line ${source.line}`})` : '';
  return `${code}: ${message}${place}${remedy ? `; ${remedy}` : ''}`;
}

/** A violation with its place in the document that the order came in. */
export function withPlace(violation: Violation, places: DocumentOutcome['places']): Violation {
  if (violation.source) return violation;
  const source = documentPlace(placesKept(places), violation.path);
  return source ? { ...violation, source } : violation;
}

/** All that is told of an order beside its outcome: what was wrong, what was noticed, what was left out. */
export function notesOf(
  { warnings, ignored, places }: Pick<DocumentOutcome, 'warnings' | 'ignored' | 'places'>,
  violations: readonly Violation[],
): string[] {
  const left = ignored.map(({ number, item, at }) => {
    const name = [number === undefined ? at.path : `line ${number}`, item && `(${item})`].filter(Boolean).join(' ');
    return `${name} is no license and was left out`;
  });
  return [...[...violations, ...warnings].map((each) => noteOf(withPlace(each, places))), ...left];
}
