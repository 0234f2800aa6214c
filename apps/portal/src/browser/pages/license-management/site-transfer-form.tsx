import { useState } from 'preact/hooks';
import type { TransferDone, TransferPreview } from '../../api/answers.ts';
import { licensesChanged } from '../../api/cache.ts';
import { useCommand } from '../../api/preview.ts';
import { siteProgram } from '../../api/rights.ts';
import { t } from '../../text/messages.ts';
import { Combobox } from '../../ui/combobox/combobox.tsx';
import { Done } from '../../ui/command/done.tsx';
import { Afterwards, CommandFoot, CommandForm } from '../../ui/command/parts.tsx';
import { useCatalog } from '../../ui/command/product-field.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { wholeNumber } from '../../ui/whole-number.ts';
import { useSite, useSiteChoices } from './site-choices.ts';
import { TransferFigures } from './transfer-figures.tsx';

/** Of the request, each with its field. */
const parts = ['from', 'to', 'lines[0].quantity'];

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
  const catalog = useCatalog(siteProgram);
  const products = source.account?.products.filter(({ total }) => total > 0) ?? [];
  const sku = products.some((product) => product.sku === asked) ? asked : products[0]?.sku;
  const amount = wholeNumber(quantity);
  const isWhole = from !== undefined && to !== undefined && from !== to && sku !== undefined && amount !== undefined;
  const body = isWhole ? { from, to, lines: [{ sku, quantity: amount }] } : null;
  const command = useCommand<TransferPreview, TransferDone>('/api/transfers', body, licensesChanged);
  const { plan, commit } = command;
  if (commit.done) {
    const [left, right] = [source.choice?.label ?? '', target.choice?.label ?? ''];
    return (
      <Done
        text={t.transfer.done(commit.done.transferred ?? 0, left, right)}
        at={commit.done.at}
        note={t.management.changesInvoice}
        onClose={onClose}
      />
    );
  }
  return (
    <CommandForm command={command}>
      <Combobox
        label={t.management.transferFrom}
        path="from"
        placeholder={t.management.pickSite}
        choices={givers.choices}
        chosen={source.choice}
        onSearch={givers.search}
        onChoose={(site) => setFrom(site?.id)}
      />
      <Combobox
        label={t.management.transferTo}
        path="to"
        placeholder={t.management.pickSite}
        choices={takers.choices.filter(({ id }) => id !== from)}
        chosen={target.choice}
        onSearch={takers.search}
        onChoose={(site) => setTo(site?.id)}
      />
      {products.length > 1 && (
        <Select
          label={t.management.product}
          path="lines[0].sku"
          value={sku ?? ''}
          options={products.map((one) => [one.sku, catalog.find(one.sku)?.name ?? one.sku])}
          onChange={setSku}
        />
      )}
      <Field
        label={t.management.quantity}
        path="lines[0].quantity"
        kind="number"
        value={quantity}
        onInput={setQuantity}
        error={quantity.trim() !== '' && amount === undefined ? t.transfer.whole : undefined}
      />
      <Afterwards
        title={t.management.afterTransfer}
        hint={t.management.previewHint}
        isAsked={body !== null}
        command={command}
        fields={products.length > 1 ? [...parts, 'lines[0].sku'] : parts}
      >
        {plan?.sides && plan.sides.length > 0 && <TransferFigures plan={plan} />}
      </Afterwards>
      <CommandFoot command={command} onClose={onClose}>
        {t.management.completeTransfer}
      </CommandFoot>
    </CommandForm>
  );
}
