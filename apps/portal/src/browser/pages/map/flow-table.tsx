import { useAccountName } from '../../api/account-choices.ts';
import type { Flow } from '../../api/answers.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';

/** What the map is drawn from, product by product. */
export function FlowTable({ flows }: { flows: readonly Flow[] }) {
  return (
    <div class="table-scroll">
      <table class="stacked">
        <caption class="unseen">{t.map.title}</caption>
        <thead>
          <tr>
            <th scope="col">{t.eventLog.source}</th>
            <th scope="col">{t.eventLog.target}</th>
            <th scope="col">{t.transfer.product}</th>
            <th scope="col" class="number">
              {t.eventLog.licenseCount}
            </th>
            <th scope="col" class="number">
              {t.map.times}
            </th>
          </tr>
        </thead>
        <tbody>
          {flows.map(({ source, target, sku, quantity, count }) => (
            <tr key={`${source} ${target} ${sku}`}>
              <td>
                <AccountLink accountId={source} />
              </td>
              <td data-title={t.eventLog.target}>
                <AccountLink accountId={target} />
              </td>
              <td data-title={t.transfer.product}>
                <code>{sku}</code>
              </td>
              <td class="number" data-title={t.eventLog.licenseCount}>
                {format.count(quantity)}
              </td>
              <td class="number" data-title={t.map.times}>
                {format.count(count)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AccountLink({ accountId }: { accountId: string }) {
  return <a href={`/organizations/${encodeURIComponent(accountId)}`}>{useAccountName(accountId)}</a>;
}
