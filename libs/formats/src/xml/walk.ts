import type { Found } from '../reading.ts';
import { pathOf, placeIn, type XmlElement } from './tree.ts';

/** The children of a local name, whatever their prefix. */
export function childrenOf(element: XmlElement | undefined, local: string): XmlElement[] {
  const found: XmlElement[] = [];
  if (element) for (const child of element.children) if (child.local === local) found.push(child);
  return found;
}

/** The first element at the end of a way of local names. */
export function firstAt(element: XmlElement | undefined, ...way: readonly string[]): XmlElement | undefined {
  let at = element;
  for (const local of way) {
    if (!at) return undefined;
    at = firstChild(at, local);
  }
  return at;
}

// Every fact of a document is looked for in this way: no function is made for it.
function firstChild({ children }: XmlElement, local: string): XmlElement | undefined {
  for (const child of children) if (child.local === local) return child;
  return undefined;
}

/** What stands in an element, trimmed; undefined where that is nothing, or there is no element. */
export function foundIn(element: XmlElement | undefined): Found<string> | undefined {
  const value = element?.text.trim();
  return element && value ? { value, at: placeIn(element) } : undefined;
}

/** What stands at the end of a way of local names. */
export function foundAt(element: XmlElement | undefined, ...way: readonly string[]): Found<string> | undefined {
  return foundIn(firstAt(element, ...way));
}

/** An attribute by its name as written. */
export function foundAttribute(element: XmlElement | undefined, name: string): Found<string> | undefined {
  const value = element?.attributes[name]?.trim();
  if (!element || !value) return undefined;
  return { value, at: { path: `${pathOf(element)}/@${name}`, line: element.line, column: element.column } };
}
