import { Unreadable } from '../format.ts';
import { placeIn, readXml, type XmlElement } from '../xml/tree.ts';
import { firstAt, foundAt } from '../xml/walk.ts';
import type { Idoc, IdocSegment } from './segment.ts';

/** The IDocs of an XML file, whatever its root is called: names of extensions differ, and several may stand in one. */
export function xmlIdocs(bytes: Uint8Array, contentType?: string): Idoc[] {
  const { root } = readXml(bytes, contentType);
  const elements = idocElements(root);
  if (elements.length === 0) throw new Unreadable('there is no IDOC in the file', placeIn(root));
  return elements.map((element) => {
    const control = firstAt(element, 'EDI_DC40') ?? firstAt(element, 'EDI_DC');
    if (!control) throw new Unreadable('the IDoc has no control record', placeIn(element));
    return { control: segmentIn(control), segments: segmentsIn(element) };
  });
}

function idocElements(element: XmlElement): XmlElement[] {
  return element.local === 'IDOC' ? [element] : element.children.flatMap(idocElements);
}

function segmentsIn(element: XmlElement): IdocSegment[] {
  return element.children.filter(({ children }) => children.length > 0).map(segmentIn);
}

function segmentIn(element: XmlElement): IdocSegment {
  return {
    name: element.local,
    at: placeIn(element),
    children: segmentsIn(element),
    field: (name) => foundAt(element, name),
  };
}
