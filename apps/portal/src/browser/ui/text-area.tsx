import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { FieldError, useFault } from './faults/field-error.tsx';

interface TextAreaProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly error?: ComponentChildren;
  /** The part of the request that it fills in. */
  readonly path?: string;
  readonly rows?: number;
}

/** A field for more than a line. */
export function TextArea({ label, value, onInput, path, rows = 2, ...rest }: TextAreaProps) {
  const id = useId();
  const told = useFault(path);
  const error = rest.error ?? told;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        name={path}
        dir="auto"
        rows={rows}
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <FieldError id={`${id}-error`}>{error}</FieldError>
    </div>
  );
}
