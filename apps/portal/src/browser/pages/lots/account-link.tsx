import type { Account } from '../../api/answers.ts';
import { useAnswer } from '../../api/cache.ts';

/** An organization by its name, as a link; one that the person does not see is said by its id. */
export function AccountLink({ accountId }: { accountId: string }) {
  const path = `/organizations/${encodeURIComponent(accountId)}`;
  const { data, error } = useAnswer<Account>(`/api/accounts/${encodeURIComponent(accountId)}`);
  return error ? <span>{accountId}</span> : <a href={path}>{data?.name ?? accountId}</a>;
}
