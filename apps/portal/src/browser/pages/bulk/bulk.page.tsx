import type { ComponentChildren } from 'preact';
import { useAccountChoice, useAccountChoices } from '../../api/account-choices.ts';
import { path, setQuery } from '../../api/address.ts';
import type { Account, License, Page as ListPage, StockLot } from '../../api/answers.ts';
import { useAnswer } from '../../api/cache.ts';
import { useMissingRoles } from '../../api/rights.ts';
import { Page } from '../../frame/frame.tsx';
import { t } from '../../text/messages.ts';
import { Combobox } from '../../ui/combobox/combobox.tsx';
import { WhoCould } from '../../ui/command/who-could.tsx';
import { Select } from '../../ui/field.tsx';
import { Failure, Note, Skeleton } from '../../ui/states.tsx';
import { BulkForm } from './bulk-form.tsx';
import { moves, sourceProducts, transfers } from './kinds.ts';

/** From one organization, or from one reseller's stock, to many: rows added or pasted, one preview of all, one confirm (R10). */
export default function BulkPage({ query }: { query: URLSearchParams }) {
  const kind = path.value.startsWith('/stock') ? moves : transfers;
  const from = query.get('from') ?? undefined;
  const source = useAccountChoice(from);
  const givers = useAccountChoices(kind.givers);
  const held = useAnswer<ListPage<License | StockLot>>(from ? kind.pathOf(from) : null);
  const products = sourceProducts(held.data);
  const account = useAnswer<Account>(from ? `/api/accounts/${encodeURIComponent(from)}` : null);
  const missing = useMissingRoles();
  const chosen = products.find(({ id }) => id === query.get('sku')) ?? products[0];
  const asked = chosen && missing(chosen.program, account.data);
  const below = (): ComponentChildren => {
    if (from === undefined) return <Note title={t.bulk.choose} help={t.bulk.chooseHelp} />;
    if (held.error && !held.data) return <Failure error={held.error} retry={held.retry} />;
    if (!held.data) return <Skeleton rows={4} />;
    if (!chosen) return <Note title={t.transfer.nothing} />;
    const name = source?.label ?? from;
    return (
      <BulkForm
        key={`${kind.list} ${from}`}
        kind={kind}
        from={from}
        source={name}
        products={products}
        chosen={chosen}
      />
    );
  };
  return (
    <Page title={kind.title()} facts={kind.facts()}>
      <section class="card">
        <div class="form-grid">
          <Combobox
            label={kind === moves ? t.stock.account : t.transfer.source}
            choices={givers.choices}
            chosen={source}
            onSearch={givers.search}
            onChoose={(choice) => setQuery({ from: choice?.id ?? null, sku: null })}
          />
          {from !== undefined && products.length > 0 && (
            <Select
              label={t.bulk.product}
              value={chosen?.id ?? ''}
              options={products.map(({ id, name, transferable }) => [id, kind.productOf(name, transferable)])}
              onChange={(sku) => setQuery({ sku })}
            />
          )}
        </div>
        {asked && account.data && <WhoCould asked={asked} account={account.data} />}
      </section>
      {below()}
    </Page>
  );
}
