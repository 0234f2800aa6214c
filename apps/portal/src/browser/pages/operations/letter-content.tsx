import { useEffect, useState } from 'preact/hooks';
import { contentAt, dump, textOf } from '../../api/content.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { type MarkedText, markedPart } from './failing-part.ts';

/** So many bytes are shown; the rest is in the download. */
const shownBytes = 16_384;

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
  const content = await contentAt(path, shownBytes, signal);
  const text = inLines(textOf(content)) ?? dump(content.bytes);
  return content.isCut ? `${text}\n…` : text;
}

/** JSON in lines, other text as it is. */
function inLines(text: string | undefined): string | undefined {
  try {
    return text && JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
