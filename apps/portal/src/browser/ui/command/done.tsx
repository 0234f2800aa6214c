import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Status } from '../status.tsx';

interface DoneProps {
  readonly text: string;
  readonly at: string;
  /** What follows of it, beside the time. */
  readonly note?: string;
  readonly onClose: () => void;
  /** Where to look at it. */
  readonly children?: ComponentChildren;
}

/** What was done, in the window in which it was asked for. */
export function Done({ text, at, note, onClose, children }: DoneProps) {
  const said = useRef<HTMLParagraphElement>(null);
  useEffect(() => said.current?.focus(), []);
  return (
    <div class="result">
      <p ref={said} tabIndex={-1} class="result-title">
        <Status tone="good">{t.status.done}</Status> {text}
      </p>
      {children}
      <p class="muted">
        {format.instant(at)}
        {note && ` · ${note}`}
      </p>
      <div class="dialog-foot">
        <button type="button" class="main" onClick={onClose}>
          {t.common.close}
        </button>
      </div>
    </div>
  );
}
