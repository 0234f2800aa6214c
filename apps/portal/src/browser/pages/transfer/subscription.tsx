import { useAccountChoice } from '../../api/account-choices.ts';
import type { Account, License } from '../../api/answers.ts';
import type { AskedRoles } from '../../api/asked-roles.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { WhoCould } from '../../ui/command/who-could.tsx';
import { Field } from '../../ui/field.tsx';
import { wholeNumber } from '../../ui/whole-number.ts';
import { Reason } from '../rules/reason.tsx';
import type { Chosen } from './transfer-request.ts';

interface SubscriptionProps {
  readonly license: License;
  /** Of the product, in all lots. */
  readonly inUse: number;
  /** The roles that the program asks for and the person has none of. */
  readonly missing: AskedRoles | undefined;
  readonly source: Account | undefined;
  readonly chosen: Chosen;
  readonly onChange: (chosen: Chosen) => void;
  /** Its place among the lines that are asked for; undefined: it is none of them. */
  readonly line: number | undefined;
}

/** One lot of the source: how many can move, and how many are to; what came from elsewhere has a check box to go back (M5). */
export function Subscription({ license, inUse, missing, source, chosen, onChange, line }: SubscriptionProps) {
  const { lotId, name, sku, quantity, transferableQuantity, reason, returns = [] } = license;
  const typed = chosen.quantities[lotId] ?? '';
  const type = (text: string) => onChange({ quantities: { ...chosen.quantities, [lotId]: text } });
  return (
    <tr>
      <td>
        {name} <code class="muted">{sku}</code>
        {license.endsOn && ' '}
        {license.endsOn && <span class="muted">{t.transfer.until(format.day(license.endsOn))}</span>}
        {missing && source && <WhoCould asked={missing} account={source} />}
        {!missing && transferableQuantity === 0 && reason && <Reason code={reason} />}
      </td>
      <td class="number" data-title={t.transfer.held}>
        {format.count(quantity)}
      </td>
      <td class="number" data-title={t.transfer.inUse}>
        {format.count(inUse)}
      </td>
      <td class="number" data-title={t.transfer.transferable}>
        {format.count(transferableQuantity)}
      </td>
      <td class="quantity" data-title={t.transfer.quantity}>
        {(missing ? [] : returns).map((back) => (
          <Back
            key={back.transferId}
            back={back}
            origin={license.originAccountId}
            chosen={chosen}
            onChange={onChange}
          />
        ))}
        {transferableQuantity > 0 && !missing && (
          <Field
            label={t.transfer.quantityOf(name)}
            hideLabel
            kind="number"
            path={line === undefined ? undefined : `lines[${line}]`}
            value={typed}
            disabled={chosen.back !== undefined}
            onInput={type}
            error={faultOf({ typed, license, inUse, type })}
          />
        )}
      </td>
    </tr>
  );
}

interface BackProps {
  readonly back: { readonly transferId: string; readonly quantity: number };
  readonly origin: string;
  readonly chosen: Chosen;
  readonly onChange: (chosen: Chosen) => void;
}

function Back({ back, origin, chosen, onChange }: BackProps) {
  const account = useAccountChoice(origin);
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={chosen.back?.transferId === back.transferId}
        onChange={(event) => onChange({ ...chosen, back: event.currentTarget.checked ? back : undefined })}
      />
      {t.transfer.back(back.quantity, account?.label ?? origin)}
    </label>
  );
}

interface Typed {
  readonly typed: string;
  readonly license: License;
  readonly inUse: number;
  readonly type: (text: string) => void;
}

/** M6: more than the transferable quantity names it, with a way to take it. */
function faultOf({ typed, license, inUse, type }: Typed) {
  if (typed.trim() === '') return undefined;
  const asked = wholeNumber(typed);
  if (asked === undefined) return t.transfer.whole;
  const { transferableQuantity: limit, quantity } = license;
  if (asked > limit) {
    return (
      <>
        {limit < quantity ? t.transfer.atMost(limit, quantity, inUse) : t.transfer.atMostPlain(limit)}{' '}
        <button type="button" class="link" onClick={() => type(String(limit))}>
          {t.transfer.use(limit)}
        </button>
      </>
    );
  }
  return undefined;
}
