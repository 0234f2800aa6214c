import { useState } from 'preact/hooks';
import { CallError, call } from '../../api/call.ts';
import { t } from '../../text/messages.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Refused, Summary } from '../../ui/faults/summary.tsx';
import { Field } from '../../ui/field.tsx';
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
  const [tries, setTries] = useState(0);
  const [error, setError] = useState<CallError>();
  const isMissing = tries > 0 && reason.trim() === '';
  const settle = async () => {
    try {
      await call(`${path}/settle`, { method: 'POST', body: { reason: reason.trim() } });
      toast(words.isSettled);
      onDone();
    } catch (thrown) {
      if (!(thrown instanceof CallError)) throw thrown;
      setError(thrown);
    }
  };
  return (
    <Dialog title={words.settle} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          setTries(tries + 1);
          if (reason.trim() !== '') void settle();
        }}
        noValidate
      >
        {isMissing ? (
          <Summary title={t.state.problems(1)} faults={[{ path: 'reason', words: words.reasonNeeded }]} of={tries} />
        ) : (
          <Refused error={error} />
        )}
        <Field
          label={words.reason}
          path="reason"
          value={reason}
          onInput={setReason}
          error={isMissing ? words.reasonNeeded : undefined}
          hint={words.settleHelp}
        />
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
