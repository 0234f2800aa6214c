import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Status } from '../status.tsx';

interface DoneProps {
  readonly text: string;
  readonly at: string;
  /** What it is called that was done; without it just that. */
  readonly status?: string;
  /** What follows of it, beside the time. */
  readonly note?: string;
  readonly onClose: () => void;
  /** Where to look at it. */
  readonly children?: ComponentChildren;
  /** Other things to do now, left of the one that closes. */
  readonly actions?: ComponentChildren;
}

/** What was done, in the window in which it was asked for. */
export function Done({ text, at, status = t.status.done, note, onClose, children, actions }: DoneProps) {
  const said = useRef<HTMLParagraphElement>(null);
  useEffect(() => said.current?.focus(), []);
  return (
    <div class="result">
      <p ref={said} tabIndex={-1} class="result-title">
        <Status tone="good">{status}</Status> {text}
      </p>
      {children}
      <p class="muted">
        {format.instant(at)}
        {note && ` · ${note}`}
      </p>
      <div class="dialog-foot">
        {actions}
        <button type="button" class="main" onClick={onClose}>
          {t.common.close}
        </button>
      </div>
    </div>
  );
}
