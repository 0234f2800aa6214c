import type { ComponentChildren } from 'preact';
import { useAccountChoice, useAccountChoices } from '../../api/account-choices.ts';
import { setQuery } from '../../api/address.ts';
import type { Account, License, Page as ListPage } from '../../api/answers.ts';
import { useAnswer } from '../../api/cache.ts';
import { useMissingRoles } from '../../api/rights.ts';
import { Page } from '../../frame/frame.tsx';
import { t } from '../../text/messages.ts';
import { Combobox } from '../../ui/combobox/combobox.tsx';
import { WhoCould } from '../../ui/command/who-could.tsx';
import { Select } from '../../ui/field.tsx';
import { Failure, Note, Skeleton } from '../../ui/states.tsx';
import { BulkForm } from './bulk-form.tsx';
import type { SourceProduct } from './rows.ts';

/** From one organization to many: rows added or pasted, one preview of all, one confirm (R10). */
export default function BulkPage({ query }: { query: URLSearchParams }) {
  const from = query.get('from') ?? undefined;
  const source = useAccountChoice(from);
  const givers = useAccountChoices({ kind: 'customer' });
  const licenses = useAnswer<ListPage<License>>(
    from ? `/api/accounts/${encodeURIComponent(from)}/licenses?limit=200` : null,
  );
  const products = productsOf(licenses.data?.items ?? []);
  const account = useAnswer<Account>(from ? `/api/accounts/${encodeURIComponent(from)}` : null);
  const missing = useMissingRoles();
  const chosen = products.find(({ id }) => id === query.get('sku')) ?? products[0];
  const asked = chosen && missing(chosen.program, account.data);
  const below = (): ComponentChildren => {
    if (from === undefined) return <Note title={t.bulk.choose} help={t.bulk.chooseHelp} />;
    if (licenses.error && !licenses.data) return <Failure error={licenses.error} retry={licenses.retry} />;
    if (!licenses.data) return <Skeleton rows={4} />;
    if (!chosen) return <Note title={t.transfer.nothing} />;
    return <BulkForm key={from} from={from} source={source?.label ?? from} products={products} chosen={chosen} />;
  };
  return (
    <Page title={t.bulk.title} facts={t.bulk.facts}>
      <section class="card">
        <div class="form-grid">
          <Combobox
            label={t.transfer.source}
            choices={givers.choices}
            chosen={source}
            onSearch={givers.search}
            onChoose={(choice) => setQuery({ from: choice?.id ?? null, sku: null })}
          />
          {from !== undefined && products.length > 0 && (
            <Select
              label={t.bulk.product}
              value={chosen?.id ?? ''}
              options={products.map(({ id, name, transferable }) => [id, t.bulk.productOf(name, transferable)])}
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

/** What the source has, each product once, those that can move first. */
function productsOf(licenses: readonly License[]): SourceProduct[] {
  const found = new Map<string, SourceProduct>();
  for (const { sku, name, program, transferableQuantity } of licenses) {
    const before = found.get(sku)?.transferable ?? 0;
    found.set(sku, { id: sku, name, program, transferable: before + transferableQuantity });
  }
  return [...found.values()].toSorted((a, b) => Number(b.transferable > 0) - Number(a.transferable > 0));
}
