import { eventLogPath, eventLogQuery, withQuery } from '../../addresses.ts';
import { query, setQuery } from '../../api/address.ts';
import type { LoggedEvent } from '../../api/answers.ts';
import { useList } from '../../api/cache.ts';
import { portalPath } from '../../api/call.ts';
import { arrange, viewOf } from '../../api/views.ts';
import * as format from '../../text/format.ts';
import { initiator } from '../../text/initiator.ts';
import { t } from '../../text/messages.ts';
import { Grid } from '../../ui/grid/grid.tsx';
import type { Column } from '../../ui/grid/grid-props.ts';
import { useHeld } from '../../ui/grid/held.ts';
import { Refusals } from '../../ui/states.tsx';
import { Status } from '../../ui/status.tsx';
import { EventFilters } from './event-filters.tsx';
import { toneOf, typeName } from './event-words.ts';

/** The event log (D8): the six columns of the source, sorted and arranged by each person, and what was refused with its reasons. */
export function EventGrid({ page }: { page: string }) {
  const kept = viewOf(page).value?.sort;
  const asked = new URLSearchParams(query.value);
  if (!asked.has('sort') && kept !== undefined) asked.set('sort', kept);
  const sort = asked.get('sort') ?? '-date';
  const path = eventLogPath(asked);
  const all = useList<LoggedEvent>(viewOf(page).value === undefined ? null : path);
  const { list, ...news } = useHeld(all, ({ id }) => id, sort === '-date' ? path : undefined);
  const view = eventLogQuery(asked);
  const { sort: _sort, ...filters } = view;
  const isFiltered = Object.values(filters).some((value) => value !== null);
  return (
    <Grid
      page={page}
      caption={t.eventLog.caption}
      columns={columns()}
      list={list}
      news={news}
      keyOf={({ id }) => id}
      nameOf={(event) => `${typeName(event.type)} ${format.instant(event.date)}`}
      sorting={{
        sort,
        onSort: (next) => {
          setQuery({ sort: next });
          arrange(page, { sort: next });
        },
      }}
      filters={<EventFilters />}
      onClear={
        isFiltered ? () => setQuery(Object.fromEntries(Object.keys(filters).map((name) => [name, null]))) : undefined
      }
      empty={{ title: t.eventLog.empty, help: t.eventLog.emptyHelp }}
      exports={{
        current: (ids) => portalPath(withQuery('/api/event-log.csv', { columns: ids.join(','), ...view })),
        original: portalPath('/api/event-log.csv'),
      }}
    />
  );
}

function columns(): Column<LoggedEvent>[] {
  const { eventLog } = t;
  return [
    { id: 'date', title: eventLog.date, canSort: true, cell: ({ date }) => <time>{format.instant(date)}</time> },
    { id: 'type', title: eventLog.type, canSort: true, cell: (event) => <EventType event={event} /> },
    { id: 'source', title: eventLog.source, canSort: true, cell: (event) => side(event.source, event.sourceName) },
    { id: 'target', title: eventLog.target, canSort: true, cell: (event) => side(event.target, event.targetName) },
    {
      id: 'licenseCount',
      title: eventLog.licenseCount,
      canSort: true,
      isNumber: true,
      cell: ({ licenseCount }) => format.count(licenseCount),
    },
    {
      id: 'initiatedBy',
      title: eventLog.initiatedBy,
      canSort: true,
      cell: ({ initiatedBy }) => initiator(initiatedBy),
    },
  ];
}

function EventType({ event }: { event: LoggedEvent }) {
  const { type, violations } = event;
  const status = <Status tone={toneOf(event)}>{typeName(type)}</Status>;
  if (!violations || violations.length === 0) return status;
  return (
    <details class="why">
      <summary>{status}</summary>
      <Refusals violations={violations} />
    </details>
  );
}

function side(accountId: string | null, name: string | null) {
  if (accountId === null) return name ?? t.common.none;
  return <a href={`/organizations/${encodeURIComponent(accountId)}`}>{name ?? accountId}</a>;
}
