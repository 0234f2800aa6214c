import { useState } from 'preact/hooks';
import type { Account, License, Page } from '../../api/answers.ts';
import type { Answer } from '../../api/cache.ts';
import { useMissingRoles } from '../../api/rights.ts';
import { t } from '../../text/messages.ts';
import { Field } from '../../ui/field.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { Subscription } from './subscription.tsx';
import type { Chosen } from './transfer-request.ts';

interface SubscriptionListProps {
  readonly licenses: Answer<Page<License>>;
  /** The source, which says how many of each product are in use. */
  readonly source: Account | undefined;
  /** The lot that the window was opened for. */
  readonly lot: string | undefined;
  readonly chosen: Chosen;
  readonly onChange: (chosen: Chosen) => void;
}

/** The subscriptions of the source, filtered by name and by what can move (M7). */
export function SubscriptionList({ licenses, source, lot, chosen, onChange }: SubscriptionListProps) {
  const [hide, setHide] = useState(false);
  const [filter, setFilter] = useState('');
  const missing = useMissingRoles();
  if (licenses.error && !licenses.data) return <Failure error={licenses.error} retry={licenses.retry} />;
  if (!licenses.data) return <Skeleton rows={4} />;
  const all = [...licenses.data.items].sort((a, b) => Number(b.lotId === lot) - Number(a.lotId === lot));
  if (all.length === 0) return <p class="muted">{t.transfer.nothing}</p>;
  const wanted = filter.trim().toLowerCase();
  const shown = all.filter((license) => {
    const canMove = license.transferableQuantity > 0 || (license.returns?.length ?? 0) > 0;
    const isOffered = !hide || (canMove && !missing(license.program, source));
    return isOffered && `${license.name} ${license.sku}`.toLowerCase().includes(wanted);
  });
  return (
    <section aria-label={t.transfer.subscription}>
      <div class="toolbar">
        <label class="check">
          <input type="checkbox" checked={hide} onChange={(event) => setHide(event.currentTarget.checked)} />
          {t.transfer.hide}
        </label>
        <Field
          label={t.transfer.filter}
          kind="search"
          value={filter}
          onInput={setFilter}
          hideLabel
          placeholder={t.transfer.filter}
        />
        <span class="muted" role="status">
          {t.transfer.shown(shown.length, all.length)}
        </span>
      </div>
      {shown.length === 0 ? (
        <p class="muted">{t.transfer.nothingShown}</p>
      ) : (
        <div class="table-scroll short">
          <table class="stacked">
            <thead>
              <tr>
                <th scope="col">{t.transfer.subscription}</th>
                <th scope="col" class="number">
                  {t.transfer.held}
                </th>
                <th scope="col" class="number">
                  {t.transfer.inUse}
                </th>
                <th scope="col" class="number">
                  {t.transfer.transferable}
                </th>
                <th scope="col" class="quantity">
                  {t.transfer.quantity}
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((license) => (
                <Subscription
                  key={license.lotId}
                  license={license}
                  inUse={source?.products.find(({ sku }) => sku === license.sku)?.inUse ?? 0}
                  missing={missing(license.program, source)}
                  source={source}
                  chosen={chosen}
                  onChange={onChange}
                  line={lineOf(license, chosen)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {chosen.back && <p class="hint">{t.transfer.backAlone}</p>}
    </section>
  );
}

/** The place of a lot among the lines that are asked for, which violations name it by. */
function lineOf({ lotId }: License, { quantities }: Chosen): number | undefined {
  const lines = Object.entries(quantities).filter(([, text]) => text.trim() !== '');
  const line = lines.findIndex(([id]) => id === lotId);
  return line < 0 ? undefined : line;
}
