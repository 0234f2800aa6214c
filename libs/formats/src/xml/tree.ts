import { SaxesParser, type SaxesTagNS } from 'saxes';
import { decodeXml } from '../decode.ts';
import { Unreadable } from '../format.ts';
import type { At } from '../reading.ts';
import { scanPlain } from './plain.ts';

const deepest = 64;
const mostNodes = 200_000;

/** An element with what stands in it. Comments and processing instructions are left out. */
export interface XmlElement {
  /** As written, prefix included. */
  readonly name: string;
  readonly local: string;
  readonly uri: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** All text that stands directly in it, as written. */
  readonly text: string;
  /** Which one it is of its parent's children of this name, from 1. */
  readonly nth: number;
  /** How many of this name its parent has: one object for all of them, whole when the document is read. */
  readonly alike: { readonly count: number };
  readonly parent: XmlElement | undefined;
  readonly line: number;
  readonly column: number;
}

export interface XmlDocument {
  readonly root: XmlElement;
  /** The names in the DOCTYPE, which is never fetched. */
  readonly doctype?: string;
}

interface Growing extends XmlElement {
  text: string;
  children: Growing[];
  readonly parent: Growing | undefined;
  readonly alike: { count: number };
  /** The groups of its children that are alike, once they are many. */
  groups: Map<string, { count: number }> | undefined;
  path: string | undefined;
}

/**
 * Reads XML 1.0 with namespaces into a light tree. External ids of a DOCTYPE are ignored and never fetched, an internal subset is
 * refused (entities and defaults would come from it), and depth (64), elements (200,000) and bytes (4 MB) have limits.
 * @throws Unreadable with line and column
 */
export function readXml(bytes: Uint8Array, contentType?: string): XmlDocument {
  const text = decodeXml(bytes, contentType);
  const plain = readPlain(text);
  if (plain) return { root: plain };
  const parser = new SaxesParser({ xmlns: true, position: true });
  let root: Growing | undefined;
  let open: Growing | undefined;
  let doctype: string | undefined;
  let [depth, nodes] = [0, 0];
  const place = placesIn(text);
  let start = { line: 1, column: 1 };
  const fail = (message: string): never => {
    const path = open ? pathOf(open) : '/';
    throw new Unreadable(message, { path, line: parser.line, column: parser.columnIndex + 1 });
  };
  parser.on('error', (error) => fail(`the XML is not well-formed: ${error.message.replace(/^\d+:\d+: /, '')}`));
  parser.on('doctype', (body) => {
    if (body.includes('['))
      fail('the DOCTYPE has an internal subset; entities and defaults are not taken from documents');
    doctype = body.trim();
  });
  // The name and one sign more are read by then.
  parser.on('opentagstart', ({ name }) => {
    start = place(parser.position - name.length - 2);
  });
  parser.on('opentag', (tag) => {
    depth += 1;
    nodes += 1;
    if (depth > deepest) fail(`elements stand more than ${deepest} deep in each other`);
    if (nodes > mostNodes) fail(`there are more than ${mostNodes} elements`);
    const element = elementOf(tag, attributesOf(tag), open, start);
    if (open) append(open, element);
    else root = element;
    open = element;
  });
  const addText = (part: string): void => {
    if (open) open.text += part;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    depth -= 1;
    open = open?.parent;
  });
  parser.write(text).close();
  if (!root) throw new Unreadable('there is no element in the XML');
  return { root, doctype };
}

/** Line and column of offsets that only grow. */
function placesIn(text: string): (offset: number) => { line: number; column: number } {
  let [line, begin] = [1, 0];
  let end = text.indexOf('\n');
  return (offset) => {
    while (end >= 0 && end < offset) {
      line += 1;
      begin = end + 1;
      end = text.indexOf('\n', begin);
    }
    return { line, column: offset - begin + 1 };
  };
}

/** What machines write is read without the reader of all XML; undefined for what only that one can judge. */
function readPlain(text: string): XmlElement | undefined {
  let root: Growing | undefined;
  let open: Growing | undefined;
  const place = placesIn(text);
  const isRead = scanPlain(
    text,
    {
      opened: (offset, tag, attributes) => {
        const element = elementOf(tag, attributes, open, place(offset));
        if (open) append(open, element);
        else root = element;
        open = element;
      },
      text: (part) => {
        if (open) open.text += part;
      },
      closed: () => {
        open = open?.parent;
      },
    },
    { deepest, mostNodes },
  );
  return isRead ? root : undefined;
}

function attributesOf(tag: SaxesTagNS): Record<string, string> {
  const attributes: Record<string, string> = {};
  // Not Object.values: most elements have none, and this is done for each.
  for (const name in tag.attributes) attributes[name] = tag.attributes[name]?.value ?? '';
  return attributes;
}

function elementOf(
  tag: { readonly name: string; readonly local: string; readonly uri: string },
  attributes: Readonly<Record<string, string>>,
  parent: Growing | undefined,
  start: { readonly line: number; readonly column: number },
): Growing {
  const alike = parent ? alikeIn(parent, tag.name) : { count: 0 };
  alike.count += 1;
  const { name, local, uri } = tag;
  const { line, column } = start;
  // Every property from the beginning, so that all elements have one shape.
  return {
    name,
    local,
    uri,
    attributes,
    children: none,
    text: '',
    nth: alike.count,
    alike,
    parent,
    line,
    column,
    groups: undefined,
    path: undefined,
  };
}

/** The children of those who have none, and most have none. */
const none: Growing[] = [];

function append(parent: Growing, element: Growing): void {
  if (parent.children === none) parent.children = [element];
  else parent.children.push(element);
}

/** More children than these are found by a map, fewer are looked through. */
const few = 12;

/** Those of the parent's children that have the name already. */
function alikeIn(parent: Growing, name: string): { count: number } {
  const { children } = parent;
  const last = children[children.length - 1];
  if (last?.name === name) return last.alike;
  if (children.length <= few) {
    for (const child of children) if (child.name === name) return child.alike;
    return { count: 0 };
  }
  parent.groups ??= new Map(children.map((child) => [child.name, child.alike]));
  const known = parent.groups.get(name);
  if (known) return known;
  const alike = { count: 0 };
  parent.groups.set(name, alike);
  return alike;
}

/** `/Order/cac:OrderLine[2]/cbc:ID`: a number stands where the parent has several of the name. Kept, since places are many. */
export function pathOf(element: XmlElement): string {
  const { name, nth, alike, parent } = element;
  const known = element as Growing;
  known.path ??= `${parent ? pathOf(parent) : ''}/${name}${alike.count > 1 ? `[${nth}]` : ''}`;
  return known.path;
}

export function placeIn(element: XmlElement): At {
  return { path: pathOf(element), line: element.line, column: element.column };
}
