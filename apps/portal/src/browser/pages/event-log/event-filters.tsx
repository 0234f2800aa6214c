import { query, setQuery } from '../../api/address.ts';
import { t } from '../../text/messages.ts';
import { DateField, Select } from '../../ui/field.tsx';
import { SearchField } from '../../ui/search-field.tsx';

/** Search, days and type of the event log, all in its address (R7). What it is about comes by links and can be taken away. */
export function EventFilters() {
  const asked = query.value;
  const { eventLog: words } = t;
  const types = Object.entries(words.types);
  const about = asked.get('reference') ?? asked.get('account');
  return (
    <>
      <SearchField name="search" label={t.grid.search} />
      <DateField label={words.from} value={asked.get('from') ?? ''} onChange={(from) => setQuery({ from })} />
      <DateField label={words.to} value={asked.get('to') ?? ''} onChange={(to) => setQuery({ to })} />
      <Select
        label={words.type}
        hideLabel
        value={asked.get('type') ?? ''}
        options={[
          ['', `${words.type}: ${t.grid.all}`],
          ...types,
          ...types.map(([type, name]) => [`${type}-refused`, words.refusedType(name)] as const),
        ]}
        onChange={(type) => setQuery({ type })}
      />
      {about !== null && (
        <button type="button" class="chip" onClick={() => setQuery({ reference: null, account: null })}>
          {words.about(about)} <span aria-hidden="true">×</span>
          <span class="unseen">{t.state.clearFilters}</span>
        </button>
      )}
    </>
  );
}
