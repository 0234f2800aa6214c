import { Unreadable } from './format.ts';

/** More than any order needs; what is larger is refused before it is read. */
export const mostBytes = 4 * 1024 * 1024;

/**
 * Bytes as text by an encoding's label (WHATWG: utf-8, utf-16le, iso-8859-1, windows-1252, …). A byte order mark wins over the label.
 * @throws Unreadable for an encoding that is unknown, for bytes that it does not have, and beyond 4 MB
 */
export function decode(bytes: Uint8Array, label = 'utf-8'): string {
  if (bytes.byteLength > mostBytes) {
    throw new Unreadable(`the document has ${bytes.byteLength} bytes, at most ${mostBytes} are read`);
  }
  const encoding = markOf(bytes) ?? label;
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_ENCODING_NOT_SUPPORTED')
      throw new Unreadable(`nothing is known of the encoding ${JSON.stringify(label)}`);
    throw new Unreadable(`the bytes are not ${encoding}, which the document says that it is written in`);
  }
}

/** XML by its own declaration (XML 1.0 appendix F), else the charset of the content type, else UTF-8. */
export function decodeXml(bytes: Uint8Array, contentType?: string): string {
  const start = Buffer.from(bytes.subarray(0, 256)).toString('latin1');
  // Without a mark, UTF-16 shows itself by the zero beside the first bracket.
  if (start.startsWith('<\0')) return decode(bytes, 'utf-16le');
  if (start.startsWith('\0<')) return decode(bytes, 'utf-16be');
  const declared = /^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']/.exec(
    start.replace('\u00ef\u00bb\u00bf', ''),
  )?.[1];
  return decode(bytes, declared ?? charsetOf(contentType));
}

/** By the charset of the content type; without one UTF-8, and Latin-1 where it is not that: older systems say nothing and mean it. */
export function decodePlain(bytes: Uint8Array, contentType?: string): string {
  const charset = charsetOf(contentType);
  if (charset !== undefined) return decode(bytes, charset);
  try {
    return decode(bytes);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return decode(bytes, 'iso-8859-1');
  }
}

/** The charset parameter of a media type. */
export function charsetOf(contentType: string | undefined): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType ?? '')?.[1];
}

function markOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}
