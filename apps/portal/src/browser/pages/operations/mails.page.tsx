import { mailsPath } from '../../addresses.ts';
import { setQuery } from '../../api/address.ts';
import type { Mail } from '../../api/answers.ts';
import { changed, useList } from '../../api/cache.ts';
import { call, newKey } from '../../api/call.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Select } from '../../ui/field.tsx';
import { Grid } from '../../ui/grid/grid.tsx';
import { lineOfRefusal } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { MailState, Recipients } from './mail-fate.tsx';
import { Operations } from './operations.tsx';

const states = ['waiting', 'claimed', 'sent', 'undeliverable', 'superseded', 'doubtful'] as const;
const kinds = ['shipment', 'case', 'invoice', 'credit-note'] as const;

/** Every mail and what became of it for each address; each can be sent again (P7). */
export default function MailsPage({ query }: { query: URLSearchParams }) {
  const { operations: words } = t;
  const list = useList<Mail>(mailsPath(query));
  const filtered = ['state', 'kind'].some((name) => query.has(name));
  return (
    <Operations facts={words.mailsFacts}>
      <Grid
        page="mails"
        caption={words.mails}
        list={list}
        keyOf={({ id }) => id}
        nameOf={({ about }) => about}
        filters={
          <>
            <Filter name="state" label={words.state} values={states} names={words.mailStates} query={query} />
            <Filter name="kind" label={words.kind} values={kinds} names={words.mailKinds} query={query} />
          </>
        }
        onClear={filtered ? () => setQuery({ state: null, kind: null }) : undefined}
        empty={{ title: words.noMails, help: words.noMailsHelp }}
        actions={(mail) => (
          <button type="button" onClick={() => void resend(mail)}>
            {words.resend}
            <span class="unseen"> {mail.about}</span>
          </button>
        )}
        columns={[
          {
            id: 'about',
            title: words.about,
            cell: ({ kind, about, orderNumber, round }) => (
              <>
                {words.mailKinds[kind]} <AboutLink kind={kind} about={about} orderNumber={orderNumber} />
                {round > 1 && <span class="muted"> {words.round(format.count(round))}</span>}
              </>
            ),
          },
          {
            id: 'state',
            title: words.state,
            cell: ({ state }) => <MailState state={state} />,
          },
          { id: 'to', title: words.to, cell: ({ recipients }) => <Recipients recipients={recipients} /> },
          { id: 'queued', title: words.queued, cell: ({ queuedAt }) => <time>{format.instant(queuedAt)}</time> },
          { id: 'tries', title: words.tries, isNumber: true, cell: ({ attempts }) => format.count(attempts) },
        ]}
      />
    </Operations>
  );
}

interface FilterProps {
  readonly name: string;
  readonly label: string;
  readonly values: readonly string[];
  readonly names: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

function Filter({ name, label, values, names, query }: FilterProps) {
  return (
    <Select
      label={label}
      hideLabel
      value={query.get(name) ?? ''}
      options={[['', `${label}: ${t.grid.all}`], ...values.map((one) => [one, names[one] ?? one] as const)]}
      onChange={(value) => setQuery({ [name]: value })}
    />
  );
}

function AboutLink({ kind, about, orderNumber }: Pick<Mail, 'kind' | 'about' | 'orderNumber'>) {
  if (orderNumber) return <a href={`/orders/${encodeURIComponent(orderNumber)}`}>{orderNumber}</a>;
  if (kind === 'invoice' || kind === 'credit-note')
    return <a href={`/invoices/${encodeURIComponent(about)}`}>{about}</a>;
  return <code>{about}</code>;
}

async function resend({ id, about }: Mail): Promise<void> {
  try {
    await call(`/api/mails/${encodeURIComponent(id)}/resend`, { method: 'POST', key: newKey() });
    toast(t.operations.resent(about));
    changed('/api/mails');
  } catch (error) {
    toast(lineOfRefusal(error));
  }
}
