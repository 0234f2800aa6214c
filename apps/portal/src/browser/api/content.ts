import { portalPath } from './call.ts';

/** What somebody sent, in bytes: fetched to be read, never to be run. */

export interface Content {
  readonly bytes: Uint8Array;
  /** There are more. */
  readonly isCut: boolean;
}

const bytesPerLine = 16;

/** The first bytes at an address of the interface. Throws where no answer comes. */
export async function contentAt(path: string, most: number, signal: AbortSignal): Promise<Content> {
  const answer = await fetch(portalPath(path), { signal });
  if (!answer.ok) throw new Error(answer.statusText);
  const all = new Uint8Array(await answer.arrayBuffer());
  return { bytes: all.subarray(0, most), isCut: all.length > most };
}

/** Bytes as text in an encoding; undefined: they are none. */
export function textOf({ bytes, isCut }: Content, encoding = 'utf-8'): string | undefined {
  try {
    // A cut may go through a character: what is left of it waits for a rest that does not come.
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: isCut });
  } catch {
    return undefined;
  }
}

/** Bytes as numbers, in lines. */
export function dump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesPerLine) {
    const line = [...bytes.subarray(at, at + bytesPerLine)].map((one) => one.toString(16).padStart(2, '0'));
    lines.push(`${at.toString(16).padStart(6, '0')}  ${line.join(' ')}`);
  }
  return lines.join('\n');
}
