import type { Account, TransferCase } from '../../api/answers.ts';
import { mayManage, mayTransfer } from '../../frame/navigation.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Status } from '../../ui/status.tsx';

interface AttentionProps {
  readonly accounts: readonly Account[];
  readonly cases: readonly TransferCase[];
}

/** What somebody has to do something about, the worst first, each with what to do. */
export function Attention({ accounts, cases }: AttentionProps) {
  const overUsed = accounts.flatMap((account) =>
    account.products.filter(({ available }) => available < 0).map((product) => ({ account, product })),
  );
  if (overUsed.length === 0 && cases.length === 0) return <p class="muted">{t.overview.noAttention}</p>;
  return (
    <ul class="attention">
      {overUsed.map(({ account, product }) => (
        <li key={`${account.accountId} ${product.sku}`}>
          <Status tone="bad">{t.status.overEnrolled}</Status>
          <span>{t.overview.overUse(account.name, format.count(-product.available), product.sku)}</span>
          <Remedies accountId={account.accountId} sku={product.sku} />
        </li>
      ))}
      {cases.length > 0 && (
        <li>
          <Status tone="warn">{t.overview.waiting}</Status>
          <span>{t.overview.openCases(cases.length)}</span>
          <span class="remedies">
            <a href="/cases?state=submitted">{t.overview.open}</a>
          </span>
        </li>
      )}
    </ul>
  );
}

function Remedies({ accountId, sku }: { accountId: string; sku: string }) {
  const id = encodeURIComponent(accountId);
  return (
    <span class="remedies">
      {mayManage() && (
        <a href={`/license-management/purchase?for=${id}&sku=${encodeURIComponent(sku)}`}>{t.overview.buy}</a>
      )}
      {mayTransfer() && (
        <a href={`/transfer?to=${id}`} data-over>
          {t.overview.move}
        </a>
      )}
      <a href={`/organizations/${id}`}>{t.overview.open}</a>
    </span>
  );
}
