import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Field } from '../../ui/field.tsx';
import { Refusals } from '../../ui/states.tsx';
import { Status } from '../../ui/status.tsx';
import { wholeNumber } from '../../ui/whole-number.ts';
import { Effect } from '../stock/effect.tsx';
import { Change } from '../transfer/change.tsx';
import type { Outcome } from './outcomes.ts';
import type { Rows } from './row-state.ts';
import { productOf, type Row, type SettledRow, type SourceProduct } from './rows.ts';

interface RowTableProps {
  readonly list: string;
  readonly rows: Rows;
  readonly products: readonly SourceProduct[];
  readonly chosen: SourceProduct | undefined;
  readonly outcomes: ReadonlyMap<number, Outcome>;
  /** Those that are asked for, in this order. */
  readonly settled: readonly SettledRow[];
}

/** Every row: to whom, of what, how many, and what becomes of it. */
export function RowTable({ rows, ...of }: RowTableProps) {
  return (
    <div class="table-scroll">
      <table class="stacked bulk-rows">
        <caption class="unseen">{t.bulk.rows}</caption>
        <thead>
          <tr>
            <th scope="col">{t.transfer.destination}</th>
            <th scope="col">{t.transfer.product}</th>
            <th scope="col" class="quantity">
              {t.transfer.quantity}
            </th>
            <th scope="col">{t.transfer.after}</th>
            <th scope="col" class="actions">
              <span class="unseen">{t.palette.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.rows.map((row, index) => (
            <Line key={row.id} row={row} place={index + 1} rows={rows} {...of} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface LineProps extends RowTableProps {
  readonly row: Row;
  readonly place: number;
}

function Line({ list, row, place, rows, products, chosen, outcomes, settled }: LineProps) {
  const { id, account, text, quantity, isOut } = row;
  const product = productOf(row, products, chosen);
  const name = account?.name ?? text;
  const outcome = outcomes.get(id);
  const asked = settled.findIndex((one) => one.row.id === id);
  const isFault = !isOut && wholeNumber(quantity) === undefined;
  return (
    <tr class={isOut ? 'is-out' : undefined}>
      <td>
        <bdi>{name}</bdi>{' '}
        {account ? <code class="muted">{account.id}</code> : <Unsettled isAsked={!rows.foundFor(text)} />}
      </td>
      <td data-title={t.transfer.product}>
        {product?.name ?? <span class="error">{t.bulk.noProduct(row.product ?? '')}</span>}
      </td>
      <td class="quantity" data-title={t.transfer.quantity}>
        <Field
          label={t.bulk.quantityOf(place, name)}
          hideLabel
          kind="number"
          path={asked < 0 ? undefined : `${list}[${asked}]`}
          value={quantity}
          disabled={isOut}
          onInput={(typed) => rows.change(id, { quantity: typed })}
          error={isFault ? t.transfer.whole : undefined}
        />
      </td>
      <td data-title={t.transfer.after}>
        {isOut ? <Status tone="neutral">{t.bulk.isOut}</Status> : outcome && <After row={row} outcome={outcome} />}
      </td>
      <td class="actions">
        <button
          type="button"
          class="quiet"
          aria-label={(isOut ? t.bulk.takeInOf : t.bulk.leaveOutOf)(place, name)}
          onClick={() => rows.change(id, { isOut: !isOut })}
        >
          {isOut ? t.bulk.takeIn : t.bulk.leaveOut}
        </button>
      </td>
    </tr>
  );
}

function Unsettled({ isAsked }: { isAsked: boolean }) {
  return isAsked ? <span class="muted">{t.bulk.isAsked}</span> : <Status tone="warn">{t.bulk.isDoubtful}</Status>;
}

function After({ row, outcome: { plan, isChanged } }: { row: Row; outcome: Outcome }) {
  const sides = plan.sides?.filter(({ accountId }) => accountId === row.account?.id) ?? [];
  const invoice = plan.nextInvoice?.filter(({ accountId }) => accountId === row.account?.id) ?? [];
  return (
    <div class="stack">
      {isChanged && (
        <p>
          <Status tone="warn">{t.bulk.isChanged}</Status>
        </p>
      )}
      <Refusals violations={plan.violations} />
      {plan.violations.length === 0 &&
        sides.map(({ product, before, after }) => (
          <p key={product}>
            {t.bulk.total} <Change before={before.total} after={after.total} />
            {invoice.map(({ amount, currency, sku }) => (
              <span key={sku} class="muted">
                {' '}
                {t.bulk.invoice(format.money(amount, currency, 'exceptZero'))}
              </span>
            ))}
          </p>
        ))}
      {plan.violations.length === 0 && plan.stockAfter !== undefined && row.account && (
        <Effect plan={plan} name={row.account.name} />
      )}
    </div>
  );
}
