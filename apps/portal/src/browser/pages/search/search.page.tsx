import { withQuery } from '../../addresses.ts';
import type { SearchHit } from '../../api/answers.ts';
import { addressOf, hitKinds } from '../../api/search/hits.ts';
import { detailOf, type Found, useSearch } from '../../api/search/search.ts';
import { Page } from '../../frame/frame.tsx';
import { addressOfPlace, placesLike } from '../../frame/places.ts';
import { t } from '../../text/messages.ts';
import { SearchField } from '../../ui/search-field.tsx';
import { Note, Skeleton } from '../../ui/states.tsx';

/** So many of each kind a search answers at most; of more, the list of that kind has the rest. */
const most = 5;

/** Lists that take the same text. */
const lists: Partial<Record<SearchHit['kind'], string>> = {
  account: '/organizations',
  order: '/orders',
  entitlement: '/entitlements',
};

/** All that is found of a text, by kind (R16). */
export default function SearchPage({ query }: { query: URLSearchParams }) {
  const q = query.get('q')?.trim() ?? '';
  const { found, isLoading } = useSearch(q);
  return (
    <Page title={t.search.title} facts={t.search.facts}>
      <div class="toolbar">
        <SearchField name="q" label={t.search.label} />
      </div>
      <div class="stack" aria-busy={isLoading}>
        {q.length < 2 && <Note title={t.search.start} help={t.search.startHelp} />}
        {isLoading && <Skeleton rows={4} />}
        {found && <Results q={q} found={found} />}
      </div>
    </Page>
  );
}

function Results({ q, found: { hits, silent } }: { q: string; found: Found }) {
  const places = placesLike(q);
  const byKind = Map.groupBy(hits, ({ kind }) => kind);
  return (
    <>
      <p role="status" class={hits.length + places.length > 0 ? 'unseen' : undefined}>
        {t.search.count(hits.length + places.length)}
      </p>
      {silent.length > 0 && <Note title={t.search.silent(silent.join(', '))} help={t.state.unavailableHelp} />}
      {places.length > 0 && (
        <section class="card">
          <h2>{t.search.places}</h2>
          <ul class="hits">
            {places.map(({ id, label, detail }) => {
              const { to, isOver } = addressOfPlace(id);
              return (
                <li key={id}>
                  <a href={to} data-over={isOver || undefined}>
                    {label}
                  </a>
                  <span class="muted">{detail}</span>
                </li>
              );
            })}
          </ul>
        </section>
      )}
      {hitKinds.flatMap((kind) => {
        const ofKind = byKind.get(kind);
        return ofKind ? [<Kind key={kind} kind={kind} hits={ofKind} q={q} />] : [];
      })}
    </>
  );
}

function Kind({ kind, hits, q }: { kind: SearchHit['kind']; hits: readonly SearchHit[]; q: string }) {
  const list = hits.length >= most ? lists[kind] : undefined;
  return (
    <section class="card">
      <div class="card-head">
        <h2>{t.search.many[kind]}</h2>
        {list && <a href={withQuery(list, { q })}>{t.overview.seeAll}</a>}
      </div>
      <ul class="hits">
        {hits.map((hit) => (
          <li key={hit.id}>
            <a href={addressOf(hit)}>{hit.title}</a>
            <span class="muted">{detailOf(hit)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
