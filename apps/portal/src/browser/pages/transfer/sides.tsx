import type { ComponentChildren } from 'preact';
import type { Transfer } from '../../api/answers.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Change } from './change.tsx';

interface SidesProps {
  readonly sides: NonNullable<Transfer['sides']>;
  readonly class: string;
  /** What it does to the next invoice of an account. */
  readonly invoiceOf: (accountId: string) => ComponentChildren;
}

/** Both sides of a transfer, planned or done: what each had and has, and its next invoice (D4, D7). */
export function Sides({ sides, class: className, invoiceOf }: SidesProps) {
  return (
    <div class="table-scroll">
      <table class={className}>
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
          {sides.map(({ accountId, name, product, before, after }) => (
            <tr key={`${accountId} ${product}`}>
              <td>
                <bdi>{name}</bdi>
              </td>
              <td data-title={t.transfer.product}>{product}</td>
              <td data-title={t.management.total}>
                <Change before={before.total} after={after.total} />
              </td>
              <td data-title={t.management.available}>
                <Change before={before.available} after={after.available} />
              </td>
              <td data-title={t.management.inUse}>{format.count(after.inUse)}</td>
              <td data-title={t.transfer.invoice}>{invoiceOf(accountId)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
