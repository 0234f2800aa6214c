import { type Parameters, reasonCodesPath } from '../../addresses.ts';
import { query, setQuery } from '../../api/address.ts';
import type { Page as ListPage, ReasonMeaning, Rule } from '../../api/answers.ts';
import { useAnswer } from '../../api/cache.ts';
import { Page } from '../../frame/frame.tsx';
import { refusals, t } from '../../text/messages.ts';
import { Select } from '../../ui/field.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Failure, Note, Skeleton } from '../../ui/states.tsx';

/** Every reason for a refusal: what has to hold, and what would make it possible. */
export default function RulesPage({ parameters }: { parameters: Parameters }) {
  const { data, error, retry } = useAnswer<Pick<ListPage<ReasonMeaning>, 'items'>>(reasonCodesPath);
  const details = useAnswer<ListPage<Rule>>('/api/rules?limit=500');
  const byCode = new Map(details.data?.items.map((rule) => [rule.code, rule]));
  const wanted = (query.value.get('q') ?? '').toLowerCase();
  const about = query.value.get('about');
  const { code } = parameters;
  const isWanted = (reason: Shown) =>
    code
      ? reason.code === code
      : (!about || reason.about === about) && textOf(reason, byCode.get(reason.code)).includes(wanted);
  const reasons = data?.items.map(inOwnWords).filter(isWanted) ?? [];
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
      {!code && (
        <div class="filters">
          <SearchField name="q" label={t.rules.search} />
          <Select
            label={t.rules.about}
            hideLabel
            value={about ?? ''}
            options={[['', `${t.rules.about}: ${t.grid.all}`], ...Object.entries(t.rules.abouts)]}
            onChange={(chosen) => setQuery({ about: chosen })}
          />
        </div>
      )}
      {error && !data && <Failure error={error} retry={retry} />}
      {!data && !error && <Skeleton />}
      {data && reasons.length === 0 && <Nothing isAll={data.items.length === 0} isCode={code !== undefined} />}
      <div class="stack">
        {reasons.map((reason) => (
          <ReasonCard key={reason.code} reason={reason} rule={byCode.get(reason.code)} isAlone={code !== undefined} />
        ))}
      </div>
    </Page>
  );
}

/** A reason as it is shown: `lang` where that is not the reader's language. */
interface Shown extends ReasonMeaning {
  readonly lang?: 'en';
}

function inOwnWords(reason: ReasonMeaning): Shown {
  const [sentence, remedy] = refusals?.reasons[reason.code] ?? [];
  return sentence === undefined || remedy === undefined ? { ...reason, lang: 'en' } : { ...reason, sentence, remedy };
}

function textOf({ code, sentence, remedy }: ReasonMeaning, rule: Rule | undefined): string {
  return `${code} ${sentence} ${remedy} ${rule?.programs.join(' ')}`.toLowerCase();
}

function Nothing({ isAll, isCode }: { isAll: boolean; isCode: boolean }) {
  if (isCode) return <Note title={t.state.missing} help={t.state.missingHelp} />;
  if (isAll) return <Note title={t.rules.empty} help={t.rules.emptyHelp} />;
  return (
    <Note title={t.state.noMatch}>
      <button type="button" onClick={() => setQuery({ q: null, about: null })}>
        {t.state.clearFilters}
      </button>
    </Note>
  );
}

interface ReasonCardProps {
  readonly reason: Shown;
  /** What programs say with it, where it is one of licenses. */
  readonly rule: Rule | undefined;
  readonly isAlone: boolean;
}

function ReasonCard({ reason: { code, sentence, remedy, about, lang }, rule, isAlone }: ReasonCardProps) {
  return (
    <section class="card rule">
      <h2 lang={lang}>{sentence}</h2>
      <dl>
        <div>
          <dt>{t.rules.remedy}</dt>
          <dd lang={lang}>{remedy}</dd>
        </div>
        <div>
          <dt>{t.rules.about}</dt>
          <dd>{t.rules.abouts[about]}</dd>
        </div>
        {rule && (
          <>
            <div>
              <dt>{t.rules.programs}</dt>
              <dd>{rule.programs.length > 0 ? rule.programs.join(', ') : t.rules.allPrograms}</dd>
            </div>
            <div>
              <dt>{t.rules.actions}</dt>
              <dd>{rule.on ? rule.on.join(', ') : t.rules.allActions}</dd>
            </div>
          </>
        )}
        <div>
          <dt>{t.rules.code}</dt>
          <dd class="code">{isAlone ? code : <a href={`/rules/${encodeURIComponent(code)}`}>{code}</a>}</dd>
        </div>
      </dl>
    </section>
  );
}
