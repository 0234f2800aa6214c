import type { BatchDone } from '../../api/answers.ts';
import { t } from '../../text/messages.ts';
import { lineOf, type Told } from '../../text/told.ts';
import type { CsvCell } from '../../ui/sheet/save-csv.ts';
import { type Outcome, rowsIn } from './outcomes.ts';
import type { Row, SettledRow, SourceProduct } from './rows.ts';

/** The rows as a sheet, with what stands in the way of each or what became of it. */

type Line = readonly CsvCell[];

const titles = (): Line => [
  t.transfer.destination,
  t.organizations.id,
  t.transfer.product,
  t.bulk.sku,
  t.transfer.quantity,
  t.organization.status,
  t.eventLog.why,
  t.transfer.doneId,
];

interface Shown {
  readonly rows: readonly Row[];
  readonly productOf: (row: Row) => SourceProduct | undefined;
}

/** Before anything is done: what the plan says. */
export function planLines({ rows, productOf }: Shown, outcomes: ReadonlyMap<number, Outcome>): Line[] {
  const lines = rows.map((row) => {
    const violations = outcomes.get(row.id)?.plan.violations ?? [];
    const state = row.isOut ? t.bulk.isOut : violations.length > 0 ? t.status.refused : '';
    return [...cellsOf(row, productOf(row)), state, whyOf(violations), ''];
  });
  return [titles(), ...lines];
}

/** Afterwards: what was moved, and what was left out with the reason that it had. */
export function doneLines(
  { rows, productOf }: Shown,
  { settled, done, reasons }: { settled: readonly SettledRow[]; done: BatchDone; reasons: ReadonlyMap<number, string> },
): Line[] {
  const made = new Map(settled.map(({ row }, index) => [row.id, rowsIn(done)[index]?.transferId]));
  const lines = rows.map((row) => {
    const transferId = made.get(row.id);
    const state = transferId === undefined ? t.bulk.isOut : t.status.transferred;
    return [...cellsOf(row, productOf(row)), state, transferId ? '' : reasons.get(row.id), transferId];
  });
  return [titles(), ...lines];
}

export function whyOf(violations: readonly Told[]): string {
  return violations.map(lineOf).join(' ');
}

function cellsOf({ account, text, quantity, product }: Row, found: SourceProduct | undefined): Line {
  return [account?.name ?? text, account?.id, found?.name ?? product, found?.id, quantity];
}
