import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface TextAreaProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly error?: ComponentChildren;
  readonly rows?: number;
}

/** A field for more than a line. */
export function TextArea({ label, value, onInput, error, rows = 2 }: TextAreaProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        rows={rows}
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {error && (
        <div class="error" id={`${id}-error`}>
          {error}
        </div>
      )}
    </div>
  );
}
