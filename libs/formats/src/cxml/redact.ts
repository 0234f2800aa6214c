import { charsetOf } from '../decode.ts';

/** What is written where a secret stood. */
const mark = '***';

/** What authenticates a sender: contents of these elements are kept nowhere. Names in any case: a wrong case is no less a secret. */
const secrets = '(?:[^\\s<>/:"\'=]*:)?(?:SharedSecret|CredentialMac|DigitalSignature)';
const secretTag = `<${secrets}(?=[\\s/>]|$)`;
const endTag = `</${secrets}\\s*>`;

/** Encodings in which every sign of markup is the one byte that it is in ASCII. */
const likeAscii =
  /^(?:utf-?8|us-ascii|ascii|iso[-_]?8859[-_]\d+|latin\d|windows-125\d|cp125\d|koi8-[ru]|shift_jis|euc-(?:jp|kr)|gbk|gb18030|big5)$/i;

/**
 * A cXML document without its secrets: the contents of `SharedSecret`, `CredentialMac` and `DigitalSignature`, whether they are text, CDATA
 * or elements, in a comment, or cut off; and the internal subset of a DOCTYPE, where entities could hold one. All other bytes, and every
 * line, stay where they were. Of documents in encodings that nobody reads (UTF-32, EBCDIC, UTF-7) nothing is kept. Never throws.
 */
export function redactCxml(bytes: Uint8Array, contentType?: string): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = widthOf(buffer, contentType);
  if (width === 'unknown') return new Uint8Array();
  if (width === 'byte') {
    const text = buffer.toString('latin1');
    const kept = withoutSecrets(text);
    return kept === text ? bytes : new Uint8Array(Buffer.from(kept, 'latin1'));
  }
  // A last half of a sign goes: it is nothing by itself.
  const even = Buffer.from(buffer.subarray(0, buffer.length - (buffer.length % 2)));
  const text = (width === 'utf-16be' ? even.swap16() : even).toString('utf16le');
  const kept = withoutSecrets(text);
  if (kept === text) return bytes;
  const written = Buffer.from(kept, 'utf16le');
  return new Uint8Array(width === 'utf-16be' ? written.swap16() : written);
}

function widthOf(buffer: Buffer, contentType?: string): 'byte' | 'utf-16le' | 'utf-16be' | 'unknown' {
  const start = buffer.subarray(0, 256).toString('latin1');
  if (/^(?:\u00ff\u00fe\0\0|\0\0\u00fe\u00ff|<\0\0\0|\0\0\0<)/.test(start)) return 'unknown';
  if (start.startsWith('\u00ff\u00fe')) return 'utf-16le';
  if (start.startsWith('\u00fe\u00ff')) return 'utf-16be';
  if (start.startsWith('\u00ef\u00bb\u00bf')) return 'byte';
  // XML has no zero sign: where there are zeros, they are halves of others.
  const zero = buffer.indexOf(0);
  if (zero >= 0) return zero % 2 === 1 ? 'utf-16le' : 'utf-16be';
  const declared = /^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']/.exec(start)?.[1] ?? charsetOf(contentType);
  if (declared === undefined) return start.trim() === '' || start.includes('<') ? 'byte' : 'unknown';
  return likeAscii.test(declared) ? 'byte' : 'unknown';
}

function withoutSecrets(text: string): string {
  const spans = [...subsetOf(text)];
  // Comments and CDATA first: what looks like a tag in one ends with it.
  const parts = new RegExp(`<!--|<!\\[CDATA\\[|${secretTag}`, 'giu');
  parts.lastIndex = spans[0]?.[1] ?? 0;
  for (let part = parts.exec(text); part; part = parts.exec(text)) {
    const isSection = part[0].startsWith('<!');
    const from = part.index + part[0].length;
    if (isSection) {
      const end = placeOf(text, part[0] === '<!--' ? '-->' : ']]>', from);
      spans.push(...secretsOf(text.slice(from, end)).map(([a, b]): Span => [from + a, from + b]));
      parts.lastIndex = end;
    } else {
      const start = contentStart(text, from);
      const end = start === undefined ? from : contentEnd(text, start);
      if (start !== undefined && end > start) spans.push([start, end]);
      parts.lastIndex = Math.max(end, from);
    }
  }
  let [kept, from] = ['', 0];
  for (const [start, end] of spans) {
    kept += `${text.slice(from, start)}${mark}${text.slice(start, end).replaceAll(/[^\n]+/g, '')}`;
    from = end;
  }
  return kept + text.slice(from);
}

/** From the place of its first sign to the place after its last. */
type Span = [start: number, end: number];

/** What stands between the brackets of a DOCTYPE: entities could hold a secret. */
function subsetOf(text: string): Span[] {
  const doctype = text.search(/<!DOCTYPE/i);
  const head = /<!DOCTYPE(?:"[^"]*"|'[^']*'|[^'"[<>])*\[/iy;
  head.lastIndex = Math.max(0, doctype);
  if (!head.test(text)) return [];
  const start = head.lastIndex;
  const parts = /"[^"]*(?:"|$)|'[^']*(?:'|$)|<!--[\s\S]*?(?:-->|$)|\]\s*>/g;
  parts.lastIndex = start;
  for (let part = parts.exec(text); part; part = parts.exec(text)) {
    if (part[0].startsWith(']')) return [[start, part.index]];
  }
  return [[start, text.length]];
}

/** Where the contents of the secrets of a comment or CDATA stand in it. */
function secretsOf(section: string): Span[] {
  const spans: Span[] = [];
  const [tags, ends] = [new RegExp(secretTag, 'giu'), new RegExp(endTag, 'giu')];
  for (let tag = tags.exec(section); tag; tag = tags.exec(section)) {
    const start = contentStart(section, tag.index + tag[0].length);
    if (start === undefined) continue;
    ends.lastIndex = start;
    const end = ends.exec(section)?.index ?? section.length;
    if (end > start) spans.push([start, end]);
    tags.lastIndex = Math.max(end, tags.lastIndex);
  }
  return spans;
}

/** The place after a tag whose name has ended; after the name where the tag does not end; undefined where it has no content. */
function contentStart(text: string, from: number): number | undefined {
  const rest = /(?:"[^"<]*"|'[^'<]*'|[^'"<>])*>/y;
  rest.lastIndex = from;
  if (!rest.test(text)) return from;
  return text[rest.lastIndex - 2] === '/' ? undefined : rest.lastIndex;
}

/** The place of the end tag, outside of comments and CDATA; of the end of the text where there is none. */
function contentEnd(text: string, from: number): number {
  const parts = new RegExp(`<!--[\\s\\S]*?(?:-->|$)|<!\\[CDATA\\[[\\s\\S]*?(?:\\]\\]>|$)|${endTag}`, 'giu');
  parts.lastIndex = from;
  for (let part = parts.exec(text); part; part = parts.exec(text)) if (part[0].startsWith('</')) return part.index;
  return text.length;
}

function placeOf(text: string, what: string, from: number): number {
  const place = text.indexOf(what, from);
  return place < 0 ? text.length : place;
}
