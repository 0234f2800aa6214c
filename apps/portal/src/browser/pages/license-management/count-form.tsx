import { useState } from 'preact/hooks';
import type { CountDone, CountPreview, Page as ListPage, Product } from '../../api/answers.ts';
import { licensesChanged, useAnswer } from '../../api/cache.ts';
import { useCommit, usePreview } from '../../api/preview.ts';
import { t } from '../../text/messages.ts';
import { Combobox } from '../../ui/combobox.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { Refusals, wordsFor } from '../../ui/states.tsx';
import { wholeNumber } from '../../ui/whole-number.ts';
import { CountFigures } from './count-figures.tsx';
import { Done } from './done.tsx';
import { useSite, useSiteChoices } from './site-choices.ts';

export type CountAction = 'purchase' | 'decrease';

interface CountFormProps {
  readonly action: CountAction;
  readonly query: URLSearchParams;
  readonly onClose: () => void;
}

/** Purchase licenses (D5) and Decrease licenses (D6): a site, a product, a quantity; under them what it comes to. */
export function CountForm({ action, query, onClose }: CountFormProps) {
  const [siteId, setSite] = useState(query.get('for') ?? undefined);
  const [asked, setSku] = useState(query.get('sku') ?? undefined);
  const [typed, setTyped] = useState<string>();
  const { choice, account } = useSite(siteId);
  const sites = useSiteChoices();
  const products = useProducts(action, siteId);
  const sku = products.some(([one]) => one === asked) ? asked : products[0]?.[0];
  const minimum = action === 'purchase' ? minimumOf(account, sku) : 0;
  // A site without licenses cannot go below what its devices need: that number is filled in.
  const quantity = typed ?? (minimum > 0 ? String(minimum) : '');
  const choose = (site: string | undefined, product: string | undefined) => {
    setSite(site);
    setSku(product);
    setTyped(undefined);
  };
  const amount = wholeNumber(quantity);
  const body = siteId && sku && amount !== undefined ? { accountId: siteId, sku, quantity: amount } : null;
  const path = `/api/${action}s`;
  const { plan, error, isLoading } = usePreview<CountPreview>(path, body);
  const commit = useCommit<CountDone>(licensesChanged);
  const violations = plan?.violations ?? error?.violations ?? [];
  const mayCommit = body !== null && plan !== undefined && violations.length === 0 && !isLoading;
  if (commit.done) {
    const { quantity: count = 0, name } = commit.done;
    const words = action === 'purchase' ? t.management.purchased : t.management.decreased;
    return <Done text={words(count, choice?.label ?? name ?? '')} at={commit.done.at} onClose={onClose} />;
  }
  const submit = (event: Event) => {
    event.preventDefault();
    if (mayCommit && !commit.isRunning) void commit.run(path, { ...body, planHash: plan.planHash });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Combobox
        label={action === 'purchase' ? t.management.purchaseFor : t.management.decreaseFrom}
        placeholder={t.management.pickSite}
        choices={sites.choices}
        chosen={choice}
        onSearch={sites.search}
        onChoose={(site) => choose(site?.id, sku)}
      />
      {siteId && products.length > 0 && (
        <Select
          label={t.management.product}
          value={sku ?? ''}
          options={products}
          onChange={(product) => choose(siteId, product)}
        />
      )}
      <Field
        label={t.management.quantity}
        kind="number"
        value={quantity}
        onInput={setTyped}
        hint={minimum > 0 ? t.management.minimum(minimum) : undefined}
        error={faultOf(quantity, violations)}
      />
      <section class="after" aria-busy={isLoading}>
        <h3>{action === 'purchase' ? t.management.afterPurchase : t.management.afterDecrease}</h3>
        <div aria-live="polite">
          {body === null && <p class="muted">{t.management.previewHint}</p>}
          {error && error.violations.length === 0 && <p class="error">{wordsFor(error).title}</p>}
          <Refusals violations={violations.filter(({ path: at }) => at !== 'quantity')} />
          {plan?.after && <CountFigures action={action} plan={plan} />}
        </div>
      </section>
      {commit.error && (
        <div class="refused" role="alert">
          <p>{commit.error.status === 409 ? t.transfer.stale : wordsFor(commit.error).title}</p>
          <Refusals violations={commit.error.violations} />
        </div>
      )}
      <div class="dialog-foot">
        <button type="button" onClick={onClose}>
          {t.common.cancel}
        </button>
        <button type="submit" class="main" disabled={!mayCommit || commit.isRunning}>
          {action === 'purchase' ? t.management.completePurchase : t.management.completeDecrease}
        </button>
      </div>
    </form>
  );
}

type Products = readonly (readonly [sku: string, name: string])[];

/** What can be bought for a site is what the catalog has; what can be taken is what it holds. */
function useProducts(action: CountAction, siteId: string | undefined): Products {
  const catalog = useAnswer<ListPage<Product>>(siteId ? '/api/products?program=miradore&limit=200' : null);
  const { account } = useSite(siteId);
  const held = new Set(account?.products.filter(({ total }) => total > 0).map(({ sku }) => sku));
  const known = catalog.data?.items.map(({ sku, name }) => [sku, `${name} (${sku})`] as const) ?? [];
  return action === 'purchase' ? known : known.filter(([sku]) => held.has(sku));
}

/** D5: how many licenses a site without any needs for the devices that it has. */
function minimumOf(account: ReturnType<typeof useSite>['account'], sku: string | undefined): number {
  const product = account?.products.find((one) => one.sku === sku);
  return product && product.total === 0 ? product.inUse : 0;
}

function faultOf(
  typed: string,
  violations: readonly { code: string; path?: string; message: string; remedy?: string }[],
) {
  if (typed.trim() === '') return undefined;
  if (wholeNumber(typed) === undefined) return t.transfer.whole;
  const own = violations.filter(({ path }) => path === 'quantity');
  return own.length > 0 ? <Refusals violations={own} /> : undefined;
}
