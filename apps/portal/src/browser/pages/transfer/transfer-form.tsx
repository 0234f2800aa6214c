import { useEffect, useState } from 'preact/hooks';
import { useAccountChoice, useAccountChoices } from '../../api/account-choices.ts';
import { setQuery } from '../../api/address.ts';
import type { Account, License, Page, TransferDone, TransferPreview } from '../../api/answers.ts';
import { licensesChanged, useAnswer } from '../../api/cache.ts';
import { useCommand } from '../../api/preview.ts';
import { t } from '../../text/messages.ts';
import { Combobox } from '../../ui/combobox/combobox.tsx';
import { CommandForm } from '../../ui/command/parts.tsx';
import { Field } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { wholeNumber } from '../../ui/whole-number.ts';
import { AfterThis } from './after-this.tsx';
import { keepPair, lastPair } from './last-pair.ts';
import { Result } from './result.tsx';
import { SubscriptionList } from './subscription-list.tsx';
import { type Chosen, requestOf } from './transfer-request.ts';

interface TransferFormProps {
  readonly query: URLSearchParams;
  readonly onClose: () => void;
}

/** Source, destination, quantities; under them what it does to both, as they are typed (M3, M5, M6, M7). */
export function TransferForm({ query, onClose }: TransferFormProps) {
  const [from, to] = [query.get('from') ?? undefined, query.get('to') ?? undefined];
  const [isOffered, setOffered] = useState(false);
  useEffect(() => {
    const pair = from === undefined && to === undefined ? lastPair() : undefined;
    if (!pair) return;
    setOffered(true);
    setQuery({ ...pair });
  }, []);
  const [chosen, setChosen] = useState<Chosen>({ quantities: {} });
  const [note, setNote] = useState('');
  const source = useAccountChoice(from);
  const destination = useAccountChoice(to);
  const licenses = useAnswer<Page<License>>(
    from ? `/api/accounts/${encodeURIComponent(from)}/licenses?limit=200` : null,
  );
  const account = useAnswer<Account>(from ? `/api/accounts/${encodeURIComponent(from)}` : null);
  const request = requestOf({ from, to, chosen, note });
  const command = useCommand<TransferPreview, TransferDone>(request?.path ?? '', request?.body ?? null, () => {
    licensesChanged();
    if (from && to) keepPair({ from, to });
  });
  const { commit } = command;
  if (commit.done) {
    const again = () => {
      setChosen({ quantities: {} });
      commit.reset();
    };
    return <Result done={commit.done} names={{ source, destination }} onAgain={again} onClose={onClose} />;
  }
  const count = countOf(chosen);
  const choose = (name: 'from' | 'to', id: string | undefined) => {
    if (name === 'from') setChosen({ quantities: {} });
    commit.reset();
    setQuery({ [name]: id ?? null });
  };
  return (
    <CommandForm class="transfer" command={command}>
      <div class="sides">
        <AccountField name="from" label={t.transfer.source} other={to} chosen={source} onChoose={choose} />
        <button
          type="button"
          class="quiet square swap"
          aria-label={t.transfer.swap}
          onClick={() => {
            setChosen({ quantities: {} });
            setQuery({ from: to ?? null, to: from ?? null });
          }}
        >
          <Icon name="swap" />
        </button>
        <AccountField name="to" label={t.transfer.destination} other={from} chosen={destination} onChoose={choose} />
      </div>
      {isOffered && from !== undefined && (
        <p class="hint">
          {t.transfer.asLast}{' '}
          <button
            type="button"
            class="link"
            onClick={() => {
              setOffered(false);
              setChosen({ quantities: {} });
              setQuery({ from: null, to: null });
            }}
          >
            {t.transfer.chooseOthers}
          </button>
        </p>
      )}
      {from !== undefined && from === to && <p class="error">{t.transfer.same}</p>}
      {from ? (
        <SubscriptionList
          licenses={licenses}
          source={account.data}
          lot={query.get('lot') ?? undefined}
          chosen={chosen}
          onChange={setChosen}
        />
      ) : (
        <p class="muted">{t.transfer.choose}</p>
      )}
      <AfterThis command={command} isAsked={request !== undefined} />
      <div class="dialog-foot">
        <Field label={`${t.transfer.note} (${t.common.optional})`} path="note" value={note} onInput={setNote} />
        <button type="button" onClick={onClose}>
          {t.transfer.cancel}
        </button>
        <button type="submit" class="main" disabled={!command.mayCommit || commit.isRunning}>
          {labelOf(chosen, count)}
        </button>
      </div>
    </CommandForm>
  );
}

interface AccountFieldProps {
  readonly name: 'from' | 'to';
  readonly label: string;
  /** The other side, where it is chosen. */
  readonly other: string | undefined;
  readonly chosen: ReturnType<typeof useAccountChoice>;
  readonly onChoose: (name: 'from' | 'to', id: string | undefined) => void;
}

/** M3: the person's own organizations; those that cannot give or take say why. */
function AccountField({ name, label, other, chosen, onChoose }: AccountFieldProps) {
  const isOther = { from: 'to', to: 'from' } as const;
  const asked = other === undefined ? {} : { eligibleFor: 'transfer', [isOther[name]]: other };
  const { choices, search } = useAccountChoices({ kind: 'customer', ...asked });
  return (
    <Combobox
      label={label}
      path={name}
      choices={choices.filter(({ id }) => id !== other)}
      chosen={chosen}
      onSearch={search}
      onChoose={(choice) => onChoose(name, choice?.id)}
    />
  );
}

function countOf({ quantities, back }: Chosen): number {
  if (back) return back.quantity;
  return Object.values(quantities).reduce((sum, text) => sum + (wholeNumber(text) ?? 0), 0);
}

function labelOf(chosen: Chosen, count: number): string {
  if (count === 0) return t.transfer.commitNone;
  return chosen.back ? t.transfer.commitBack(count) : t.transfer.commit(count);
}
