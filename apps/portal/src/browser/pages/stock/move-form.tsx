import { useState } from 'preact/hooks';
import { useAccountChoice, useAccountChoices } from '../../api/account-choices.ts';
import type { StockLot, StockMoveDone, StockMovePreview } from '../../api/answers.ts';
import { useCommand } from '../../api/preview.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Combobox } from '../../ui/combobox/combobox.tsx';
import { Done } from '../../ui/command/done.tsx';
import { Afterwards, CommandFoot, CommandForm } from '../../ui/command/parts.tsx';
import { Field } from '../../ui/field.tsx';
import { wholeNumber } from '../../ui/whole-number.ts';
import { Effect } from './effect.tsx';
import { stockChanged } from './stock-changed.ts';

interface MoveFormProps {
  readonly lot: StockLot;
  readonly onClose: () => void;
}

/** Moves some of a stock lot to a customer or sub-reseller; those who cannot get it say why (S2 to S7). */
export function MoveForm({ lot, onClose }: MoveFormProps) {
  const { accountId: from, lotId } = lot;
  const [to, setTo] = useState<string>();
  const [typed, setTyped] = useState('');
  const target = useAccountChoice(to);
  const takers = useAccountChoices({ eligibleFor: 'stock-move', from, lotId });
  const quantity = wholeNumber(typed);
  const body = to !== undefined && quantity !== undefined ? { from, to, lotId, quantity } : null;
  const command = useCommand<StockMovePreview, StockMoveDone>('/api/stock-moves', body, stockChanged);
  const { plan, violations, commit } = command;
  const name = target?.label ?? to ?? '';
  if (commit.done) {
    const words = t.stock.moved(format.count(commit.done.quantity ?? 0), name);
    return (
      <Done text={words} at={commit.done.at} onClose={onClose}>
        <ul>
          {[from, commit.done.to ?? ''].map((side) => (
            <li key={side}>
              <a href={`/organizations/${encodeURIComponent(side)}`}>{side === from ? lot.accountName : name}</a>
            </li>
          ))}
        </ul>
      </Done>
    );
  }
  return (
    <CommandForm command={command}>
      <p>
        {lot.name} <span class="muted">{t.stock.inStock(format.count(lot.quantity), lot.accountName)}</span>
      </p>
      <Combobox
        label={t.stock.destination}
        path="to"
        choices={takers.choices.filter(({ id }) => id !== from)}
        chosen={target}
        onSearch={takers.search}
        onChoose={(choice) => setTo(choice?.id)}
      />
      <Field
        kind="number"
        label={t.organization.quantity}
        path="quantity"
        value={typed}
        onInput={setTyped}
        error={typed.trim() !== '' && quantity === undefined ? t.transfer.whole : undefined}
      />
      <Afterwards
        title={t.transfer.after}
        hint={t.transfer.chooseQuantity}
        isAsked={body !== null}
        command={command}
        fields={['to', 'quantity']}
      >
        {plan && violations.length === 0 && <Effect plan={plan} name={name} />}
      </Afterwards>
      <CommandFoot command={command} onClose={onClose}>
        {quantity === undefined ? t.stock.moveShort : t.stock.moveCount(format.count(quantity))}
      </CommandFoot>
    </CommandForm>
  );
}
