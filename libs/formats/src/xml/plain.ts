/** What is told of a document while it is read, in its order. Offsets are those of the brackets. */
export interface PlainEvents {
  readonly opened: (
    offset: number,
    tag: { readonly name: string; readonly local: string; readonly uri: string },
    attributes: Readonly<Record<string, string>>,
  ) => void;
  readonly text: (part: string) => void;
  readonly closed: () => void;
}

/** Limits beyond which nothing is read here. */
export interface PlainLimits {
  readonly deepest: number;
  readonly mostNodes: number;
}

const declaration = /^<\?xml version="1\.0"(?: encoding="[A-Za-z0-9._-]+")?(?: standalone="(?:yes|no)")?[ ]*\?>/;
// What XML has no place for, and line ends of one sign that a reader would have to change.
const strange = /[^\t\n\r -\ufffd]|\r(?!\n)/;
const nameForm = /^(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)$/;
const restOfTag = /((?:[ \r\n\t]+[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?="[^"<&\r\n\t]*")*)[ \r\n\t]*(\/?)>/y;
const attribute = /([\w.-]+)(?::([\w.-]+))?="([^"]*)"/g;
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const isBlank = (text: string) => /^[ \r\n\t]*$/.test(text);
const [slash, closing] = [0x2f, 0x3e];

type Attributes = Readonly<Record<string, string>>;
const noAttributes: Attributes = {};

/** An element's name, read once for each way in which it is written where the same namespaces hold. */
interface TagName {
  readonly name: string;
  readonly local: string;
  readonly uri: string;
  readonly scope: Scope;
  /** What was opened after it the last time: lines are alike, so that is nearly always what comes after it again. */
  next: TagName | undefined;
}

interface Scope {
  /** Namespaces by prefix. */
  readonly uris: Readonly<Record<string, string>>;
  readonly names: Map<string, TagName>;
}

/** What stands behind the name in a start tag. */
interface Rest {
  readonly attributes: Attributes;
  /** Whether it has anything to do with namespaces. */
  readonly isScoped: boolean;
  readonly isEmpty: boolean;
  /** With the bracket. */
  readonly length: number;
}

/**
 * Reads the XML that machines write, in a fraction of the time that a reader of all XML needs: elements, attributes in double quotes, text
 * and the five entities. False for anything else, wrong or merely unusual: that is for `saxes` to judge, and what was told until then is void.
 */
export function scanPlain(text: string, events: PlainEvents, { deepest, mostNodes }: PlainLimits): boolean {
  const open: { readonly tag: TagName; readonly scope: Scope }[] = [];
  const rests = new Map<string, Rest>();
  const outermost: Scope = { uris: {}, names: new Map() };
  let [nodes, at] = [0, declaration.exec(text)?.[0].length ?? 0];
  let last: TagName | undefined;
  if (isUnusual(text, at)) return false;
  const isAsWritten = !text.includes('&', at) && !text.includes('\r', at);
  for (;;) {
    const bracket = text.indexOf('<', at);
    const current = open[open.length - 1];
    if (!current) {
      if (!isBlank(text.slice(at, bracket < 0 ? text.length : bracket))) return false;
      if (bracket < 0) return nodes > 0;
      if (nodes > 0) return false;
    } else if (bracket < 0) return false;
    else if (bracket > at) {
      const part = text.slice(at, bracket);
      if (isAsWritten) events.text(part);
      else if (!tell(part, events)) return false;
    }
    if (text.charCodeAt(bracket + 1) === slash) {
      if (!current || !text.startsWith(current.tag.name, bracket + 2)) return false;
      const end = bracket + 2 + current.tag.name.length;
      if (text.charCodeAt(end) !== closing) return false;
      open.pop();
      events.closed();
      at = end + 1;
      continue;
    }
    const guess = guessed(text, bracket + 1, last?.next);
    const nameEnd = guess ? bracket + 1 + guess.name.length : endOfName(text, bracket + 1);
    const rest = restAt(text, nameEnd, rests);
    const scope = rest && scopeOf(rest, current?.scope ?? outermost);
    const tag = scope && (guess?.scope === scope ? guess : tagNamed(text.slice(bracket + 1, nameEnd), scope));
    nodes += 1;
    if (!tag || open.length >= deepest || nodes > mostNodes) return false;
    if (last) last.next = tag;
    last = tag;
    events.opened(bracket, tag, rest.attributes);
    if (rest.isEmpty) events.closed();
    else open.push({ tag, scope });
    at = nameEnd + rest.length;
  }
}

