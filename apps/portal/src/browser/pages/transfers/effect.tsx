import type { Transfer } from '../../api/answers.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Sides } from '../transfer/sides.tsx';

/** What a transfer changed when it was done: each side before and after, and its next invoice (D4, D7). */
export function Effect({ transfer: { sides = [], nextInvoice = [] } }: { transfer: Transfer }) {
  const invoiceOf = (account: string) =>
    nextInvoice
      .filter(({ accountId }) => accountId === account)
      .map(({ amount, currency }) => format.money(amount, currency, 'exceptZero'))
      .join(', ') || t.transfer.unchanged;
  return (
    <section class="stack">
      <h2>{t.transfers.effect}</h2>
      <Sides sides={sides} class="stacked" invoiceOf={invoiceOf} />
      <p class="muted">{t.transfers.effectHelp}</p>
    </section>
  );
}
