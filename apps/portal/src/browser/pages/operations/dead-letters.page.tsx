import { useEffect, useState } from 'preact/hooks';
import { deadLetterCountsPath, deadLettersPath, serviceOf } from '../../addresses.ts';
import { setQuery } from '../../api/address.ts';
import type { DeadLetterCounts, DeadLetterHead } from '../../api/answers.ts';
import { useAnswer, useList } from '../../api/cache.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Select } from '../../ui/field.tsx';
import { Grid } from '../../ui/grid/grid.tsx';
import { Operations } from './operations.tsx';
import { FailedAgain, failedAgain, isReplaying, replay } from './replay.tsx';

const services = ['intake', 'fulfillment', 'ledger', 'invoicing', 'portal'] as const;

/** Messages that a service could not process, by what stood in the way: replayed one, some, or all alike (R14). */
export default function DeadLettersPage({ query }: { query: URLSearchParams }) {
  const { operations: words } = t;
  const service = serviceOf(query);
  const list = useList<DeadLetterHead>(deadLettersPath(query));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    failedAgain.value = [];
    setChosen(new Set());
  }, [service, query.get('state')]);
  const isOpen = query.get('state') !== 'settled';
  const there = list.items.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const choose = (id: string, isChosen: boolean) =>
    setChosen(isChosen ? new Set([...chosen, id]) : new Set([...chosen].filter((one) => one !== id)));
  return (
    <Operations
      facts={words.lettersFacts}
      actions={
        isOpen && (
          <button
            type="button"
            class="main"
            disabled={there.length === 0 || isReplaying.value}
            onClick={() => void replay(service, { ids: there.slice(0, 200) })}
          >
            {words.replaySome(there.length)}
          </button>
        )
      }
    >
      <Causes query={query} />
      <FailedAgain />
      <Grid
        page="dead-letters"
        caption={words.letters}
        list={list}
        keyOf={({ id }) => id}
        nameOf={({ id }) => id}
        filters={
          <>
            <Select
              label={words.service}
              value={service}
              hideLabel
              options={services.map((one) => [one, one])}
              onChange={(value) => setQuery({ service: value })}
            />
            <Select
              label={words.state}
              hideLabel
              value={query.get('state') ?? ''}
              options={[
                ['', words.open],
                ['settled', words.settled],
              ]}
              onChange={(state) => setQuery({ state })}
            />
          </>
        }
        empty={{ title: isOpen ? words.noLetters(service) : words.noSettled, help: words.noLettersHelp }}
        columns={[
          {
            id: 'letter',
            title: words.letter,
            cell: ({ id }) => (
              <span class="check">
                {isOpen && (
                  <input
                    type="checkbox"
                    aria-label={words.choose(id)}
                    checked={chosen.has(id)}
                    onChange={({ currentTarget }) => choose(id, currentTarget.checked)}
                  />
                )}
                <a href={`/operations/dead-letters/${encodeURIComponent(id)}`}>{id}</a>
              </span>
            ),
          },
          {
            id: 'error',
            title: words.cause,
            cell: ({ error }) => (
              <span class="clipped" lang="en">
                {error}
              </span>
            ),
          },
          { id: 'from', title: words.from, cell: (row) => <code>{placeOf(row)}</code> },
          { id: 'since', title: words.since, cell: ({ deadAt }) => <time>{format.instant(deadAt)}</time> },
          { id: 'tries', title: words.tries, isNumber: true, cell: ({ attempts }) => format.count(attempts) },
          {
            id: 'size',
            title: words.bytes,
            isNumber: true,
            cell: ({ size }) => (size === null ? t.common.none : format.count(size)),
          },
        ]}
      />
    </Operations>
  );
}

/** Where a message stands: topic, partition and offset. */
export function placeOf({ topic, partition, offset }: DeadLetterHead): string {
  return `${topic}/${partition}@${offset}`;
}

/** What stands in the way, the most frequent at the front, each with a button that replays all that it concerns. */
function Causes({ query }: { query: URLSearchParams }) {
  const { operations: words } = t;
  const service = serviceOf(query);
  const { data } = useAnswer<DeadLetterCounts>(deadLetterCountsPath(query));
  const causes = data?.services.find((one) => one.service === service)?.causes ?? [];
  if (causes.length === 0) return null;
  return (
    <section class="card" aria-label={words.causes}>
      <h2>{words.causes}</h2>
      <ul class="causes">
        {causes.map(({ topic, cause, count }) => (
          <li key={`${topic} ${cause}`}>
            <span>
              <strong class="number">{format.count(count)}</strong> <code>{topic}</code> {cause}
            </span>
            <button type="button" disabled={isReplaying.value} onClick={() => void replay(service, { topic, cause })}>
              {words.replayAlike(count)}
              <span class="unseen"> {`${topic}, ${cause}`}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
