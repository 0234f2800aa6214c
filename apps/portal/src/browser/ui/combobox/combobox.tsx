import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../../text/messages.ts';
import { FieldError, useFault } from '../faults/field-error.tsx';
import { Icon } from '../icon.tsx';
import { OptionList } from './option-list.tsx';
import { type Choices, usePicking } from './picking.ts';

export type { Choice } from './picking.ts';

interface ComboboxProps extends Choices {
  readonly label: string;
  readonly placeholder?: string;
  /** The label is for those who do not see it; what is around says it. */
  readonly hideLabel?: boolean;
  /** The part of the request that it fills in. */
  readonly path?: string;
  /** It has come in place of another one, whose focus it takes. */
  readonly takesFocus?: boolean;
}

/**
 * A text field that finds what is typed in a list: the editable combobox of the ARIA Authoring Practices. The focus stays in the field;
 * `aria-activedescendant` says which one of the list is marked.
 */
export function Combobox({ label, placeholder, hideLabel, path, takesFocus, ...choices }: ComboboxProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const picking = usePicking(choices);
  const { isOpen, offered, marked } = picking;
  useEffect(() => {
    if (takesFocus) field.current?.focus();
  }, []);
  const error = useFault(path);
  const errorId = `${id}-error`;
  const listId = isOpen ? `${id}-list` : undefined;
  return (
    <div class="field combobox">
      <label for={id} class={hideLabel ? 'unseen' : undefined}>
        {label}
      </label>
      <div class="control">
        <input
          ref={field}
          id={id}
          name={path}
          role="combobox"
          dir="auto"
          autocomplete="off"
          spellcheck={false}
          value={picking.text}
          placeholder={placeholder ?? t.transfer.pick}
          aria-expanded={isOpen}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={isOpen && marked >= 0 ? `${id}-${marked}` : undefined}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? errorId : undefined}
          onClick={picking.open}
          onInput={(event) => picking.type(event.currentTarget.value)}
          onKeyDown={picking.onKeyDown}
          onBlur={picking.leave}
        />
        <button
          type="button"
          class="quiet square"
          tabIndex={-1}
          aria-label={`${label}: ${t.transfer.openList}`}
          aria-haspopup="listbox"
          aria-expanded={isOpen}
          aria-controls={listId}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => {
            field.current?.focus();
            if (isOpen) picking.close();
            else picking.open();
          }}
        >
          <Icon name="down" />
        </button>
      </div>
      <FieldError id={errorId}>{error}</FieldError>
      {isOpen && (
        <OptionList
          id={id}
          label={label}
          below={field}
          offered={offered}
          marked={marked}
          chosen={choices.chosen}
          onReach={picking.reach}
          onChoose={picking.choose}
        />
      )}
    </div>
  );
}
