import { useEffect, useMemo, useState } from 'preact/hooks';
import type { OrderDocument } from '../../api/answers.ts';
import { type Content, contentAt, dump, textOf } from '../../api/content.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { type MarkedLines, markedLines, placeKey, type TextPlace } from './marked-lines.ts';
import type { AnchorOf } from './violation-list.tsx';

/** So many bytes are shown; the rest is in the download. */
const shownBytes = 65_536;

export interface ShownText {
  /** Undefined: it has not come yet. */
  readonly marked: MarkedLines | undefined;
  readonly isCut: boolean;
  readonly anchorOf: AnchorOf;
}

/** The text of a document with the line of each violation marked; asked for once the page stands. */
export function useDocumentText(path: string, document: OrderDocument): ShownText {
  const [content, setContent] = useState<Content | 'failed'>();
  useEffect(() => {
    const leaving = new AbortController();
    const failed = () => leaving.signal.aborted || setContent('failed');
    void contentAt(path, shownBytes, leaving.signal).then(setContent, failed);
    return () => leaving.abort();
  }, [path]);
  const marked = useMemo(() => {
    if (content === undefined) return undefined;
    if (content === 'failed') return markedLines(t.documents.noText, []);
    const text = readText(content);
    return text === undefined ? markedLines(dump(content.bytes), []) : markedLines(text, placesOf(document));
  }, [content, document]);
  return {
    marked,
    isCut: typeof content === 'object' && content.isCut,
    anchorOf: ({ line, column }) => (line === undefined ? undefined : marked?.anchors.get(placeKey({ line, column }))),
  };
}

/** A document as it came, in a window of its own. */
export function DocumentText({ text: { marked, isCut } }: { text: ShownText }) {
  const { documents: words } = t;
  return (
    <section class="card" aria-busy={marked === undefined}>
      <h2>{words.text}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard */}
      <section class="bytes" tabIndex={0} aria-label={words.text}>
        {marked === undefined
          ? '\u00a0'
          : marked.pieces.map(({ text, anchor }, index) =>
              anchor === undefined ? (
                text
              ) : (
                <mark key={`${index} ${anchor}`} id={anchor}>
                  {text}
                </mark>
              ),
            )}
      </section>
      {isCut && <p class="muted">{words.cut(format.count(shownBytes))}</p>}
    </section>
  );
}

/** As UTF-8, as what its mark says, or byte by byte where older systems write; undefined: it is no text. */
function readText(content: Content): string | undefined {
  const [first, second] = content.bytes;
  if (first === 0xff && second === 0xfe) return textOf(content, 'utf-16le');
  if (first === 0xfe && second === 0xff) return textOf(content, 'utf-16be');
  return textOf(content) ?? (content.bytes.includes(0) ? undefined : textOf(content, 'windows-1252'));
}

function placesOf({ orders, violations }: OrderDocument): TextPlace[] {
  const found = [...violations, ...orders.flatMap((order) => [...order.violations, ...order.warnings])];
  const places = [
    ...found.map(({ source }) => source),
    ...orders.flatMap(({ ignored }) => ignored.map(({ at }) => at)),
  ];
  return places.flatMap((place) => (place?.line === undefined ? [] : [{ line: place.line, column: place.column }]));
}
