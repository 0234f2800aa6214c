import type { Parameters } from '../../addresses.ts';
import { query, setQuery } from '../../api/address.ts';
import type { Page as ListPage, Rule } from '../../api/answers.ts';
import { useAnswer } from '../../api/cache.ts';
import { Page } from '../../frame/frame.tsx';
import { t } from '../../text/messages.ts';
import { SearchField } from '../../ui/search-field.tsx';
import { Failure, Note, Skeleton } from '../../ui/states.tsx';

/** Every reason for a refusal: what has to hold, and what would make it possible. */
export default function RulesPage({ parameters }: { parameters: Parameters }) {
  const { data, error, retry } = useAnswer<ListPage<Rule>>('/api/rules?limit=500');
  const wanted = (query.value.get('q') ?? '').toLowerCase();
  const { code } = parameters;
  const rules = data?.items.filter((rule) => (code ? rule.code === code : textOf(rule).includes(wanted))) ?? [];
  return (
    <Page
      title={code ?? t.rules.title}
      facts={t.rules.facts}
      actions={
        code && (
          <a class="button" href="/rules">
            {t.overview.seeAll}
          </a>
        )
      }
    >
      {!code && <SearchField name="q" label={t.rules.search} />}
      {error && !data && <Failure error={error} retry={retry} />}
      {!data && !error && <Skeleton />}
      {data && rules.length === 0 && <Nothing isAll={data.items.length === 0} isCode={code !== undefined} />}
      <div class="stack">
        {rules.map((rule) => (
          <RuleCard key={rule.code} rule={rule} isAlone={code !== undefined} />
        ))}
      </div>
    </Page>
  );
}

function textOf({ code, sentence, remedy, programs }: Rule): string {
  return `${code} ${sentence} ${remedy} ${programs.join(' ')}`.toLowerCase();
}

function Nothing({ isAll, isCode }: { isAll: boolean; isCode: boolean }) {
  if (isCode) return <Note title={t.state.missing} help={t.state.missingHelp} />;
  if (isAll) return <Note title={t.rules.empty} help={t.rules.emptyHelp} />;
  return (
    <Note title={t.state.noMatch}>
      <button type="button" onClick={() => setQuery({ q: null })}>
        {t.state.clearFilters}
      </button>
    </Note>
  );
}

function RuleCard({ rule, isAlone }: { rule: Rule; isAlone: boolean }) {
  const { code, sentence, remedy, programs, on } = rule;
  return (
    <section class="card rule">
      <h2 lang="en">{sentence}</h2>
      <dl>
        <div>
          <dt>{t.rules.remedy}</dt>
          <dd lang="en">{remedy}</dd>
        </div>
        <div>
          <dt>{t.rules.programs}</dt>
          <dd>{programs.length > 0 ? programs.join(', ') : t.rules.allPrograms}</dd>
        </div>
        <div>
          <dt>{t.rules.actions}</dt>
          <dd>{on ? on.join(', ') : t.rules.allActions}</dd>
        </div>
        <div>
          <dt>{t.rules.code}</dt>
          <dd class="code">{isAlone ? code : <a href={`/rules/${encodeURIComponent(code)}`}>{code}</a>}</dd>
        </div>
      </dl>
    </section>
  );
}
