/** An element of an XML document: its name, text or elements, and attributes. Undefined children are left out. */
export type XmlNode = readonly [
  name: string,
  content: string | readonly (XmlNode | undefined)[],
  attributes?: XmlAttributes,
];
type XmlAttributes = Readonly<Record<string, string>>;

/** Writes a document: no DTD, no entities but the five of XML, UTF-8. Names are the code's own; text is whatever was sent. */
export function writeXml(root: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${written(root, '')}`;
}

function written([name, content, attributes = {}]: XmlNode, indent: string): string {
  const opening = `${indent}<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escapedXml(value)}"`)
    .join('')}>`;
  if (typeof content === 'string') return `${opening}${escapedXml(content)}</${name}>\n`;
  const children = content.map((child) => (child ? written(child, `${indent}  `) : '')).join('');
  return `${opening}\n${children}${indent}</${name}>\n`;
}

// What XML 1.0 has no way to write at all is left out; line ends and tabs would not come back as they were.
const forbidden = /[^\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]+/gu;

/** A text as XML can carry it, without spaces around it; empty when nothing is left of it. */
export function xmlText(text: string): string {
  return text.toWellFormed().replace(/\s/g, ' ').replace(forbidden, '').trim();
}

/** An element with a text; without one it says less than no element. */
export function textElement(name: string, text: string | undefined): XmlNode | undefined {
  return text && xmlText(text) ? [name, text] : undefined;
}

/** A text inside an element or an attribute. */
export function escapedXml(text: string): string {
  return xmlText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
