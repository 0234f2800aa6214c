import { useState } from 'preact/hooks';
import { resellersPath } from '../../addresses.ts';
import type { Account, CountDone, CountPreview, Page } from '../../api/answers.ts';
import { useAnswer } from '../../api/cache.ts';
import { useCommand } from '../../api/preview.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Done } from '../../ui/command/done.tsx';
import { Afterwards, CommandFoot, CommandForm } from '../../ui/command/parts.tsx';
import { ProductField, useCatalog } from '../../ui/command/product-field.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { wholeNumber } from '../../ui/whole-number.ts';
import { stockChanged } from './stock-changed.ts';

/** Buys stock: contract and own account, product and quantity, and until when it has to be used (S1). */
export function PurchaseForm({ onClose }: { onClose: () => void }) {
  const accounts = useAnswer<Page<Account>>(resellersPath);
  const products = useCatalog('stock');
  const [askedAccount, setAccount] = useState<string>();
  const [askedContract, setContract] = useState<string>();
  const [askedSku, setSku] = useState<string>();
  const [typed, setTyped] = useState('');
  const own = accounts.data?.items.filter(({ may, contracts }) => may.stock && contracts?.length) ?? [];
  const account = own.find(({ accountId }) => accountId === askedAccount) ?? own[0];
  const contracts = account?.contracts ?? [];
  const contract = contracts.find(({ contractId }) => contractId === askedContract) ?? contracts[0];
  const product = products.find(askedSku) ?? products.items[0];
  const quantity = wholeNumber(typed);
  const isWhole = account && contract && product && quantity !== undefined;
  const body = isWhole
    ? { accountId: account.accountId, contractId: contract.contractId, sku: product.sku, quantity }
    : null;
  const command = useCommand<CountPreview, CountDone>('/api/stock-purchases', body, stockChanged);
  const { plan, violations, commit } = command;
  if (commit.done) {
    const words = t.stock.purchased(format.count(commit.done.quantity ?? 0), product?.name ?? '');
    return <Done text={words} at={commit.done.at} onClose={onClose} actions={<MoveSome done={commit.done} />} />;
  }
  if (accounts.error && !accounts.data) return <Failure error={accounts.error} retry={accounts.retry} />;
  if (!accounts.data) return <Skeleton rows={4} />;
  if (!account) return <p class="muted">{t.stock.noContract}</p>;
  const isFault = typed.trim() !== '' && quantity === undefined;
  return (
    <CommandForm command={command}>
      <Select
        label={t.stock.contract}
        path="contractId"
        value={contract?.contractId ?? ''}
        options={contracts.map(({ contractId, name }) => [contractId, name ? `${contractId}, ${name}` : contractId])}
        onChange={setContract}
      />
      <Select
        label={t.stock.account}
        path="accountId"
        value={account.accountId}
        options={own.map(({ accountId, name }) => [accountId, name])}
        onChange={setAccount}
      />
      <ProductField
        label={t.entitlements.product}
        path="sku"
        products={products}
        chosen={product}
        currency={account.currency}
        onChoose={setSku}
      />
      <Field
        kind="number"
        label={t.organization.quantity}
        path="quantity"
        value={typed}
        onInput={setTyped}
        error={isFault ? t.transfer.whole : undefined}
      />
      <Afterwards
        title={t.transfer.after}
        hint={t.transfer.chooseQuantity}
        isAsked={body !== null}
        command={command}
        fields={['contractId', 'accountId', 'sku', 'quantity']}
      >
        {plan?.usableUntil && violations.length === 0 && (
          <p>{t.stock.toBeUsed(format.count(plan.quantity ?? 0), format.day(plan.usableUntil))}</p>
        )}
      </Afterwards>
      <CommandFoot command={command} onClose={onClose}>
        {t.stock.confirm}
      </CommandFoot>
    </CommandForm>
  );
}

/** On to what stock is bought for. */
function MoveSome({ done: { lotId, accountId } }: { done: CountDone }) {
  if (lotId === undefined || accountId === undefined) return null;
  const from = encodeURIComponent(accountId);
  return (
    <a class="button" href={`/stock/${encodeURIComponent(lotId)}/move?from=${from}`} data-over>
      {t.stock.moveSome}
    </a>
  );
}
