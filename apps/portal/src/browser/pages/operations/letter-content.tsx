import { useEffect, useState } from 'preact/hooks';
import { portalPath } from '../../api/call.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { type MarkedText, markedPart } from './failing-part.ts';

/** So many bytes are shown; the rest is in the download. */
const shownBytes = 16_384;
const bytesPerLine = 16;

/** What is in a message, as it came: as text, or where its bytes are none, as numbers. */
export function Content({ path, size, error }: { path: string; size: number | null; error: string }) {
  const { operations: words } = t;
  const [shown, setShown] = useState<string>();
  useEffect(() => {
    const leaving = new AbortController();
    if (size !== null) {
      void textAt(path, leaving.signal).then(setShown, () => leaving.signal.aborted || setShown(words.noContent));
    }
    return () => leaving.abort();
  }, [path, size, words]);
  return (
    <section class="card" aria-busy={size !== null && shown === undefined}>
      <h2>{words.content(size === null ? t.common.none : format.count(size))}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard */}
      <section class="bytes" tabIndex={0} aria-label={words.letterContent}>
        {shown === undefined ? '\u00a0' : <Marked text={shown} error={error} />}
      </section>
    </section>
  );
}

/** What the error names stands out; a cut text is as it is. */
function Marked({ text, error }: { text: string; error: string }) {
  const part = partIn(text, error);
  if (!part) return <>{text}</>;
  return (
    <>
      {part.before}
      <mark>{part.marked}</mark>
      {part.after}
    </>
  );
}

function partIn(text: string, error: string): MarkedText | undefined {
  try {
    return markedPart(JSON.parse(text), error);
  } catch {
    return undefined;
  }
}

async function textAt(path: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch(portalPath(path), { signal });
  if (!answer.ok) throw new Error(answer.statusText);
  const all = new Uint8Array(await answer.arrayBuffer());
  const some = all.subarray(0, shownBytes);
  const text = textOf(some, all.length > some.length) ?? dump(some);
  return all.length > some.length ? `${text}\n…` : text;
}

/** JSON in lines, other text as it is; undefined: it is none. */
function textOf(bytes: Uint8Array, isCut: boolean): string | undefined {
  let text: string;
  try {
    // A cut may go through a character: what is left of it waits for a rest that does not come.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut });
  } catch {
    return undefined;
  }
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function dump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesPerLine) {
    const line = [...bytes.subarray(at, at + bytesPerLine)].map((one) => one.toString(16).padStart(2, '0'));
    lines.push(`${at.toString(16).padStart(6, '0')}  ${line.join(' ')}`);
  }
  return lines.join('\n');
}
