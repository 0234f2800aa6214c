import { useState } from 'preact/hooks';
import type { TransferDone, TransferPreview } from '../../api/answers.ts';
import { licensesChanged } from '../../api/cache.ts';
import { useCommit, usePreview } from '../../api/preview.ts';
import { t } from '../../text/messages.ts';
import { Combobox } from '../../ui/combobox.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { Refusals, wordsFor } from '../../ui/states.tsx';
import { wholeNumber } from '../../ui/whole-number.ts';
import { Done } from './done.tsx';
import { useSite, useSiteChoices } from './site-choices.ts';
import { TransferFigures } from './transfer-figures.tsx';

interface SiteTransferFormProps {
  readonly query: URLSearchParams;
  readonly onClose: () => void;
}

/** Transfer licenses between sites (D4): from, to, quantity; under them both sites as they would be. */
export function SiteTransferForm({ query, onClose }: SiteTransferFormProps) {
  const [from, setFrom] = useState(query.get('from') ?? undefined);
  const [to, setTo] = useState(query.get('to') ?? undefined);
  const [asked, setSku] = useState(query.get('sku') ?? undefined);
  const [quantity, setQuantity] = useState('');
  const source = useSite(from);
  const target = useSite(to);
  const givers = useSiteChoices();
  const takers = useSiteChoices(from ? { eligibleFor: 'transfer', from } : {});
  const products = source.account?.products.filter(({ total }) => total > 0) ?? [];
  const sku = products.some((product) => product.sku === asked) ? asked : products[0]?.sku;
  const amount = wholeNumber(quantity);
  const isWhole = from !== undefined && to !== undefined && from !== to && sku !== undefined && amount !== undefined;
  const body = isWhole ? { from, to, lines: [{ sku, quantity: amount }] } : null;
  const { plan, error, isLoading } = usePreview<TransferPreview>('/api/transfers', body);
  const commit = useCommit<TransferDone>(licensesChanged);
  const violations = plan?.violations ?? error?.violations ?? [];
  const mayCommit = body !== null && plan !== undefined && violations.length === 0 && !isLoading;
  if (commit.done) {
    const [left, right] = [source.choice?.label ?? '', target.choice?.label ?? ''];
    return (
      <Done text={t.transfer.done(commit.done.transferred ?? 0, left, right)} at={commit.done.at} onClose={onClose} />
    );
  }
  const submit = (event: Event) => {
    event.preventDefault();
    if (mayCommit && !commit.isRunning) void commit.run('/api/transfers', { ...body, planHash: plan.planHash });
  };
  const isOwn = ({ path }: { path?: string }) => path === 'lines[0].quantity';
  return (
    <form onSubmit={submit} noValidate>
      <Combobox
        label={t.management.transferFrom}
        placeholder={t.management.pickSite}
        choices={givers.choices}
        chosen={source.choice}
        onSearch={givers.search}
        onChoose={(site) => setFrom(site?.id)}
      />
      <Combobox
        label={t.management.transferTo}
        placeholder={t.management.pickSite}
        choices={takers.choices.filter(({ id }) => id !== from)}
        chosen={target.choice}
        onSearch={takers.search}
        onChoose={(site) => setTo(site?.id)}
      />
      {products.length > 1 && (
        <Select
          label={t.management.product}
          value={sku ?? ''}
          options={products.map((product) => [product.sku, product.sku])}
          onChange={setSku}
        />
      )}
      <Field
        label={t.management.quantity}
        kind="number"
        value={quantity}
        onInput={setQuantity}
        error={
          quantity.trim() !== '' && amount === undefined ? (
            t.transfer.whole
          ) : violations.some(isOwn) ? (
            <Refusals violations={violations.filter(isOwn)} />
          ) : undefined
        }
      />
      <section class="after" aria-busy={isLoading}>
        <h3>{t.management.afterTransfer}</h3>
        <div aria-live="polite">
          {body === null && <p class="muted">{t.management.previewHint}</p>}
          {error && error.violations.length === 0 && <p class="error">{wordsFor(error).title}</p>}
          <Refusals violations={violations.filter((violation) => !isOwn(violation))} />
          {plan?.sides && plan.sides.length > 0 && <TransferFigures plan={plan} />}
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
          {t.management.completeTransfer}
        </button>
      </div>
    </form>
  );
}
