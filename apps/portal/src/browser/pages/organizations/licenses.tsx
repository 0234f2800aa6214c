import { withQuery } from '../../addresses.ts';
import { query, setQuery } from '../../api/address.ts';
import type { Account, License } from '../../api/answers.ts';
import { useList } from '../../api/cache.ts';
import { mayTransfer } from '../../frame/navigation.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Grid } from '../../ui/grid/grid.tsx';
import type { Column } from '../../ui/grid/grid-props.ts';
import { Menu } from '../../ui/menu.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Status, termTones } from '../../ui/status.tsx';
import { Reason } from '../rules/reason.tsx';

/** What an organization has, lot by lot, and how many of each can move; where none can, why. */
export function Licenses({ account }: { account: Account }) {
  const id = encodeURIComponent(account.accountId);
  const asked = query.value;
  const hide = asked.get('hide') === 'true';
  const path = withQuery(`/api/accounts/${id}/licenses`, {
    name: asked.get('name'),
    hideNonTransferable: hide ? 'true' : undefined,
    limit: 100,
  });
  return (
    <Grid
      page="licenses"
      caption={t.organization.caption(account.name)}
      columns={columns(account)}
      list={useList<License>(path)}
      keyOf={({ lotId }) => lotId}
      nameOf={({ name }) => name}
      filters={
        <>
          <SearchField name="name" label={t.transfer.filter} />
          <label class="check">
            <input
              type="checkbox"
              checked={hide}
              onChange={(event) => setQuery({ hide: event.currentTarget.checked ? 'true' : null })}
            />
            {t.transfer.hide}
          </label>
        </>
      }
      onClear={hide || asked.has('name') ? () => setQuery({ hide: null, name: null }) : undefined}
      empty={{ title: t.organization.empty, help: t.organization.emptyHelp }}
      actions={
        mayTransfer()
          ? (license) => (
              <Menu
                label=""
                name={t.grid.actionsOf(license.name)}
                icon="more"
                class="quiet square"
                items={[
                  {
                    label: t.transfer.action,
                    href: `/transfer?from=${id}&lot=${encodeURIComponent(license.lotId)}`,
                    over: true,
                  },
                ]}
              />
            )
          : undefined
      }
    />
  );
}

/** K8: what is refused here may be decided by support. */
function AskSupport({ accountId, licenseKey }: { accountId: string; licenseKey: string }) {
  const query = new URLSearchParams({ from: accountId, key: licenseKey });
  return <a href={`/cases/new?${query}`}>{t.organizations.askSupport}</a>;
}

function columns({ accountId, may: { case: mayAsk } }: Account): Column<License>[] {
  const { organization } = t;
  return [
    {
      id: 'name',
      title: organization.subscription,
      cell: ({ name, sku, lotId, reason, licenseKey }) => (
        <>
          <a href={`/lots/${encodeURIComponent(lotId)}`}>{name}</a> <code class="muted">{sku}</code>
          {reason && <Reason code={reason} />}
          {reason && licenseKey && mayAsk && <AskSupport accountId={accountId} licenseKey={licenseKey} />}
        </>
      ),
    },
    { id: 'quantity', title: organization.quantity, isNumber: true, cell: ({ quantity }) => format.count(quantity) },
    {
      id: 'status',
      title: organization.status,
      cell: ({ status }) => <Status tone={termTones[status]}>{t.status[status]}</Status>,
    },
    {
      id: 'transferable',
      title: organization.transferable,
      isNumber: true,
      cell: ({ transferableQuantity }) => format.count(transferableQuantity),
    },
    { id: 'starts', title: organization.starts, cell: ({ startsOn }) => <time>{format.day(startsOn)}</time> },
    {
      id: 'ends',
      title: organization.ends,
      cell: ({ endsOn }) => (endsOn ? <time>{format.day(endsOn)}</time> : organization.perpetual),
    },
    {
      id: 'order',
      title: organization.order,
      cell: ({ orderNumber }) => (orderNumber ? <code>{orderNumber}</code> : t.common.none),
    },
    {
      id: 'code',
      title: organization.code,
      cell: ({ activationCode }) => (activationCode ? <code class="wraps">{activationCode}</code> : t.common.none),
    },
  ];
}
