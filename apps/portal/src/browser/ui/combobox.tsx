import * as combobox from '@zag-js/combobox';
import { normalizeProps, useMachine } from '@zag-js/preact';
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../text/messages.ts';
import { FieldError, useFault } from './faults/field-error.tsx';
import { Icon } from './icon.tsx';

/** One thing to choose, with a second line, and the reason where it cannot be chosen. */
export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
  readonly reason?: string;
}

interface ComboboxProps {
  readonly label: string;
  readonly placeholder?: string;
  /** The label is for those who do not see it; what is around says it. */
  readonly hideLabel?: boolean;
  readonly choices: readonly Choice[];
  readonly chosen: Choice | undefined;
  readonly onChoose: (choice: Choice | undefined) => void;
  /** What is typed, to be searched for by the server. */
  readonly onSearch: (text: string) => void;
  /** The part of the request that it fills in. */
  readonly path?: string;
  /** It has come in place of another one, whose focus it takes. */
  readonly takesFocus?: boolean;
}

/** A text field that finds what is typed in a list; the logic and its accessibility are zag's. */
export function Combobox({
  label,
  placeholder,
  hideLabel,
  choices,
  chosen,
  onChoose,
  onSearch,
  path,
  takesFocus,
}: ComboboxProps) {
  const id = useId();
  const [isSearched, setSearched] = useState(false);
  // A list that closes is no longer that of what was typed: by the time it is told which one was clicked, that may be gone.
  const shown = useRef(new Map<string, Choice>());
  for (const choice of chosen ? [...choices, chosen] : choices) shown.current.set(choice.id, choice);
  const collection = useMemo(() => {
    const isThere = !chosen || choices.some((choice) => choice.id === chosen.id);
    return combobox.collection<Choice>({
      items: isThere ? choices : [chosen, ...choices],
      itemToValue: (choice) => choice.id,
      itemToString: (choice) => choice.label,
      isItemDisabled: (choice) => choice.reason !== undefined,
    });
  }, [choices, chosen]);
  const service = useMachine(combobox.machine, {
    id,
    collection,
    value: chosen ? [chosen.id] : [],
    openOnClick: true,
    inputBehavior: 'autohighlight',
    selectionBehavior: 'replace',
    positioning: { strategy: 'fixed', sameWidth: true, placement: 'bottom-start' },
    onValueChange: ({ value: [id] }) => onChoose(id === undefined ? undefined : shown.current.get(id)),
    onInputValueChange: ({ inputValue, reason }) => {
      if (reason !== 'input-change' && reason !== 'clear-trigger') return;
      setSearched(inputValue !== '');
      onSearch(inputValue);
    },
    onOpenChange: ({ open }) => {
      if (open) return;
      setSearched(false);
      onSearch('');
    },
  });
  const api = combobox.connect(service, normalizeProps);
  useMark(api, collection, isSearched);
  useEffect(() => {
    if (takesFocus) document.getElementById(api.getInputProps().id as string)?.focus();
  }, []);
  const error = useFault(path);
  const errorId = `${id}-error`;
  const input = api.getInputProps();
  return (
    <div {...api.getRootProps()} class="field combobox">
      {/* biome-ignore lint/a11y/noLabelWithoutControl: its properties name the field */}
      <label {...api.getLabelProps()} class={hideLabel ? 'unseen' : undefined}>
        {label}
      </label>
      <div {...api.getControlProps()} class="control">
        <input
          {...input}
          name={path}
          dir="auto"
          onKeyDown={(event) => {
            // The machine takes Esc from the dialog around it, even when its own list is closed.
            if (event.key !== 'Escape' || api.open) input.onKeyDown?.(event);
          }}
          placeholder={placeholder ?? t.transfer.pick}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? errorId : undefined}
        />
        <button {...api.getTriggerProps()} class="quiet square" aria-label={`${label}: ${t.transfer.openList}`}>
          <Icon name="down" />
        </button>
      </div>
      <FieldError id={errorId}>{error}</FieldError>
      <div {...api.getPositionerProps()}>
        {api.open && (
          <div class="options">
            <ul {...api.getContentProps()} aria-label={label}>
              {collection.items.map((choice) => (
                <li key={choice.id} {...api.getItemProps({ item: choice })}>
                  <bdi>{choice.label}</bdi>
                  <span class="muted" lang={choice.reason ? 'en' : undefined}>
                    {choice.reason ?? choice.detail}
                  </span>
                </li>
              ))}
            </ul>
            {collection.items.length === 0 && <p class="muted">{t.transfer.noMatches}</p>}
          </div>
        )}
      </div>
    </div>
  );
}

/**
 * The machine marks the first item while its own list changes; where the server's answer comes between, none stays marked, and Enter would
 * choose nothing. It may also take a mark away in the moment in which it was set, so that is looked at again.
 */
function useMark(
  api: combobox.Api,
  collection: ReturnType<typeof combobox.collection<Choice>>,
  isSearched: boolean,
): void {
  const [looks, look] = useState(0);
  const tries = useRef(0);
  const first = collection.firstValue;
  const isMarked = api.highlightedValue !== null && collection.has(api.highlightedValue);
  useEffect(() => {
    if (!api.open || !isSearched || isMarked || first === null) {
      tries.current = 0;
      return;
    }
    api.setHighlightValue(first);
    tries.current += 1;
    if (tries.current > mostTries) return;
    const frame = requestAnimationFrame(() => look((before) => before + 1));
    return () => cancelAnimationFrame(frame);
  }, [api.open, isSearched, isMarked, first, looks]);
}

const mostTries = 30;
