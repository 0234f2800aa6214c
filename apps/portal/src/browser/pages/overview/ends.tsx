import type { ComponentChildren } from 'preact';
import { withQuery } from '../../addresses.ts';
import type { Page as ListPage, MonthOfEnds } from '../../api/answers.ts';
import { useAnswer } from '../../api/cache.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Failure } from '../../ui/states.tsx';
import { monthsFrom } from './months.ts';

/** How many licenses end in each of the next twelve months: bars that open what ends until then. */
export function Ends() {
  const { data, error, retry } = useAnswer<Pick<ListPage<MonthOfEnds>, 'items'>>('/api/ends');
  const byMonth = new Map<string, number>();
  for (const { month, quantity } of data?.items ?? []) byMonth.set(month, (byMonth.get(month) ?? 0) + quantity);
  const most = Math.max(1, ...byMonth.values());
  const months = monthsFrom(new Date(), 13);
  const all = months.slice(0, -1).reduce((sum, month) => sum + (byMonth.get(month) ?? 0), 0);
  return (
    <section class="card">
      <h2>{t.overview.ends}</h2>
      {!data && error ? (
        <Failure error={error} retry={retry} />
      ) : (
        <>
          <p class="muted">{data ? t.overview.endsInAll(all) : '\u00a0'}</p>
          <ol class="months">
            {months.slice(0, -1).map((month, index) => {
              const quantity = byMonth.get(month) ?? 0;
              const bar = <Bar month={month} quantity={quantity} height={(quantity / most) * 100} />;
              const ending = { status: 'active', sort: 'endsOn', endsBefore: `${months[index + 1]}-01` };
              return (
                <li key={month}>
                  {quantity === 0 ? <span class="bar">{bar}</span> : <Until ending={ending}>{bar}</Until>}
                </li>
              );
            })}
          </ol>
        </>
      )}
    </section>
  );
}

/** What ends until then, what ends first at the front. */
function Until({ ending, children }: { ending: Record<string, string>; children: ComponentChildren }) {
  return (
    <a class="bar" href={withQuery('/entitlements', ending)}>
      {children}
    </a>
  );
}

function Bar({ month, quantity, height }: { month: string; quantity: number; height: number }) {
  return (
    <>
      <span class="unseen">{t.overview.endsIn(format.month(month), quantity)}</span>
      <span class="number" aria-hidden="true">
        {quantity > 0 ? format.count(quantity) : ''}
      </span>
      <svg viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect class="used" x="0" y={100 - height} width="10" height={height} />
        <rect class="base" x="0" y="99" width="10" height="1" />
      </svg>
      <span class="muted" aria-hidden="true">
        {format.monthShort(month)}
      </span>
    </>
  );
}
