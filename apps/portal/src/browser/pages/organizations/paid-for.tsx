import type { ShownAccount } from '../../api/answers.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';

/** Whose lines come on the invoices of an organization (I16); nothing where nobody's do. */
export function PaidFor({ account: { paysFor, paysForCount } }: { account: ShownAccount }) {
  if (paysForCount === 0) return null;
  const { organization: words } = t;
  const more = paysForCount - paysFor.length;
  return (
    <section class="card">
      <h2>{words.paysFor}</h2>
      <p class="muted">{words.paysForHelp}</p>
      <ul>
        {paysFor.map(({ accountId, name }) => (
          <li key={accountId}>
            <a href={`/organizations/${encodeURIComponent(accountId)}`}>{name}</a>
          </li>
        ))}
        {more > 0 && <li>{words.paysForMore(format.count(more))}</li>}
      </ul>
    </section>
  );
}
