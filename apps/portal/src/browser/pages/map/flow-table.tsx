import type { Flow } from '../../api/answers.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';

/** What the map is drawn from, product by product. */
export function FlowTable({ flows, names }: { flows: readonly Flow[]; names: Readonly<Record<string, string>> }) {
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
                <AccountLink accountId={source} names={names} />
              </td>
              <td data-title={t.eventLog.target}>
                <AccountLink accountId={target} names={names} />
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

function AccountLink({ accountId, names }: { accountId: string; names: Readonly<Record<string, string>> }) {
  return <a href={`/organizations/${encodeURIComponent(accountId)}`}>{names[accountId] ?? accountId}</a>;
}
