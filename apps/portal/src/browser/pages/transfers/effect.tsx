import type { Transfer } from '../../api/answers.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Change } from '../transfer/change.tsx';

/** What a transfer changed when it was done: each side before and after, and its next invoice (D4, D7). */
export function Effect({ transfer: { sides = [], nextInvoice = [] } }: { transfer: Transfer }) {
  return (
    <section class="stack">
      <h2>{t.transfers.effect}</h2>
      <div class="table-scroll">
        <table class="stacked">
          <thead>
            <tr>
              <th scope="col">{t.transfer.side}</th>
              <th scope="col">{t.transfer.product}</th>
              <th scope="col">{t.management.total}</th>
              <th scope="col">{t.management.available}</th>
              <th scope="col">{t.management.inUse}</th>
              <th scope="col">{t.transfer.invoice}</th>
            </tr>
          </thead>
          <tbody>
            {sides.map(({ accountId, name, product, before, after }) => (
              <tr key={`${accountId} ${product}`}>
                <td>{name}</td>
                <td data-title={t.transfer.product}>{product}</td>
                <td data-title={t.management.total}>
                  <Change before={before.total} after={after.total} />
                </td>
                <td data-title={t.management.available}>
                  <Change before={before.available} after={after.available} />
                </td>
                <td data-title={t.management.inUse}>{format.count(after.inUse)}</td>
                <td data-title={t.transfer.invoice}>
                  {nextInvoice
                    .filter((change) => change.accountId === accountId)
                    .map(({ amount, currency }) => format.money(amount, currency, 'exceptZero'))
                    .join(', ') || t.transfer.unchanged}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="muted">{t.transfers.effectHelp}</p>
    </section>
  );
}
