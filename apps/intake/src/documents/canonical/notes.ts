import type { Violation } from '#domain/values/violation.ts';
import type { At, FormatName } from '#formats/reading.ts';

/** What is noted while an order is made of a reading: what is wrong, what is only told, and where everything stood. */
export interface Notes {
  readonly violations: Violation[];
  readonly warnings: Violation[];
  /** Canonical path (`lines[1].quantity`) to the place in the document. */
  readonly places: Map<string, At>;
}

export function emptyNotes(): Notes {
  return { violations: [], warnings: [], places: new Map() };
}

/** Notes where a canonical field stood, and gives its value. */
export function taken<Value>(
  notes: Notes,
  path: string,
  found: { readonly value: Value; readonly at: At } | undefined,
): Value | undefined {
  if (found) notes.places.set(path, found.at);
  return found?.value;
}

/** Notes that something is wrong. */
export function refuse(notes: Notes, violation: Omit<Violation, 'source'>, at: At): undefined {
  notes.violations.push({ ...violation, source: at });
  return undefined;
}

/** The place of a canonical path, or of the nearest thing around it. */
export function documentPlace(places: ReadonlyMap<string, At>, path: string | undefined): At | undefined {
  for (let at = path ?? ''; at !== ''; at = at.replace(/(\.[^.[\]]*|\[\d+\]|^[^.[\]]*)$/, '')) {
    const place = places.get(at);
    if (place) return place;
  }
  return undefined;
}

/** Of these, sums are told for people alone: their documents' totals may hold tax, freight and what was cut. */
const toldSums: readonly FormatName[] = ['cxml', 'shopify', 'woocommerce', 'business-central', 'odoo', 'erpnext'];

/** Notes that a sum does not agree: refused where a standard fixes it, told elsewhere. */
export function disagree(notes: Notes, format: FormatName, violation: Omit<Violation, 'source'>, at: At): void {
  const list = toldSums.includes(format) ? notes.warnings : notes.violations;
  list.push({ ...violation, source: at });
}
