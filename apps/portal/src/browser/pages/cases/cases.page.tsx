import { casesPath } from '../../addresses.ts';
import { setQuery } from '../../api/address.ts';
import type { TransferCase } from '../../api/answers.ts';
import { useList } from '../../api/cache.ts';
import { Page } from '../../frame/frame.tsx';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Select } from '../../ui/field.tsx';
import { Grid } from '../../ui/grid/grid.tsx';
import { CaseState, licensesOf, useNames } from './case-words.tsx';
import { RuleState } from './rules-now.tsx';

/** Transfer cases of the person's accounts, the newest first (K8). */
export default function CasesPage({ query }: { query: URLSearchParams }) {
  const list = useList<TransferCase>(casesPath(query));
  const nameOf = useNames();
  return (
    <Page
      title={t.cases.title}
      facts={t.cases.facts}
      actions={
        <a class="button main" href="/cases/new">
          {t.cases.submit}
        </a>
      }
    >
      <Grid
        page="cases"
        caption={t.cases.title}
        list={list}
        keyOf={({ caseId }) => caseId}
        nameOf={({ caseId }) => caseId}
        filters={
          <Select
            label={t.cases.state}
            hideLabel
            value={query.get('state') ?? ''}
            options={[['', `${t.cases.state}: ${t.grid.all}`], ...Object.entries(t.cases.states)]}
            onChange={(state) => setQuery({ state })}
          />
        }
        onClear={query.has('state') ? () => setQuery({ state: null }) : undefined}
        empty={{ title: t.cases.empty, help: t.cases.emptyHelp }}
        columns={[
          {
            id: 'case',
            title: t.cases.one,
            cell: (found) => (
              <a href={`/cases/${encodeURIComponent(found.caseId)}`}>{t.cases.licenses(licensesOf(found))}</a>
            ),
          },
          { id: 'state', title: t.cases.state, cell: ({ state }) => <CaseState state={state} /> },
          { id: 'rules', title: t.cases.rulesNow, cell: ({ rulesNow }) => <RuleState rulesNow={rulesNow} /> },
          { id: 'from', title: t.eventLog.source, cell: ({ from }) => nameOf(from) },
          { id: 'to', title: t.eventLog.target, cell: ({ to, destinationName }) => destinationName || nameOf(to) },
          { id: 'by', title: t.cases.requestedBy, cell: ({ requestedBy }) => requestedBy },
          {
            id: 'age',
            title: t.cases.age,
            isNumber: true,
            cell: ({ state, history: [first] }) =>
              state === 'submitted' && first ? format.span(Date.now() - Date.parse(first.at)) : t.common.none,
          },
          {
            id: 'submitted',
            title: t.cases.submitted,
            isExtra: true,
            cell: ({ history: [first] }) => (first ? <time>{format.instant(first.at)}</time> : t.common.none),
          },
        ]}
      />
    </Page>
  );
}
