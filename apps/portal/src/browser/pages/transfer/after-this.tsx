import type { TransferPreview } from '../../api/answers.ts';
import type { Command } from '../../api/preview.ts';
import { t } from '../../text/messages.ts';
import { Afterwards } from '../../ui/command/parts.tsx';
import { InvoiceEffect } from './invoice-effect.tsx';
import { Sides } from './sides.tsx';

interface AfterThisProps {
  readonly command: Pick<Command<TransferPreview, unknown>, 'plan' | 'error' | 'isLoading' | 'violations'>;
  readonly isAsked: boolean;
}

/** Both sides before and after, and what it does to the next invoice of each; or what stands in the way. */
export function AfterThis({ command, isAsked }: AfterThisProps) {
  const { plan, violations } = command;
  return (
    <Afterwards
      title={t.transfer.after}
      hint={t.transfer.chooseQuantity}
      isAsked={isAsked}
      command={command}
      fields={['from', 'to', 'note']}
    >
      {plan?.sides && plan.sides.length > 0 && violations.length === 0 && (
        <Sides
          sides={plan.sides}
          class="plain stacked"
          invoiceOf={(accountId) => <InvoiceEffect accountId={accountId} plan={plan} />}
        />
      )}
    </Afterwards>
  );
}
