import type { ComponentChildren } from 'preact';
import type { Account, DeadLetterCounts, Order, StockLot, TransferCase } from '../../api/answers.ts';
import { useSiteRights } from '../../api/rights.ts';
import { mayTransfer } from '../../frame/navigation.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Status } from '../../ui/status.tsx';
import { soonEnds } from './soon-ends.ts';

interface AttentionProps {
  readonly accounts: readonly Account[];
  readonly cases: readonly TransferCase[];
  readonly refused: readonly Order[];
  readonly stock: readonly StockLot[];
  /** Of those who run the system alone. */
  readonly letters: DeadLetterCounts['services'];
  /** Nothing of it could not be read. */
  readonly isAll: boolean;
}

/** Stock that has to be used within so many days is told of. */
const soonDays = 60;
/** So many of a kind are named; the page of that kind has the rest. */
const most = 5;

/** What somebody has to do something about, the worst first, each with what to do. */
export function Attention({ accounts, cases, refused, stock, letters, isAll }: AttentionProps) {
  const { overview: words } = t;
  const overUsed = accounts.flatMap((account) =>
    account.products.filter(({ available }) => available < 0).map((product) => ({ account, product })),
  );
  const ending = stock.filter(({ daysLeft }) => daysLeft !== undefined && daysLeft >= 0 && daysLeft <= soonDays);
  const licensesEnd = soonEnds(accounts, Date.now());
  const failing = letters.filter(({ open }) => open > 0);
  const count = overUsed.length + cases.length + refused.length + ending.length + licensesEnd.length + failing.length;
  if (count === 0) return isAll && <p class="muted">{words.noAttention}</p>;
  return (
    <ul class="attention">
      {failing.map(({ service, open }) => (
        <Item
          key={service}
          tone="bad"
          state={t.operations.letters}
          text={words.deadLetters(format.count(open), service)}
        >
          <a href={`/operations/dead-letters?service=${service}`}>{words.open}</a>
        </Item>
      ))}
      {overUsed.map(({ account, product }) => (
        <Item
          key={`${account.accountId} ${product.sku}`}
          tone="bad"
          state={t.status.overEnrolled ?? ''}
          text={words.overUse(account.name, format.count(-product.available), product.sku)}
        >
          <Remedies account={account} sku={product.sku} />
        </Item>
      ))}
      {refused.slice(0, most).map(({ orderNumber, refusals }) => (
        <Item
          key={orderNumber}
          tone="bad"
          state={t.status.refused ?? ''}
          text={words.refusedOrder(orderNumber, refusals.at(-1)?.violations.length ?? 0)}
        >
          <a href={`/orders/${encodeURIComponent(orderNumber)}`}>{words.open}</a>
        </Item>
      ))}
      {licensesEnd.slice(0, most).map(({ account, program, day }) => (
        <Item
          key={`${account.accountId} ${program}`}
          tone="warn"
          state={words.endsSoon}
          text={words.licensesEnd(account.name, program, format.day(day))}
        >
          <Licenses accountId={account.accountId} />
        </Item>
      ))}
      {licensesEnd.length > most && (
        <Item tone="warn" state={words.endsSoon} text={words.moreEnd(licensesEnd.length - most)}>
          <a href="/organizations?attention=true">{words.seeAll}</a>
        </Item>
      )}
      {ending.slice(0, most).map(({ lotId, accountName, name, quantity, daysLeft = 0 }) => (
        <Item
          key={lotId}
          tone="warn"
          state={words.endsSoon}
          text={words.stockEnds(format.count(quantity), name, accountName, daysLeft)}
        >
          <a href={`/stock/${encodeURIComponent(lotId)}/move`}>{words.move}</a>
        </Item>
      ))}
      {cases.length > 0 && (
        <Item tone="warn" state={words.waiting} text={words.openCases(cases.length)}>
          <a href="/cases?state=submitted">{words.open}</a>
        </Item>
      )}
    </ul>
  );
}

interface ItemProps {
  readonly tone: 'bad' | 'warn';
  readonly state: string;
  readonly text: string;
  /** What can be done. */
  readonly children: ComponentChildren;
}

function Item({ tone, state, text, children }: ItemProps) {
  return (
    <li>
      <Status tone={tone}>{state}</Status>
      <span>{text}</span>
      <span class="remedies">{children}</span>
    </li>
  );
}

function Licenses({ accountId }: { accountId: string }) {
  return <a href={`/organizations/${encodeURIComponent(accountId)}/licenses`}>{t.overview.open}</a>;
}

/** What is bought by sites is bought here; what else there is comes by an order. */
function Remedies({ account, sku }: { account: Account; sku: string }) {
  const id = encodeURIComponent(account.accountId);
  const may = useSiteRights()(account);
  return (
    <>
      {may.purchase && (
        <a href={`/license-management/purchase?for=${id}&sku=${encodeURIComponent(sku)}`}>{t.overview.buy}</a>
      )}
      {mayTransfer() && (
        <a href={`/transfer?to=${id}`} data-over>
          {t.overview.move}
        </a>
      )}
      <a href={`/organizations/${id}`}>{t.overview.open}</a>
    </>
  );
}
