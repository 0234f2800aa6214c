import type { ComponentChildren } from 'preact';
import type { Invoice } from '../../api/answers.ts';
import type { CallError } from '../../api/call.ts';
import { t } from '../../text/messages.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Refused } from '../../ui/faults/summary.tsx';

/** What the dialogs of an invoice are given. */
export interface InvoiceFormProps {
  readonly invoice: Invoice;
  /** Address of the invoice. */
  readonly path: string;
  readonly onClose: () => void;
  readonly onDone: (said: string) => void;
}

interface FrameProps {
  readonly title: string;
  readonly error: CallError | undefined;
  readonly isRunning: boolean;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** The frame of those dialogs: what was refused, the fields, and the two buttons. */
export function InvoiceForm({ title, error, isRunning, onSubmit, onClose, children }: FrameProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!isRunning) onSubmit();
        }}
      >
        <Refused error={error} />
        {children}
        <div class="page-actions">
          <button type="submit" class="main" disabled={isRunning}>
            {title}
          </button>
          <button type="button" onClick={onClose}>
            {t.common.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** An amount as it was typed, with a point or a comma before its decimals. */
export function decimal(typed: string): string {
  return typed.trim().replace(/,(?=\d+$)/, '.');
}
