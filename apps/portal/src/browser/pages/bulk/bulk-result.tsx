import { useEffect, useRef } from 'preact/hooks';
import type { BatchDone } from '../../api/answers.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Status } from '../../ui/status.tsx';
import { rowsIn } from './outcomes.ts';
import type { SettledRow } from './rows.ts';

interface BulkResultProps {
  readonly done: BatchDone;
  readonly settled: readonly SettledRow[];
  readonly source: string;
  readonly onCsv: () => void;
  readonly onAgain: () => void;
}

/** What moved, each transfer with its page, from where it can be given back. */
export function BulkResult({ done, settled, source, onCsv, onAgain }: BulkResultProps) {
  const said = useRef<HTMLParagraphElement>(null);
  useEffect(() => said.current?.focus(), []);
  const count = settled.reduce((sum, { quantity }) => sum + quantity, 0);
  const targets = new Set(settled.map(({ to }) => to.id)).size;
  return (
    <section class="card">
      <p ref={said} tabIndex={-1} class="result-title">
        <Status tone="good">{t.status.transferred}</Status> {t.bulk.done(count, source, targets)}
      </p>
      <div class="table-scroll">
        <table class="stacked">
          <caption class="unseen">{t.bulk.rows}</caption>
          <thead>
            <tr>
              <th scope="col">{t.transfer.destination}</th>
              <th scope="col">{t.transfer.product}</th>
              <th scope="col" class="number">
                {t.transfer.quantity}
              </th>
              <th scope="col">{t.transfer.doneId}</th>
            </tr>
          </thead>
          <tbody>
            {settled.map(({ row, to, product, quantity }, index) => (
              <tr key={row.id}>
                <td>
                  <a href={`/organizations/${encodeURIComponent(to.id)}`}>{to.name}</a>
                </td>
                <td data-title={t.transfer.product}>{product.name}</td>
                <td class="number" data-title={t.transfer.quantity}>
                  {format.count(quantity)}
                </td>
                <td data-title={t.transfer.doneId}>
                  <TransferLink id={rowsIn(done)[index]?.transferId ?? ''} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="buttons">
        <button type="button" onClick={onCsv}>
          {t.bulk.csv}
        </button>
        <button type="button" class="main" onClick={onAgain}>
          {t.transfer.another}
        </button>
      </div>
    </section>
  );
}

function TransferLink({ id }: { id: string }) {
  return <a href={`/transfers/${encodeURIComponent(id)}`}>{id}</a>;
}
