import { transfersPath } from '../../addresses.ts';
import { useAccountChoice, useAccountChoices } from '../../api/account-choices.ts';
import { setQuery } from '../../api/address.ts';
import type { Transfer } from '../../api/answers.ts';
import { useList } from '../../api/cache.ts';
import { Page } from '../../frame/frame.tsx';
import * as format from '../../text/format.ts';
import { initiator } from '../../text/initiator.ts';
import { t } from '../../text/messages.ts';
import { Combobox } from '../../ui/combobox/combobox.tsx';
import { Select } from '../../ui/field.tsx';
import { Grid } from '../../ui/grid/grid.tsx';
import { Status } from '../../ui/status.tsx';
import { Return } from './return.tsx';
import { Side } from './side.tsx';
import { countOf, productsOf } from './transfer-words.ts';

/** What went between the person's accounts and others, with the way back (R5, M5). */
export default function TransfersPage({ query }: { query: URLSearchParams }) {
  const { transfers: words } = t;
  const list = useList<Transfer>(transfersPath(query));
  const filters = ['account', 'lot', 'returnable', 'action'] as const;
  const isFiltered = filters.some((name) => query.has(name));
  return (
    <Page title={words.title} facts={words.facts}>
      <Grid
        page="transfers"
        caption={words.title}
        list={list}
        keyOf={({ transferId }) => transferId}
        nameOf={({ at, fromName, from }) => `${format.instant(at)} ${fromName ?? from}`}
        filters={
          <>
            <OfAccount asked={query.get('account')} />
            <Select
              label={t.eventLog.type}
              hideLabel
              value={query.get('action') ?? ''}
              options={[
                ['', `${t.eventLog.type}: ${t.grid.all}`],
                ...(['transfer', 'return', 'stock-move'] as const).map(
                  (action) => [action, t.eventLog.types[action] ?? action] as const,
                ),
              ]}
              onChange={(action) => setQuery({ action })}
            />
            <label class="check">
              <input
                type="checkbox"
                checked={query.get('returnable') === 'true'}
                onChange={({ currentTarget }) => setQuery({ returnable: currentTarget.checked ? 'true' : null })}
              />
              {words.returnable}
            </label>
          </>
        }
        onClear={isFiltered ? () => setQuery(Object.fromEntries(filters.map((name) => [name, null]))) : undefined}
        empty={{ title: words.empty, help: words.emptyHelp }}
        columns={[
          {
            id: 'at',
            title: t.eventLog.date,
            cell: ({ transferId, at }) => (
              <a href={`/transfers/${encodeURIComponent(transferId)}`}>
                <time>{format.instant(at)}</time>
              </a>
            ),
          },
          { id: 'action', title: t.eventLog.type, cell: (transfer) => <Happened transfer={transfer} /> },
          { id: 'from', title: t.eventLog.source, cell: ({ from, fromName }) => <Side id={from} name={fromName} /> },
          { id: 'to', title: t.eventLog.target, cell: ({ to, toName }) => <Side id={to} name={toName} /> },
          {
            id: 'what',
            title: t.transfers.what,
            cell: (transfer) => `${format.count(countOf(transfer))} × ${productsOf(transfer)}`,
          },
          { id: 'by', title: t.eventLog.initiatedBy, cell: ({ initiatedBy }) => initiator(initiatedBy) },
        ]}
        actions={(transfer) => <Return transfer={transfer} isShort />}
      />
    </Page>
  );
}

/** Of one organization alone, found by its name or id. */
function OfAccount({ asked }: { asked: string | null }) {
  const chosen = useAccountChoice(asked ?? undefined);
  const { choices, search } = useAccountChoices({});
  const set = (account: string | null) => setQuery({ account });
  return (
    <>
      <Combobox
        label={t.transfers.account}
        hideLabel
        placeholder={t.transfers.account}
        choices={choices}
        chosen={chosen}
        onSearch={search}
        onChoose={(choice) => set(choice?.id ?? null)}
      />
      {asked !== null && (
        <button type="button" class="chip" onClick={() => set(null)}>
          {chosen?.label ?? asked} <span aria-hidden="true">×</span>
          <span class="unseen">{t.state.clearFilters}</span>
        </button>
      )}
    </>
  );
}

function Happened({ transfer: { action, returnedBy } }: { transfer: Transfer }) {
  if (returnedBy !== undefined) return <Status tone="neutral">{t.lots.wasReturned}</Status>;
  return <Status tone="good">{t.eventLog.types[action] ?? action}</Status>;
}
