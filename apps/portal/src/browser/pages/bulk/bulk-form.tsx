import { useRef, useState } from 'preact/hooks';
import type { BatchDone, BatchPreview } from '../../api/answers.ts';
import { useCommand } from '../../api/preview.ts';
import { t } from '../../text/messages.ts';
import { Refused } from '../../ui/faults/summary.tsx';
import { Field } from '../../ui/field.tsx';
import { saveCsv } from '../../ui/sheet/save-csv.ts';
import { wordsFor } from '../../ui/states.tsx';
import { AddRows } from './add-rows.tsx';
import { BulkResult } from './bulk-result.tsx';
import { Doubtful } from './doubtful.tsx';
import type { BulkKind } from './kinds.ts';
import { type Outcome, outcomesOf, refusedIds } from './outcomes.ts';
import { Rests } from './rests.tsx';
import { useRows } from './row-state.ts';
import { RowTable } from './row-table.tsx';
import { batchOf, productOf, type Row, restsOf, type SettledRow, type SourceProduct, settledRow } from './rows.ts';
import { doneLines, planLines, whyOf } from './rows-csv.ts';

interface BulkFormProps {
  readonly kind: BulkKind;
  readonly from: string;
  readonly source: string;
  readonly products: readonly SourceProduct[];
  readonly chosen: SourceProduct;
}

/** The rows, what all of them together would do, and the one button that does it. */
export function BulkForm({ kind, from, source, products, chosen }: BulkFormProps) {
  const rows = useRows(kind.taker);
  const [note, setNote] = useState('');
  const asked = rows.rows.filter(({ isOut }) => !isOut);
  const settled = asked.flatMap((row) => settledRow(row, products, chosen) ?? []);
  const command = useCommand<BatchPreview, BatchDone>(kind.path, batchOf(kind.list, from, settled, note), kind.changed);
  const { plan, error, commit, stale, isLoading } = command;
  const outcomes = useOutcomes(settled, plan, stale);
  const reasons = useReasons(outcomes);
  const confirmed = useRef<readonly SettledRow[]>([]);
  const shown = { rows: rows.rows, productOf: (row: Row) => productOf(row, products, chosen) };
  if (commit.done) {
    const { done } = commit;
    const save = () => saveCsv('transfers.csv', doneLines(shown, { settled: confirmed.current, done, reasons }));
    const again = () => {
      rows.clear();
      commit.reset();
    };
    return <BulkResult done={done} settled={confirmed.current} source={source} onCsv={save} onAgain={again} />;
  }
  const refused = refusedIds(outcomes);
  const unsettled = asked.length - settled.length;
  const mayCommit = command.mayCommit && plan?.refused === 0 && unsettled === 0;
  const count = settled.reduce((sum, { quantity }) => sum + quantity, 0);
  const submit = (event: Event) => {
    event.preventDefault();
    if (!mayCommit) return;
    confirmed.current = settled;
    command.submit(event);
  };
  return (
    <>
      <AddRows kind={kind} rows={rows} from={from} sku={chosen.id} />
      <Doubtful kind={kind} rows={rows} from={from} />
      {rows.rows.length > 0 && (
        <form class="stack" onSubmit={submit} noValidate aria-busy={isLoading}>
          <Refused error={commit.error} />
          <Rests rests={restsOf(settled, chosen)} />
          <RowTable
            list={kind.list}
            rows={rows}
            products={products}
            chosen={chosen}
            outcomes={outcomes}
            settled={settled}
          />
          {error && error.violations.length === 0 && <p class="error">{wordsFor(error).title}</p>}
          {refused.length > 0 && (
            <div class="refused" role="status">
              <p>
                {t.bulk.refused(refused.length, settled.length)}{' '}
                <button type="button" onClick={() => rows.leaveOut(refused)}>
                  {t.bulk.leaveOutAll(refused.length)}
                </button>
              </p>
            </div>
          )}
          {unsettled > 0 && <p class="muted">{t.bulk.unsettled(unsettled)}</p>}
          <Field label={`${t.transfer.note} (${t.common.optional})`} value={note} onInput={setNote} />
          <div class="bulk-foot">
            <button type="button" class="quiet" onClick={rows.clear}>
              {t.bulk.clear}
            </button>
            <button type="button" onClick={() => saveCsv('rows.csv', planLines(shown, outcomes))}>
              {t.bulk.csv}
            </button>
            <button type="submit" class="main" disabled={!mayCommit || commit.isRunning}>
              {kind.commit(count, settled.length)}
            </button>
          </div>
        </form>
      )}
    </>
  );
}

// A plan belongs to the rows that it was asked for, also while the next one is on its way.
function useOutcomes(
  settled: readonly SettledRow[],
  plan: BatchPreview | undefined,
  stale: BatchPreview | undefined,
): ReadonlyMap<number, Outcome> {
  const last = useRef<{ plan?: BatchPreview; settled: readonly SettledRow[] }>({ settled: [] });
  if (last.current.plan !== plan) last.current = { plan, settled };
  return outcomesOf(last.current.settled, plan, stale);
}

/** Why rows were refused, also of those that were left out for it. */
function useReasons(outcomes: ReadonlyMap<number, Outcome>): ReadonlyMap<number, string> {
  const kept = useRef(new Map<number, string>());
  for (const [id, { plan }] of outcomes) {
    if (plan.violations.length > 0) kept.current.set(id, whyOf(plan.violations));
    else kept.current.delete(id);
  }
  return kept.current;
}
