import type { StockLot } from '../../api/answers.ts';
import type { List } from '../../api/cache.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Grid } from '../../ui/grid/grid.tsx';
import { Status } from '../../ui/status.tsx';

/** Below this, stock has to be looked after. */
const soonDays = 60;

export function StockGrid({ list }: { list: List<StockLot> }) {
  return (
    <Grid
      page="stock"
      caption={t.stock.title}
      list={list}
      keyOf={({ accountId, lotId }) => `${accountId} ${lotId}`}
      nameOf={({ name }) => name}
      empty={{ title: t.stock.empty, help: t.stock.emptyHelp }}
      actions={({ accountId, lotId, name }) => (
        <a
          class="button"
          href={`/stock/${encodeURIComponent(lotId)}/move?from=${encodeURIComponent(accountId)}`}
          aria-label={t.stock.moveOf(name)}
          data-over
        >
          {t.stock.moveShort}
        </a>
      )}
      columns={[
        { id: 'product', title: t.entitlements.product, cell: ({ name }) => name },
        {
          id: 'quantity',
          title: t.organization.quantity,
          isNumber: true,
          cell: ({ quantity }) => format.count(quantity),
        },
        { id: 'left', title: t.stock.daysLeft, isNumber: true, cell: ({ daysLeft }) => <DaysLeft days={daysLeft} /> },
        {
          id: 'until',
          title: t.stock.until,
          cell: ({ endsOn }) => (endsOn ? <time>{format.day(endsOn)}</time> : t.organization.perpetual),
        },
        { id: 'contract', title: t.stock.contract, cell: ({ contractId }) => contractId ?? t.common.none },
        { id: 'account', title: t.stock.account, cell: ({ accountName }) => accountName },
        { id: 'bought', title: t.stock.bought, cell: ({ startsOn }) => <time>{format.day(startsOn)}</time> },
      ]}
    />
  );
}

function DaysLeft({ days }: { days: number | undefined }) {
  const words = days === undefined ? t.common.none : format.count(days);
  return days !== undefined && days <= soonDays ? <Status tone="warn">{words}</Status> : <span>{words}</span>;
}

/** S6: what is past its year cannot be moved any more. */
export function Expired({ lots }: { lots: readonly StockLot[] }) {
  if (lots.length === 0) return null;
  return (
    <section class="card">
      <h2>{t.stock.expired}</h2>
      <p class="muted">{t.stock.expiredHelp}</p>
      <ul>
        {lots.map(({ accountId, lotId, name, quantity, endsOn, accountName }) => (
          <li key={`${accountId} ${lotId}`}>
            <Status tone="bad">{t.status.expired}</Status> {format.count(quantity)} × {name}, {accountName},{' '}
            {endsOn && format.day(endsOn)}
          </li>
        ))}
      </ul>
    </section>
  );
}
