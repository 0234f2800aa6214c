import { useState } from 'preact/hooks';
import { useAccountChoices } from '../../api/account-choices.ts';
import { t } from '../../text/messages.ts';
import { type Choice, Combobox } from '../../ui/combobox/combobox.tsx';
import { Field } from '../../ui/field.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { announce } from '../../ui/toast.tsx';
import { wholeNumber } from '../../ui/whole-number.ts';
import type { BulkKind } from './kinds.ts';
import { pastedRows } from './pasted/pasted.ts';
import type { Rows } from './row-state.ts';
import { mostRows } from './rows.ts';

interface AddRowsProps {
  readonly kind: BulkKind;
  readonly rows: Rows;
  /** The source, which is no destination. */
  readonly from: string;
  /** The product that is chosen. */
  readonly sku: string;
}

/** The two ways to get rows: one by one, or all at once from a sheet. */
export function AddRows(props: AddRowsProps) {
  return (
    <div class="columns-2">
      <Paste rows={props.rows} />
      <AddOne {...props} />
    </div>
  );
}

function Paste({ rows }: Pick<AddRowsProps, 'rows'>) {
  const [text, setText] = useState('');
  const [error, setError] = useState<string>();
  const [titles, setTitles] = useState<string>();
  const add = (event: Event) => {
    event.preventDefault();
    const pasted = pastedRows(text);
    const all = rows.rows.length + pasted.rows.length;
    if (pasted.rows.length === 0) return setError(t.bulk.noRows);
    if (all > mostRows) return setError(t.bulk.tooMany(all, mostRows));
    rows.paste(pasted.rows);
    announce(t.bulk.added(pasted.rows.length));
    setTitles(pasted.titles);
    setText('');
    setError(undefined);
  };
  return (
    <form class="card" onSubmit={add} noValidate>
      <h2>{t.bulk.paste}</h2>
      <TextArea label={t.bulk.pasteLabel} value={text} onInput={setText} error={error} rows={4} />
      <p class="hint">{titles === undefined ? t.bulk.pasteHelp : t.bulk.titles(titles)}</p>
      <div class="buttons">
        <button type="submit" disabled={text.trim() === ''}>
          {t.bulk.addAll}
        </button>
      </div>
    </form>
  );
}

function AddOne({ kind, rows, from, sku }: AddRowsProps) {
  const [chosen, setChosen] = useState<Choice>();
  const [quantity, setQuantity] = useState('');
  const [times, setTimes] = useState(0);
  const { eligibleFor } = kind;
  // Whether licenses can go is asked of the pair; of stock, of the product too.
  const product = eligibleFor === 'stock-move' ? { sku } : {};
  const { choices, search } = useAccountChoices({ kind: kind.taker, eligibleFor, from, ...product });
  const isFull = rows.rows.length >= mostRows;
  const isWhole = chosen !== undefined && wholeNumber(quantity) !== undefined && !isFull;
  const add = (event: Event) => {
    event.preventDefault();
    if (!chosen || !isWhole) return;
    rows.add({ id: chosen.id, name: chosen.label }, quantity);
    setChosen(undefined);
    setQuantity('');
    setTimes(times + 1);
  };
  return (
    <form class="card" onSubmit={add} noValidate>
      <h2>{t.bulk.addOne}</h2>
      <Combobox
        key={times}
        label={t.transfer.destination}
        choices={choices.filter(({ id }) => id !== from)}
        chosen={chosen}
        onSearch={search}
        onChoose={setChosen}
        takesFocus={times > 0}
      />
      <Field
        kind="number"
        label={t.transfer.quantity}
        value={quantity}
        onInput={setQuantity}
        error={quantity.trim() !== '' && wholeNumber(quantity) === undefined ? t.transfer.whole : undefined}
      />
      <div class="buttons">
        <button type="submit" disabled={!isWhole}>
          {t.bulk.add}
        </button>
      </div>
    </form>
  );
}
