import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import * as format from '../text/format.ts';
import { FieldError, useFault } from './faults/field-error.tsx';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** What is wrong with the value, and what to do; stands at the field. */
  readonly error?: ComponentChildren;
  /** The part of the request that it fills in: what the service says of that stands at the field. */
  readonly path?: string;
  readonly hint?: ComponentChildren;
  readonly kind?: 'text' | 'search' | 'password' | 'number' | 'date';
  /** The label is for those who do not see it; what is around says it. */
  readonly hideLabel?: boolean;
  readonly autocomplete?: string;
  readonly placeholder?: string;
  readonly id?: string;
  readonly disabled?: boolean;
}

/** A text field with its label, hint and error. */
export function Field({ label, value, onInput, kind = 'text', hideLabel, id, path, ...rest }: FieldProps) {
  const hint = rest.hint ?? (kind === 'date' ? format.dayInWords(value) : undefined);
  const told = useFault(path);
  const error = rest.error ?? told;
  const made = useId();
  const own = id ?? made;
  const about = [error ? `${own}-error` : '', hint ? `${own}-hint` : ''].filter(Boolean).join(' ');
  const isNumber = kind === 'number';
  return (
    <div class={`field of-${kind}`}>
      <label for={own} class={hideLabel ? 'unseen' : undefined}>
        {label}
      </label>
      <input
        id={own}
        name={path}
        dir={kind === 'text' || kind === 'search' ? 'auto' : undefined}
        type={isNumber ? 'text' : kind}
        inputmode={isNumber ? 'numeric' : undefined}
        value={value}
        autocomplete={rest.autocomplete ?? 'off'}
        placeholder={rest.placeholder}
        disabled={rest.disabled}
        aria-invalid={error ? true : undefined}
        aria-describedby={about || undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {hint && (
        <p class="hint" id={`${own}-hint`}>
          {hint}
        </p>
      )}
      <FieldError id={`${own}-error`}>{error}</FieldError>
    </div>
  );
}

interface DateFieldProps {
  readonly label: string;
  /** `YYYY-MM-DD`; empty: none. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/**
 * A day, with its label before it. Browsers write days in their own language, whatever that of the page: which day it is stands beside the
 * field as the reader says it.
 */
export function DateField({ label, value, onChange }: DateFieldProps) {
  const id = useId();
  const words = format.dayInWords(value);
  return (
    <div class="date-field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="date"
        value={value}
        aria-describedby={words && `${id}-hint`}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {words && (
        <span class="hint" id={`${id}-hint`}>
          {words}
        </span>
      )}
    </div>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChange: (value: string) => void;
  readonly hideLabel?: boolean;
  /** The part of the request that it fills in. */
  readonly path?: string;
}

export function Select({ label, value, options, onChange, hideLabel, path }: SelectProps) {
  const id = useId();
  const error = useFault(path);
  return (
    <div class="field select">
      <label for={id} class={hideLabel ? 'unseen' : undefined}>
        {label}
      </label>
      <select
        id={id}
        name={path}
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map(([one, text]) => (
          <option key={one} value={one} selected={one === value}>
            {text}
          </option>
        ))}
      </select>
      <FieldError id={`${id}-error`}>{error}</FieldError>
    </div>
  );
}
