import { useAccountChoices } from '../../api/account-choices.ts';
import { t } from '../../text/messages.ts';
import { Combobox } from '../../ui/combobox/combobox.tsx';
import type { BulkKind } from './kinds.ts';
import { plainText } from './pasted/matched.ts';
import type { Rows } from './row-state.ts';
import type { Row } from './rows.ts';

/** So many pickers stand there at once; the next follow as they are settled. */
const shownAtOnce = 10;

interface DoubtfulProps {
  readonly kind: BulkKind;
  readonly rows: Rows;
  /** The source, which is no destination. */
  readonly from: string;
}

/** Names that are not one organization alone: somebody says which, or leaves their rows out. */
export function Doubtful({ kind, rows, from }: DoubtfulProps) {
  const open = rows.rows.filter(({ account, isOut, text }) => !account && !isOut && rows.foundFor(text) !== undefined);
  if (open.length === 0) return null;
  const byText = [...Map.groupBy(open, ({ text }) => plainText(text)).values()];
  return (
    <section class="card warning" aria-label={t.bulk.doubtful(byText.length)}>
      <h2>{t.bulk.doubtful(byText.length)}</h2>
      <p class="muted">{t.bulk.doubtfulHelp}</p>
      <ul class="stack">
        {byText.slice(0, shownAtOnce).map((same) => (
          <One key={same[0]?.id} kind={kind} same={same} rows={rows} from={from} />
        ))}
      </ul>
      {byText.length > shownAtOnce && <p class="muted">{t.bulk.moreDoubtful(byText.length - shownAtOnce)}</p>}
    </section>
  );
}

function One({ kind, same, rows, from }: DoubtfulProps & { readonly same: readonly Row[] }) {
  const text = same[0]?.text ?? '';
  const { choices, search } = useAccountChoices({ kind: kind.taker });
  return (
    <li class="doubtful">
      <p>
        <strong>{text === '' ? t.bulk.noName : text}</strong> <span class="muted">{t.bulk.inRows(same.length)}</span>
      </p>
      <p class="proposals">
        {rows
          .foundFor(text)
          ?.filter(({ id }) => id !== from)
          .map((account) => (
            <button key={account.id} type="button" onClick={() => rows.settle(text, account)}>
              {account.name} <span class="muted">{account.id}</span>
            </button>
          ))}
        <button type="button" class="quiet" onClick={() => rows.leaveOut(same.map(({ id }) => id))}>
          {t.bulk.leaveOut}
        </button>
      </p>
      <Combobox
        label={t.bulk.isWho(text)}
        choices={choices.filter(({ id }) => id !== from)}
        chosen={undefined}
        onSearch={search}
        onChoose={(choice) => choice && rows.settle(text, { id: choice.id, name: choice.label })}
      />
    </li>
  );
}
