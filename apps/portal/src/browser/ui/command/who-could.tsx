import type { Account, Administrator, Page } from '../../api/answers.ts';
import type { AskedRoles } from '../../api/asked-roles.ts';
import { useAnswer } from '../../api/cache.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';

interface WhoCouldProps {
  readonly asked: AskedRoles;
  /** For whose licenses. */
  readonly account: Pick<Account, 'accountId' | 'parentId'>;
}

/** Who could do what the person may not: the roles, and those who have one of them. */
export function WhoCould({ asked, account }: WhoCouldProps) {
  const place = account.parentId ?? account.accountId;
  const id = encodeURIComponent(place);
  const { data } = useAnswer<Page<Administrator>>(`/api/accounts/${id}/administrators?limit=100`);
  const able = data?.items.filter(
    ({ role, access, scope }) => asked.roles.includes(role) && access === 'full' && scope === 'organization',
  );
  const roles = asked.roles.map((role) => t.role[role] ?? role);
  return (
    <div class="reason">
      <p>
        {t.rights.needs(format.list(roles, 'disjunction'), asked.at)}{' '}
        <a href={`/organizations/${id}/people`}>{t.organization.people}</a>
      </p>
      {/* A line of its own, which is there before it is known what it says: nothing moves. */}
      <p class="one-line">
        {able &&
          (able.length > 0
            ? t.rights.ask(
                format.list(
                  able.map(({ email }) => email),
                  'disjunction',
                ),
              )
            : t.rights.nobody)}
      </p>
    </div>
  );
}
