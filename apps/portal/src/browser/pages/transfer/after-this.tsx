import type { TransferPreview } from '../../api/answers.ts';
import type { Command } from '../../api/preview.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Afterwards } from '../../ui/command/parts.tsx';
import { Change } from './change.tsx';
import { InvoiceEffect } from './invoice-effect.tsx';

interface AfterThisProps {
  readonly command: Pick<Command<TransferPreview, unknown>, 'plan' | 'error' | 'isLoading' | 'violations'>;
  readonly isAsked: boolean;
}

/** Both sides before and after, and what it does to the next invoice of each; or what stands in the way. */
export function AfterThis({ command, isAsked }: AfterThisProps) {
  const { plan, violations } = command;
  return (
    <Afterwards title={t.transfer.after} hint={t.transfer.chooseQuantity} isAsked={isAsked} command={command}>
      {plan?.sides && plan.sides.length > 0 && violations.length === 0 && <Sides plan={plan} />}
    </Afterwards>
  );
}

function Sides({ plan }: { plan: TransferPreview }) {
  return (
    <div class="table-scroll">
      <table class="plain stacked">
        <thead>
          <tr>
            <th scope="col">{t.transfer.side}</th>
            <th scope="col">{t.transfer.product}</th>
            <th scope="col">{t.management.total}</th>
            <th scope="col">{t.management.available}</th>
            <th scope="col">{t.management.inUse}</th>
            <th scope="col">{t.transfer.invoice}</th>
          </tr>
        </thead>
        <tbody>
          {plan.sides?.map(({ accountId, name, product, before, after }) => (
            <tr key={`${accountId} ${product}`}>
              <td>{name}</td>
              <td data-title={t.transfer.product}>{product}</td>
              <td data-title={t.management.total}>
                <Change before={before.total} after={after.total} />
              </td>
              <td data-title={t.management.available}>
                <Change before={before.available} after={after.available} />
              </td>
              <td data-title={t.management.inUse}>{format.count(after.inUse)}</td>
              <td data-title={t.transfer.invoice}>
                <InvoiceEffect accountId={accountId} plan={plan} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
