import type { TransferDone } from '../../api/answers.ts';
import { licensesChanged } from '../../api/cache.ts';
import { useCommit } from '../../api/preview.ts';
import { t } from '../../text/messages.ts';
import type { Choice } from '../../ui/combobox/combobox.tsx';
import { Done } from '../../ui/command/done.tsx';
import { Refusals } from '../../ui/states.tsx';
import { Change } from './change.tsx';

interface ResultProps {
  readonly done: TransferDone;
  readonly names: { readonly source: Choice | undefined; readonly destination: Choice | undefined };
  readonly onAgain: () => void;
  readonly onClose: () => void;
}

/** What moved, with a way back as long as the rules allow one. */
export function Result({ done, names, onAgain, onClose }: ResultProps) {
  const undo = useCommit<TransferDone>(licensesChanged);
  const nameOf = (id: string | undefined) =>
    done.sides?.find(({ accountId }) => accountId === id)?.name ??
    [names.source, names.destination].find((choice) => choice?.id === id)?.label ??
    id ??
    '';
  return (
    <Done
      status={t.status.transferred}
      text={t.transfer.done(done.transferred ?? 0, nameOf(done.from), nameOf(done.to))}
      at={done.at}
      onClose={onClose}
      actions={
        <>
          {!undo.done && (
            <button
              type="button"
              disabled={undo.isRunning}
              onClick={() => void undo.run(`/api/transfers/${encodeURIComponent(done.transferId)}/return`, {})}
            >
              {t.transfer.undo}
            </button>
          )}
          <button type="button" onClick={onAgain}>
            {t.transfer.another}
          </button>
        </>
      }
    >
      <ul>
        {done.sides?.map(({ accountId, name, product, before, after }) => (
          <li key={`${accountId} ${product}`}>
            <bdi>{name}</bdi>, {product}: <Change before={before.total} after={after.total} />
          </li>
        ))}
      </ul>
      <p>
        {t.transfer.doneId} <a href={`/transfers/${encodeURIComponent(done.transferId)}`}>{done.transferId}</a>
      </p>
      <div role="status">
        {undo.done && <p>{t.transfer.undone}</p>}
        {undo.error && (
          <div class="refused">
            <p>{t.transfer.undoRefused}</p>
            <Refusals violations={undo.error.violations} />
          </div>
        )}
      </div>
    </Done>
  );
}
