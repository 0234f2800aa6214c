import type { Transfer } from '../../api/answers.ts';
import { licensesChanged } from '../../api/cache.ts';
import { useCommit } from '../../api/preview.ts';
import { mayManage, mayTransfer } from '../../frame/navigation.ts';
import { t } from '../../text/messages.ts';
import { Refusals, wordsFor } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { countOf } from './transfer-words.ts';

/** The way back of a transfer (M5): offered where nothing was given back yet; the rules of its program answer in words. */
export function Return({ transfer, isShort }: { transfer: Transfer; isShort?: boolean }) {
  const { transferId, action, returnedBy } = transfer;
  const back = useCommit<unknown>(() => {
    licensesChanged();
    toast(t.transfer.undone);
  });
  if (!mayTransfer() && !mayManage()) return null;
  if (action !== 'transfer' || returnedBy !== undefined || back.done !== undefined) return null;
  return (
    <>
      <button
        type="button"
        disabled={back.isRunning}
        aria-label={isShort ? `${t.transfers.giveBack}: ${t.lots.giveBack(countOf(transfer))}` : undefined}
        onClick={() => void back.run(`/api/transfers/${encodeURIComponent(transferId)}/return`, {})}
      >
        {isShort ? t.transfers.giveBack : t.lots.giveBack(countOf(transfer))}
      </button>
      {back.error && (
        <div class="refused" role="alert">
          <p>{back.error.violations.length > 0 ? t.transfer.undoRefused : wordsFor(back.error).title}</p>
          <Refusals violations={back.error.violations} />
        </div>
      )}
    </>
  );
}
