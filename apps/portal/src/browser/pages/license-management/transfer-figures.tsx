import type { TransferPreview } from '../../api/answers.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Change } from '../transfer/change.tsx';
import { InvoiceEffect } from '../transfer/invoice-effect.tsx';

/** Licenses after transfer: sites, available, in use, total, transferred (D4), and the next invoice of each (D7). */
export function TransferFigures({ plan }: { plan: TransferPreview }) {
  return (
    <div class="table-scroll">
      <table class="plain stacked">
        <thead>
          <tr>
            {[t.management.site, t.management.available, t.management.inUse, t.management.total].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
            <th scope="col">{t.management.transferred}</th>
            <th scope="col">{t.transfer.invoice}</th>
          </tr>
        </thead>
        <tbody>
          {plan.sides?.map(({ accountId, name, product, before, after }) => (
            <tr key={`${accountId} ${product}`}>
              <td>
                <bdi>{name}</bdi>
              </td>
              <td data-title={t.management.available}>
                <Change before={before.available} after={after.available} />
              </td>
              <td data-title={t.management.inUse}>{format.count(after.inUse)}</td>
              <td data-title={t.management.total}>
                <Change before={before.total} after={after.total} />
              </td>
              <td data-title={t.management.transferred}>{format.count(Math.abs(after.total - before.total))}</td>
              <td data-title={t.transfer.invoice}>
                <InvoiceEffect accountId={accountId} plan={plan} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
