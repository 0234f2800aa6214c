import type { OrderOfDocument, Violation } from '../../api/answers.ts';
import { t } from '../../text/messages.ts';
import { Facts } from '../../ui/facts.tsx';
import { RefusalWords } from '../../ui/refusal-words.tsx';
import { RuleLink } from '../../ui/states.tsx';

type Place = OrderOfDocument['ignored'][number]['at'];

/** Where a place stands in the text that is shown; undefined: it is not in it. */
export type AnchorOf = (place: Place) => string | undefined;

interface ViolationListProps {
  readonly violations: readonly Violation[];
  readonly anchorOf: AnchorOf;
  readonly isWarning?: boolean;
}

/** What is wrong: what may be and what was, where, and what to do about it (O5). */
export function ViolationList({ violations, anchorOf, isWarning = false }: ViolationListProps) {
  const { documents: words, trace } = t;
  return (
    <ul class={isWarning ? 'found-wrong is-warning' : 'found-wrong'}>
      {violations.map((violation, index) => {
        const { code, path, value, actual, limit, source } = violation;
        return (
          <li key={`${code} ${path} ${index}`}>
            <p class="violation">
              <RefusalWords violation={violation} />
            </p>
            <Facts
              facts={[
                [words.code, <RuleLink key="code" code={code} />],
                [trace.path, path && <code key="path">{path}</code>],
                [words.place, source && <PlaceInDocument key="place" place={source} anchorOf={anchorOf} />],
                [trace.value, value ?? actual],
                [trace.limit, limit],
              ]}
            />
          </li>
        );
      })}
    </ul>
  );
}

/** A place as its format names it, with a link to the line where that is shown. */
export function PlaceInDocument({ place, anchorOf }: { place: Place; anchorOf: AnchorOf }) {
  const { path, line, column } = place;
  const words = line === undefined ? undefined : t.documents.at(line, column);
  const anchor = anchorOf(place);
  return (
    <span class="inline-list">
      <code>{path}</code>
      {words && (anchor === undefined ? <span>{words}</span> : <a href={`#${anchor}`}>{words}</a>)}
    </span>
  );
}
