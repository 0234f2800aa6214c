import { refusedOrdersPath, stockPath, urgentPath } from '../../addresses.ts';
import type {
  Account,
  DeadLetterCounts,
  Page as ListPage,
  LoggedEvent,
  Order,
  StockLot,
  TransferCase,
} from '../../api/answers.ts';
import { type Answer, useAnswer } from '../../api/cache.ts';
import { session } from '../../api/shell.ts';
import { Page } from '../../frame/frame.tsx';
import { mayHaveStock } from '../../frame/navigation.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { Status } from '../../ui/status.tsx';
import { toneOf, typeName } from '../event-log/event-words.ts';
import { Attention } from './attention.tsx';
import { Ends } from './ends.tsx';
import { NextInvoices } from './next-invoices.tsx';

/** What the person can do something about, then what comes next and what happened last. */
export default function OverviewPage() {
  const { person } = session();
  const accounts = useAnswer<ListPage<Account>>('/api/accounts?limit=100');
  const urgent = useAnswer<ListPage<Account>>(urgentPath);
  const { operator } = session();
  const refused = useAnswer<ListPage<Order>>(refusedOrdersPath);
  const stock = useAnswer<ListPage<StockLot>>(mayHaveStock() ? stockPath : null);
  const letters = useAnswer<DeadLetterCounts>(operator ? '/api/dead-letters/counts' : null);
  const cases = useAnswer<ListPage<TransferCase>>('/api/transfer-cases?state=submitted&limit=20');
  // What somebody may not read is none of their business.
  const unread = [urgent, refused, stock, letters, cases].filter(
    ({ data, error }) => !data && error && error.status !== 403,
  );
  return (
    <Page title={t.overview.title} facts={t.overview.facts(person.name ?? person.email)}>
      <div class="columns-2">
        <section class="card">
          <h2>{t.overview.attention}</h2>
          {!urgent.data && !urgent.error && <Skeleton rows={4} />}
          {urgent.data && (
            <Attention
              accounts={urgent.data.items}
              cases={cases.data?.items ?? []}
              refused={refused.data?.items ?? []}
              stock={stock.data?.items ?? []}
              letters={letters.data?.services ?? []}
              isAll={unread.length === 0}
            />
          )}
          <Unread answers={unread} />
        </section>
        <section class="card">
          <h2>{t.overview.invoices}</h2>
          {accounts.data && <NextInvoices accounts={accounts.data.items} />}
          {accounts.error && !accounts.data && <Failure error={accounts.error} retry={accounts.retry} />}
          {!accounts.data && !accounts.error && <Skeleton rows={4} />}
        </section>
      </div>
      <Ends />
      <Latest />
    </Page>
  );
}

/** Several answers that did not come, as one. */
function Unread({ answers }: { answers: readonly Pick<Answer<unknown>, 'error' | 'retry'>[] }) {
  const error = answers[0]?.error;
  if (!error) return null;
  return (
    <Failure
      error={error}
      retry={() => {
        for (const { retry } of answers) retry();
      }}
    />
  );
}

function Latest() {
  const { data, error, retry } = useAnswer<ListPage<LoggedEvent>>('/api/event-log?limit=8');
  return (
    <section class="card">
      <div class="card-head">
        <h2>{t.overview.latest}</h2>
        <a href="/event-log">{t.overview.seeAll}</a>
      </div>
      {error && !data && <Failure error={error} retry={retry} />}
      {!data && !error && <Skeleton rows={4} />}
      {data?.items.length === 0 && <p class="muted">{t.overview.noEvents}</p>}
      <ul class="events">
        {data?.items.map((event) => (
          <li key={event.id}>
            <Status tone={toneOf(event)}>{typeName(event.type)}</Status>
            <span class="number">{format.count(event.licenseCount)}</span>
            <span>{betweenOf(event)}</span>
            <time class="muted">{format.instant(event.date)}</time>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Who gave and who got; what comes from nobody is said once. */
function betweenOf({ sourceName, targetName }: LoggedEvent): string {
  return [...new Set([sourceName, targetName])].filter(Boolean).join(' → ');
}
