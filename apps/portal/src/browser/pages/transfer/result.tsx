import { useEffect, useRef } from 'preact/hooks';
import type { TransferDone } from '../../api/answers.ts';
import { licensesChanged } from '../../api/cache.ts';
import { useCommit } from '../../api/preview.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import type { Choice } from '../../ui/combobox.tsx';
import { Refusals } from '../../ui/states.tsx';
import { Status } from '../../ui/status.tsx';
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
  const heading = useRef<HTMLParagraphElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const nameOf = (id: string | undefined) =>
    done.sides?.find(({ accountId }) => accountId === id)?.name ??
    [names.source, names.destination].find((choice) => choice?.id === id)?.label ??
    id ??
    '';
  return (
    <div class="result">
      <p ref={heading} tabIndex={-1} class="result-title">
        <Status tone="good">{t.status.transferred}</Status>{' '}
        {t.transfer.done(done.transferred ?? 0, nameOf(done.from), nameOf(done.to))}
      </p>
      <ul>
        {done.sides?.map(({ accountId, name, product, before, after }) => (
          <li key={`${accountId} ${product}`}>
            {name}, {product}: <Change before={before.total} after={after.total} />
          </li>
        ))}
      </ul>
      <p class="muted">
        {t.transfer.doneId} <a href={`/transfers/${encodeURIComponent(done.transferId)}`}>{done.transferId}</a> ·{' '}
        {format.instant(done.at)}
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
      <div class="dialog-foot">
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
        <button type="button" class="main" onClick={onClose}>
          {t.transfer.close}
        </button>
      </div>
    </div>
  );
}
