import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { CallError } from '../../api/call.ts';
import { t } from '../../text/messages.ts';
import { RefusalWords } from '../refusal-words.tsx';
import { RuleLink, wordsFor } from '../states.tsx';
import { isAbout } from './faults.ts';

/** One thing that is wrong with a form; of a field where it names the part of the request that it fills in. */
export interface Fault {
  readonly path?: string;
  readonly words: ComponentChildren;
  readonly code?: string;
}

interface SummaryProps {
  readonly title: string;
  readonly help?: string;
  readonly faults: readonly Fault[];
  /** Which try it is about: with each the summary takes the focus. */
  readonly of: unknown;
}

/** What is wrong with a form, at its top: it takes the focus, and leads to each field. */
export function Summary({ title, help, faults, of }: SummaryProps) {
  const told = useRef<HTMLDivElement>(null);
  const [fields, setFields] = useState<readonly (HTMLElement | undefined)[]>([]);
  useLayoutEffect(() => {
    setFields(faults.map(({ path }) => fieldOf(told.current?.closest('form'), path)));
    // The button that was pressed is disabled meanwhile and has lost the focus.
    told.current?.focus();
  }, [of]);
  return (
    <div ref={told} tabIndex={-1} class="refused summary" role="alert">
      <p class="note-title">{title}</p>
      {help && <p>{help}</p>}
      {faults.length > 0 && (
        <ul class="refusals">
          {faults.map(({ words, code }, index) => (
            <li key={index}>
              <ToField field={fields[index]}>{words}</ToField> {code && <RuleLink code={code} />}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function ToField({ field, children }: { field: HTMLElement | undefined; children: ComponentChildren }) {
  if (!field) return <>{children}</>;
  const focus = (event: Event) => {
    event.preventDefault();
    field.focus();
  };
  return (
    <a href={`#${field.id}`} onClick={focus}>
      {children}
    </a>
  );
}

/** The field that fills in a part of the request, or the part around it: the nearest. */
function fieldOf(form: Element | null | undefined, path: string | undefined): HTMLElement | undefined {
  const named = [...(form?.querySelectorAll<HTMLElement & { name: string }>('[name]:not(:disabled)') ?? [])];
  return named.filter(({ name }) => isAbout(path, name)).sort((a, b) => b.name.length - a.name.length)[0];
}

/** What was asked and not done; 409 says that the plan no longer holds. */
export function Refused({ error }: { readonly error: CallError | undefined }) {
  if (!error) return null;
  const { title, help } = wordsFor(error);
  const faults = error.violations.map((violation) => ({
    path: violation.path,
    code: violation.code,
    words: <RefusalWords violation={violation} />,
  }));
  const isStale = error.status === 409;
  return (
    <Summary
      title={isStale ? t.transfer.stale : faults.length > 0 ? t.state.problems(faults.length) : title}
      help={isStale || faults.length > 0 ? undefined : help}
      faults={faults}
      of={error}
    />
  );
}
