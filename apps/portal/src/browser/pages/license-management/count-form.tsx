import { useState } from 'preact/hooks';
import type { CountDone, CountPreview } from '../../api/answers.ts';
import { licensesChanged } from '../../api/cache.ts';
import { useCommand } from '../../api/preview.ts';
import { siteProgram } from '../../api/rights.ts';
import { t } from '../../text/messages.ts';
import { Combobox } from '../../ui/combobox/combobox.tsx';
import { Done } from '../../ui/command/done.tsx';
import { Afterwards, CommandFoot, CommandForm } from '../../ui/command/parts.tsx';
import { ProductField, type Products, useCatalog } from '../../ui/command/product-field.tsx';
import { Field } from '../../ui/field.tsx';
import { wholeNumber } from '../../ui/whole-number.ts';
import { CountFigures } from './count-figures.tsx';
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
  const product = products.find(asked) ?? products.items[0];
  const sku = product?.sku;
  const lacking = action === 'purchase' ? lackingOf(account, sku) : 0;
  // What its devices need is filled in. A site without licenses cannot go below it.
  const quantity = typed ?? (lacking > 0 ? String(lacking) : '');
  const minimum = action === 'purchase' ? minimumOf(account, sku) : 0;
  const choose = (site: string | undefined, product: string | undefined) => {
    setSite(site);
    setSku(product);
    setTyped(undefined);
  };
  const amount = wholeNumber(quantity);
  const body = siteId && sku && amount !== undefined ? { accountId: siteId, sku, quantity: amount } : null;
  const path = `/api/${action}s`;
  const command = useCommand<CountPreview, CountDone>(path, body, licensesChanged);
  const { plan, commit } = command;
  if (commit.done) {
    const { quantity: count = 0, name } = commit.done;
    const words = action === 'purchase' ? t.management.purchased : t.management.decreased;
    return (
      <Done
        text={words(count, choice?.label ?? name ?? '')}
        at={commit.done.at}
        note={t.management.changesInvoice}
        onClose={onClose}
      />
    );
  }
  return (
    <CommandForm command={command}>
      <Combobox
        label={action === 'purchase' ? t.management.purchaseFor : t.management.decreaseFrom}
        path="accountId"
        placeholder={t.management.pickSite}
        choices={sites.choices}
        chosen={choice}
        onSearch={sites.search}
        onChoose={(site) => choose(site?.id, sku)}
      />
      {siteId && (products.items.length > 0 || products.isSearched) && (
        <ProductField
          label={t.management.product}
          path="sku"
          products={products}
          chosen={product}
          currency={account?.unitPrice === undefined ? account?.currency : undefined}
          onChoose={(one) => choose(siteId, one)}
        />
      )}
      <Field
        label={t.management.quantity}
        path="quantity"
        kind="number"
        value={quantity}
        onInput={setTyped}
        hint={minimum > 0 ? t.management.minimum(minimum) : undefined}
        error={quantity.trim() !== '' && amount === undefined ? t.transfer.whole : undefined}
      />
      <Afterwards
        title={action === 'purchase' ? t.management.afterPurchase : t.management.afterDecrease}
        hint={t.management.previewHint}
        isAsked={body !== null}
        command={command}
        fields={['accountId', 'sku', 'quantity']}
      >
        {plan?.after && <CountFigures action={action} plan={plan} />}
      </Afterwards>
      <CommandFoot command={command} onClose={onClose}>
        {action === 'purchase' ? t.management.completePurchase : t.management.completeDecrease}
      </CommandFoot>
    </CommandForm>
  );
}

/** What can be bought for a site is what the catalog has; what can be taken is what it holds. */
function useProducts(action: CountAction, siteId: string | undefined): Products {
  const catalog = useCatalog(siteId ? siteProgram : null);
  const { account } = useSite(siteId);
  if (action === 'purchase') return catalog;
  const held = new Set(account?.products.filter(({ total }) => total > 0).map(({ sku }) => sku));
  return { ...catalog, items: catalog.items.filter(({ sku }) => held.has(sku)) };
}

/** How many licenses a site needs for the devices that it has, beyond those that it has. */
function lackingOf(account: ReturnType<typeof useSite>['account'], sku: string | undefined): number {
  const product = account?.products.find((one) => one.sku === sku);
  return product ? Math.max(0, product.inUse - product.total) : 0;
}

/** D5: a site without licenses buys no fewer than its devices need. */
function minimumOf(account: ReturnType<typeof useSite>['account'], sku: string | undefined): number {
  const product = account?.products.find((one) => one.sku === sku);
  return product?.total === 0 ? lackingOf(account, sku) : 0;
}