/** The name that is expected, where it is the one that stands there. */
function guessed(text: string, start: number, expected: TagName | undefined): TagName | undefined {
  if (!expected || !text.startsWith(expected.name, start)) return undefined;
  return endsName(text.charCodeAt(start + expected.name.length)) ? expected : undefined;
}

function endOfName(text: string, start: number): number {
  let end = start;
  while (end < text.length && !endsName(text.charCodeAt(end))) end += 1;
  return end;
}

/** A name is over at a blank, a slash or a bracket. */
function endsName(code: number): boolean {
  return code === closing || code === slash || code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

/** Undefined for what is no name, or has a prefix that is not bound. */
function tagNamed(name: string, scope: Scope): TagName | undefined {
  const { uris, names } = scope;
  const known = names.get(name);
  if (known) return known;
  const match = nameForm.exec(name);
  const [, prefix = '', local = ''] = match ?? [];
  const uri = match ? uriOf(prefix, uris) : undefined;
  if (uri === undefined) return undefined;
  const tag = { name, local, uri, scope, next: undefined };
  names.set(name, tag);
  return tag;
}

const nothing: Rest = { attributes: noAttributes, isScoped: false, isEmpty: false, length: 1 };

/** The rest of a start tag; most say nothing more, and others what another has said already. */
function restAt(text: string, start: number, rests: Map<string, Rest>): Rest | undefined {
  if (text.charCodeAt(start) === closing) return nothing;
  // A value may have a bracket in it: then this is no whole rest, and never known.
  const key = text.slice(start, text.indexOf('>', start) + 1);
  const known = rests.get(key);
  if (known) return known;
  restOfTag.lastIndex = start;
  const match = restOfTag.exec(text);
  if (!match) return undefined;
  const [whole, written = '', mark] = match;
  const attributes = written === '' ? noAttributes : readAttributes(written);
  if (!attributes) return undefined;
  const isScoped = /xmlns|:/.test(written);
  const rest = { attributes, isScoped, isEmpty: mark === '/', length: whole.length };
  if (whole === key) rests.set(key, rest);
  return rest;
}

/** Comments, sections, instructions, a DOCTYPE, and signs that are no signs. */
function isUnusual(text: string, from: number): boolean {
  return text.includes('<!', from) || text.includes('<?', from) || text.includes(']]>', from) || strange.test(text);
}

const unknownEntity = /&(?!(?:lt|gt|amp|quot|apos);)/;

function tell(part: string, { text }: PlainEvents): boolean {
  if (unknownEntity.test(part)) return false;
  const read = part.includes('&')
    ? part.replace(/&([a-z]+);/g, (whole, name: string) => entities[name] ?? whole)
    : part;
  text(read.includes('\r') ? read.replaceAll('\r\n', '\n') : read);
  return true;
}

/** Undefined where a name stands twice. */
function readAttributes(written: string): Record<string, string> | undefined {
  const attributes: Record<string, string> = {};
  for (const [, first = '', second, value = ''] of written.matchAll(attribute)) {
    const name = second === undefined ? first : `${first}:${second}`;
    if (Object.hasOwn(attributes, name) || name === '__proto__') return undefined;
    attributes[name] = value;
  }
  return attributes;
}

/** Namespaces where an element stands. Undefined for what needs a closer look: reserved names, two prefixed attributes. */
function scopeOf({ attributes, isScoped }: Rest, outer: Scope): Scope | undefined {
  if (!isScoped) return outer;
  let own: Record<string, string> | undefined;
  const prefixed: string[] = [];
  for (const [name, value] of Object.entries(attributes)) {
    const [prefix = '', local] = name.split(':');
    if (name !== 'xmlns' && prefix !== 'xmlns') {
      if (local !== undefined) prefixed.push(prefix);
      continue;
    }
    const isReserved = local === 'xml' || local === 'xmlns' || /w3\.org\/(XML\/1998|2000\/xmlns)/.test(value);
    if (isReserved || value !== value.trim() || (local !== undefined && value === '')) return undefined;
    own ??= { ...outer.uris };
    own[local ?? ''] = value;
  }
  const scope = own ? { uris: own, names: new Map<string, TagName>() } : outer;
  if (prefixed.length > 1 || prefixed.some((prefix) => uriOf(prefix, scope.uris) === undefined)) return undefined;
  return scope;
}

function uriOf(prefix: string, uris: Readonly<Record<string, string>>): string | undefined {
  if (Object.hasOwn(uris, prefix)) return uris[prefix];
  return prefix === '' ? '' : undefined;
}
