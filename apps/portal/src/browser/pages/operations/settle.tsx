import { useState } from 'preact/hooks';
import { CallError, call } from '../../api/call.ts';
import { t } from '../../text/messages.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { wordsFor } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';

interface SettleProps {
  /** Address of the letter. */
  readonly path: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Settles a letter that replay can never mend, with the reason, which stays with it. */
export function Settle({ path, onClose, onDone }: SettleProps) {
  const { operations: words } = t;
  const [reason, setReason] = useState('');
  const [error, setError] = useState<string>();
  const settle = async () => {
    try {
      await call(`${path}/settle`, { method: 'POST', body: { reason: reason.trim() } });
      toast(words.isSettled);
      onDone();
    } catch (thrown) {
      const first = thrown instanceof CallError ? thrown.violations[0]?.message : undefined;
      setError(first ?? wordsFor(thrown as CallError).title);
    }
  };
  return (
    <Dialog title={words.settle} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() === '') setError(words.reasonNeeded);
          else void settle();
        }}
      >
        <Field label={words.reason} value={reason} onInput={setReason} error={error} hint={words.settleHelp} />
        <div class="page-actions">
          <button type="submit" class="main">
            {words.settle}
          </button>
          <button type="button" onClick={onClose}>
            {t.common.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
