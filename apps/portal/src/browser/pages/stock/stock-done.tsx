import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Status } from '../../ui/status.tsx';

interface StockDoneProps {
  readonly text: string;
  readonly at: string;
  readonly onClose: () => void;
  /** Where to look at it. */
  readonly children?: ComponentChildren;
}

/** What was bought or moved, in the window in which it was asked for. */
export function StockDone({ text, at, onClose, children }: StockDoneProps) {
  const said = useRef<HTMLParagraphElement>(null);
  useEffect(() => said.current?.focus(), []);
  return (
    <div class="result">
      <p ref={said} tabIndex={-1} class="result-title">
        <Status tone="good">{t.status.done}</Status> {text}
      </p>
      {children}
      <p class="muted">{format.instant(at)}</p>
      <div class="dialog-foot">
        <button type="button" class="main" onClick={onClose}>
          {t.common.close}
        </button>
      </div>
    </div>
  );
}
