import type { ShownLot } from '../../api/answers.ts';
import * as format from '../../text/format.ts';

/** Who holds licenses of a lot now, as far as the person may see. */
export function Holders({ holders }: Pick<ShownLot, 'holders'>) {
  return (
    <ul>
      {holders.map(({ accountId, name, quantity }) => (
        <li key={accountId ?? name}>
          <strong>{format.count(quantity)}</strong> <Party accountId={accountId} name={name} />
        </li>
      ))}
    </ul>
  );
}

/** Somebody on one side; who the person does not see has no id. */
export function Party({ accountId, name }: { accountId?: string; name: string }) {
  return accountId ? <a href={`/organizations/${encodeURIComponent(accountId)}`}>{name}</a> : <span>{name}</span>;
}
